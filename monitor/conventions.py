"""
Enumerations that several MIBs share, each once.

BGP states are those of RFC 4273 and every vendor's own table; route protocols are
IANAipRouteProtocol, of which the older tables know the first ones; route types differ by one
letter of history between the tables (RFC 1213, 2096, 4292); FDB status is RFC 4188's.
"""

BGP_STATE = {
    1: "idle", 2: "connect", 3: "active", 4: "opensent", 5: "openconfirm", 6: "established",
}  # fmt: skip
ROUTE_PROTOCOL = {
    1: "other", 2: "local", 3: "netmgmt", 4: "icmp", 5: "egp", 6: "ggp", 7: "hello", 8: "rip",
    9: "is-is", 10: "es-is", 11: "ciscoIgrp", 12: "bbnSpfIgp", 13: "ospf", 14: "bgp", 15: "idpr",
    16: "ciscoEigrp", 17: "dvmrp", 18: "rpl", 19: "dhcp",
}  # fmt: skip
ROUTE_TYPE = {1: "other", 2: "reject", 3: "local", 4: "remote", 5: "blackhole"}
FDB_STATUS = {1: "other", 2: "invalid", 3: "learned", 4: "self", 5: "mgmt"}
LLDP_CAPABILITIES = (
    "other", "repeater", "bridge", "wlanAccessPoint",
    "router", "telephone", "docsisCableDevice", "stationOnly",
)  # fmt: skip
"""The bits of LldpSystemCapabilitiesMap, first bit highest (IEEE 802.1AB)."""
_NO_AS = frozenset((0, 2**32 - 1))


def as_number(number: int | None) -> int | None:
    """Return an AS number, or `None` where it is one that nobody can have (RFC 7607, RFC 7300)."""
    return None if number in _NO_AS else number
