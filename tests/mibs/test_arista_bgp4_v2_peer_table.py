"""Sessions of EOS: the routing instance and the remote address are the index."""

from ipaddress import ip_address

import pytest

from monitor.mibs.arista_bgp4_v2_peer_table import TABLE
from monitor.model.observation import BgpPeer

from .rows import gauge32, octets_of, one, problem


def test_a_session_has_the_as_number_that_two_octets_cannot_hold() -> None:
    peer = one(
        BgpPeer,
        TABLE,
        (1, 1, 4, *octets_of("192.0.2.1")),
        {3: bytes(octets_of("192.0.2.2")), 10: gauge32(4_200_000_001), 13: 6},
    )
    assert peer.address == ip_address("192.0.2.1")
    assert peer.local_address == ip_address("192.0.2.2")
    assert peer.remote_as == 4_200_000_001
    assert peer.state == "established"
    assert peer.instance == ""


def test_a_session_over_ipv6_that_is_not_up_has_no_local_address() -> None:
    peer = one(
        BgpPeer,
        TABLE,
        (1, 2, 16, *octets_of("2001:db8::1")),
        {3: b"", 10: gauge32(64500), 13: 2},
    )
    assert peer.address == ip_address("2001:db8::1")
    assert peer.local_address is None
    assert peer.state == "connect"


def test_a_session_of_another_instance_is_another_session() -> None:
    index = (1, 4, *octets_of("192.0.2.1"))
    default = one(BgpPeer, TABLE, (1, *index), {10: gauge32(64500), 13: 6})
    other = one(BgpPeer, TABLE, (7, *index), {10: gauge32(64500), 13: 6})
    assert other.instance == "7"
    assert other.key != default.key


@pytest.mark.parametrize("index", [(), (1,), (1, 0, 0), (1, 1, 4, 192, 0), (1, 1, 4, 999, 0, 2, 1)])
def test_an_index_without_an_address_is_skipped(index: tuple[int, ...]) -> None:
    assert problem(TABLE, index, {13: 6})
