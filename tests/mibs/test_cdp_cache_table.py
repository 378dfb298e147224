"""CDP neighbours, and what ProCurve and NX-OS make of the table."""

from ipaddress import ip_address

import pytest

from monitor.mibs.cdp_cache_table import TABLE
from monitor.model.observation import Neighbour

from .rows import Columns, octets_of, one, problem

INDEX = (10101, 7)
SWITCH: Columns = {
    3: 1,
    4: bytes((192, 0, 2, 9)),
    5: "Cisco IOS Software, Version 15.2(7)E",
    6: "sw-lantai-2",
    7: "GigabitEthernet0/1",
    8: "cisco WS-C2960X-24TS-L",
    9: bytes((0, 0, 0, 0x29)),
}


def test_a_neighbour_tells_name_port_platform_address_and_capabilities() -> None:
    seen = one(Neighbour, TABLE, INDEX, SWITCH)
    assert seen.protocol == "cdp"
    assert seen.if_index == 10101
    assert seen.remote_index == "7"
    assert seen.chassis_id == seen.sys_name == "sw-lantai-2"
    assert seen.mac is None
    assert seen.port_id == "GigabitEthernet0/1"
    assert seen.sys_descr == "cisco WS-C2960X-24TS-L Cisco IOS Software, Version 15.2(7)E"
    assert seen.addresses == (ip_address("192.0.2.9"),)
    assert seen.capabilities == frozenset({"router", "bridge"})


def test_the_serial_number_that_nx_os_puts_behind_the_name_is_no_part_of_it() -> None:
    seen = one(Neighbour, TABLE, INDEX, {**SWITCH, 6: "core-1.example(SSI12345678)"})
    assert seen.sys_name == "core-1.example"
    assert seen.chassis_id == "core-1.example(SSI12345678)"


def test_a_mac_that_procurve_gives_as_device_and_port_is_shown_as_one() -> None:
    mac = bytes.fromhex("00005e005301")
    row: Columns = {3: 65535, 4: bytes(4), 6: mac, 7: mac, 8: "Adapter", 9: b"\x10"}
    seen = one(Neighbour, TABLE, INDEX, row)
    assert seen.mac == seen.chassis_id == seen.port_id == "00:00:5e:00:53:01"
    assert seen.sys_name is None
    assert seen.addresses == ()
    assert seen.capabilities == frozenset({"stationOnly"})


def test_a_mac_as_text_is_one_too() -> None:
    assert one(Neighbour, TABLE, INDEX, {6: "00:00:5E:00:53:01"}).mac == "00:00:5e:00:53:01"


def test_a_name_of_six_letters_is_no_mac() -> None:
    seen = one(Neighbour, TABLE, INDEX, {**SWITCH, 6: "swi001"})
    assert seen.sys_name == "swi001"
    assert seen.mac is None


def test_an_ipv6_address_is_read() -> None:
    row: Columns = {**SWITCH, 3: 20, 4: bytes(octets_of("2001:db8::9"))}
    assert one(Neighbour, TABLE, INDEX, row).addresses == (ip_address("2001:db8::9"),)


@pytest.mark.parametrize("octets", [b"", bytes(4), b"\x01\x02\x03"])
def test_an_address_of_zeros_or_of_another_length_is_none(octets: bytes) -> None:
    assert one(Neighbour, TABLE, INDEX, {**SWITCH, 4: octets}).addresses == ()


def test_capabilities_that_were_not_said_stay_unknown() -> None:
    row = {column: value for column, value in SWITCH.items() if column != 9}
    assert one(Neighbour, TABLE, INDEX, row).capabilities is None
    assert one(Neighbour, TABLE, INDEX, {**row, 9: bytes(4)}).capabilities == frozenset()


def test_an_index_of_one_number_is_skipped() -> None:
    assert problem(TABLE, (1,), SWITCH)
