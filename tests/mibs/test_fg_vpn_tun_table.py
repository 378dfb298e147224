"""IPsec tunnels of FortiGate."""

import pytest

from monitor.mibs.fg_vpn_tun_table import TABLE
from monitor.model.service import VpnPeer

from .rows import ip, nothing, one, problem


@pytest.mark.parametrize(("status", "is_up"), [(1, False), (2, True), (3, None), (0, None)])
def test_a_tunnel_is_up_or_down(status: int, is_up: bool | None) -> None:
    seen = one(VpnPeer, TABLE, (1, 1), {2: "ke-pusat", 4: ip("203.0.113.7"), 20: status})
    assert (seen.index, seen.name, str(seen.remote)) == ("1.1", "ke-pusat", "203.0.113.7")
    assert seen.is_up is is_up


def test_a_row_without_a_state_may_be_up() -> None:
    assert one(VpnPeer, TABLE, (1, 1), {4: ip("203.0.113.7")}).is_up is None


def test_a_tunnel_for_users_who_dial_in_has_no_far_end() -> None:
    assert nothing(TABLE, (2, 1), {2: "dialup", 4: ip("0.0.0.0")})


def test_a_row_without_a_far_end_is_skipped() -> None:
    assert problem(TABLE, (3, 1), {2: "x"}) == "no usable fgVpnTunEntRemGwyIp"
