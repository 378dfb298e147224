"""From LLDP's port numbers to interfaces."""

import pytest

from monitor.mibs.lldp_loc_port_table import TABLE
from monitor.model.joins import LocalPort

from .rows import one, problem


def test_a_port_named_by_its_interface_is_found_by_that_name() -> None:
    seen = one(LocalPort, TABLE, (17,), {2: 5, 3: "Gi1/0/17", 4: "GigabitEthernet1/0/17"})
    assert seen == LocalPort(number=17, port_id="Gi1/0/17", descr="GigabitEthernet1/0/17")


def test_a_port_named_by_its_mac_has_one() -> None:
    seen = one(LocalPort, TABLE, (1,), {2: 3, 3: bytes.fromhex("00005e005301"), 4: "eth0"})
    assert seen.mac == seen.port_id == "00:00:5e:00:53:01"


def test_a_local_number_may_be_the_if_index() -> None:
    assert one(LocalPort, TABLE, (1,), {2: 7, 3: "1001"}).if_index == 1001


@pytest.mark.parametrize("text", ["port-001", "", "9" * 11, "9" * 5000])
def test_a_local_id_that_is_no_if_index_is_only_an_id(text: str) -> None:
    assert one(LocalPort, TABLE, (1,), {2: 7, 3: text}).if_index is None


def test_a_number_that_is_an_interface_name_is_no_if_index() -> None:
    assert one(LocalPort, TABLE, (1,), {2: 5, 3: "12"}).if_index is None


def test_padding_is_no_part_of_the_id() -> None:
    assert one(LocalPort, TABLE, (1,), {2: 5, 3: b"Eth1/1" + bytes(10)}).port_id == "Eth1/1"


def test_a_row_without_index_is_skipped() -> None:
    assert problem(TABLE, (), {2: 7, 3: "1"})
