"""
Recordings of agents (`.snmprec`, the format of snmpsim): what a device once answered, as a file.

A line is `OID|TAG|VALUE`; `recording_values` has how values are written. A file is octets, not
text. Lines out of order are kept so, as some agents answer so. Empty lines and comments (`#`) mean
nothing, but for the one that says when a recording was made: `# recorded 2026-05-12T03:30:00Z`.

    RecordingError      the file cannot be used or written; the text says what to do
"""

import os
import re
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from monitor.snmp import values
from monitor.snmp.oid import Oid, decode_oid, encode_oid, format_oid
from monitor.snmp.recording_values import format_value, oid_octets, parse_value
from monitor.snmp.values import Wire

_RECORDED: Final = re.compile(rb"# recorded (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\s*")
_FORM: Final = "# recorded %Y-%m-%dT%H:%M:%SZ\n"
_NO_VALUES: Final = frozenset(
    (values.NO_SUCH_OBJECT, values.NO_SUCH_INSTANCE, values.END_OF_MIB_VIEW)
)


class RecordingError(Exception):
    """A recording cannot be read or written; the text is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Recording:
    """
    What one agent answered: values by the octets of their OIDs, in the order of the file.

    `skipped` counts lines that could not be read, `problem` says what is wrong with the first.
    `time_s` is when it was made, in Unix seconds; `None` where the file does not say.
    """

    wires: dict[bytes, Wire]
    skipped: int = 0
    problem: str = ""
    time_s: float | None = None
    _order: list[bytes] = field(init=False, repr=False, compare=False)
    _places: dict[bytes, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_order", sorted(self.wires))
        object.__setattr__(self, "_places", {name: at for at, name in enumerate(self.wires)})

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        return self.wires.get(encode_oid(oid))

    def below(self, root: Oid) -> dict[bytes, Wire]:
        """Return what lies below a root, in the order of the file, by the octets behind the root.

        NULL is no value and is left out.
        """
        start = encode_oid(root)
        # Names below a root stand together in the order of octets, though not in that of OIDs.
        # The last octet of an OID is below 0x80, so one more bounds them.
        first = bisect_right(self._order, start)
        last = bisect_left(self._order, start[:-1] + bytes((start[-1] + 1,)), first)
        names = sorted(self._order[first:last], key=self._places.__getitem__)
        size = len(start)
        return {name[size:]: wire for name in names if (wire := self.wires[name])[0] != values.NULL}

    def values(self) -> dict[Oid, Wire]:
        """Return everything by its OID, as a simulated agent shows it."""
        return {decode_oid(name): wire for name, wire in self.wires.items()}


def read_recording(path: Path) -> Recording:
    """Read a `.snmprec` file; raise `RecordingError` if it has not one usable line."""
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise RecordingError(
            f"{path} is a directory: name one of the .snmprec files in it."
        ) from error
    except FileNotFoundError as error:
        raise RecordingError(
            f"There is no file {path}: check the path of the recording."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RecordingError(
            f"{path} cannot be read ({reason}): let this user read the file."
        ) from error
    recording = parse_recording(data)
    if not recording.wires:
        problem = recording.problem or "it is empty"
        raise RecordingError(
            f"{path} has no line of a recording, OID|TAG|VALUE ({problem}): "
            "name a .snmprec file, or record the device again."
        )
    return recording


def parse_recording(data: bytes) -> Recording:
    """
    Return the recording that octets hold; whatever they are, lines that are none are counted.

    Of an OID that comes again the last value counts, in the last place: that is what a walk keeps
    of an agent that repeats itself.
    """
    wires: dict[bytes, Wire] = {}
    skipped = 0
    problem = ""
    time_s = None
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            name, tag, value = line.split(b"|", 2)
            octets = oid_octets(name)
            wire = parse_value(tag, value.removesuffix(b"\r"))
        except ValueError as error:
            if line.startswith(b"#"):
                time_s = _time_of(line) if time_s is None else time_s
            elif line.strip():
                skipped += 1
                problem = problem or f"line {number}: {_reason(line, error)}"
            continue
        wires.pop(octets, None)
        wires[octets] = wire
    return Recording(wires, skipped, problem, time_s)


def _time_of(line: bytes) -> float | None:
    """Return when a comment says that the recording was made, if that is what it says."""
    match = _RECORDED.fullmatch(line)
    try:
        return datetime.fromisoformat(match[1].decode()).timestamp() if match else None
    except ValueError:
        return None


def _reason(line: bytes, error: ValueError) -> str:
    return "it is not OID|TAG|VALUE" if line.count(b"|") < 2 else str(error)


def write_recording(
    out: Path | TextIO, cells: Iterable[tuple[Oid, Wire]], time_s: float | None = None
) -> int:
    """
    Write a recording in the order of OIDs and return how many values it has.

    `time_s` is when it was made (Unix seconds); without it the file does not say.

    A path gets the file whole or not at all, readable by its owner only: answers hold names and
    addresses. Exceptions (noSuchObject and its like) are no values and are left out. Raises
    `RecordingError` if the file cannot be written, `BadValueError` for a value that is cut off.
    """
    lines = list(_lines(cells))
    made = [] if time_s is None else [datetime.fromtimestamp(time_s, UTC).strftime(_FORM)]
    if not isinstance(out, Path):
        out.writelines(made + lines)
        return len(lines)
    try:
        _replace(out, made + lines)
    except OSError as error:
        raise RecordingError(
            f"{out} cannot be written ({error.strerror}): name a place with room where this user "
            "may write."
        ) from error
    return len(lines)


def _lines(cells: Iterable[tuple[Oid, Wire]]) -> Iterator[str]:
    for oid, wire in sorted(dict(cells).items()):
        if wire[:1] and wire[0] not in _NO_VALUES:
            encode_oid(oid)  # A name that cannot be sent could not be read again.
            tag, value = format_value(wire)
            yield f"{format_oid(oid)}|{tag}|{value}\n"


def _replace(path: Path, lines: Iterable[str]) -> None:
    path = path.resolve()
    if path.exists() and not path.is_file():
        # A pipe or a device is written to; putting a file in its place would break a machine.
        with path.open("w", encoding="ascii") as file:
            file.writelines(lines)
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="ascii", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
