"""Which VLANs of a Cisco switch have a forwarding database."""

import pytest

from monitor.mibs.vtp_vlan_table import TABLE
from monitor.model.joins import Vlan

from .rows import nothing, one, problem


def test_a_vlan_in_use_is_one() -> None:
    assert one(Vlan, TABLE, (1, 120), {2: 1}) == Vlan(number=120)


def test_a_suspended_vlan_is_none() -> None:
    assert nothing(TABLE, (1, 120), {2: 2})


@pytest.mark.parametrize("number", range(1002, 1006))
def test_vlans_of_fddi_and_token_ring_hold_nothing(number: int) -> None:
    assert nothing(TABLE, (1, number), {2: 1})


def test_a_row_without_domain_or_state_is_skipped() -> None:
    assert problem(TABLE, (120,), {2: 1})
    assert problem(TABLE, (1, 120), {2: ""}) == "no usable vtpVlanState"
