"""Addresses of both families, with indexes as agents write them."""

from ipaddress import ip_address

import pytest

from monitor.mibs.ip_address_table import TABLE
from monitor.model.observation import Address
from monitor.snmp.oid import Oid

from .rows import Columns, nothing, octets_of, one, problem

PREFIX: Oid = (1, 3, 6, 1, 2, 1, 4, 32, 1, 5)
CELLS: Columns = {3: 4, 4: 1, 5: (0, 0), 6: 2}
V4 = octets_of("192.0.2.10")
LINK_LOCAL = octets_of("fe80::200:5eff:fe00:5301")


def test_an_address_has_interface_prefix_and_origin() -> None:
    pointer = (*PREFIX, 4, 1, 4, 192, 0, 2, 0, 24)
    seen = one(Address, TABLE, (1, 4, *V4), {3: 4, 4: 1, 5: pointer, 6: 4})
    assert seen == Address(
        address=ip_address("192.0.2.10"), if_index=4, prefix_length=24, origin="dhcp"
    )


@pytest.mark.parametrize(
    ("index", "address"),
    [
        ((1, *V4), "192.0.2.10"),
        ((2, *octets_of("2001:db8::1")), "2001:db8::1"),
        ((2, *octets_of("2001:db8::1"), 0, 0, 0, 0), "2001:db8::1"),
        ((3, 8, *V4, 0, 0, 0, 2), "192.0.2.10"),
        ((4, 20, *LINK_LOCAL, 0, 0, 0, 2), "fe80::200:5eff:fe00:5301"),
        ((4, *LINK_LOCAL, 0, 0, 0, 2), "fe80::200:5eff:fe00:5301"),
        ((4, *LINK_LOCAL), "fe80::200:5eff:fe00:5301"),
        ((4, *LINK_LOCAL, 1), "fe80::200:5eff:fe00:5301"),
    ],
    ids=[
        "no length",
        "no length, IPv6",
        "OcNOS",
        "IPv4 with zone",
        "IPv6 with zone",
        "no length, with zone",
        "ASA",
        "ZTE",
    ],
)
def test_an_address_is_read_however_its_index_is_written(index: Oid, address: str) -> None:
    assert one(Address, TABLE, index, CELLS).address == ip_address(address)


@pytest.mark.parametrize(
    "pointer",
    [(0, 0), (1, 3, 6, 1), (*PREFIX, 4, 1, 4, 0, 0, 0, 0, 0), (*PREFIX, 4, 1, 4, 0, 0, 0, 0, 33)],
)
def test_a_pointer_that_names_no_prefix_leaves_the_length_unknown(pointer: Oid) -> None:
    assert one(Address, TABLE, (1, 4, *V4), {**CELLS, 5: pointer}).prefix_length is None


@pytest.mark.parametrize("kind", [2, 3])
def test_anycast_and_broadcast_addresses_are_not_the_devices_own(kind: int) -> None:
    assert nothing(TABLE, (1, 4, *V4), {**CELLS, 4: kind})


def test_the_unspecified_address_is_none() -> None:
    assert nothing(TABLE, (1, 4, 0, 0, 0, 0), CELLS)


def test_a_type_that_was_not_read_does_not_hide_the_address() -> None:
    assert one(Address, TABLE, (1, 4, *V4), {3: 4}).origin is None


@pytest.mark.parametrize("index", [(), (0, 0), (1, 4, 192, 0), (4, *LINK_LOCAL, 1, 1), (9, *V4)])
def test_an_index_that_is_no_address_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, CELLS)
