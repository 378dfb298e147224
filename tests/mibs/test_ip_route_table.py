"""The oldest route table."""

from ipaddress import ip_address, ip_network

import pytest

from monitor.mibs.ip_route_table import TABLE
from monitor.model.observation import Route

from .rows import Columns, ip, nothing, octets_of, one, problem

DEFAULT = (0, 0, 0, 0)
CELLS: Columns = {2: 3, 3: 1, 7: ip("192.0.2.1"), 8: 4, 9: 3, 11: ip("0.0.0.0")}


def test_the_default_route_is_read() -> None:
    assert one(Route, TABLE, DEFAULT, CELLS) == Route(
        destination=ip_network("0.0.0.0/0"),
        next_hop=ip_address("192.0.2.1"),
        if_index=3,
        type="remote",
        protocol="netmgmt",
        metric=1,
    )


def test_a_default_route_with_the_mask_of_a_host_or_none_is_a_default_route() -> None:
    assert one(Route, TABLE, DEFAULT, {**CELLS, 11: ip("255.255.255.255")}).is_default
    row = {column: value for column, value in CELLS.items() if column != 11}
    assert one(Route, TABLE, DEFAULT, row).is_default


def test_one_half_of_a_split_default_is_no_default() -> None:
    route = one(Route, TABLE, DEFAULT, {**CELLS, 11: ip("128.0.0.0")})
    assert route.destination == ip_network("0.0.0.0/1")


def test_a_fifth_number_of_garbage_in_the_index_is_ignored() -> None:
    index = (*octets_of("198.51.100.0"), 104)
    route = one(Route, TABLE, index, {**CELLS, 11: ip("255.255.255.0")})
    assert route.destination == ip_network("198.51.100.0/24")


def test_a_modem_s_default_leaves_by_its_interface() -> None:
    route = one(Route, TABLE, DEFAULT, {**CELLS, 7: ip("0.0.0.0"), 8: 3})
    assert (route.next_hop, route.if_index, route.type) == (None, 3, "local")


def test_a_route_marked_invalid_is_gone() -> None:
    assert nothing(TABLE, DEFAULT, {**CELLS, 8: 2})


@pytest.mark.parametrize("mask", [ip("255.0.255.0"), 7])
def test_another_route_without_a_mask_is_skipped(mask: object) -> None:
    assert isinstance(mask, (int, type(ip("0.0.0.0"))))
    row: Columns = {**CELLS, 11: mask}
    assert problem(TABLE, octets_of("198.51.100.0"), row) == "ipRouteMask is no mask"


def test_a_short_index_is_skipped() -> None:
    assert problem(TABLE, (10, 0, 0), CELLS)
