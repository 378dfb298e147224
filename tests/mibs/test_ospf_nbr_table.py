"""OSPF neighbours."""

from ipaddress import IPv4Address

import pytest

from monitor.mibs.ospf_nbr_table import TABLE
from monitor.model.observation import OspfNeighbour

from .rows import ip, octets_of, one, problem

INDEX = (*octets_of("192.0.2.1"), 0)


def test_a_neighbour_tells_address_router_id_and_state() -> None:
    assert one(OspfNeighbour, TABLE, INDEX, {3: ip("198.51.100.1"), 6: 8}) == OspfNeighbour(
        address=IPv4Address("192.0.2.1"), router_id=IPv4Address("198.51.100.1"), state="full"
    )


def test_a_neighbour_on_an_addressless_link_has_its_interface() -> None:
    assert one(OspfNeighbour, TABLE, (*INDEX[:4], 12), {6: 4}).if_index == 12


@pytest.mark.parametrize("index", [INDEX[:4], (1, 2), ()])
def test_a_short_index_is_skipped(index: tuple[int, ...]) -> None:
    assert problem(TABLE, index, {6: 8})
