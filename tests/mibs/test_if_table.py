"""Interfaces with state and 32-bit counters."""

import pytest

from monitor.mibs.if_table import TABLE
from monitor.model.observation import Interface

from .rows import Columns, counter32, gauge32, one, problem, ticks

UPLINK: Columns = {
    2: "GigabitEthernet0/1",
    3: 6,
    4: 1500,
    5: gauge32(1_000_000_000),
    6: bytes.fromhex("00005e005301"),
    7: 1,
    8: 1,
    9: ticks(628_00),
    10: counter32(4_000_000_000),
    16: counter32(77),
}


def test_an_interface_is_read_whole() -> None:
    seen = one(Interface, TABLE, (5,), UPLINK)
    assert seen == Interface(
        index=5,
        descr="GigabitEthernet0/1",
        type=6,
        mtu_bytes=1500,
        speed_bps=1_000_000_000,
        mac="00:00:5e:00:53:01",
        admin_up=True,
        oper_status="up",
        last_change_s=628.0,
        in_octets=4_000_000_000,
        out_octets=77,
        counter_bits=32,
        in_octets_32=4_000_000_000,
        out_octets_32=77,
    )


def test_the_largest_speed_says_only_that_there_is_more() -> None:
    assert one(Interface, TABLE, (5,), {**UPLINK, 5: gauge32(2**32 - 1)}).speed_bps is None


@pytest.mark.parametrize(
    ("said", "word"),
    [(1, "up"), (2, "down"), (4, "unknown"), (7, "lowerLayerDown"), (99, "unknown")],
)
def test_oper_status_is_named(said: int, word: str) -> None:
    assert one(Interface, TABLE, (5,), {**UPLINK, 8: said}).oper_status == word


def test_an_interface_switched_off_is_not_admin_up_but_one_in_test_is() -> None:
    assert one(Interface, TABLE, (5,), {**UPLINK, 7: 2}).admin_up is False
    assert one(Interface, TABLE, (5,), {**UPLINK, 7: 3}).admin_up is True


def test_what_is_not_there_is_unknown_and_no_zero() -> None:
    seen = one(Interface, TABLE, (5,), {2: "lo"})
    assert seen == Interface(index=5, descr="lo")


def test_a_description_of_the_wrong_type_does_not_cost_the_interface() -> None:
    seen = one(Interface, TABLE, (5,), {**UPLINK, 2: 7})
    assert seen.descr is None
    assert seen.in_octets_32 == 4_000_000_000


def test_text_in_latin_1_with_padding_is_readable() -> None:
    assert one(Interface, TABLE, (5,), {**UPLINK, 2: b"Caf\xe9 \x00\x00"}).descr == "Café"


def test_a_negative_index_of_routeros_arrives_as_a_large_one() -> None:
    assert one(Interface, TABLE, (2**32 - 16,), UPLINK).index == 2**32 - 16


def test_a_row_without_index_is_skipped() -> None:
    assert problem(TABLE, (), UPLINK)
