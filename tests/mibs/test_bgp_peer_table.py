"""Sessions of BGP4-MIB: IPv4 only, and an AS number of two octets in its first edition."""

from ipaddress import ip_address

import pytest

from monitor.mibs.bgp_peer_table import TABLE
from monitor.model.observation import BgpPeer

from .rows import ip, octets_of, one, problem

PEER = octets_of("192.0.2.1")


def test_a_session_tells_address_as_and_state() -> None:
    peer = one(BgpPeer, TABLE, PEER, {2: 6, 5: ip("192.0.2.2"), 9: 64500})
    assert peer.address == ip_address("192.0.2.1")
    assert peer.local_address == ip_address("192.0.2.2")
    assert peer.remote_as == 64500
    assert peer.state == "established"


@pytest.mark.parametrize("said", [23456, 0])
def test_as_trans_and_zero_are_no_answer(said: int) -> None:
    assert one(BgpPeer, TABLE, PEER, {2: 6, 9: said}).remote_as is None


def test_a_peer_that_is_not_connected_has_no_local_address() -> None:
    peer = one(BgpPeer, TABLE, PEER, {2: 3, 5: ip("0.0.0.0"), 9: 64500})
    assert peer.local_address is None
    assert peer.state == "active"


def test_a_state_that_does_not_exist_is_unknown() -> None:
    assert one(BgpPeer, TABLE, PEER, {2: 9, 9: 64500}).state is None


def test_an_index_that_is_no_address_is_skipped() -> None:
    assert problem(TABLE, (192, 0, 2), {2: 6})
