"""Management addresses of neighbours, which stand in the index."""

from ipaddress import ip_address

import pytest

from monitor.mibs.lldp_rem_man_addr_table import TABLE
from monitor.model.joins import NeighbourAddress
from monitor.snmp.oid import Oid

from .rows import nothing, octets_of, one, problem

NEIGHBOUR: Oid = (612_926, 17, 48)
V4: Oid = (1, 4, *octets_of("192.0.2.9"))


@pytest.mark.parametrize(
    ("index", "port", "remote", "address"),
    [
        ((*NEIGHBOUR, *V4), "17", "48", "192.0.2.9"),
        ((*NEIGHBOUR, 2, 16, *octets_of("2001:db8::9")), "17", "48", "2001:db8::9"),
        ((0, 0, 5, *V4), None, "5", "192.0.2.9"),
    ],
)
def test_an_address_is_tied_to_the_neighbour_s_numbers(
    index: Oid, port: str | None, remote: str, address: str
) -> None:
    assert one(NeighbourAddress, TABLE, index, {3: 2}) == NeighbourAddress(
        protocol="lldp", local_port=port, remote_index=remote, address=ip_address(address)
    )


def test_a_mac_is_no_address_to_compare_with() -> None:
    assert nothing(TABLE, (*NEIGHBOUR, 6, 6, 0, 0, 0x5E, 0, 0x53, 1), {3: 2})


def test_routeros_has_the_address_as_text_in_a_column() -> None:
    seen = one(NeighbourAddress, TABLE, (5,), {2: "192.0.2.9"})
    assert (seen.local_port, seen.remote_index) == (None, "5")
    assert seen.address == ip_address("192.0.2.9")
    assert nothing(TABLE, (5,), {2: ""})


def test_text_that_is_no_address_and_an_empty_index_are_skipped() -> None:
    assert problem(TABLE, (5,), {2: "ether1"}) == "lldpRemManAddr is no address"
    assert problem(TABLE, (), {3: 2})


def test_a_length_that_does_not_fit_the_family_is_no_address() -> None:
    assert nothing(TABLE, (*NEIGHBOUR, 1, 3, 192, 0, 2), {3: 2})
