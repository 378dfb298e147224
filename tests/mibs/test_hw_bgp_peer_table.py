"""Sessions of VRP, which stand once per address family."""

from ipaddress import ip_address

from monitor.mibs.hw_bgp_peer_table import TABLE
from monitor.model.observation import BgpPeer

from .rows import gauge32, octets_of, one, problem


def test_a_session_tells_address_as_and_state() -> None:
    index = (0, 1, 1, 1, 4, *octets_of("192.0.2.1"))
    peer = one(BgpPeer, TABLE, index, {2: gauge32(131_072), 5: 6})
    assert peer.address == ip_address("192.0.2.1")
    assert (peer.remote_as, peer.state, peer.instance) == (131_072, "established", "")


def test_one_peer_in_two_address_families_is_one_peer() -> None:
    address = (1, 4, *octets_of("192.0.2.1"))
    unicast = one(BgpPeer, TABLE, (0, 1, 1, *address), {2: gauge32(64500), 5: 6})
    vpn = one(BgpPeer, TABLE, (0, 1, 128, *address), {2: gauge32(64500), 5: 6})
    assert unicast.key == vpn.key


def test_a_peer_of_a_vpn_instance_is_another() -> None:
    index = (5, 2, 1, 2, 16, *octets_of("2001:db8::1"))
    peer = one(BgpPeer, TABLE, index, {2: gauge32(64500), 5: 3})
    assert peer.instance == "5"
    assert peer.address == ip_address("2001:db8::1")


def test_an_index_without_an_address_is_skipped() -> None:
    assert problem(TABLE, (0, 1), {5: 6})
    assert "hwBgpPeerRemoteAddr" in problem(TABLE, (0, 1, 1, 0, 0), {5: 6})
