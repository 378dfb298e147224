"""Sessions of JunOS, whose index has two addresses without lengths."""

from ipaddress import ip_address

import pytest

from monitor.mibs.jnx_bgp_m2_peer_table import TABLE
from monitor.model.observation import BgpPeer
from monitor.snmp.oid import Oid

from .rows import gauge32, octets_of, one, problem

LOCAL: Oid = (1, *octets_of("192.0.2.2"))
REMOTE: Oid = (1, *octets_of("192.0.2.1"))


def test_a_session_tells_both_addresses_as_and_state() -> None:
    peer = one(BgpPeer, TABLE, (0, *LOCAL, *REMOTE), {2: 6, 13: gauge32(131_072)})
    assert peer == BgpPeer(
        address=ip_address("192.0.2.1"),
        local_address=ip_address("192.0.2.2"),
        remote_as=131_072,
        state="established",
    )


def test_a_session_over_ipv6_in_an_instance_is_read() -> None:
    index = (3, 2, *octets_of("2001:db8::2"), 2, *octets_of("2001:db8::1"))
    peer = one(BgpPeer, TABLE, index, {2: 3, 13: gauge32(64500)})
    assert peer.address == ip_address("2001:db8::1")
    assert peer.instance == "3"


@pytest.mark.parametrize("index", [(), (0,), (0, *LOCAL), (0, *LOCAL, 0), (0, 9, 1, 2, 3, 4)])
def test_an_index_without_two_addresses_is_skipped(index: Oid) -> None:
    assert problem(TABLE, index, {2: 6})
