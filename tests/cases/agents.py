"""Objects as an agent shows them; what is read of them, and what is judged in the small city."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address

from monitor.asking import EVERY_KIND, kinds_for
from monitor.judge import judge
from monitor.model.finding import Judgement
from monitor.model.observation import Snapshot
from monitor.model.reading import Pace
from monitor.poller import PollRequest, poll
from monitor.rules import rules
from monitor.snmp import values
from monitor.snmp.oid import Oid
from monitor.snmp.values import Wire
from tests.fakes import IF, IF_X, FakeSession, address, default_route, interface, number, octets
from tests.fakes import system as system_group
from tests.scenes import CITY, GATEWAY_MAC, NOW_S, World

Objects = dict[Oid, Wire]
ROUTE: Oid = (1, 3, 6, 1, 2, 1, 4, 24, 7, 1)
ARP: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1)
BGP: Oid = (1, 3, 6, 1, 2, 1, 15, 3, 1)
OSPF: Oid = (1, 3, 6, 1, 2, 1, 14, 10, 1)
LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)
LLDP_ADDRESS: Oid = (1, 0, 8802, 1, 1, 2, 1, 4, 2, 1)
BRIDGE_PORT: Oid = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1)
FDB: Oid = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1)


def system(name: str = "r1") -> Objects:
    return system_group(name)


def home() -> Objects:
    """A router of a site: the city's line wan1 with its gateway, and the LAN."""
    return {
        **system(),
        **interface(1, "wan1"),
        **interface(2, "lan1"),
        **address("10.0.0.9", 1),
        **address("10.20.0.1", 2),
        **default_route("10.0.0.1", 1),
        **arp(1, "10.0.0.1", GATEWAY_MAC),
    }


def arp(index: int, dotted: str, mac: str) -> Objects:
    at = (index, *ip_address(dotted).packed)
    return {(*ARP, 2, *at): octets(bytes.fromhex(mac.replace(":", ""))), (*ARP, 4, *at): number(3)}


def route(index: Oid, if_index: int, kind: int = 4) -> Objects:
    """A row of inetCidrRouteTable under an index as it was sent."""
    cells = {7: if_index, 8: kind, 9: 3, 12: 1}
    return {(*ROUTE, column, *index): number(value) for column, value in cells.items()}


def v6_default(hop: str) -> Oid:
    """The index of ::/0 over a next hop."""
    there = ip_address(hop).packed
    return (2, 16, *[0] * 16, 0, 2, 0, 0, 2, 16, *there)


def bgp(dotted: str, remote_as: int) -> Objects:
    """An established session; the AS number as the INTEGER that is sent."""
    at = tuple(ip_address(dotted).packed)
    return {(*BGP, 2, *at): number(6), (*BGP, 9, *at): number(remote_as)}


def lldp(index: Oid, mac: str, name: str) -> Objects:
    """A neighbour that routes and bridges."""
    chassis = octets(bytes.fromhex(mac.replace(":", "")))
    return {
        (*LLDP, 4, *index): number(4),
        (*LLDP, 5, *index): chassis,
        (*LLDP, 6, *index): number(5),
        (*LLDP, 7, *index): octets(b"ether1"),
        (*LLDP, 9, *index): octets(name.encode()),
        (*LLDP, 12, *index): octets(b"\x28"),
    }


def counters(
    index: int, name: str, *, narrow: tuple[int, int], wide: tuple[int, int] | None, kind: int = 6
) -> Objects:
    """An interface with its octets in and out, of 32 and of 64 bits."""
    shown = interface(index, name, kind)
    for column, value in zip((10, 16), narrow, strict=True):
        shown[(*IF, column, index)] = values.encode_unsigned(values.COUNTER32, value)
    for column, at in ((6, 0), (10, 1)):
        if wide is None:
            del shown[(*IF_X, column, index)]
        else:
            shown[(*IF_X, column, index)] = values.encode_unsigned(values.COUNTER64, wide[at])
    return shown


def polled(shown: Mapping[Oid, Wire], world: World = CITY, *, time_s: float = NOW_S) -> Snapshot:
    """Ask such an agent for everything."""
    device = world.device
    request = PollRequest(
        device=device.name,
        address=device.address,
        pace=Pace.SLOW,
        kinds=kinds_for(EVERY_KIND, device.role),
    )
    snapshot = asyncio.run(poll(FakeSession(shown), request, lambda: time_s))
    return replace(snapshot, time_s=time_s)


def judged(
    shown: Mapping[Oid, Wire], world: World = CITY, *, before: Mapping[Oid, Wire] | None = None
) -> Judgement:
    """Judge what such an agent shows, a minute after what it showed `before`."""
    return judge(
        polled(shown, world),
        world.whose,
        world.policy,
        rules().values(),
        previous=None if before is None else polled(before, world, time_s=NOW_S - 60),
    )
