"""Which interface an observation belongs to, where agents are vague."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.link import Link
from monitor.model.observation import Identity, Interface
from monitor.model.reading import Observation
from monitor.placement import Placement
from tests.scenes import (
    CITY,
    GATEWAY_MAC,
    NOW_S,
    ONT_MAC,
    arp,
    bgp,
    default,
    ospf,
    own,
    port,
    route,
)

BLANK = Link(device="r1", site="puskesmas", agency="dinkes", name="")
WAN, LAN = port(1, "ether1"), port(2, "bridge-lan")


def placed(*seen: Observation) -> Placement:
    return Placement(CITY.snapshot(*seen))


def gathered(interface: Interface, *seen: Observation) -> Link:
    return placed(interface, *seen).gather(interface, BLANK)


@pytest.mark.parametrize("if_index", [0, None, 99])
def test_a_route_without_a_known_interface_leaves_where_its_next_hop_is(
    if_index: int | None,
) -> None:
    away = default("10.0.0.1", if_index)
    assert gathered(WAN, own("10.0.0.6/29", 1), away).routes == (away,)


def test_the_smallest_subnet_wins() -> None:
    where = placed(WAN, LAN, own("10.0.0.6/29", 1), own("10.0.255.1/8", 2))
    assert where.of_address(ip_address("10.0.0.1")) == 1
    assert where.of_address(ip_address("10.0.0.9")) == 2


def test_an_interface_that_is_up_wins_over_one_that_is_down() -> None:
    off = port(9, "ether9", oper_status="down")
    where = placed(WAN, off, own("192.168.1.2/24", 1), own("192.168.1.3/24", 9))
    assert where.of_address(ip_address("192.168.1.1")) == 1


def test_the_families_are_kept_apart() -> None:
    where = placed(WAN, LAN, own("0.0.0.1/1", 1), own("2001:db8:100::2/64", 2))
    assert where.of_address(ip_address("2001:db8:100::1")) == 2
    assert where.of_address(ip_address("2001:db8:200::1")) is None


def test_a_gateway_is_the_arp_entry_of_a_next_hop_only() -> None:
    hop, host = arp("10.0.0.1", ONT_MAC, 1), arp("10.0.0.3", ONT_MAC, 1)
    link = gathered(WAN, own("10.0.0.6/29", 1), default("10.0.0.1", 1), hop, host)
    assert link.gateways == (hop,)
    assert link.gateway_macs == (ONT_MAC,)


def test_an_arp_entry_of_no_known_interface_is_placed_by_subnet() -> None:
    link = gathered(
        WAN, own("10.0.0.6/29", 1), default("10.0.0.1", 1), arp("10.0.0.1", ONT_MAC, None)
    )
    assert link.gateway_macs == (ONT_MAC,)


def test_no_traffic_is_routed_over_an_interface_that_is_down() -> None:
    off = port(1, "ether1", oper_status="down")
    assert gathered(off, default("203.0.113.1", 1)).routes == ()
    barred = port(1, "ether1", admin_up=False)
    assert gathered(barred, default("203.0.113.1", 1)).routes == ()


def test_a_route_that_fits_no_interface_is_a_link_of_its_own() -> None:
    away = default("203.0.113.1", 0)
    [link] = placed(WAN, away, arp("203.0.113.1", ONT_MAC, 0)).unplaced(BLANK)
    assert (link.name, link.routes, link.gateway_macs) == (
        f"gateway-{ONT_MAC}",
        (away,),
        (ONT_MAC,),
    )


def test_routes_of_which_nothing_is_known_are_kept_too() -> None:
    routes = (default("203.0.113.1", 7), route("128.0.0.0/1", "203.0.113.2"), default(None, 7))
    [link] = placed(*routes).unplaced(BLANK)
    assert (link.name, link.routes) == ("gateway-unplaced", routes)


def test_a_route_with_neither_next_hop_nor_interface_leads_nowhere() -> None:
    assert not list(placed(WAN, default(None, None), route("::/0", None)).unplaced(BLANK))


def test_a_link_local_next_hop_is_another_on_each_interface() -> None:
    over_wan, over_lan = route("::/0", "fe80::1", 1), route("::/0", "fe80::1", 2)
    assert over_wan.key != over_lan.key
    assert gathered(WAN, over_wan, over_lan, LAN).routes == (over_wan,)


def test_a_link_local_address_is_placed_where_it_was_resolved_and_by_no_subnet() -> None:
    wide = own("fe80::2/64", 1), own("fe80::3/64", 2)
    peer = bgp("fe80::9", 64512)
    assert gathered(WAN, LAN, *wide, peer).bgp_peers == ()
    assert gathered(LAN, WAN, *wide, peer, arp("fe80::9", ONT_MAC, 2)).bgp_peers == (peer,)
    twice = arp("fe80::9", ONT_MAC, 1), arp("fe80::9", ONT_MAC, 2)
    assert gathered(LAN, WAN, *wide, peer, *twice).bgp_peers == ()


def test_the_zone_of_a_link_local_peer_places_it() -> None:
    peer = replace(bgp("fe80::9", 64512), if_index=2)
    assert gathered(LAN, WAN, peer, arp("fe80::9", ONT_MAC, 1)).bgp_peers == (peer,)


def test_a_next_hop_in_no_subnet_is_where_it_was_resolved() -> None:
    away = default("203.0.113.1", None)
    assert gathered(WAN, LAN, away, arp("203.0.113.1", ONT_MAC, 1)).routes == (away,)
    nowhere = arp("203.0.113.1", None, 1)
    assert gathered(WAN, LAN, away, nowhere).routes == ()


def test_a_link_local_next_hop_without_interface_has_no_gateway() -> None:
    entries = arp("fe80::1", ONT_MAC, 1), arp("fe80::1", GATEWAY_MAC, 2)
    [link] = placed(WAN, LAN, route("::/0", "fe80::1"), *entries).unplaced(BLANK)
    assert (link.name, link.gateways) == ("gateway-unplaced", ())


def test_an_ospf_neighbour_that_fits_no_interface_is_a_link_called_by_its_router() -> None:
    near, far = ospf("203.0.113.1", "198.51.100.9"), ospf("203.0.113.9", "198.51.100.9")
    [link] = placed(WAN, near, far).unplaced(BLANK)
    assert (link.name, link.ospf_neighbours) == ("ospf-198.51.100.9", (near, far))


def test_a_bgp_session_of_many_hops_is_a_link_called_by_its_as() -> None:
    session = bgp("203.0.113.1", 7713)
    [link] = placed(WAN, session, bgp("203.0.113.2", 7713), bgp("203.0.113.3", None)).unplaced(
        BLANK
    )
    assert link.name == "bgp-as7713"
    assert len(link.bgp_peers) == 2


def counted(octets: int | None, *, bits: int | None = 64, name: str = "lte1") -> Interface:
    return port(1, name, in_octets=octets, out_octets=0, counter_bits=bits)


def rising(before: Interface, now: Interface, *, seconds: float = 60) -> bool | None:
    previous = CITY.snapshot(before, time_s=NOW_S - seconds)
    return Placement(CITY.snapshot(now), previous).gather(now, BLANK).is_rising


def test_traffic_is_what_is_more_than_a_whisper() -> None:
    assert rising(counted(0), counted(1_000_000)) is True
    assert rising(counted(5), counted(5)) is False
    assert rising(counted(0), counted(49 * 60)) is False
    assert rising(counted(0), counted(50 * 60)) is True


def test_a_32_bit_counter_wraps() -> None:
    assert rising(counted(2**32 - 10, bits=32), counted(1_000_000, bits=32)) is True


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (counted(10), counted(5)),
        (counted(None), counted(1_000_000)),
        (counted(0), counted(None)),
        (counted(0, bits=None), counted(1_000_000, bits=None)),
        (counted(0, bits=32), counted(1_000_000)),
        (counted(0, name="ether1"), counted(1_000_000)),
    ],
)
def test_counters_that_cannot_be_compared_say_nothing(before: Interface, now: Interface) -> None:
    assert rising(before, now) is None


def test_without_a_reading_before_nothing_is_known_of_traffic() -> None:
    assert gathered(counted(10)).is_rising is None
    assert rising(counted(0), counted(1_000_000), seconds=0) is None


def test_a_restart_between_two_readings_says_nothing_of_traffic() -> None:
    before = replace(
        CITY.snapshot(counted(0), time_s=NOW_S - 60), identity=Identity(uptime_s=9000.0)
    )
    now = replace(CITY.snapshot(counted(1_000_000)), identity=Identity(uptime_s=30.0))
    assert Placement(now, before).gather(now.interfaces[0], BLANK).is_rising is None
