"""The fast pace laid over the slow one."""

from dataclasses import fields, replace
from ipaddress import ip_address
from typing import Any

import pytest

from monitor.mibs import tables
from monitor.model.observation import (
    Address,
    BgpPeer,
    FdbEntry,
    Identity,
    Interface,
    Neighbour,
    OspfNeighbour,
    Refusal,
    Route,
    Snapshot,
)
from monitor.model.reading import Observation, Pace, TableReading, TableStatus
from monitor.overlay import (
    calls_for_slow,
    emptied,
    fresh_kinds,
    has_only_lost,
    kept_back,
    overlaid,
    shown_by,
    unbroken,
)
from tests.scenes import (
    CITY,
    ONT_MAC,
    arp,
    bgp,
    default,
    learnt_mac,
    leases,
    listener,
    machine,
    neighbour,
    ospf,
    own,
    port,
    process,
    route,
    vpn,
)

WAN1, WAN2 = port(1, "wan1", alias="Kominfo"), port(2, "wan2")
LAN, TENS = port(3, "lan"), route("10.0.0.0/8", "10.0.0.1", 1)
HOME, FOREIGN = default("10.0.0.1", 1), default("203.0.113.1", 2)
COMPLETE, INCOMPLETE, ABSENT, REFUSED, WITHHELD = TableStatus
FAST_KINDS = (Identity, Interface, Route, BgpPeer, OspfNeighbour)


def _slow(*seen: Observation, **changes: Any) -> Snapshot:
    return replace(CITY.snapshot(*seen), **changes)


def _fast(*seen: Observation, **status: TableStatus) -> Snapshot:
    """A fast reading a minute later; kinds are complete unless told."""
    kinds = {kind.__name__: COMPLETE for kind in FAST_KINDS} | status
    slow = CITY.snapshot(*seen)
    return replace(slow, pace=Pace.FAST, time_s=slow.time_s + 60, kinds=kinds)


BASE = _slow(WAN1, WAN2, LAN, HOME, TENS, own("10.0.0.9/24", 1))


def test_what_was_not_asked_stays_and_what_was_read_is_new() -> None:
    fast = _fast(port(1, "wan1", oper_status="down"), HOME)
    now = overlaid(BASE, fast)
    assert (now.time_s, now.pace) == (fast.time_s, Pace.FAST)
    assert [(i.label, i.oper_status) for i in now.interfaces] == [
        ("wan1", "down"),
        ("wan2", "up"),
        ("lan", "up"),
    ]
    assert now.interfaces[0].alias == "Kominfo"
    assert now.addresses == BASE.addresses


def test_counters_that_were_not_read_anew_are_not_those_of_before() -> None:
    counted = port(1, "wan1", in_octets=7, out_octets=7, counter_bits=64)
    base = _slow(counted, port(2, "wan2", in_octets=9, out_octets=9, counter_bits=64))
    silent, other = overlaid(base, _fast(port(1, "wan1"))).interfaces
    assert (silent.in_octets, silent.counter_bits, other.in_octets) == (None, None, 9)
    cut = overlaid(base, _fast(Interface=INCOMPLETE)).interfaces
    assert [one.in_octets for one in cut] == [None, None]
    whole = unbroken(base, replace(_slow(), kinds={"Interface": INCOMPLETE}))
    assert [one.counter_bits for one in whole.interfaces] == [None, None]


def test_a_default_route_that_is_gone_is_gone_and_others_stay() -> None:
    base = replace(BASE, routes=(HOME, FOREIGN, TENS))
    assert overlaid(base, _fast(HOME)).routes == (HOME, TENS)
    assert overlaid(base, _fast(Route=ABSENT)).routes == (TENS,)


@pytest.mark.parametrize(
    "destination", ["0.0.0.0/1", "128.0.0.0/1", "128.0.0.0/3", "0.0.0.0/2", "::/0", "2000::/3"]
)
def test_a_part_of_a_split_default_that_is_gone_is_gone(destination: str) -> None:
    hop = "2001:db8::1" if ":" in destination else "203.0.113.1"
    base = replace(BASE, routes=(HOME, route(destination, hop, 2)))
    assert overlaid(base, _fast(HOME)).routes == (HOME,)


def test_a_short_route_that_the_fast_pace_does_not_ask_for_stays() -> None:
    quarter = route("64.0.0.0/2", "203.0.113.1", 2)
    assert quarter in overlaid(replace(BASE, routes=(HOME, quarter)), _fast(HOME)).routes


def test_a_long_route_below_an_asked_root_is_there_once() -> None:
    long = route("128.0.0.0/16", "10.0.0.1", 1)
    base = replace(BASE, routes=(HOME, long))
    assert overlaid(base, _fast(HOME, long)).routes == (HOME, long)


@pytest.mark.parametrize("status", [INCOMPLETE, REFUSED])
def test_routes_that_could_not_be_read_leave_the_old_ones_and_the_doubt(
    status: TableStatus,
) -> None:
    now = overlaid(BASE, _fast(Route=status))
    assert now.routes == BASE.routes
    assert now.status_of(Route) is status


def test_what_the_fast_pace_asks_of_routes_is_what_the_tables_say() -> None:
    roots = [
        bytes(root[2:] if name == "inetCidrRouteTable" else root)
        for name, table in tables().items()
        if table.kind is Route and table.fast is not None
        for root in table.fast.roots
    ]
    asked = {ip_address(root[:16] if len(root) >= 16 else (root + b"\0")[:4]) for root in roots}
    assert asked == {
        ip_address(text) for text in ("0.0.0.0", "128.0.0.0", "::", "8000::", "2000::")
    }
    for address in asked:
        gone = route(f"{address}/3", str(address + 1), 2)
        assert overlaid(replace(BASE, routes=(gone,)), _fast()).routes == ()


def test_sessions_are_replaced_where_they_were_read() -> None:
    base = replace(BASE, bgp_peers=(bgp("10.0.0.1", 64512),))
    assert overlaid(base, _fast()).bgp_peers == ()
    assert overlaid(base, _fast(BgpPeer=INCOMPLETE)).bgp_peers == base.bgp_peers


def test_what_was_read_of_a_table_that_was_cut_short_adds_to_what_was_known() -> None:
    session = bgp("203.0.113.1", 64999)
    base = replace(BASE, bgp_peers=(bgp("10.0.0.1", 64512),))
    now = overlaid(base, _fast(FOREIGN, session, Route=INCOMPLETE, BgpPeer=INCOMPLETE))
    assert set(now.routes) == {HOME, TENS, FOREIGN}
    assert now.bgp_peers == (session, *base.bgp_peers)


def test_uplinks_read_in_part_never_make_the_interfaces_complete() -> None:
    base = replace(BASE, kinds={**BASE.kinds, "Interface": INCOMPLETE})
    assert overlaid(base, _fast(WAN1)).status_of(Interface) is INCOMPLETE
    assert overlaid(BASE, _fast(WAN1, Interface=REFUSED)).status_of(Interface) is REFUSED


def test_kinds_of_the_slow_pace_keep_how_they_were_read() -> None:
    base = replace(BASE, kinds={**BASE.kinds, "Neighbour": INCOMPLETE})
    now = overlaid(base, _fast())
    assert now.status_of(Neighbour) is INCOMPLETE
    assert now.status_of(Address) is COMPLETE
    assert now.status_of(FdbEntry) is COMPLETE


def test_the_identity_keeps_what_the_fast_pace_does_not_ask() -> None:
    base = replace(BASE, identity=Identity(sys_name="r1", serial="A1", uptime_s=5))
    fast = replace(_fast(), identity=Identity(sys_name="r1-new", uptime_s=65))
    assert overlaid(base, fast).identity == Identity(sys_name="r1-new", serial="A1", uptime_s=65)


def test_rows_do_not_pile_up_over_many_fast_polls() -> None:
    latest = BASE
    for _ in range(50):
        latest = overlaid(BASE, _fast(WAN1, HOME))
    assert [len(i.rows) for i in latest.interfaces] == [2, 1, 1]
    assert len(latest.routes) == 2


def test_whole_tables_are_shown_as_the_slow_pace_read_them() -> None:
    base = replace(BASE, tables={"ifTable": TableReading("ifTable", COMPLETE, 48)})
    fast = replace(_fast(), tables={"ifTable": TableReading("ifTable", COMPLETE, 2)})
    assert overlaid(base, fast).tables["ifTable"].rows == 48


def test_only_what_a_poll_read_itself_is_fresh() -> None:
    assert fresh_kinds(_fast()) == {kind.__name__ for kind in (*FAST_KINDS, Refusal)}
    assert fresh_kinds(BASE) == set(BASE.kinds)


@pytest.mark.parametrize(
    ("fast", "reason"),
    [
        (_fast(WAN1, HOME), ""),
        (_fast(WAN1, HOME, FOREIGN), "default routes changed"),
        (_fast(WAN1, Route=ABSENT), "default routes changed"),
        (_fast(WAN1, HOME, default("10.0.0.1", 77)), "interface that is new"),
        (_fast(WAN1, HOME, bgp("203.0.113.1", 7713)), "BGP sessions changed"),
        (_fast(WAN1, HOME, bgp("203.0.113.1", 7713, "active")), ""),
        (_fast(port(1, "wan1", oper_status="down"), HOME), "state of wan1 changed"),
        (_fast(WAN1, Route=INCOMPLETE), ""),
        (_fast(WAN1, HOME, BgpPeer=REFUSED), ""),
    ],
)
def test_what_changed_calls_for_the_whole_tables(fast: Snapshot, reason: str) -> None:
    said = calls_for_slow(BASE, fast)
    assert reason in said
    assert bool(said) == bool(reason)


@pytest.mark.parametrize(
    ("fast", "is_less"),
    [
        (_fast(WAN1, HOME), True),
        (_fast(port(1, "wan1", oper_status="down"), HOME), True),
        (_fast(port(1, "wan1", oper_status="down")), True),
        (_fast(WAN1, HOME, FOREIGN), False),
        (_fast(port(1, "wan1", oper_status="down"), FOREIGN), False),
        (_fast(port(1, "wan9", oper_status="down"), HOME), False),
        (_fast(WAN1, port(9, "ppp0"), HOME), False),
        (_fast(WAN1, HOME, bgp("203.0.113.1", 7713)), False),
        (_fast(WAN1, Route=INCOMPLETE), False),
        (_fast(WAN1, HOME, BgpPeer=REFUSED), False),
    ],
)
def test_a_loss_alone_is_told_from_what_is_new(fast: Snapshot, *, is_less: bool) -> None:
    assert has_only_lost(BASE, fast) is is_less


def test_after_a_restart_nothing_is_only_lost() -> None:
    base = replace(BASE, identity=Identity(uptime_s=5000))
    fast = replace(_fast(WAN1, HOME), identity=Identity(uptime_s=10.0))
    assert not has_only_lost(base, fast)


@pytest.mark.parametrize("status", [INCOMPLETE, REFUSED])
def test_what_the_whole_tables_did_not_show_does_not_call_for_them(status: TableStatus) -> None:
    base = _slow(WAN1, kinds={"Route": status, "BgpPeer": status})
    assert not calls_for_slow(base, _fast(WAN1, HOME, bgp("10.0.0.1", 64512)))


def test_a_restart_calls_for_the_whole_tables() -> None:
    base = replace(BASE, identity=Identity(uptime_s=5000))
    for uptime_s, reason in ((10.0, "it restarted"), (5060.0, ""), (None, "")):
        fast = replace(_fast(HOME), identity=Identity(uptime_s=uptime_s))
        assert calls_for_slow(base, fast) == reason


def test_a_route_over_an_interface_that_no_table_knows_calls_once_and_not_for_ever() -> None:
    odd = default("10.0.0.1", 4096)
    assert calls_for_slow(BASE, _fast(odd))
    assert not calls_for_slow(replace(BASE, routes=(odd,)), _fast(odd))


def test_an_interface_that_bears_another_name_calls_for_the_whole_tables() -> None:
    assert calls_for_slow(BASE, _fast(port(1, "ppp0"), HOME))
    nameless = port(1, None)
    assert not calls_for_slow(BASE, _fast(nameless, HOME))


def test_a_reading_cut_short_keeps_the_lines_and_addresses_of_the_one_before() -> None:
    whole = CITY.snapshot(port(1, "wan1", type=6), port(2, "lan2"), own("10.0.0.9/24", 1))
    blind = replace(CITY, unread={Interface: INCOMPLETE, Address: REFUSED})
    now = port(1, None, type=None, oper_status="down")
    kept = unbroken(whole, blind.snapshot(now))
    assert [(one.label, one.oper_status) for one in kept.interfaces] == [
        ("wan1", "down"),
        ("lan2", "up"),
    ]
    assert kept.addresses == whole.addresses
    assert kept.status_of(Interface) is INCOMPLETE
    # Evidence is what was read just now, or it would grow with every reading.
    assert kept.interfaces[0].rows == now.rows


def test_a_whole_reading_stands_for_itself() -> None:
    whole = CITY.snapshot(port(1, "wan1"), own("10.0.0.9/24", 1))
    kept = unbroken(whole, CITY.snapshot(port(2, "lan2")))
    assert [one.label for one in kept.interfaces] == ["lan2"]
    assert kept.addresses == ()


def test_a_part_of_the_identity_that_is_not_told_is_as_it_was() -> None:
    whole = CITY.snapshot(Identity(serial="A1", bridge_address="02:00:00:00:00:01"))
    kept = unbroken(whole, CITY.snapshot(Identity(serial="B2")))
    assert (kept.identity.serial, kept.identity.bridge_address) == ("B2", "02:00:00:00:00:01")


def test_a_table_that_once_had_rows_is_empty_and_not_absent() -> None:
    full = CITY.snapshot(port(1, "ether1"), neighbour(1, mac=ONT_MAC))
    assert "Neighbour" in shown_by(full)
    kinds = {"Neighbour": TableStatus.ABSENT, "BgpPeer": TableStatus.ABSENT,
             "ArpEntry": TableStatus.ABSENT, "FdbEntry": TableStatus.REFUSED}  # fmt: skip
    bare = replace(CITY.snapshot(port(1, "ether1")), kinds=kinds)
    assert shown_by(bare) == frozenset()
    read = emptied(bare, {"Neighbour", "ArpEntry", "FdbEntry"})
    assert read.kinds == {**kinds, "Neighbour": TableStatus.COMPLETE}
    assert emptied(bare, ()) is bare


def test_a_table_that_was_not_asked_is_not_said_to_be_empty() -> None:
    fast = replace(CITY.snapshot(port(1, "ether1")), kinds={"Route": TableStatus.COMPLETE})
    assert emptied(fast, {"Neighbour", "Route"}) is fast


SEEN: dict[str, tuple[str, Observation]] = {
    "Interface": ("interfaces", WAN1),
    "Address": ("addresses", own("10.0.0.9/24", 1)),
    "Route": ("routes", HOME),
    "ArpEntry": ("arp", arp("10.0.0.1", ONT_MAC, 1)),
    "Neighbour": ("neighbours", neighbour(1, mac=ONT_MAC)),
    "BgpPeer": ("bgp_peers", bgp("10.0.0.1", 64512)),
    "OspfNeighbour": ("ospf_neighbours", ospf("10.0.0.1", "10.0.0.1")),
    "FdbEntry": ("fdb", learnt_mac(ONT_MAC, 1)),
    "Listener": ("listeners", listener(80)),
    "Process": ("processes", process("httpd")),
    "VpnPeer": ("vpn_peers", vpn("203.0.113.1", "vpn")),
    "VirtualMachine": ("virtual_machines", machine(1, "web")),
    "ClientCount": ("client_counts", leases(7)),
}


def test_every_kind_that_a_snapshot_shows_is_tried_here() -> None:
    shown = {one.name for one in fields(Snapshot) if str(one.type).startswith("tuple[")}
    assert shown - {"refusals"} == {name for name, _ in SEEN.values()}


@pytest.mark.parametrize("kind", SEEN)
def test_of_a_table_that_was_cut_short_what_came_is_fresh_and_nothing_else_is(kind: str) -> None:
    name, one = SEEN[kind]
    seen: dict[str, Any] = {name: (one,)}
    kinds = {**dict.fromkeys(SEEN, COMPLETE), kind: INCOMPLETE}
    empty = Snapshot(device="r1", address="10.0.0.9", time_s=0.0, pace=Pace.SLOW, kinds=kinds)
    # What is read whole, and is empty, is fresh: there is none.
    assert fresh_kinds(empty) == set(SEEN) - {kind}
    assert fresh_kinds(replace(empty, **seen)) == set(SEEN)


def test_what_has_no_rows_of_its_own_is_fresh_though_it_was_cut_short() -> None:
    fast = _fast(WAN1, HOME, Identity=INCOMPLETE)
    assert "Identity" in fresh_kinds(fast)


def test_a_table_that_only_the_fast_pace_has_read_is_shown_beside_the_others() -> None:
    base = replace(BASE, tables={"ifTable": TableReading("ifTable", COMPLETE, 48)})
    more = TableReading("bgpPeerTable", COMPLETE, 2)
    now = overlaid(base, replace(_fast(), tables={"bgpPeerTable": more}))
    assert now.tables == {**base.tables, "bgpPeerTable": more}


@pytest.mark.parametrize(
    ("before", "now", "is_restart"),
    [
        (5000.0, 10.0, True),
        (5000.0, 5000.0, False),
        (5000.0, 5060.0, False),
        (None, 10.0, False),
        (5000.0, None, False),
    ],
)
def test_only_a_shorter_uptime_is_a_restart(
    before: float | None, now: float | None, *, is_restart: bool
) -> None:
    base = replace(BASE, identity=Identity(uptime_s=before))
    fast = replace(_fast(WAN1, HOME), identity=Identity(uptime_s=now))
    assert bool(calls_for_slow(base, fast)) is is_restart
    assert has_only_lost(base, fast) is not is_restart


def test_a_line_that_came_up_is_more_than_there_was() -> None:
    base = _slow(port(1, "wan1", oper_status="down"), HOME)
    assert not has_only_lost(base, _fast(WAN1, HOME))


def test_an_interface_that_is_new_hides_no_change_of_the_others() -> None:
    fast = _fast(port(9, "ppp0"), port(1, "wan1", oper_status="down"), HOME)
    assert "wan1" in calls_for_slow(BASE, fast)


def test_routes_that_the_fast_pace_does_not_ask_for_or_that_lead_not_out_are_no_change() -> None:
    quarter = route("64.0.0.0/2", "203.0.113.1", 2)
    long = route("128.0.0.0/16", "10.0.0.1", 1)
    assert not calls_for_slow(replace(BASE, routes=(HOME, quarter)), _fast(HOME))
    assert not calls_for_slow(replace(BASE, routes=(HOME,)), _fast(HOME, long))


def test_addresses_that_were_shown_once_cannot_be_gone_while_interfaces_are_there() -> None:
    assert "Address" in shown_by(CITY.snapshot(own("10.0.0.9/24", 1)))
    kinds = {"Address": TableStatus.ABSENT, "Route": TableStatus.ABSENT}
    bare = replace(CITY.snapshot(port(1, "ether1")), kinds=kinds)
    assert kept_back(bare, {"Address"}).kinds == {**kinds, "Address": TableStatus.WITHHELD}
    routes = {"Address": TableStatus.COMPLETE, "Route": TableStatus.ABSENT}
    unrouted = replace(bare, kinds=routes)
    assert kept_back(unrouted, {"Route"}).kinds == {**routes, "Route": TableStatus.WITHHELD}


def test_an_empty_arp_table_is_withheld_only_beside_routes_that_are_gone() -> None:
    kinds = {"ArpEntry": TableStatus.ABSENT, "Route": TableStatus.COMPLETE}
    shown = replace(CITY.snapshot(port(1, "ether1")), kinds=kinds)
    assert kept_back(shown, {"ArpEntry", "Route"}) is shown
    neither = replace(shown, kinds=dict.fromkeys(kinds, TableStatus.ABSENT))
    assert set(kept_back(neither, {"ArpEntry", "Route"}).kinds.values()) == {TableStatus.WITHHELD}
    assert kept_back(neither, {"ArpEntry"}) is neither


def test_what_shows_no_interfaces_or_was_not_asked_withholds_nothing() -> None:
    kinds = {"Address": TableStatus.ABSENT, "Route": TableStatus.ABSENT}
    bare = replace(CITY.snapshot(port(1, "ether1")), kinds=kinds)
    nothing = replace(CITY.snapshot(), kinds=kinds)
    assert kept_back(nothing, {"Address"}) is nothing
    fast = replace(bare, kinds={"Route": TableStatus.COMPLETE})
    assert kept_back(fast, {"Address"}) is fast
