"""One table, read from a session at both paces."""

import asyncio

import pytest

from monitor.mibs import tables
from monitor.model.observation import Interface, Route
from monitor.model.reading import Pace, TableStatus
from monitor.reading import Limits, Read, read_table
from monitor.snmp.oid import Oid
from monitor.snmp.values import encode_int, encode_octets
from monitor.together import read_together
from tests.fakes import (
    CIDR,
    IF,
    IF_X,
    FakeSession,
    default_route,
    interface,
    ip,
    is_below,
    number,
    route,
    router,
    system,
)

IF_TABLE, IF_X_TABLE = tables()["ifTable"], tables()["ifXTable"]
BGP: Oid = (1, 3, 6, 1, 2, 1, 15, 3, 1)
ROUTES, SYSTEM_GROUP = tables()["ipCidrRouteTable"], tables()["system"]


def _read(
    session: FakeSession,
    name: str,
    pace: Pace = Pace.SLOW,
    uplinks: tuple[int, ...] = (),
    limits: Limits = Limits(),
) -> Read:
    return asyncio.run(read_table(session, tables()[name], pace, uplinks, limits))


def test_a_walked_table_is_asked_by_its_columns_and_joined_to_rows() -> None:
    session = FakeSession({**interface(1, "wan1"), **interface(700, "vlan700")})
    read = _read(session, "ifTable")
    assert session.walks == [(*IF, column) for column in IF_TABLE.columns]
    assert not session.gets
    assert [(i.index, i.descr) for i in read.observations if isinstance(i, Interface)] == [
        (1, "wan1"),
        (700, "vlan700"),
    ]
    assert (read.status, read.rows, read.skipped) == (TableStatus.COMPLETE, 2, 0)


def test_a_table_that_is_not_there_is_absent() -> None:
    assert _read(FakeSession(system()), "ifTable").status is TableStatus.ABSENT


def test_a_table_that_was_cut_short_keeps_its_rows_and_is_incomplete() -> None:
    session = FakeSession({**interface(1, "wan1"), **interface(2, "wan2")}, cut=(IF,))
    read = _read(session, "ifTable")
    assert (read.status, read.rows, read.reason) == (TableStatus.INCOMPLETE, 1, "no answer")


def test_a_refused_table_is_refused() -> None:
    session = FakeSession(router(), refused=(IF,))
    assert _read(session, "ifTable").status is TableStatus.REFUSED


def test_the_row_cap_is_given_to_the_walk() -> None:
    session = FakeSession(
        {oid: wire for n in range(1, 9) for oid, wire in interface(n, "x").items()}
    )
    assert _read(session, "ifTable", limits=Limits(rows=3)).rows == 3


def test_the_fast_pace_gets_a_few_columns_of_the_uplinks_only() -> None:
    session = FakeSession(router())
    read = _read(session, "ifTable", Pace.FAST, (1, 2))
    assert not session.walks
    assert IF_TABLE.fast is not None
    assert sorted(session.gets) == sorted(
        (*IF, column, index) for column in IF_TABLE.fast.columns for index in (1, 2)
    )
    assert [i.index for i in read.observations if isinstance(i, Interface)] == [1, 2]


def test_without_uplinks_the_fast_pace_asks_nothing_of_interfaces() -> None:
    session = FakeSession(router())
    assert _read(session, "ifXTable", Pace.FAST).status is TableStatus.COMPLETE
    assert not session.asked


def test_an_uplink_that_is_gone_is_no_row() -> None:
    read = _read(FakeSession(router()), "ifXTable", Pace.FAST, (99,))
    assert (read.status, read.observations) == (TableStatus.ABSENT, ())


def test_routes_are_asked_below_roots_and_never_walked_whole() -> None:
    for pace in Pace:
        session = FakeSession(router())
        read = _read(session, "ipCidrRouteTable", pace)
        assert [r for r in read.observations if isinstance(r, Route) and r.is_default]
        whole = (CIDR, *((*CIDR, column) for column in ROUTES.columns))
        assert all(len(root) == len(CIDR) + 5 for root in session.walks)
        assert not any(is_below(outer, root) for root in session.walks for outer in whole)


def test_the_fast_pace_asks_fewer_roots_than_the_slow_one() -> None:
    fast, slow = FakeSession(router()), FakeSession(router())
    _read(fast, "ipCidrRouteTable", Pace.FAST)
    _read(slow, "ipCidrRouteTable", Pace.SLOW)
    assert set(fast.walks) < set(slow.walks)
    assert len(fast.walks) <= 2


def test_the_other_cells_of_a_route_are_asked_for_what_was_found_only() -> None:
    session = FakeSession(router())
    read = _read(session, "ipCidrRouteTable", Pace.FAST)
    assert len(session.gets) == len(ROUTES.columns) - 1
    [found] = [seen for seen in read.observations if isinstance(seen, Route)]
    assert (str(found.next_hop), found.if_index, found.type) == ("10.0.0.1", 1, "remote")


def test_a_route_table_without_short_routes_is_there_all_the_same() -> None:
    session = FakeSession(route("172.16.5.0", "255.255.255.0", "10.0.0.1", 1))
    read = _read(session, "ipCidrRouteTable")
    assert (read.status, read.rows) == (TableStatus.COMPLETE, 0)
    assert len(session.probes) == 1
    assert {oid[-13:-8] for oid in session.gets} == {(172, 16, 5, 0, 255)}


def test_a_table_whose_only_rows_are_indexed_in_another_way_is_incomplete() -> None:
    entry: Oid = (1, 3, 6, 1, 2, 1, 4, 24, 7, 1)
    # The lengths of the addresses are left out, and so no row is where it is looked for.
    index = (1, 0, 0, 0, 0, 0, 2, 0, 0, 1, 203, 0, 113, 1)
    shown = {(*entry, column, *index): number(2) for column in (7, 8, 9, 12)}
    read = _read(FakeSession(shown), "inetCidrRouteTable")
    assert (read.status, read.rows, read.skipped) == (TableStatus.INCOMPLETE, 0, 1)
    assert "inetCidrRouteDest" in read.reason


def test_a_row_that_does_not_decode_makes_its_table_incomplete() -> None:
    good, bad = (192, 0, 2, 1), (192, 0, 2)
    shown = {(*BGP, column, *index): number(6) for column in (2, 9) for index in (good, bad)}
    read = _read(FakeSession(shown), "bgpPeerTable")
    assert (read.status, read.rows, read.skipped) == (TableStatus.INCOMPLETE, 1, 1)
    assert read.reason


def test_a_route_table_without_any_route_is_absent() -> None:
    assert _read(FakeSession({}), "ipCidrRouteTable").status is TableStatus.ABSENT


def test_routes_beyond_the_row_cap_make_the_table_incomplete() -> None:
    session = FakeSession(
        {
            **default_route("10.0.0.1", 1),
            **default_route("10.0.0.2", 1),
            **route("128.0.0.0", "128.0.0.0", "10.0.0.3", 1),
            **route("128.0.0.0", "128.0.0.0", "10.0.0.4", 1),
        }
    )
    read = _read(session, "ipCidrRouteTable", limits=Limits(rows=3))
    assert read.rows == 3
    assert read.status is TableStatus.INCOMPLETE
    assert "3" in read.reason
    assert _read(session, "ipCidrRouteTable", limits=Limits(rows=4)).status is TableStatus.COMPLETE


@pytest.mark.parametrize("pace", Pace)
def test_the_oldest_route_table_shows_its_default_route(pace: Pace) -> None:
    entry = tables()["ipRouteTable"].entry
    cells = {2: number(1), 7: ip("10.0.0.1"), 8: number(4), 11: ip("0.0.0.0")}
    session = FakeSession({(*entry, column, 0, 0, 0, 0): wire for column, wire in cells.items()})
    read = _read(session, "ipRouteTable", pace)
    assert [seen.next_hop for seen in read.observations if isinstance(seen, Route)]


def test_groups_of_scalars_are_read_in_one_request() -> None:
    session = FakeSession(system())
    engine = tables()["snmpEngine"]
    reads = asyncio.run(read_together(session, [SYSTEM_GROUP, engine], Pace.SLOW, (), Limits()))
    assert len(session.gets) == len(SYSTEM_GROUP.columns) + len(engine.columns)
    assert not session.walks
    assert [read.status for read in reads.values()] == [TableStatus.COMPLETE, TableStatus.ABSENT]


def test_a_row_that_does_not_decode_is_counted_and_costs_no_other() -> None:
    shown = default_route("10.0.0.1", 1)
    shown[(*CIDR, 5, 0, 0, 0, 0, 0, 0)] = next(iter(shown.values()))
    read = _read(FakeSession(shown), "ipCidrRouteTable")
    assert (read.rows, read.skipped) == (1, 1)
    assert read.reason


def test_both_interface_tables_name_an_uplink_at_the_fast_pace() -> None:
    # An ifIndex may mean another interface after a restart, and must be seen to.
    assert IF_TABLE.fast is not None
    assert IF_X_TABLE.fast is not None
    assert 2 in IF_TABLE.fast.columns
    assert 1 in IF_X_TABLE.fast.columns
    session = FakeSession(router())
    _read(session, "ifXTable", Pace.FAST, (1,))
    assert (*IF_X, 1, 1) in session.gets


def test_columns_that_each_have_rows_of_their_own_make_no_longer_table() -> None:
    session = FakeSession(
        {
            **{(*IF, 2, row): encode_octets(b"a") for row in range(1, 9)},
            **{(*IF, 3, row): encode_int(6) for row in range(9, 17)},
        }
    )
    read = asyncio.run(read_table(session, tables()["ifTable"], Pace.SLOW, (), Limits(rows=10)))
    assert read.rows == 10
    assert (read.status, read.reason) == (TableStatus.INCOMPLETE, "row cap of 10 reached")
