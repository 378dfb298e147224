"""IPv4 routes of RFC 2096, with masks that old agents turn round."""

from ipaddress import ip_address, ip_network

import pytest

from monitor.mibs.ip_cidr_route_table import TABLE
from monitor.model.observation import Route
from monitor.snmp.oid import Oid

from .rows import Columns, octets_of, one, problem

HOP = octets_of("192.0.2.1")
CELLS: Columns = {5: 3, 6: 4, 7: 13, 11: 110}


def _index(destination: str, mask: str, hop: Oid = HOP) -> Oid:
    return (*octets_of(destination), *octets_of(mask), 0, *hop)


def test_the_default_route_is_read() -> None:
    assert one(Route, TABLE, _index("0.0.0.0", "0.0.0.0"), CELLS) == Route(
        destination=ip_network("0.0.0.0/0"),
        next_hop=ip_address("192.0.2.1"),
        if_index=3,
        type="remote",
        protocol="ospf",
        metric=110,
    )


@pytest.mark.parametrize(
    ("destination", "mask", "network"),
    [
        ("198.51.100.0", "255.255.255.0", "198.51.100.0/24"),
        ("10.10.0.0", "0.0.255.255", "10.10.0.0/16"),
        ("10.16.0.0", "0.0.240.255", "10.16.0.0/12"),
        ("192.0.2.5", "255.255.255.255", "192.0.2.5/32"),
    ],
)
def test_a_mask_that_reads_only_backwards_is_turned(
    destination: str, mask: str, network: str
) -> None:
    route = one(Route, TABLE, _index(destination, mask), CELLS)
    assert route.destination == ip_network(network)


def test_two_equal_defaults_are_two_routes() -> None:
    first = one(Route, TABLE, _index("0.0.0.0", "0.0.0.0"), CELLS)
    second = one(Route, TABLE, _index("0.0.0.0", "0.0.0.0", octets_of("192.0.2.5")), CELLS)
    assert first.key != second.key


def test_an_inactive_route_of_routeros_lacks_columns() -> None:
    route = one(Route, TABLE, _index("0.0.0.0", "0.0.0.0"), {5: 0})
    assert route.next_hop == ip_address("192.0.2.1")
    assert (route.if_index, route.type, route.protocol, route.metric) == (None, None, None, None)


def test_a_next_hop_of_zeros_is_none() -> None:
    assert one(Route, TABLE, _index("0.0.0.0", "0.0.0.0", (0,) * 4), CELLS).next_hop is None


def test_a_mask_that_is_none_and_a_short_index_are_skipped() -> None:
    assert problem(TABLE, _index("10.0.0.0", "255.0.255.0"), CELLS) == "ipCidrRouteMask is no mask"
    assert problem(TABLE, _index("10.0.0.0", "255.0.0.0")[:-1], CELLS)
