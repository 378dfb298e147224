"""IKE security associations of RouterOS."""

from ipaddress import ip_address

import pytest

from monitor.mibs.mtxr_ike_sa_table import TABLE
from monitor.model.service import VpnPeer

from .rows import Columns, ip, octets_of, one, problem

FAR = bytes(octets_of("203.0.113.7"))
GIVEN = bytes(octets_of("10.9.0.2"))


def peer(**said: bytes | int) -> VpnPeer:
    row: Columns = {int(name[1:]): value for name, value in said.items()}
    return one(VpnPeer, TABLE, (5,), {16: FAR, **row})


@pytest.mark.parametrize(("state", "is_up"), [(1, False), (2, True), (3, False), (4, False)])
def test_only_an_established_one_is_up(state: int, is_up: bool) -> None:
    assert peer(_7=state).is_up is is_up


def test_the_far_end_may_be_of_either_family() -> None:
    assert peer().remote == ip_address("203.0.113.7")
    assert peer().is_up is None
    v6 = bytes(octets_of("2001:db8::7"))
    assert one(VpnPeer, TABLE, (5,), {16: v6}).remote == ip_address("2001:db8::7")


def test_a_user_who_dialled_in_was_answered_and_given_an_address() -> None:
    assert peer(_4=1, _19=GIVEN).is_dialled_in
    assert not peer(_4=2, _19=GIVEN).is_dialled_in
    assert not peer(_4=1, _19=b"").is_dialled_in
    assert not peer(_4=1, _19=bytes(4)).is_dialled_in
    assert not peer(_19=GIVEN).is_dialled_in


@pytest.mark.parametrize("said", [b"", bytes(4), b"abc"])
def test_one_without_a_far_end_is_skipped(said: bytes) -> None:
    assert problem(TABLE, (5,), {7: 2, 16: said}) == "no usable mtxrIkeSAPeerAddress"


def test_a_far_end_in_the_form_of_an_ipaddress_is_no_inet_address() -> None:
    assert problem(TABLE, (5,), {16: ip("203.0.113.7")}) == "no usable mtxrIkeSAPeerAddress"
