"""The old ARP table."""

from ipaddress import ip_address

import pytest

from monitor.mibs.ip_net_to_media_table import TABLE
from monitor.model.observation import ArpEntry

from .rows import nothing, octets_of, one, problem

INDEX = (4, *octets_of("192.0.2.1"))
MAC = bytes.fromhex("00005e005301")


def test_an_entry_ties_an_address_to_a_mac() -> None:
    assert one(ArpEntry, TABLE, INDEX, {2: MAC, 4: 3}) == ArpEntry(
        address=ip_address("192.0.2.1"), if_index=4, mac="00:00:5e:00:53:01", type="dynamic"
    )


def test_six_printable_octets_are_a_mac() -> None:
    assert one(ArpEntry, TABLE, INDEX, {2: b"X8yMvK", 4: 3}).mac == "58:38:79:4d:76:4b"


@pytest.mark.parametrize("octets", [b"", bytes(6), b"\x00\x01"])
def test_an_entry_that_is_not_resolved_has_no_mac(octets: bytes) -> None:
    assert one(ArpEntry, TABLE, INDEX, {2: octets, 4: 3}).mac is None


def test_interface_zero_is_unknown() -> None:
    seen = one(ArpEntry, TABLE, (0, *INDEX[1:]), {2: MAC, 4: 4})
    assert seen.if_index is None
    assert seen.type == "static"


def test_an_invalid_entry_is_a_leftover() -> None:
    assert nothing(TABLE, INDEX, {2: MAC, 4: 2})


def test_an_index_without_an_address_is_skipped() -> None:
    assert problem(TABLE, INDEX[:4], {2: MAC})
