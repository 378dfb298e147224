"""Filling columns from the octets of an answer: never more than what is really there."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp import ber
from monitor.snmp.columns import Column, fill
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.oid import encode_oid
from monitor.snmp.pdu import RESPONSE, Pdu, encode_varbind, varbinds
from monitor.snmp.values import END_OF_MIB_VIEW_WIRE, encode_int, encode_octets

ROOT = encode_oid((1, 3, 6, 1, 2, 1))
OTHER = encode_oid((1, 3, 6, 1, 2, 2))


def _answer(data: bytes, tail: bytes = b"") -> Pdu:
    return Pdu(RESPONSE, 1, 0, 0, data + tail, 0, len(data))


def _long(tag: int, contents: bytes) -> bytes:
    return bytes((tag, 0x82)) + len(contents).to_bytes(2, "big") + contents


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=200), st.binary(max_size=300))))
def test_every_cell_is_taken_whatever_the_length_of_name_and_value(
    rows: list[tuple[bytes, bytes]],
) -> None:
    wires = {suffix: encode_octets(octets) for suffix, octets in rows}
    data = b"".join(encode_varbind(ROOT + suffix, wire) for suffix, wire in wires.items())
    column = Column(ROOT)
    assert fill([column], _answer(data)) == 0
    assert column.cells == wires
    assert not column.ended


@given(st.lists(st.binary(min_size=1, max_size=9), unique=True), st.binary(max_size=9))
def test_long_lengths_are_read_as_short_ones(suffixes: list[bytes], octets: bytes) -> None:
    data = b"".join(
        _long(0x30, _long(0x06, ROOT + suffix) + _long(0x04, octets)) for suffix in suffixes
    )
    column = Column(ROOT)
    assert fill([column], _answer(data)) == 0
    assert column.cells == dict.fromkeys(suffixes, _long(0x04, octets))


@given(st.binary(max_size=120), st.binary(max_size=40))
def test_any_octets_fill_only_cells_that_the_careful_reader_finds_too(
    data: bytes, tail: bytes
) -> None:
    column = Column(b"")
    answer = _answer(data, tail)
    fill([column], answer)
    found: dict[bytes, bytes | None] = {}
    with suppress(MalformedMessageError):
        found.update(varbinds(answer))
    for suffix, wire in column.cells.items():
        assert wire == found.get(suffix)


@given(st.data())
def test_one_octet_changed_never_makes_a_cell_out_of_others(data: st.DataObject) -> None:
    whole = bytearray(
        b"".join(encode_varbind(ROOT + bytes((row,)), encode_int(row)) for row in range(1, 9))
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    answer = _answer(bytes(whole), b"\x02\x01\x05" * 90)
    column = Column(ROOT)
    fill([column], answer)
    for suffix, wire in column.cells.items():
        assert ROOT + suffix in answer.data[: answer.stop]
        assert wire in answer.data[: answer.stop]
        assert ber.read(wire, 0, len(wire))[2] == len(wire)


def test_columns_take_turns_and_a_short_last_row_is_no_damage() -> None:
    one, two = Column(ROOT), Column(OTHER)
    wire = encode_int(7)
    data = b"".join(
        encode_varbind(name, wire) for name in (ROOT + b"\x01", OTHER + b"\x01", ROOT + b"\x02")
    )
    assert fill([one, two], _answer(data)) == 0
    assert one.cells == {b"\x01": wire, b"\x02": wire}
    assert two.cells == {b"\x01": wire}


def test_a_column_ends_where_another_begins_or_the_view_does() -> None:
    one, two = Column(ROOT), Column(OTHER)
    data = encode_varbind(OTHER + b"\x01", encode_int(1))
    data += encode_varbind(OTHER, END_OF_MIB_VIEW_WIRE)
    fill([one, two], _answer(data))
    assert one.ended
    assert two.ended
    assert not one.cells
    assert not two.cells


def test_a_value_that_does_not_decode_is_skipped_and_the_rest_kept() -> None:
    bad = ber.tlv(0x30, ber.tlv(0x06, ROOT + b"\x02") + b"\x02\x09\x01")
    data = encode_varbind(ROOT + b"\x01", encode_int(1)) + bad
    data += encode_varbind(ROOT + b"\x03", encode_int(3))
    column = Column(ROOT)
    assert fill([column], _answer(data)) == 0
    assert list(column.cells) == [b"\x01", b"\x03"]
    assert column.malformed == 1


def test_a_walk_goes_on_behind_a_value_that_does_not_decode() -> None:
    bad = ber.tlv(0x30, ber.tlv(0x06, ROOT + b"\x02") + b"\x02\x09\x01")
    column = Column(ROOT)
    fill([column], _answer(bad))
    assert column.settle()
    assert column.name == ROOT + b"\x02"
