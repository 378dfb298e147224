"""AS numbers of four octets that agents send as INTEGER, in every table of BGP sessions."""

import pytest

from monitor.mibs import tables
from monitor.model.observation import BgpPeer
from monitor.snmp.oid import Oid
from monitor.table import Table

from .rows import octets_of, one

PEER = octets_of("192.0.2.1")
INDEX: dict[str, tuple[Oid, int]] = {
    "bgpPeerTable": (PEER, 9),
    "cbgpPeer2Table": ((1, 4, *PEER), 11),
    "aristaBgp4V2PeerTable": ((1, 1, 4, *PEER), 10),
    "hwBgpPeerTable": ((0, 1, 1, 1, 4, *PEER), 2),
    "jnxBgpM2PeerTable": ((0, 1, *octets_of("192.0.2.2"), 1, *PEER), 13),
}
"""By table: the index of a session, and the column of the remote AS number."""
TABLES = [table for table in tables().values() if table.kind is BgpPeer]


def test_no_table_of_sessions_is_left_out() -> None:
    assert {table.name for table in TABLES} == INDEX.keys()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize(("said", "number"), [(-35127295, 4259840001), (64500, 64500)])
def test_an_as_number_is_unsigned_however_it_was_sent(table: Table, said: int, number: int) -> None:
    index, column = INDEX[table.name]
    assert one(BgpPeer, table, index, {column: said}).remote_as == number


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("said", [0, -1])
def test_an_as_number_that_nobody_can_have_is_no_answer(table: Table, said: int) -> None:
    index, column = INDEX[table.name]
    assert one(BgpPeer, table, index, {column: said}).remote_as is None
