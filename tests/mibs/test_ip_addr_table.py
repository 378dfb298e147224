"""IPv4 addresses of a device in the old table."""

from ipaddress import ip_address, ip_network

from monitor.mibs.ip_addr_table import TABLE
from monitor.model.observation import Address

from .rows import ip, nothing, octets_of, one, problem

INDEX = octets_of("192.0.2.10")


def test_an_address_has_interface_and_prefix() -> None:
    seen = one(Address, TABLE, INDEX, {2: 4, 3: ip("255.255.255.248")})
    assert seen.address == ip_address("192.0.2.10")
    assert (seen.if_index, seen.prefix_length) == (4, 29)
    assert seen.network == ip_network("192.0.2.8/29")


def test_a_mask_with_holes_or_of_zeros_is_none() -> None:
    assert one(Address, TABLE, INDEX, {2: 4, 3: ip("255.0.255.0")}).prefix_length is None
    assert one(Address, TABLE, INDEX, {2: 4, 3: ip("0.0.0.0")}).network is None


def test_interface_zero_is_unknown() -> None:
    assert one(Address, TABLE, INDEX, {2: 0, 3: ip("255.255.255.0")}).if_index is None


def test_an_interface_without_a_lease_has_no_address() -> None:
    assert nothing(TABLE, (0, 0, 0, 0), {2: 2, 3: ip("0.0.0.0")})


def test_an_index_that_is_no_address_is_skipped() -> None:
    assert problem(TABLE, (192, 0, 2), {2: 4})
    assert problem(TABLE, (192, 0, 2, 256), {2: 4})
