"""Recordings: reading whatever is in a file, playing it back, and writing one."""

import asyncio
import io
import os
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.reading import TableStatus
from monitor.snmp import ber, values
from monitor.snmp.agent_view import MappingView
from monitor.snmp.oid import Oid, encode_index, parse_oid
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import (
    Recording,
    RecordingError,
    parse_recording,
    read_recording,
    write_recording,
)
from monitor.snmp.session import Session
from monitor.snmp.values import BadValueError, Wire, encode_int, encode_octets
from monitor.snmp.walks import Walk

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
COLUMN: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)

oids = st.lists(st.integers(0, 2**32 - 1), max_size=12).map(lambda rest: (1, 3, *rest))
shortest = st.builds(
    ber.tlv,
    st.one_of(
        st.sampled_from([2, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46]),
        st.integers(1, 127),
        st.integers(131, 255),
    ),
    st.one_of(st.binary(max_size=300), st.text("abc |\\é\n ", max_size=8).map(str.encode)),
)


def _one(line: bytes) -> Wire:
    [wire] = parse_recording(line).wires.values()
    return wire


def _session(text: str) -> Session:
    return RecordedSession(parse_recording(text.encode("latin-1")))


def _walk(session: Session, *roots: Oid, max_rows: int = 100) -> Walk:
    return asyncio.run(session.walk(roots, max_rows=max_rows))


@pytest.mark.parametrize(
    ("tag_and_value", "wire"),
    [
        (b"2|-7", encode_int(-7)),
        (b"2|4294967295", encode_int(2**32 - 1)),
        (b"4|core|one ", encode_octets(b"core|one ")),
        (b"4|", encode_octets(b"")),
        (b"4|a\x00\xe9b", encode_octets(b"a\x00\xe9b")),
        (b"4|X8yMvK", encode_octets(bytes.fromhex("5838794d764b"))),
        (b"4x|00005E005301", encode_octets(bytes.fromhex("00005e005301"))),
        (rb"4e|(\x00\\\"a\n", encode_octets(b'(\x00\\"a\n')),
        (b"5|", values.NULL_WIRE),
        (b"6|1.3.6.1.4.1.9", values.encode_oid_value((1, 3, 6, 1, 4, 1, 9))),
        (b"6|0.0", values.encode_oid_value((0, 0))),
        (b"64|192.0.2.1", values.encode_ip(IPv4Address("192.0.2.1"))),
        (b"64|hSh1", values.encode_ip(IPv4Address("104.83.104.49"))),
        (b"64x|c0000201", values.encode_ip(IPv4Address("192.0.2.1"))),
        (b"65|4294967295", values.encode_unsigned(values.COUNTER32, 2**32 - 1)),
        (b"66|0", values.encode_unsigned(values.GAUGE32, 0)),
        (b"67|100", values.encode_unsigned(values.TIMETICKS, 100)),
        (b"70|18446744073709551615", values.encode_unsigned(values.COUNTER64, 2**64 - 1)),
        (b"68x|9f780441c80000", ber.tlv(values.OPAQUE, bytes.fromhex("9f780441c80000"))),
        (b"2x|0007", b"\x02\x02\x00\x07"),
    ],
)
def test_every_type_is_read_as_it_stood_on_the_wire(tag_and_value: bytes, wire: Wire) -> None:
    assert _one(b"1.3.6.1.2.1.1.5.0|" + tag_and_value) == wire


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"no recording", "it is not OID|TAG|VALUE"),
        (b"1.3.6|4", "it is not OID|TAG|VALUE"),
        (b"1.3.x|4|a", "its OID is none"),
        (b"1|4|a", "its OID is none"),
        (b"1.3.4294967296|4|a", "its OID is none"),
        (b"9.3.6|4|a", "an OID begins as 1.3 does"),
        (b"1.3.6|2|seven", "no decimal number"),
        (b"1.3.6|2|\xb2", "no decimal number"),
        (b"1.3.6|2|" + b"9" * 5000, "no decimal number"),
        (b"1.3.6|65|-1", "does not fit"),
        (b"1.3.6|65|4294967296", "does not fit"),
        (b"1.3.6|4x|0g", "not hexadecimal"),
        (b"1.3.6|5|a", "should be empty"),
        (b"1.3.6|6|", "its OID is none"),
        (b"1.3.6|64|192.0.2", "no IPv4 address"),
        (b"1.3.6|64|192.0.2.256", "no IPv4 address"),
        (b"1.3.6|71|a", "its tag '71'"),
        (b"1.3.6|4:numeric|a", "its tag '4:numeric'"),
        (b"1.3.6|129x|", "its tag '129x'"),
    ],
)
def test_a_line_that_is_none_is_counted_and_the_first_is_explained(
    line: bytes, complaint: str
) -> None:
    recording = parse_recording(b"1.3.6.1|2|1\n\n# a comment\n" + line + b"\nrubbish\n")
    assert len(recording.wires) == 1
    assert recording.skipped == 2
    assert recording.problem.startswith("line 4: ")
    assert complaint in recording.problem


@given(st.one_of(st.binary(), st.text("0123456789.|xe\n\\-#", max_size=200).map(str.encode)))
def test_any_octets_make_a_recording_that_can_be_played(data: bytes) -> None:
    recording = parse_recording(data)
    assert len(recording.wires) + recording.skipped <= data.count(b"\n") + 1
    assert bool(recording.problem) == bool(recording.skipped)
    shown = recording.values()
    assert set(shown.values()) == set(recording.wires.values())
    walk = _walk(RecordedSession(recording), (1, 3), (0, 0))
    assert all(walk.columns) or walk.columns.count({})


def test_windows_line_ends_are_none_of_the_value() -> None:
    assert _one(b"1.3.6.1.2.1.1.5.0|4|core\r\n") == encode_octets(b"core")


def test_of_an_oid_that_comes_again_the_last_value_counts_in_its_place() -> None:
    recording = parse_recording(b"1.3.1|2|1\n1.3.2|2|2\n1.3.1|2|3\n")
    assert recording.values() == {(1, 3, 2): encode_int(2), (1, 3, 1): encode_int(3)}
    assert list(recording.values()) == [(1, 3, 2), (1, 3, 1)]


def test_a_recording_is_shown_by_a_simulated_agent() -> None:
    recording = parse_recording(b"1.3.6.1.2.1.1.5.0|4|core\n")
    assert MappingView(recording.values()).get(NAME) == encode_octets(b"core")


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"There is no file .*x\.snmprec: check the path"):
        read_recording(tmp_path / "x.snmprec")
    with pytest.raises(RecordingError, match="There is no file"):
        read_recording(tmp_path / "none" / "x.snmprec")


def test_a_directory_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a directory: name one of the"):
        read_recording(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000])
def test_a_path_that_cannot_be_one_is_told_of(name: str) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        read_recording(Path(name))


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "it is empty"), (b"\x7fELF\x00\n", "line 1: it is not")]
)
def test_a_file_without_one_line_of_a_recording_is_told_of(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "x.snmprec"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=rf"no line of a recording.*{reason}.*record"):
        read_recording(path)


def test_get_returns_what_was_recorded_and_leaves_out_the_rest() -> None:
    session = _session("1.3.6.1.2.1.1.5.0|4|core\n1.3.6.1.2.1.1.6.0|5|\n")
    found = asyncio.run(session.get([NAME, (*NAME[:-2], 6, 0), (1, 3, 6, 1), (2, 999, 3)]))
    assert found == {NAME: encode_octets(b"core")}
    assert session.engine is None


def test_a_walk_returns_each_root_in_the_order_of_the_file() -> None:
    session = _session(
        "1.3.6.1.2.1.2.2.1.2.9|4|nine\n"
        "1.3.6.1.2.1.2.2.1.3.9|2|6\n"
        "1.3.6.1.2.1.2.2.1.2.300|4|far\n"
        "1.3.6.1.2.1.2.2.1.2.2|4|two\n"
        "1.3.6.1.2.1.2.2.1.2.7|5|\n"
        "1.3.6.1.2.1.2.2.1.20.1|2|1\n"
        "1.3.6.1.2.1.2.2.1.2|2|1\n"
    )
    walk = _walk(session, COLUMN, (*COLUMN[:-1], 3), (*COLUMN[:-1], 4))
    assert [list(column.items()) for column in walk.columns] == [
        [
            (b"\x09", encode_octets(b"nine")),
            (encode_index((300,)), encode_octets(b"far")),
            (b"\x02", encode_octets(b"two")),
        ],
        [(b"\x09", encode_int(6))],
        [],
    ]
    assert (walk.status, walk.reason) == (TableStatus.COMPLETE, "")


def test_a_table_of_which_nothing_was_recorded_is_absent() -> None:
    walk = _walk(_session("1.3.6.1.2.1.1.5.0|4|core\n"), COLUMN, COLUMN)
    assert walk.columns == ({}, {})
    assert walk.status is TableStatus.ABSENT


def test_a_table_beyond_the_cap_is_incomplete_and_one_that_just_fits_is_not() -> None:
    session = _session("".join(f"1.3.6.1.2.1.2.2.1.2.{row}|2|1\n" for row in (3, 2, 1)))
    assert _walk(session, COLUMN, max_rows=3).status is TableStatus.COMPLETE
    walk = _walk(session, COLUMN, max_rows=2)
    assert list(walk.columns[0]) == [b"\x03", b"\x02"]
    assert (walk.status, walk.reason) == (TableStatus.INCOMPLETE, "row cap of 2 reached")


@given(st.lists(oids, max_size=30, unique=True), oids)
def test_a_walk_finds_exactly_what_lies_below(names: list[Oid], root: Oid) -> None:
    recording = parse_recording(
        "\n".join(f"{'.'.join(map(str, name))}|2|1" for name in names).encode()
    )
    below = [
        encode_index(name[len(root) :])
        for name in names
        if name[: len(root)] == root and name != root
    ]
    assert list(recording.below(root)) == below


@given(st.dictionaries(oids, shortest, max_size=20))
def test_what_is_written_is_read_again(cells: dict[Oid, Wire]) -> None:
    out = io.StringIO()
    assert write_recording(out, cells.items()) == len(cells)
    recording = parse_recording(out.getvalue().encode("ascii"))
    assert recording.skipped == 0
    assert list(recording.values().items()) == sorted(cells.items())


@pytest.mark.parametrize(
    ("wire", "line"),
    [
        (encode_octets(b"core|one"), "4|core|one"),
        (encode_octets(b"core "), "4x|636f726520"),
        (encode_octets(b"a\nb"), "4x|610a62"),
        (encode_octets("é".encode()), "4x|c3a9"),
        (encode_octets(b""), "4|"),
        (encode_int(-7), "2|-7"),
        (b"\x02\x02\x00\x07", "2x|0007"),
        (b"\x02\x81\x01\x07", "2|7"),
        (values.encode_ip(IPv4Address("192.0.2.1")), "64|192.0.2.1"),
        (values.encode_oid_value((1, 3, 6)), "6|1.3.6"),
        (b"\x06\x00", "6x|"),
        (values.NULL_WIRE, "5|"),
        (values.encode_unsigned(values.COUNTER64, 2**64 - 1), "70|18446744073709551615"),
        (ber.tlv(values.OPAQUE, b"\x9f\x78"), "68x|9f78"),
    ],
)
def test_a_value_is_written_plainly_where_that_says_all_of_it(wire: Wire, line: str) -> None:
    out = io.StringIO()
    write_recording(out, [(NAME, wire)])
    assert out.getvalue() == f"1.3.6.1.2.1.1.5.0|{line}\n"


def test_exceptions_are_no_values() -> None:
    out = io.StringIO()
    assert write_recording(out, [(NAME, values.NO_SUCH_INSTANCE_WIRE), (NAME[:-1], b"")]) == 0
    assert out.getvalue() == ""


@pytest.mark.parametrize("wire", [b"\x04", b"\x04\x05abc", b"\x04\x01ab"])
def test_a_value_that_is_not_whole_is_refused_and_nothing_is_written(
    tmp_path: Path, wire: Wire
) -> None:
    path = tmp_path / "x.snmprec"
    with pytest.raises(BadValueError, match=r"cut off|behind its end"):
        write_recording(path, [((1, 3), encode_int(1)), (NAME, wire)])
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_for_its_owner_only_and_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "x.snmprec"
    path.write_text("old", encoding="ascii")
    write_recording(path, [(parse_oid("1.3.10"), encode_int(2)), ((1, 3, 9), encode_int(1))])
    assert path.read_text(encoding="ascii") == "1.3.9|2|1\n1.3.10|2|2\n"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]
    assert len(read_recording(path).wires) == 2


def test_a_place_that_takes_no_file_is_told_of_and_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written"):
        write_recording(tmp_path / "none" / "x.snmprec", [(NAME, encode_int(1))])
    (tmp_path / "folder.snmprec").mkdir()
    with pytest.raises(RecordingError, match=r"cannot be written \(.*\): name a place"):
        write_recording(tmp_path / "folder.snmprec", [(NAME, encode_int(1))])
    assert [path.name for path in tmp_path.iterdir()] == ["folder.snmprec"]


def test_two_recordings_of_the_same_values_are_equal() -> None:
    assert parse_recording(b"1.3.1|4x|61\n") == Recording({b"\x2b\x01": encode_octets(b"a")})


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_recording(pipe, [((1, 3, 6, 1), encode_int(7))])
        assert os.read(reader, 100) == b"1.3.6.1|2|7\n"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "file")
    write_recording(link, [((1, 3, 6, 1), encode_int(7))])
    assert link.is_symlink()
    assert (tmp_path / "file").read_text(encoding="ascii") == "1.3.6.1|2|7\n"


def test_when_it_was_made_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "x.snmprec"
    assert write_recording(path, [(NAME, encode_int(1))], 1_778_556_600.9) == 1
    assert path.read_text().startswith("# recorded 2026-05-12T03:30:00Z\n")
    assert read_recording(path).time_s == 1_778_556_600.0


@pytest.mark.parametrize(
    "comment", ["# recorded", "# recorded 2026-13-45T99:00:00Z", "# recorded yesterday", "#"]
)
def test_a_comment_that_says_no_time_is_a_comment(comment: str) -> None:
    recording = parse_recording(f"{comment}\n1.3.6|2|1\n".encode())
    assert (recording.time_s, recording.skipped, len(recording.wires)) == (None, 0, 1)
