"""Names, descriptions and 64-bit counters of interfaces."""

import pytest

from monitor.mibs.if_x_table import TABLE
from monitor.model.observation import Interface

from .rows import Columns, counter64, gauge32, one

UPLINK: Columns = {
    1: "Gi0/1",
    6: counter64(2**40),
    10: counter64(2**63 + 1),
    15: gauge32(10_000),
    18: "Metro-E Dinas Kesehatan",
}


def test_name_alias_speed_and_counters_are_read() -> None:
    assert one(Interface, TABLE, (5,), UPLINK) == Interface(
        index=5,
        name="Gi0/1",
        alias="Metro-E Dinas Kesehatan",
        speed_bps=10_000_000_000,
        in_octets=2**40,
        out_octets=2**63 + 1,
        counter_bits=64,
    )


@pytest.mark.parametrize("alias", ["", "Gi0/1", "Gi0/1 Interface", "HUAWEI, Gi0/1 Interface"])
def test_an_alias_that_the_platform_fills_in_says_nothing(alias: str) -> None:
    assert one(Interface, TABLE, (5,), {**UPLINK, 18: alias}).alias is None


def test_an_alias_that_mentions_the_name_is_kept() -> None:
    alias = "Gi0/1 ke kantor"
    assert one(Interface, TABLE, (5,), {**UPLINK, 18: alias}).alias == alias


def test_an_interface_without_64_bit_counters_claims_none() -> None:
    seen = one(Interface, TABLE, (5,), {1: "Vlan10", 15: gauge32(0)})
    assert seen.counter_bits is None
    assert seen.speed_bps is None


def test_half_a_set_of_64_bit_counters_is_none() -> None:
    for column in (6, 10):
        seen = one(Interface, TABLE, (1,), {1: "ge-0/0/1", column: counter64(2**40)})
        assert (seen.in_octets, seen.out_octets, seen.counter_bits) == (None, None, None)
