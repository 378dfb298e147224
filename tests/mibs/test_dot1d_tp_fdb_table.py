"""Learnt MAC addresses without VLANs."""

import pytest

from monitor.mibs.dot1d_tp_fdb_table import TABLE
from monitor.model.observation import FdbEntry

from .rows import nothing, one, problem

MAC = (0x00, 0x00, 0x5E, 0x00, 0x53, 0x01)


def test_an_entry_tells_where_a_mac_was_learnt() -> None:
    seen = one(FdbEntry, TABLE, MAC, {2: 17, 3: 3})
    assert seen.mac == "00:00:5e:00:53:01"
    assert (seen.port, seen.vlan, seen.status) == (17, None, "learned")


@pytest.mark.parametrize("port", [0, -1])
def test_port_zero_or_below_is_not_known(port: int) -> None:
    assert one(FdbEntry, TABLE, MAC, {2: port, 3: 4}).port is None


def test_a_mac_of_zeros_is_nobody() -> None:
    assert nothing(TABLE, (0,) * 6, {2: 1, 3: 4})


def test_an_index_of_five_octets_is_skipped() -> None:
    assert problem(TABLE, MAC[:5], {2: 1})


def test_rows_that_are_merely_numbered_have_their_mac_in_a_column() -> None:
    octets = bytes((0x00, 0x00, 0x5E, 0x00, 0x53, 0x01))
    assert one(FdbEntry, TABLE, (7,), {1: octets, 2: 3}).mac == "00:00:5e:00:53:01"
    assert "Address" in problem(TABLE, (7,), {2: 3})
