"""Helpers of rows, and the one place where rows become observations."""

from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.observation import Process
from monitor.model.reading import Varbind
from monitor.snmp import ber, values
from monitor.snmp.oid import encode_index
from monitor.snmp.values import Wire, encode_int, encode_octets
from monitor.table import (
    BadRowError,
    Decoded,
    Row,
    Table,
    address_of,
    bits,
    conceal,
    decode_rows,
    mac_of,
    prefix_length_of,
    shown,
)

octets = st.binary(max_size=24)


def _decode(row: Row) -> Iterator[Process]:
    if row.opt_int(3) == 0:
        return
    yield Process(index=row.cursor().integer(), name=row.opt_text(2) or str(row.integer(3)))


PROGRAMS = Table(
    name="programTable",
    entry=(1, 3, 6, 1, 4, 1, 99999, 1),
    columns={2: "programName", 3: "programState", 4: "programOwner"},
    kind=Process,
    decode=_decode,
    concealed={4: 3},
)


def _rows(columns: dict[int, dict[tuple[int, ...], Wire]]) -> Decoded:
    return decode_rows(
        PROGRAMS,
        {
            column: {encode_index(index): wire for index, wire in cells.items()}
            for column, cells in columns.items()
        },
    )


@pytest.mark.parametrize(
    ("said", "mac"),
    [
        (bytes.fromhex("00005e005301"), "00:00:5e:00:53:01"),
        (b"X8yMvK", "58:38:79:4d:76:4b"),
        (b"00:00:5E:00:53:01", "00:00:5e:00:53:01"),
        (b"00-00-5E-00-53-01\x00", "00:00:5e:00:53:01"),
        (bytes(6), None),
        (b"00:00:00:00:00:00", None),
        (b"", None),
        (b"00:00:5E:00:53", None),
        (bytes(8), None),
    ],
)
def test_a_mac_is_six_octets_or_their_text_and_not_zeros(said: bytes, mac: str | None) -> None:
    assert mac_of(said) == mac


@given(st.binary(min_size=6, max_size=6).filter(any))
def test_a_mac_reads_the_same_from_its_text(raw: bytes) -> None:
    assert mac_of(raw) == mac_of(raw.hex(":").upper().encode()) == raw.hex(":")


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (bytes((192, 0, 2, 1)), "192.0.2.1"),
        (bytes((192, 0, 2, 1, 0, 0, 0, 9)), "192.0.2.1"),
        (ip_address("2001:db8::1").packed, "2001:db8::1"),
        (ip_address("fe80::1").packed + bytes((0, 0, 0, 9)), "fe80::1"),
    ],
)
def test_an_address_is_known_by_its_length_with_or_without_zone(said: bytes, address: str) -> None:
    assert address_of(said) == ip_address(address)


@pytest.mark.parametrize("said", [None, b"", bytes(4), bytes(16), b"\x01", b"\x01" * 5])
def test_zeros_and_odd_lengths_are_no_address(said: bytes | None) -> None:
    assert address_of(said) is None


@pytest.mark.parametrize("length", range(33))
def test_every_netmask_has_its_prefix_length(length: int) -> None:
    mask = (2**32 - 2 ** (32 - length)).to_bytes(4, "big")
    assert prefix_length_of(mask) == length


@pytest.mark.parametrize("mask", ["255.0.255.0", "0.0.0.255", "0.255.255.255", "127.255.255.255"])
def test_a_mask_with_holes_is_none(mask: str) -> None:
    assert prefix_length_of(ip_address(mask).packed) is None


def test_bits_count_from_the_highest() -> None:
    names = ("first", "second", "third")
    assert bits(b"\x80", names) == frozenset({"first"})
    assert bits(b"\x60\x00", names) == frozenset({"second", "third"})
    assert bits(b"\x00", names) == frozenset()
    assert bits(b"\x20\xe0", names) == frozenset({"third"})


@pytest.mark.parametrize("said", [None, b"", b"00", b"28", b"28 00"])
def test_what_cannot_be_bits_says_nothing(said: bytes | None) -> None:
    assert bits(said, ("first",)) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (b"Gi0/1", "Gi0/1"),
        (b" Gi0/1 \x00\x00", "Gi0/1"),
        (b"\x00\x00\x5e\x00\x53\x01", "00:00:5e:00:53:01"),
        (b"Gi0\n1", "47:69:30:0a:31"),
        (None, None),
        (b"", None),
        (b"   ", None),
        (bytes(6), None),
        (b"00:00:00:00:00:00", None),
    ],
)
def test_an_identifier_is_text_or_hexadecimal_and_never_empty(
    said: bytes | None, text: str | None
) -> None:
    assert shown(said) == text


@given(octets)
def test_helpers_take_any_octets(said: bytes) -> None:
    mac_of(said)
    address_of(said)
    assert bits(said, ("first",)) in (None, frozenset(), frozenset({"first"}))
    assert (shown(said) or "-").isprintable()


def test_cells_are_joined_by_index_holes_and_all() -> None:
    decoded = _rows(
        {
            2: {(1,): encode_octets(b"sshd"), (2,): encode_octets(b"")},
            3: {(2,): encode_int(7), (9,): encode_int(0)},
        }
    )
    assert decoded.observations == (Process(index=1, name="sshd"), Process(index=2, name="7"))
    assert (decoded.rows, decoded.skipped, decoded.flaws) == (3, 0, 0)


def test_a_bad_row_is_counted_with_its_reason_and_the_others_stay() -> None:
    decoded = _rows({2: {(1,): encode_octets(b"sshd"), (): encode_octets(b"x"), (3,): b"\x05\x00"}})
    assert (decoded.rows, decoded.skipped) == (1, 2)
    assert decoded.first_problem == "the index is too short"


def test_a_cell_of_the_wrong_type_is_a_flaw_and_not_the_end_of_the_row() -> None:
    decoded = _rows({2: {(1,): encode_int(5)}, 3: {(1,): encode_int(7)}})
    assert (decoded.rows, decoded.skipped, decoded.flaws) == (1, 0, 1)


def test_an_index_that_is_cut_off_is_skipped() -> None:
    decoded = decode_rows(PROGRAMS, {2: {b"\x81": encode_octets(b"sshd")}})
    assert (decoded.rows, decoded.skipped) == (0, 1)


def test_evidence_has_every_cell_as_read() -> None:
    decoded = _rows({2: {(1,): encode_octets(b"sshd")}, 3: {(1,): encode_int(7)}})
    [seen] = decoded.observations
    [row] = seen.rows
    assert row.table == "programTable"
    assert row.varbinds() == (
        Varbind("1.3.6.1.4.1.99999.1.2.1", "OCTET STRING", "sshd"),
        Varbind("1.3.6.1.4.1.99999.1.3.1", "INTEGER", "7"),
    )


@given(
    st.lists(st.integers(0, 2**32 - 1), max_size=6),
    st.dictionaries(st.integers(1, 9999), st.binary(max_size=300), max_size=8),
)
def test_a_kept_row_shows_every_cell_as_it_was_sent(
    index: list[int], cells: dict[int, bytes]
) -> None:
    row = Row(PROGRAMS, tuple(index), cells)
    told = row.kept(encode_index(tuple(index))).varbinds()
    entry = (*PROGRAMS.entry,)
    assert [one.oid for one in told] == [
        ".".join(map(str, (*entry, column, *index))) for column in sorted(cells)
    ]
    assert [one.value for one in told] == [values.show(cells[column]) for column in sorted(cells)]


def test_a_cell_that_a_row_cannot_do_without_is_named() -> None:
    row = Row(PROGRAMS, (1,), {})
    with pytest.raises(BadRowError, match="no usable programState"):
        row.integer(3)
    with pytest.raises(BadRowError, match="no usable programName"):
        row.octets(2)


def test_what_is_concealed_reaches_neither_row_nor_evidence() -> None:
    decoded = _rows({2: {(1,): encode_octets(b"sshd")}, 4: {(1,): encode_octets(b"secret-owner")}})
    [seen] = decoded.observations
    [row] = seen.rows
    assert [bind.value for bind in row.varbinds()] == ["sshd", "sec"]
    assert "secret" not in repr(row)


@pytest.mark.parametrize(
    ("wire", "left"),
    [
        (encode_octets(b"510101234567890"), b"51010"),
        (encode_octets(b"510"), b"510"),
        (encode_octets(b""), b""),
        (encode_octets(bytes.fromhex("1510103254769890")), b""),
        (encode_octets("５１０１０１".encode()), b""),
        (encode_int(510), b""),
        (values.NULL_WIRE, b""),
        (b"\x04\x0f510", b""),
        (b"", b""),
    ],
)
def test_of_what_is_no_text_nothing_is_left(wire: Wire, left: bytes) -> None:
    assert conceal(wire, 5) == encode_octets(left)


@given(st.one_of(st.binary(max_size=30), st.builds(ber.tlv, st.integers(1, 70), octets)))
def test_concealing_any_wire_leaves_a_short_text(wire: Wire) -> None:
    assert len(values.as_octets(conceal(wire, 5))) <= 5
