"""
IF-MIB, IP-MIB and IP-FORWARD-MIB of a box, with TUNNEL-MIB: interfaces, addresses, routes, ARP.

Which of them an agent has, and what it gets wrong, its platform says. Counters are written apart,
at every reading.
"""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network, ip_network

from monitor.snmp.oid import Oid, encode_index
from tests.measured_city import columns as c
from tests.measured_city.box import Box, Client, IPAddress, Port, Resolved, Way
from tests.measured_city.columns import Columns, put
from tests.measured_city.platforms import Platform

MIB2 = (1, 3, 6, 1, 2, 1)
IF = (*MIB2, 2, 2, 1)
IFX = (*MIB2, 31, 1, 1, 1)
ADDR = (*MIB2, 4, 20, 1)
ADDRESS = (*MIB2, 4, 34, 1)
ROUTE = (*MIB2, 4, 21, 1)
CIDR = (*MIB2, 4, 24, 4, 1)
INET_CIDR = (*MIB2, 4, 24, 7, 1)
MEDIA = (*MIB2, 4, 22, 1)
PHYSICAL = (*MIB2, 4, 35, 1)
TUNNEL = (*MIB2, 10, 131, 1, 1, 1, 1)
LTE = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 16, 1, 1)
STATION = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 1, 1, 1)
_IN, _OUT, _HC_IN, _HC_OUT = (*IF, 10), (*IF, 16), (*IFX, 6), (*IFX, 10)


def write_interfaces(box: Box, platform: Platform, columns: Columns, changed_s: float) -> None:
    """Write ifTable and ifXTable but for their counters, and what vendors add."""
    for port in box.ports:
        at = (port.index,)
        put(columns, IF, 2, at, c.text(port.descr or platform.descr_of(port.name)))
        put(columns, IF, 3, at, c.number(port.type))
        put(columns, IF, 4, at, c.number(port.mtu))
        put(columns, IF, 5, at, c.gauge(port.speed_mbps * 1_000_000))
        put(columns, IF, 6, at, c.mac(port.mac))
        put(columns, IF, 7, at, c.number(1 if port.is_admin_up else 2))
        put(columns, IF, 8, at, c.number(_oper(port, platform)))
        put(columns, IF, 9, at, c.ticks(changed_s))
        if "ifXTable" in platform.tables:
            put(columns, IFX, 1, at, c.text(port.name))
            put(columns, IFX, 15, at, c.gauge(port.speed_mbps))
            put(columns, IFX, 18, at, c.text(platform.alias_of(port.name, port.alias)))
        if port.tunnel_remote is not None and "tunnelIfTable" in platform.tables:
            put(columns, TUNNEL, 1, at, c.ip(port.tunnel_local or IPv4Address(0)))
            put(columns, TUNNEL, 2, at, c.ip(port.tunnel_remote))
            put(columns, TUNNEL, 3, at, c.number(3))
        if port.imsi and "mtxrLTEModemTable" in platform.tables:
            put(columns, LTE, 4, at, c.number(-97))
            put(columns, LTE, 12, at, c.text(port.imsi))
        if port.ssid and "mtxrWlStatTable" in platform.tables:
            put(columns, STATION, 4, at, c.number(-61))
            put(columns, STATION, 5, at, c.text(port.ssid))
            put(columns, STATION, 6, at, c.mac(port.bssid))


def _oper(port: Port, platform: Platform) -> int:
    if not (port.is_up and port.is_admin_up):
        return 2
    # Linux says unknown(4) of tunnels and modems that work.
    return 4 if platform.key == "linux" and port.type in (1, 131) else 1


def write_counters(
    box: Box, platform: Platform, columns: Columns, counted: dict[str, list[float]]
) -> None:
    """Write the octets of every port, new dictionaries each time."""
    for name in (_IN, _OUT, _HC_IN, _HC_OUT):
        columns[name] = {}
    for port in box.ports:
        moved = counted.get(port.uid, (0.0, 0.0))
        index = _suffix(port.index)
        columns[_IN][index] = c.counter32(int(moved[0]))
        columns[_OUT][index] = c.counter32(int(moved[1]))
        if platform.has_64_bits:
            columns[_HC_IN][index] = c.counter64(int(moved[0]))
            columns[_HC_OUT][index] = c.counter64(int(moved[1]))


def _suffix(index: int) -> bytes:
    return encode_index((index,)) if index >= 0x80 else bytes((index,))


def write_addresses(box: Box, platform: Platform, columns: Columns) -> None:
    """Write ipAddrTable and ipAddressTable."""
    indexes = {port.uid: port.index for port in box.ports}
    for held in box.held:
        number, at = c.number(indexes[held.port]), _inet(held.address.ip)
        prefix = held.address.network
        if isinstance(held.address, IPv4Interface) and "ipAddrTable" in platform.tables:
            old = tuple(held.address.ip.packed)
            put(columns, ADDR, 2, old, number)
            put(columns, ADDR, 3, old, c.ip(IPv4Address(int(held.address.netmask))))
        if "ipAddressTable" in platform.tables:
            pointer = (*ADDRESS[:-2], 32, 1, 5, indexes[held.port], *_inet(prefix.network_address))
            put(columns, ADDRESS, 3, at, number)
            put(columns, ADDRESS, 4, at, c.number(1))
            told = ".".join(map(str, (*pointer, prefix.prefixlen)))
            put(columns, ADDRESS, 5, at, c.oid(told))
            put(columns, ADDRESS, 6, at, c.number(held.origin))


def write_routes(box: Box, platform: Platform, columns: Columns) -> None:
    """Write whichever of the three route tables the agent has."""
    indexes = {port.uid: port.index for port in box.ports}
    down = {port.uid for port in box.ports if not (port.is_up and port.is_admin_up)}
    best: dict[str, Way] = {}
    for way in box.ways:
        if not way.is_shown or way.port in down:
            continue
        index = 0 if platform.routes_say_no_port and way.hop else indexes.get(way.port, 0)
        destination = ip_network(way.destination)
        if "inetCidrRouteTable" in platform.tables:
            _inet_cidr(way, index, columns)
        if not isinstance(destination, IPv4Network):
            continue
        if "ipCidrRouteTable" in platform.tables:
            _cidr(way, index, destination, columns)
        # The oldest table has one row per destination: the best, of equals the newest.
        if way.metric <= best.get(way.destination, way).metric:
            best[way.destination] = way
            if "ipRouteTable" in platform.tables:
                _route(way, index, destination, columns)


def _inet_cidr(way: Way, index: int, columns: Columns) -> None:
    destination = ip_network(way.destination)
    hop = _inet(way.hop) if way.hop else (1, 4, 0, 0, 0, 0)
    at = (*_inet(destination.network_address), destination.prefixlen, 2, 0, 0, *hop)
    put(columns, INET_CIDR, 7, at, c.number(index))
    put(columns, INET_CIDR, 8, at, c.number(4 if way.hop else 3))
    put(columns, INET_CIDR, 9, at, c.number(way.protocol))
    put(columns, INET_CIDR, 12, at, c.number(way.metric))


def _cidr(way: Way, index: int, destination: IPv4Network, columns: Columns) -> None:
    hop = way.hop if isinstance(way.hop, IPv4Address) else IPv4Address(0)
    at = (*_octets(destination), *destination.netmask.packed, 0, *hop.packed)
    put(columns, CIDR, 5, at, c.number(index))
    put(columns, CIDR, 6, at, c.number(4 if way.hop else 3))
    put(columns, CIDR, 7, at, c.number(way.protocol if way.protocol < 17 else 2))
    put(columns, CIDR, 11, at, c.number(way.metric))


def _route(way: Way, index: int, destination: IPv4Network, columns: Columns) -> None:
    hop = way.hop if isinstance(way.hop, IPv4Address) else IPv4Address(0)
    at = _octets(destination)
    put(columns, ROUTE, 2, at, c.number(index))
    put(columns, ROUTE, 3, at, c.number(way.metric))
    put(columns, ROUTE, 7, at, c.ip(hop))
    put(columns, ROUTE, 8, at, c.number(4 if way.hop else 3))
    put(columns, ROUTE, 9, at, c.number(way.protocol if way.protocol < 15 else 2))
    put(columns, ROUTE, 11, at, c.ip(IPv4Address(int(destination.netmask))))


def write_arp(box: Box, platform: Platform, columns: Columns, here: list[Client]) -> None:
    """Write the ARP caches: what is always there, and the clients that are here now."""
    indexes = {port.uid: port.index for port in box.ports}
    up = {port.uid for port in box.ports if port.is_up and port.is_admin_up}
    entries = [
        *box.resolved,
        *(Resolved(one.port, one.address, one.mac) for one in here if one.is_resolved),
    ]
    tables = platform.tables
    for name in ((*MEDIA, 2), (*MEDIA, 4), (*PHYSICAL, 4), (*PHYSICAL, 6)):
        columns[name] = {}
    dynamic = c.number(3)
    for entry in entries:
        if entry.port not in up:
            continue
        index, wire = indexes[entry.port], c.mac(entry.mac)
        if isinstance(entry.address, IPv4Address) and "ipNetToMediaTable" in tables:
            at = encode_index((index, *entry.address.packed))
            columns[*MEDIA, 2][at] = wire
            columns[*MEDIA, 4][at] = dynamic
        if "ipNetToPhysicalTable" in tables:
            at = encode_index((index, *_inet(entry.address)))
            columns[*PHYSICAL, 4][at] = wire
            columns[*PHYSICAL, 6][at] = dynamic


def _inet(address: IPAddress) -> Oid:
    packed = address.packed
    return (1 if len(packed) == 4 else 2, len(packed), *packed)


def _octets(network: IPv4Network) -> Oid:
    return tuple(network.network_address.packed)
