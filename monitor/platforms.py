"""
Which platform can show what: by vendors' own tables, and by the standard ones it answers.

`RECORDED` is what recordings of real devices show; a table that is missing there may only not have
been recorded. `DOCUMENTED` adds what software is known to bring along. What a device at hand shows
is what its polls say; this tells beforehand what to expect of one.
"""

from collections.abc import Iterable, Mapping

from monitor.mibs import tables
from monitor.model.observation import Identity, Refusal
from monitor.model.reading import Observation
from monitor.rule import Rule
from monitor.snmp.oid import Oid
from monitor.table import Table

_ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
PLATFORMS: Mapping[str, Oid] = {
    name: (*_ENTERPRISES, *rest)
    for name, rest in {
        "MikroTik": (14988,),
        "Cisco": (9,),
        "Juniper": (2636,),
        "Huawei": (2011,),
        "ZTE": (3902,),
        "Ruijie": (4881,),
        "HP": (11,),
        "Aruba": (47196,),
        "Fortinet": (12356,),
        "TP-Link": (11863,),
        "Ubiquiti": (41112,),
        "Linux": (8072, 3, 2, 10),
        "Windows": (311,),
        "VMware": (6876,),
    }.items()
}
"""Platforms by the beginning of their sysObjectID, as people call them."""

_NETWORK = "MikroTik Cisco Juniper Huawei ZTE"
RECORDED: Mapping[str, frozenset[str]] = {
    name: frozenset(platforms.split())
    for name, platforms in {
        "ifTable": f"{_NETWORK} Ruijie HP Aruba Fortinet TP-Link Ubiquiti Linux Windows",
        "ifXTable": f"{_NETWORK} HP Aruba Fortinet TP-Link Ubiquiti Linux Windows",
        "ipAddrTable": f"{_NETWORK} Ruijie HP Fortinet TP-Link Ubiquiti Linux Windows",
        "ipAddressTable": "Cisco Juniper Huawei ZTE Ruijie HP Ubiquiti Linux",
        "ipNetToMediaTable": f"{_NETWORK} Ruijie HP Fortinet TP-Link Ubiquiti Linux Windows",
        "ipNetToPhysicalTable": "Cisco Juniper Huawei ZTE HP Aruba Ubiquiti Linux",
        "ipRouteTable": "MikroTik Huawei ZTE Ruijie HP Fortinet Linux Windows",
        "ipCidrRouteTable": "MikroTik Cisco Huawei ZTE Ruijie HP Linux",
        "inetCidrRouteTable": "Huawei Ruijie HP Linux",
        "lldpRemTable": "MikroTik Cisco Juniper Huawei Ruijie HP Aruba",
        "cdpCacheTable": "Cisco HP",
        "bgpPeerTable": "Cisco Huawei Ubiquiti",
        "ospfNbrTable": "Cisco",
        "dot1dTpFdbTable": "MikroTik Cisco Juniper Huawei HP",
        "dot1qTpFdbTable": "MikroTik Cisco ZTE HP TP-Link",
        "tcpConnTable": "Cisco Huawei ZTE HP Linux Windows",
        "tcpListenerTable": "Huawei ZTE HP Linux",
        "hrSWRunTable": "Linux Windows",
    }.items()
}
DOCUMENTED: Mapping[str, frozenset[str]] = {
    "ifTable": frozenset({"VMware"}),
    "ipAddressTable": frozenset({"VMware"}),
    "ipNetToPhysicalTable": frozenset({"VMware"}),
    "inetCidrRouteTable": frozenset({"VMware"}),
    "lldpRemTable": frozenset({"Linux"}),  # lldpd
    "bgpPeerTable": frozenset({"Linux"}),  # FRR's agent
    "ospfNbrTable": frozenset({"Linux"}),
}


def platforms_of(table: Table) -> frozenset[str]:
    """Name the platforms that answer a table."""
    if table.platforms:
        return frozenset(
            name
            for name, prefix in PLATFORMS.items()
            if any(prefix[: len(own)] == own for own in table.platforms)
        )
    nobody: frozenset[str] = frozenset()
    return RECORDED.get(table.name, nobody) | DOCUMENTED.get(table.name, nobody)


def showing(kinds: Iterable[type[Observation]]) -> tuple[str, ...]:
    """List the platforms that show all of these kinds of observation."""
    found = set(PLATFORMS)
    for kind in kinds:
        # Every agent tells who it is, and can refuse.
        if kind not in (Identity, Refusal):
            answering = (platforms_of(one) for one in tables().values() if one.kind is kind)
            found &= frozenset().union(*answering)
    return tuple(name for name in PLATFORMS if name in found)


def able(rule: Rule) -> tuple[str, ...]:
    """List the platforms on which a rule can look, in whatever role."""
    ways = {rule.needs_of(role) for role in rule.roles}
    found = {name for needs in ways for name in showing(needs)}
    return tuple(name for name in PLATFORMS if name in found)
