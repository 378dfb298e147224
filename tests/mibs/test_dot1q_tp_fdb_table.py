"""Learnt MAC addresses by VLAN."""

import pytest

from monitor.mibs.dot1q_tp_fdb_table import TABLE
from monitor.model.observation import FdbEntry

from .rows import nothing, one, problem

MAC = (0x00, 0x00, 0x5E, 0x00, 0x53, 0x01)


def test_an_entry_tells_vlan_and_port() -> None:
    seen = one(FdbEntry, TABLE, (120, *MAC), {2: 17, 3: 3})
    assert seen.mac == "00:00:5e:00:53:01"
    assert (seen.port, seen.vlan, seen.status) == (17, 120, "learned")


def test_the_same_mac_in_another_vlan_is_another_entry() -> None:
    first = one(FdbEntry, TABLE, (120, *MAC), {2: 17})
    second = one(FdbEntry, TABLE, (130, *MAC), {2: 17})
    assert first.key != second.key


@pytest.mark.parametrize("port", [0, -1])
def test_port_zero_or_below_is_not_known(port: int) -> None:
    assert one(FdbEntry, TABLE, (120, *MAC), {2: port, 3: 4}).port is None


def test_vlan_zero_is_none() -> None:
    assert one(FdbEntry, TABLE, (0, *MAC), {2: 2}).vlan is None


def test_a_mac_of_zeros_is_nobody() -> None:
    assert nothing(TABLE, (1, *(0,) * 6), {2: 1, 3: 4})


@pytest.mark.parametrize("index", [MAC, (1, *MAC[:5], 256)])
def test_an_index_without_vlan_or_with_no_octets_is_skipped(index: tuple[int, ...]) -> None:
    assert problem(TABLE, index, {2: 1})


def test_rows_that_are_merely_numbered_have_their_mac_in_a_column() -> None:
    octets = bytes((0x00, 0x00, 0x5E, 0x00, 0x53, 0x01))
    assert one(FdbEntry, TABLE, (10, 7), {1: octets, 2: 3}).mac == "00:00:5e:00:53:01"
    assert "Address" in problem(TABLE, (10, 7), {2: 3})
