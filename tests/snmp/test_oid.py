"""OIDs as text, numbers and octets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.oid import (
    Oid,
    decode_index,
    decode_oid,
    encode_index,
    encode_oid,
    format_oid,
    parse_oid,
)

numbers = st.integers(0, 2**32 - 1)
oids = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)), st.tuples(st.just(2), numbers)
).flatmap(lambda start: st.lists(numbers, max_size=40).map(lambda rest: (*start, *rest)))


@given(oids)
def test_every_oid_survives_the_wire_and_the_text(oid: Oid) -> None:
    assert decode_oid(encode_oid(oid)) == oid
    assert parse_oid(format_oid(oid)) == oid
    assert parse_oid("." + format_oid(oid)) == oid


@given(oids, st.lists(numbers, max_size=10))
def test_an_oid_lies_below_another_exactly_if_its_octets_do(oid: Oid, index: list[int]) -> None:
    below = encode_oid((*oid, *index))
    assert below == encode_oid(oid) + encode_index(tuple(index))
    assert decode_index(below[len(encode_oid(oid)) :]) == tuple(index)


@given(oids, oids)
def test_octets_of_an_oid_begin_with_those_of_another_only_below_it(one: Oid, two: Oid) -> None:
    starts = encode_oid(two).startswith(encode_oid(one))
    assert starts == (two[: len(one)] == one)


@given(st.binary(max_size=60))
def test_any_octets_decode_or_raise_a_value_error(octets: bytes) -> None:
    try:
        oid = decode_oid(octets)
    except ValueError:
        return
    assert all(0 <= number < 2**32 + 80 for number in oid)


@pytest.mark.parametrize(
    "text", ["", ".", "1..3", "1.3.x", "1.-3", "1.4294967296", "１.3", "1.3.6\n1"]
)
def test_text_that_is_no_oid_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is no OID"):
        parse_oid(text)


@pytest.mark.parametrize("oid", [(), (1,), (3, 1), (1, 40), (1, -1), (1, 3, 2**40)])
def test_an_oid_that_cannot_be_sent_is_refused(oid: Oid) -> None:
    with pytest.raises(ValueError, match=r"cannot be sent|does not fit"):
        encode_oid(oid)


def test_an_empty_oid_is_zero_dot_zero() -> None:
    assert decode_oid(b"") == (0, 0)


@pytest.mark.parametrize("octets", [b"\x2b\x86", b"\x2b\xff\xff\xff\xff\xff\x7f"])
def test_an_oid_cut_off_or_beyond_32_bits_is_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match="OID"):
        decode_oid(octets)
