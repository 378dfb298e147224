"""
What kind of address an address is, seen from the city.

"Public" here means: not one of the ranges that everybody may use inside. The documentation and
benchmark ranges (RFC 5737, 2544, 3849) count as public: nobody has a reason to use them as a LAN,
and whoever does has taken addresses that are not theirs.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network

from monitor.model.link import Link
from monitor.model.observation import Address, Route
from monitor.model.prefixes import IPAddress, IPNetwork, PrefixTable, unmapped
from monitor.model.registry import Registry

CGNAT = IPv4Network("100.64.0.0/10")
"""Shared address space of carriers (RFC 6598)."""
_PRIVATE = PrefixTable(
    (ip_network(text), True) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                          "fc00::/7")
)  # fmt: skip
_NOWHERE = PrefixTable(
    (ip_network(text), True)
    for text in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127",
                 "fe80::/10", "fec0::/10", "ff00::/8")
)  # fmt: skip
_INTERNET_V6 = IPv6Network("2000::/3")
USUAL_CPE = frozenset(
    f"192.168.{third}.{last}" for third in (0, 1, 8, 18, 100, 123) for last in (1, 254)
)
"""What home routers, ONTs and LTE routers call themselves out of the box."""
_SHORTEST_SITE_PREFIX = 8
_LAN_BITS = 5


def is_somewhere(address: IPAddress) -> bool:
    """Whether packets for it can leave the segment: no loopback, link-local or multicast."""
    return unmapped(address) not in _NOWHERE


def is_private(address: IPAddress) -> bool:
    """Whether it is of the ranges that everybody may use inside (RFC 1918, RFC 4193)."""
    return unmapped(address) in _PRIVATE


def is_cgnat(address: IPAddress) -> bool:
    """Whether it is of the carriers' shared space."""
    plain = unmapped(address)
    return isinstance(plain, IPv4Address) and plain in CGNAT


def is_public(address: IPAddress) -> bool:
    """Whether it is an address of the internet."""
    return is_somewhere(address) and not is_private(address) and not is_cgnat(address)


def is_declared(address: IPAddress, registry: Registry) -> bool:
    """Whether the city's plan or the prefixes of one of its sites hold it."""
    return registry.in_plan(address) or registry.site_of_address(address) is not None


def has_plan_for(address: IPAddress, registry: Registry) -> bool:
    """Whether the city's plan has addresses of this family, so that others stand out."""
    version = unmapped(address).version
    return any(prefix.version == version for prefix in registry.network.prefixes)


def looks_like_lan(link: Link, own: Address) -> bool:
    """
    Whether an address is more likely a LAN's, numbered with what belongs to others, than a line's.

    A gateway's number in a wide subnet, given by hand, with nothing routed over it.
    """
    network = own.network
    is_wide = network is not None and network.max_prefixlen - network.prefixlen >= _LAN_BITS
    is_gateway = own.address.packed[-1] in (1, 254)
    is_line = link.is_routed or bool(link.bgp_peers)
    return is_wide and is_gateway and own.origin != "dhcp" and not is_line


def is_way_out(link: Link) -> bool:
    """Whether a line leads somewhere: it is up and routed, has BGP sessions or a public address."""
    return link.is_up and (
        link.is_routed
        or bool(link.bgp_peers)
        or any(is_public(own.address) or is_cgnat(own.address) for own in link.addresses)
    )


def leads_out(route: Route) -> bool:
    """
    Whether a route takes traffic for anywhere: a default route, or one so short that it is a part
    of one. `0.0.0.0/1` with `128.0.0.0/1` beats every default route and looks like none.

    One that drops packets, or that has neither next hop nor interface (VRP shows ::/0 so), leads
    nowhere. The type `local` tells nothing: net-snmp gives it to each route without a next hop,
    as to one into a tunnel.
    """
    network: IPNetwork = route.destination
    if route.next_hop is None and route.if_index is None:
        return False
    if route.type in ("reject", "blackhole") or network.prefixlen >= _SHORTEST_SITE_PREFIX:
        return False
    if network.prefixlen == 0:
        return True
    if isinstance(network, IPv6Network):
        return network.subnet_of(_INTERNET_V6) or _INTERNET_V6.subnet_of(network)
    # Class D and E: routes for multicast are on every host.
    return int(network.network_address) < 0xE0000000
