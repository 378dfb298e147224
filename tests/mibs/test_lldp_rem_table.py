"""LLDP neighbours, and indexes of one, two and three numbers."""

from ipaddress import ip_address

import pytest

from monitor.mibs.lldp_rem_table import TABLE
from monitor.model.observation import Neighbour
from monitor.snmp.oid import Oid

from .rows import Columns, one, problem

INDEX: Oid = (612_926, 17, 48)
MAC = bytes.fromhex("00005e005301")
ROUTER: Columns = {
    4: 4,
    5: MAC,
    6: 5,
    7: "ether1",
    9: "rtr-kelurahan",
    10: "RouterOS 7",
    12: b"\x28\x00",
}


def test_a_neighbour_tells_chassis_port_name_and_capabilities() -> None:
    assert one(Neighbour, TABLE, INDEX, ROUTER) == Neighbour(
        protocol="lldp",
        local_port="17",
        remote_index="48",
        chassis_id="00:00:5e:00:53:01",
        mac="00:00:5e:00:53:01",
        port_id="ether1",
        sys_name="rtr-kelurahan",
        sys_descr="RouterOS 7",
        capabilities=frozenset({"bridge", "router"}),
    )


@pytest.mark.parametrize(
    ("index", "port", "remote"),
    [
        ((9,), None, "9"),
        ((3, 9), "3", "9"),
        ((0, 0, 9), None, "9"),
        ((0, 6, 9), "6", "9"),
    ],
    ids=["RouterOS 6", "TP-Link", "RouterOS 7.1", "RouterOS 7.18"],
)
def test_a_shorter_index_still_names_the_neighbour(
    index: Oid, port: str | None, remote: str
) -> None:
    seen = one(Neighbour, TABLE, index, ROUTER)
    assert (seen.local_port, seen.remote_index) == (port, remote)


def test_a_mac_as_text_is_read() -> None:
    assert one(Neighbour, TABLE, INDEX, {**ROUTER, 5: "00:00:5E:00:53:01"}).mac == (
        "00:00:5e:00:53:01"
    )


@pytest.mark.parametrize("zeros", [bytes(6), "00:00:00:00:00:00"])
def test_zeros_identify_nobody(zeros: bytes | str) -> None:
    seen = one(Neighbour, TABLE, INDEX, {**ROUTER, 5: zeros, 6: 3, 7: zeros})
    assert (seen.chassis_id, seen.mac, seen.port_id) == (None, None, None)


def test_without_a_chassis_mac_the_port_s_mac_is_the_neighbour_s() -> None:
    seen = one(Neighbour, TABLE, INDEX, {**ROUTER, 4: 7, 5: "nvr-01", 6: 3, 7: MAC})
    assert seen.chassis_id == "nvr-01"
    assert seen.mac == seen.port_id == "00:00:5e:00:53:01"


def test_a_chassis_that_is_an_address_gives_it() -> None:
    seen = one(Neighbour, TABLE, INDEX, {**ROUTER, 4: 5, 5: bytes((1, 192, 0, 2, 9))})
    assert seen.addresses == (ip_address("192.0.2.9"),)
    v6 = ip_address("2001:db8::9").packed
    seen = one(Neighbour, TABLE, INDEX, {**ROUTER, 4: 5, 5: b"\x02" + v6})
    assert seen.addresses == (ip_address("2001:db8::9"),)
    assert one(Neighbour, TABLE, INDEX, {**ROUTER, 4: 5, 5: b"\x01\x02"}).addresses == ()


@pytest.mark.parametrize("said", ["", "28 00 2 4", "00", 5120])
def test_capabilities_in_another_form_are_unknown_rather_than_guessed(said: str | int) -> None:
    assert one(Neighbour, TABLE, INDEX, {**ROUTER, 12: said}).capabilities is None


def test_no_capability_is_something_else_than_none_told() -> None:
    assert one(Neighbour, TABLE, INDEX, {**ROUTER, 12: b"\x00"}).capabilities == frozenset()


def test_padding_of_port_ids_goes() -> None:
    assert one(Neighbour, TABLE, INDEX, {**ROUTER, 7: b"Ethernet1/1".ljust(16, b"\0")}).port_id == (
        "Ethernet1/1"
    )


def test_an_empty_index_is_skipped() -> None:
    assert problem(TABLE, (), ROUTER)
