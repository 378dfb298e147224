"""Routes of both families, with whatever agents put where a policy should be."""

from ipaddress import ip_address, ip_network

import pytest

from monitor.mibs.inet_cidr_route_table import TABLE
from monitor.model.observation import Route
from monitor.snmp.oid import Oid

from .rows import Columns, octets_of, one, problem

DEFAULT: Oid = (1, 4, 0, 0, 0, 0, 0)
HOP: Oid = (1, 4, *octets_of("192.0.2.1"))
CELLS: Columns = {7: 3, 8: 4, 9: 14, 12: 20}


@pytest.mark.parametrize(
    "policy",
    [(0,), (2, 0, 0), (3, 0, 0, 65), (1, 65), (4, 65536, 2, 1, 0)],
    ids=["ruijie", "most", "net-snmp", "old net-snmp", "h3c"],
)
def test_the_default_route_is_read_whatever_the_policy(policy: Oid) -> None:
    route = one(Route, TABLE, (*DEFAULT, *policy, *HOP), CELLS)
    assert route == Route(
        destination=ip_network("0.0.0.0/0"),
        next_hop=ip_address("192.0.2.1"),
        if_index=3,
        type="remote",
        protocol="bgp",
        metric=20,
    )
    assert route.is_default


@pytest.mark.parametrize("hop", [(0, 0), (1, 4, 0, 0, 0, 0), (2, 16, *[0] * 16)])
def test_a_route_without_a_next_hop_leaves_by_its_interface(hop: Oid) -> None:
    route = one(Route, TABLE, (*DEFAULT, 2, 0, 0, *hop), {**CELLS, 8: 3})
    assert route.next_hop is None
    assert route.if_index == 3


def test_interface_zero_is_unknown() -> None:
    assert one(Route, TABLE, (*DEFAULT, 2, 0, 0, *HOP), {**CELLS, 7: 0}).if_index is None


def test_an_ipv6_route_is_read() -> None:
    index = (2, 16, *[0] * 16, 0, 2, 0, 0, 2, 16, *octets_of("fe80::1"))
    route = one(Route, TABLE, index, {7: 3, 8: 4, 9: 19, 12: 1024})
    assert route.destination == ip_network("::/0")
    assert route.next_hop == ip_address("fe80::1")
    assert route.protocol == "dhcp"


def test_a_zoned_next_hop_is_read_without_its_zone() -> None:
    index = (2, 16, *[0] * 16, 0, 0, 4, 20, *octets_of("fe80::1"), 0, 0, 0, 7)
    assert one(Route, TABLE, index, CELLS).next_hop == ip_address("fe80::1")


def test_host_bits_of_a_destination_are_dropped() -> None:
    index = (1, 4, *octets_of("198.51.100.77"), 24, 0, *HOP)
    assert one(Route, TABLE, index, CELLS).destination == ip_network("198.51.100.0/24")


def test_one_half_of_a_split_default_is_found_below_the_roots() -> None:
    assert (1, 4, 0, 0, 0, 0) in TABLE.roots
    assert (1, 4, 128, 0, 0, 0) in TABLE.roots


@pytest.mark.parametrize(
    "index",
    [
        DEFAULT,
        (1, 4, 0, 0, 0, 0, 33, 0, *HOP),
        (0, 0, 0, 0, *HOP),
        (*DEFAULT, 9, 0, 0, *HOP),
        (1, 16, *[0] * 16, 0, 0, *HOP),
    ],
)
def test_an_index_that_is_no_route_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, CELLS)
