"""Sessions of IOS and IOS-XR, IPv6 among them."""

from ipaddress import ip_address

from monitor.mibs.cbgp_peer2_table import TABLE
from monitor.model.observation import BgpPeer

from .rows import gauge32, octets_of, one, problem


def test_a_session_over_ipv4_tells_address_as_and_state() -> None:
    peer = one(
        BgpPeer,
        TABLE,
        (1, 4, *octets_of("192.0.2.1")),
        {3: 6, 6: bytes(octets_of("192.0.2.2")), 11: gauge32(65_550)},
    )
    assert peer.address == ip_address("192.0.2.1")
    assert peer.local_address == ip_address("192.0.2.2")
    assert (peer.remote_as, peer.state) == (65_550, "established")


def test_a_session_over_ipv6_is_one_too() -> None:
    peer = one(
        BgpPeer,
        TABLE,
        (2, 16, *octets_of("2001:db8::1")),
        {3: 1, 6: bytes(16), 11: gauge32(64500)},
    )
    assert peer.address == ip_address("2001:db8::1")
    assert peer.local_address is None
    assert peer.state == "idle"


def test_an_address_of_unknown_type_is_skipped() -> None:
    assert "cbgpPeer2RemoteAddr" in problem(TABLE, (0, 0), {3: 6})
