"""One device, asked once."""

import asyncio
from typing import Any

import pytest

from monitor.asking import EVERY_KIND, kinds_for
from monitor.mibs import tables
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Interface,
    Neighbour,
    Route,
    Snapshot,
)
from monitor.model.reading import Pace, TableStatus
from monitor.poller import PollRequest, poll
from monitor.snmp.errors import NoAnswerError, NotPermittedError
from monitor.snmp.oid import Oid
from tests.fakes import (
    COMMAND_LINES,
    IF,
    IF_X,
    IP_ADDR,
    MIKROTIK,
    NET_SNMP,
    SCRIPTS,
    SYSTEM,
    FakeSession,
    is_below,
    number,
    octets,
    router,
    system,
)

FAST_KINDS = {"Identity", "Interface", "Route", "BgpPeer", "OspfNeighbour"}


def _poll(session: FakeSession, pace: Pace = Pace.SLOW, **request: Any) -> Snapshot:
    clock = iter(range(100, 200))
    made = PollRequest(
        device="r1", address="192.0.2.1", pace=pace, kinds=kinds_for(EVERY_KIND), **request
    )
    return asyncio.run(poll(session, made, lambda: float(next(clock))))


def test_a_slow_poll_brings_everything_as_one_snapshot() -> None:
    snapshot = _poll(FakeSession(router(foreign=True)))
    assert snapshot.identity.sys_name == "r1"
    assert [i.label for i in snapshot.interfaces] == ["wan1", "wan2", "lan"]
    assert {i.counter_bits for i in snapshot.interfaces} == {64}
    assert {str(own.address) for own in snapshot.addresses} == {
        "10.0.0.9",
        "10.20.0.1",
        "203.0.113.9",
    }
    assert {str(r.next_hop) for r in snapshot.routes if r.is_default} == {"10.0.0.1", "203.0.113.1"}
    assert (snapshot.time_s, snapshot.duration_s) == (100, 1)
    for kind in (Interface, Address, Route):
        assert snapshot.status_of(kind) is TableStatus.COMPLETE
    assert snapshot.status_of(BgpPeer) is TableStatus.ABSENT


@pytest.mark.parametrize("pace", Pace)
def test_scripts_and_command_lines_are_never_asked_for(pace: Pace) -> None:
    session = FakeSession({**router(), **system(object_id=(*MIKROTIK, 1))})
    _poll(session, pace, uplinks=(1, 2))
    assert session.asked
    assert not session.was_asked_below(SCRIPTS)
    assert not session.was_asked_below(COMMAND_LINES)


@pytest.mark.parametrize("pace", Pace)
def test_no_route_table_is_asked_whole(pace: Pace) -> None:
    session = FakeSession(router())
    _poll(session, pace)
    for name in ("inetCidrRouteTable", "ipCidrRouteTable", "ipRouteTable"):
        table = tables()[name]
        walked = [root for root in session.walks if is_below(root, table.entry)]
        assert walked
        assert all(len(root) >= len(table.entry) + 4 for root in walked)


def test_the_fast_pace_asks_little() -> None:
    session = FakeSession(router())
    snapshot = _poll(session, Pace.FAST, uplinks=(1, 2))
    assert len(session.gets) <= 40
    assert len(session.walks) <= 30
    assert not session.was_asked_below(IP_ADDR)
    assert not session.was_asked_below((1, 3, 6, 1, 2, 1, 4, 22))
    assert not session.was_asked_below((1, 3, 6, 1, 2, 1, 4, 35))
    assert [i.index for i in snapshot.interfaces] == [1, 2]


def test_a_fast_poll_says_nothing_of_kinds_that_it_did_not_ask() -> None:
    assert set(_poll(FakeSession(router()), Pace.FAST).kinds) <= FAST_KINDS | {"Refusal"}


def test_vendors_tables_are_asked_of_their_platform_only() -> None:
    other, own = FakeSession(router()), FakeSession(router() | system(object_id=(*MIKROTIK, 1)))
    _poll(other)
    _poll(own)
    assert not other.was_asked_below(MIKROTIK)
    assert own.was_asked_below((*MIKROTIK, 1, 1, 11))


def test_what_the_device_says_it_is_goes_before_what_was_known() -> None:
    known = _poll(FakeSession(router()), object_id="1.3.6.1.4.1.14988.1")
    assert known.tables == _poll(FakeSession(router())).tables


def test_tables_known_to_be_absent_are_not_asked_and_are_said_to_be_absent() -> None:
    session = FakeSession(router())
    snapshot = _poll(session, absent=frozenset({"ifXTable"}))
    assert not session.was_asked_below(IF_X)
    assert snapshot.tables["ifXTable"].status is TableStatus.ABSENT
    assert snapshot.tables["ifXTable"].reason == "not asked again"


def test_a_silent_device_raises_and_is_asked_no_second_time() -> None:
    session = FakeSession(router(), answers=0)
    with pytest.raises(NoAnswerError):
        _poll(session)
    assert not session.walks
    assert all(is_below(oid, SYSTEM) for oid in session.gets)


def test_a_device_that_falls_silent_midway_keeps_what_it_said_and_is_left_alone() -> None:
    session = FakeSession(router(), answers=4)
    snapshot = _poll(session)
    # What reading at once did not reach is asked once more, and then no more.
    assert session.answers == -2
    assert snapshot.tables["system"].status is TableStatus.COMPLETE
    unread = [r for r in snapshot.tables.values() if r.status is TableStatus.INCOMPLETE]
    assert {reading.reason for reading in unread[1:]} == {"the device fell silent"}
    assert TableStatus.REFUSED not in snapshot.kinds.values()
    assert snapshot.status_of(Route) is TableStatus.INCOMPLETE


def test_a_table_that_is_refused_costs_that_table_only() -> None:
    snapshot = _poll(FakeSession(router(), refused=(IP_ADDR,)))
    assert snapshot.status_of(Address) is TableStatus.REFUSED
    assert not snapshot.addresses
    assert snapshot.status_of(Route) is TableStatus.COMPLETE


def test_a_table_cut_short_makes_its_kind_incomplete() -> None:
    snapshot = _poll(FakeSession(router(), cut=(IF,)))
    assert snapshot.status_of(Interface) is TableStatus.INCOMPLETE
    assert snapshot.tables["ifTable"].reason == "no answer"


OF_IP = (Address, Route, ArpEntry)
IP: Oid = (1, 3, 6, 1, 2, 1, 4)
CISCO: Oid = (1, 3, 6, 1, 4, 1, 9)


def with_a_view(hidden: Oid, object_id: Oid = (*MIKROTIK, 1)) -> FakeSession:
    """A router whose view leaves out what is below an OID."""
    cells = {**router(), **system(object_id=object_id)}
    return FakeSession({oid: cell for oid, cell in cells.items() if not is_below(oid, hidden)})


def test_a_device_with_interfaces_and_nothing_of_ip_keeps_that_back() -> None:
    snapshot = _poll(with_a_view(IP))
    for kind in OF_IP:
        assert snapshot.status_of(kind) is TableStatus.WITHHELD, kind
    assert snapshot.status_of(Interface) is TableStatus.COMPLETE
    # A device may well have none of these.
    for other in (BgpPeer, FdbEntry, Neighbour):
        assert snapshot.status_of(other) is TableStatus.ABSENT
    assert "1.3.6.1.2.1.4" in snapshot.tables["ipAddrTable"].reason


@pytest.mark.parametrize(
    ("object_id", "word"),
    [(NET_SNMP, "snmpd.conf"), ((*CISCO, 1), "view of snmp-server"), ((*MIKROTIK, 1), "view")],
)
def test_what_would_open_it_is_said_in_its_makers_words(object_id: Oid, word: str) -> None:
    snapshot = _poll(with_a_view(IP, object_id))
    assert word in snapshot.tables["ipAddrTable"].reason


def test_one_row_of_ip_is_enough_and_so_is_a_fast_poll() -> None:
    for snapshot in (_poll(with_a_view((*IP, 24))), _poll(with_a_view(IP), Pace.FAST)):
        assert TableStatus.WITHHELD not in snapshot.kinds.values()


def test_a_device_that_shows_its_system_group_only_is_refused_and_not_clean() -> None:
    snapshot = _poll(FakeSession(system()))
    assert snapshot.identity.sys_name == "r1"
    for kind in (Interface, Address, Route, BgpPeer):
        assert snapshot.status_of(kind) is TableStatus.REFUSED, kind
    assert "access control" in snapshot.tables["ifTable"].reason


def test_access_taken_away_is_seen_at_the_fast_pace_too() -> None:
    snapshot = _poll(FakeSession(system()), Pace.FAST, uplinks=(1,))
    assert snapshot.status_of(Route) is TableStatus.REFUSED
    assert snapshot.status_of(Interface) is TableStatus.REFUSED


def test_a_device_that_shows_nothing_at_all_is_not_permitted() -> None:
    with pytest.raises(NotPermittedError, match=r"192\.0\.2\.1 answers"):
        _poll(FakeSession({(1, 3, 6, 1, 2, 1, 99, 0): next(iter(system().values()))}))
    with pytest.raises(NotPermittedError):
        _poll(FakeSession(router(), refused=((1, 3),)))


def test_a_recording_of_a_part_needs_no_system_group() -> None:
    shown = {oid: wire for oid, wire in router().items() if not is_below(oid, SYSTEM)}
    snapshot = _poll(FakeSession(shown), is_part=True)
    assert len(snapshot.interfaces) == 3


def test_progress_is_told_with_the_first_names_of_what_is_asked() -> None:
    told: list[str] = []
    request = PollRequest(device="r1", address="r1", pace=Pace.SLOW, kinds=kinds_for(EVERY_KIND))
    asyncio.run(poll(FakeSession(router()), request, lambda: 0.0, told.append))
    assert told[0] == "system"
    assert told[1].startswith("system, ipAddressTable, ")
    assert len(told) == len(set(told))


def test_a_switch_with_a_table_for_each_vlan_is_asked_in_each() -> None:
    bridge = (1, 3, 6, 1, 2, 1, 17)
    vlans = {(1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, 2, 1, n): number(1) for n in (1, 20)}
    shown = router() | system(object_id=(1, 3, 6, 1, 4, 1, 9, 1)) | vlans
    mac = (0, 1, 2, 3, 4, 5)
    inside = {
        (*bridge, 4, 3, 1, 1, *mac): octets(bytes(mac)),
        (*bridge, 4, 3, 1, 2, *mac): number(7),
        (*bridge, 4, 3, 1, 3, *mac): number(3),
        (*bridge, 1, 4, 1, 2, 7): number(3),
    }
    asked: list[int] = []

    def in_vlan(vlan: int) -> FakeSession:
        asked.append(vlan)
        return FakeSession(inside if vlan == 20 else {})

    request = PollRequest(device="s", address="s", pace=Pace.SLOW, kinds=kinds_for(EVERY_KIND))
    snapshot = asyncio.run(poll(FakeSession(shown), request, lambda: 0.0, in_vlan=in_vlan))
    assert asked == [1, 20]
    assert [(e.mac, e.vlan, e.if_index) for e in snapshot.fdb] == [("00:01:02:03:04:05", 20, 3)]
    assert snapshot.status_of(FdbEntry) is TableStatus.COMPLETE
