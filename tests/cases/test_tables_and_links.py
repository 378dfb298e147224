"""What real agents show, from public reports: the right value of each, end to end."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.declared import Network
from monitor.model.finding import Band, Judgement
from monitor.model.link import Link, LinkStatus
from monitor.model.medium import Medium
from monitor.model.observation import FdbEntry, Route
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from tests.fakes import IF, address, interface, ip, is_below, number, octets
from tests.scenes import CITY, CORE_MAC, GATEWAY_MAC, NETWORK, SWITCH, case_of, circuit

from .agents import (
    BRIDGE_PORT,
    FDB,
    LLDP_ADDRESS,
    OSPF,
    Objects,
    arp,
    bgp,
    counters,
    home,
    judged,
    lldp,
    polled,
    route,
    system,
    v6_default,
)

ON_SWITCH = replace(CITY, device=SWITCH)
STRANGER_MAC = "4c:5e:0c:11:22:33"


def links(judgement: Judgement) -> dict[str, Link]:
    return {link.name: link for link in judgement.links}


def accused(judgement: Judgement) -> set[str]:
    return {case.subject for case in judgement.cases if case.band is not Band.NOTE}


# AS numbers are unsigned 32 bit (RFC 6793); agents send them as INTEGER, and so negative.
LARGE_AS, AS_SENT = 4259840001, 4259840001 - 2**32


def _with_session() -> Objects:
    # A /29, so that nothing but the session speaks of the line.
    line = interface(3, "eth3") | address("10.60.0.2", 3, "255.255.255.248")
    return home() | line | bgp("10.60.0.1", AS_SENT)


def test_a_session_with_a_large_as_number_is_told_by_that_number() -> None:
    case = case_of(judged(_with_session()), "eth3")
    assert f"AS {LARGE_AS}" in case.text.en
    assert case.band is Band.PROOF


@pytest.mark.parametrize(
    "network",
    [
        replace(NETWORK, as_numbers=frozenset({LARGE_AS})),
        replace(NETWORK, allowed_peer_as=frozenset({LARGE_AS})),
    ],
)
def test_a_large_as_number_of_the_citys_accuses_nobody(network: Network) -> None:
    world = CITY.declaring(network=network)
    assert not accused(judged(_with_session(), world))


def test_a_circuit_is_recognised_by_a_large_as_number() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(as_number=LARGE_AS)),))
    assert links(judged(_with_session(), world))["eth3"].status is LinkStatus.KOMINFO


# A link-local address is unique in its zone only (RFC 4007, section 6).
def test_one_link_local_next_hop_on_two_interfaces_is_two_routes() -> None:
    row = v6_default("fe80::1")
    # The index is the same but for the policy, where net-snmp puts the interface.
    other = (*row[:19], 3, *row[20:22], 3, *row[22:])
    shown = home() | interface(3, "eth3") | route(row, 1) | route(other, 3)
    found = [one for one in polled(shown).routes if one.destination.version == 6]
    assert [(str(one.next_hop), one.if_index) for one in found] == [("fe80::1", 1), ("fe80::1", 3)]
    assert links(judged(shown))["eth3"].is_routed


def test_a_circuit_is_not_recognised_by_a_link_local_next_hop_alone() -> None:
    shown = home() | interface(3, "eth3") | route(v6_default("fe80::1"), 3)
    hop = Subject(next_hop=ip_address("fe80::1"))
    world = CITY.declaring(circuits=(circuit(hop),))
    assert links(judged(shown, world))["eth3"].status is LinkStatus.UNKNOWN
    world = CITY.declaring(circuits=(circuit(replace(hop, interface="eth3")),))
    assert links(judged(shown, world))["eth3"].status is LinkStatus.KOMINFO


def test_a_default_route_to_nowhere_is_no_way_out() -> None:
    assert links(judged(home() | route(v6_default("::"), 0, kind=4))).keys() == {"wan1"}


def test_a_route_whose_index_has_another_shape_clears_nothing() -> None:
    shown = home() | route((1, 0, 0, 0, 0, 0, 2, 0, 0, 1, 203, 0, 113, 1), 2)
    snapshot = polled(shown)
    assert snapshot.tables["inetCidrRouteTable"].status is TableStatus.INCOMPLETE
    assert snapshot.status_of(Route) is TableStatus.INCOMPLETE
    assert "foreign-next-hop" in judged(shown).inconclusive


@pytest.mark.parametrize("known", [True, False])
def test_a_full_ospf_adjacency_that_fits_no_interface_is_a_line(known: bool) -> None:
    router = "10.0.0.2" if known else "198.51.100.77"
    at = (203, 0, 113, 200, 0)
    shown = home() | {(*OSPF, 3, *at): ip(router), (*OSPF, 6, *at): number(8)}
    judgement = judged(shown)
    assert (f"ospf-{router}" in links(judgement)) is not known
    assert (f"ospf-{router}" in accused(judgement)) is not known


# IEEE 802.1AB, LldpPortNumber: on a bridge it is the dot1dBasePort.
def test_an_lldp_port_number_is_that_of_the_bridge_port() -> None:
    shown = system("sw1") | interface(2, "Vlan20") | interface(10102, "gi1/0/2")
    shown |= {(*BRIDGE_PORT, 2, 2): number(10102)} | lldp((0, 2, 7), STRANGER_MAC, "strange")
    [neighbour] = polled(shown, ON_SWITCH).neighbours
    assert neighbour.if_index == 10102
    assert "gi1/0/2" in case_of(judged(shown, ON_SWITCH), STRANGER_MAC).text.en


def test_rows_that_differ_by_their_time_mark_are_two_boxes() -> None:
    shown = system("sw1") | interface(2, "port2")
    shown |= lldp((100, 2, 1), CORE_MAC, "core") | lldp((900, 2, 1), STRANGER_MAC, "toko-router")
    shown[(*LLDP_ADDRESS, 3, 900, 2, 1, 1, 4, 192, 168, 77, 1)] = number(2)
    ours, strange = polled(shown, ON_SWITCH).neighbours
    assert (ours.sys_name, ours.addresses) == ("core", ())
    assert (strange.sys_name, strange.addresses) == ("toko-router", (ip_address("192.168.77.1"),))
    assert accused(judged(shown, ON_SWITCH)) == {STRANGER_MAC}


def test_a_forwarding_table_that_is_indexed_by_a_number_is_read() -> None:
    shown = system("sw1") | interface(1, "port1") | interface(2, "port2")
    shown |= {(*BRIDGE_PORT, 2, port): number(port) for port in (1, 2)}
    for at, (mac, port) in enumerate((("4c5e0c112233", 2), ("020000aa0009", 1)), 1):
        shown |= {
            (*FDB, 1, at): octets(bytes.fromhex(mac)),
            (*FDB, 2, at): number(port),
            (*FDB, 3, at): number(3),
        }
    snapshot = polled(shown, ON_SWITCH)
    assert {(one.mac, one.if_index) for one in snapshot.fdb} == {
        (STRANGER_MAC, 2),
        ("02:00:00:aa:00:09", 1),
    }
    nameless = {oid: wire for oid, wire in shown.items() if not is_below(oid, (*FDB, 1))}
    unread = polled(nameless, ON_SWITCH)
    assert (unread.fdb, unread.status_of(FdbEntry)) == ((), TableStatus.INCOMPLETE)


# FreeBSD gives every tunnel the ifType of PPP.
def test_what_freebsd_calls_ppp_is_a_tunnel_and_its_servers_end_no_way_out() -> None:
    shown = home()
    for index, name, own in (
        (3, "tun_wg0", "10.77.0.2"),
        (4, "ovpns1", "10.8.0.1"),
        (5, "kantor", "192.168.250.2"),
    ):
        shown |= counters(index, name, narrow=(900, 900), wide=(900, 900), kind=23)
        shown |= address(own, index)
    judgement = judged(shown)
    media = {name: link.medium for name, link in links(judgement).items() if name != "wan1"}
    assert media == {"tun_wg0": Medium.TUNNEL, "kantor": Medium.TUNNEL}
    assert not accused(judgement)
    assert not [case for case in judgement.cases if "ppp-client" in case.rules]


def test_wireguard_is_a_tunnel_by_whatever_name() -> None:
    shown = home() | interface(3, "cabang", kind=1) | address("10.77.0.2", 3)
    shown[(*IF, 6, 1)] = octets(bytes.fromhex("020000000001"))
    assert links(judged(shown))["cabang"].medium is Medium.TUNNEL


@pytest.mark.parametrize(
    ("name", "own", "mask"),
    [
        ("usb0", "10.124.158.40", "255.255.255.255"),
        ("usb0", "10.124.158.40", "255.255.255.0"),
        ("eth4", "10.124.158.40", "255.255.255.255"),
        ("eth4", "10.124.158.41", "255.255.255.252"),
    ],
)
def test_a_modem_that_is_numbered_from_the_citys_plan_is_a_line(
    name: str, own: str, mask: str
) -> None:
    shown = home() | interface(3, name) | address(own, 3, mask)
    shown |= arp(3, "10.124.158.42", "02:00:00:aa:00:42")
    assert links(judged(shown))[name].status is LinkStatus.UNKNOWN


def test_a_lan_and_a_line_to_a_registered_router_are_no_strange_lines() -> None:
    shown = home() | interface(3, "eth4") | address("10.90.0.1", 3, "255.255.255.252")
    shown |= arp(3, "10.90.0.2", CORE_MAC) | arp(2, "10.20.0.77", "02:00:00:aa:00:77")
    shown |= interface(4, "lan2") | address("10.20.4.1", 4)
    assert links(judged(shown)).keys() == {"wan1"}


def test_a_loopback_that_a_line_borrows_its_address_from_makes_no_line() -> None:
    shown = home() | interface(3, "swp1") | interface(4, "lo", kind=24)
    shared = {
        (1, 3, 6, 1, 2, 1, 4, 34, 1, column, 1, 4, 10, 9, 9, 9): wire
        for column, wire in ((3, number(3)), (4, number(1)))
    }
    single = shown | shared | address("10.9.9.9", 4, "255.255.255.255")
    assert links(judged(single)).keys() == {"wan1"}


@pytest.mark.parametrize(("name", "received"), [("dummy0", 0), ("Null0", 0), ("dummy1", 9)])
def test_a_default_route_into_nothing_is_no_way_out_while_nothing_comes_in(
    name: str, received: int
) -> None:
    shown = home() | counters(3, name, narrow=(received, 9), wide=(received, 9))
    shown |= route((1, 4, 0, 0, 0, 0, 0, 2, 0, 0, 1, 4, 0, 0, 0, 0), 3, kind=3)
    assert (name in links(judged(shown))) is (received > 0)


def _rate(before: Objects, now: Objects, name: str) -> float | None:
    shown = home() | address("192.168.9.2", 3)
    return links(judged(shown | now, before=shown | before))[name].octets_per_s


def test_two_narrow_counters_that_fell_together_tell_nothing_of_that_minute() -> None:
    before = counters(3, "ppp0", narrow=(3_000_000_000, 900_000_000), wide=None, kind=23)
    now = counters(3, "ppp0", narrow=(1_000, 800), wide=None, kind=23)
    assert _rate(before, now, "ppp0") is None


def test_wide_counters_count_whatever_the_nominal_speed_is() -> None:
    slow = {(*IF, 5, 3): number(9_000)}
    before = counters(3, "Tunnel1", narrow=(0, 0), wide=(5 * 10**9, 10**9), kind=131) | slow
    now = counters(3, "Tunnel1", narrow=(0, 0), wide=(5_450_000_000, 1_050_000_000), kind=131)
    assert _rate(before, now | slow, "Tunnel1") == pytest.approx(500_000_000 / 60)


def test_of_two_sets_of_counters_the_one_that_moves_is_believed() -> None:
    before = counters(3, "eth3", narrow=(1_000, 1_000), wide=(77, 77))
    now = counters(3, "eth3", narrow=(61_000, 1_000), wide=(77, 77))
    assert _rate(before, now, "eth3") == pytest.approx(1_000)


def test_the_gateway_of_the_city_is_known_by_its_mac_on_every_card_of_a_lan() -> None:
    shown = home() | interface(3, "eth3") | route(v6_default("fe80::1"), 3)
    shown |= address("203.0.113.9", 3)
    resolved = (1, 3, 6, 1, 2, 1, 4, 35, 1)
    at = (3, 2, 16, *ip_address("fe80::1").packed)
    shown |= {
        (*resolved, 4, *at): octets(bytes.fromhex(GATEWAY_MAC.replace(":", ""))),
        (*resolved, 6, *at): number(3),
    }
    case = case_of(judged(shown), "eth3")
    assert "foreign-next-hop" not in case.rules
