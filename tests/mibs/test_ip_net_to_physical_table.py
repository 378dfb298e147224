"""ARP and neighbour discovery, with indexes as agents write them."""

from ipaddress import ip_address

import pytest

from monitor.mibs.ip_net_to_physical_table import TABLE
from monitor.model.observation import ArpEntry
from monitor.snmp.oid import Oid

from .rows import Columns, nothing, octets_of, one, problem

V4 = octets_of("192.0.2.1")
V6 = octets_of("2001:db8::1")
CELLS: Columns = {4: bytes.fromhex("00005e005301"), 6: 3}


@pytest.mark.parametrize(
    ("index", "if_index", "address"),
    [
        ((4, 1, 4, *V4), 4, "192.0.2.1"),
        ((4, 2, 16, *V6), 4, "2001:db8::1"),
        ((4, 1, *V4), 4, "192.0.2.1"),
        ((4, 2, *V6), 4, "2001:db8::1"),
        ((1, 5001, 4, *V4), 5001, "192.0.2.1"),
        ((2, 5001, 16, *V6), 5001, "2001:db8::1"),
        ((1, 1, 4, *V4), 1, "192.0.2.1"),
        ((2, 2, 16, *V6), 2, "2001:db8::1"),
        ((4, 4, 20, *V6, 0, 0, 0, 4), 4, "2001:db8::1"),
    ],
    ids=[
        "IPv4",
        "IPv6",
        "ASA",
        "no length, IPv6",
        "OcNOS",
        "OcNOS, IPv6",
        "if 1",
        "if 2",
        "zone",
    ],
)
def test_an_entry_is_read_however_its_index_is_written(
    index: Oid, if_index: int, address: str
) -> None:
    assert one(ArpEntry, TABLE, index, CELLS) == ArpEntry(
        address=ip_address(address), if_index=if_index, mac="00:00:5e:00:53:01", type="dynamic"
    )


def test_an_entry_without_mac_is_not_resolved() -> None:
    assert one(ArpEntry, TABLE, (4, 1, 4, *V4), {4: b"", 6: 3}).mac is None


def test_an_invalid_entry_is_a_leftover() -> None:
    assert nothing(TABLE, (4, 1, 4, *V4), {**CELLS, 6: 2})


@pytest.mark.parametrize("index", [(), (4,), (4, 0, 0), (4, 1, 4, 192, 0), (4, 7, 4, *V4)])
def test_an_index_that_is_no_address_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, CELLS)
