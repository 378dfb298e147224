"""
What a walk has of each root, and the loop that fills it: the hottest lines of the program.

A GETBULK answer holds a varbind for each column asked, then again, row after row. `fill` reads that
by index arithmetic on the datagram: one look at the lengths shows whether a varbind is of the usual
short form and lies below its root, and two slices take it. Everything else (long lengths, the end
of a table, repeated names, garbage) goes the slow way, `_odd`.

Why the look is enough: a varbind is `30 n 06 m <m octets> tag k <k octets>`. Where n is below 128
and the three lengths add up exactly, m and k are below 128 too, so all three are short forms and
each part lies within its container. Nothing else passes.
"""

from collections.abc import Sequence

from monitor.snmp import ber
from monitor.snmp.budget import VALUE_BYTES
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.oid import decode_oid
from monitor.snmp.pdu import Pdu
from monitor.snmp.values import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    Wire,
    shortened,
)

_EXCEPTIONS = (NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW)
# Agents repeat a stretch of a table and go on (a Comware FDB does); more is a loop.
_STALE_ANSWERS = 3
_LONG = VALUE_BYTES + 4
"""With its tag and length."""


class Column:
    """One root of a walk: its cells so far, where to go on, whether it has ended and why."""

    __slots__ = (
        "_grown_to",
        "_skipped",
        "_stale",
        "cells",
        "ended",
        "is_refused",
        "malformed",
        "name",
        "reason",
        "repeated",
        "root",
    )

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.name = root
        self.cells: dict[bytes, Wire] = {}
        self.ended = False
        self.reason = ""
        self.is_refused = False
        self.malformed = 0
        self.repeated = False
        # Name of a varbind that was skipped, and how many cells there were then.
        self._skipped: tuple[bytes, int] = (b"", 0)
        self._grown_to = 0
        self._stale = 0

    def cut(self, reason: str, *, is_refused: bool = False) -> None:
        """End it before its own end."""
        self.ended = True
        self.reason = reason
        self.is_refused = is_refused

    def skip(self, suffix: bytes) -> None:
        """Remember that the varbind of this name was there but did not decode."""
        self.malformed += 1
        self._skipped = (suffix, len(self.cells))

    def settle(self) -> bool:
        """Say after an answer whether it advanced the column; if not, `repeated` tells a loop."""
        size = len(self.cells)
        if size > self._grown_to and not self.malformed:
            self._grown_to = size
            self._stale = 0
            self.repeated = False
            self.name = self.root + next(reversed(self.cells))
            return True
        return self._settle_slowly(size)

    def _settle_slowly(self, size: int) -> bool:
        before = self.name
        suffix, skipped_at = self._skipped
        if not suffix or skipped_at != size:
            suffix = next(reversed(self.cells), b"")
        self.name = self.root + suffix
        if size > self._grown_to:
            self._grown_to = size
            self._stale = 0
        elif self.name == before:
            return False
        else:
            self._stale += 1
            if self._stale > _STALE_ANSWERS:
                self.repeated = True
                return False
        self.repeated = False
        return True


def fill(columns: Sequence[Column], answer: Pdu) -> int:
    """
    Put the cells of a GETBULK (or GETNEXT) answer into the columns that were asked, in order.

    Return how many places of the answer could not be read at all: 0 or 1, as nothing behind one
    can be trusted. What follows the end of the last column is not looked at.
    """
    data, at, end = answer.data, answer.start, answer.stop
    plan = [(column.cells, column.root, len(column.root), column) for column in columns]
    live = len(columns)
    try:
        while at < end:
            for cells, root, size, column in plan:
                length = data[at + 1]
                name_size = data[at + 3]
                name = at + 4
                value = name + name_size
                stop = at + 2 + length
                if (
                    name_size > size
                    and length < 0x80
                    and value < stop <= end
                    and data[value + 1] == stop - value - 2
                    and data[at] == 0x30
                    and data[at + 2] == 0x06
                    and data.startswith(root, name)
                ):
                    key = data[name + size : value]
                    if key not in cells:
                        cells[key] = data[value:stop]
                        at = stop
                        continue
                if at >= end:
                    return 0
                ended = column.ended
                at = _odd(column, data, at, end)
                if column.ended and not ended:
                    live -= 1
                    if not live:
                        return 0
    except (IndexError, MalformedMessageError):
        # A row may stop short of its last columns: the agent's message was full.
        return 0 if at == end else 1
    return 0


def _odd(column: Column, data: bytes, at: int, end: int) -> int:
    start, stop = ber.expect(ber.SEQUENCE, data, at, end)
    try:
        name, value = ber.expect(ber.OBJECT_IDENTIFIER, data, start, stop)
    except MalformedMessageError:
        column.malformed += 1
        return stop
    if not data.startswith(column.root, name, value):
        column.ended = True
        if data[name:value] < column.root:
            _look_back(column, data[name:value], data[value:stop])
        return stop
    suffix = data[name + len(column.root) : value]
    try:
        tag, _, last = ber.read(data, value, stop)
    except MalformedMessageError:
        tag, last = -1, -1
    if tag in _EXCEPTIONS:
        column.ended = True
        if column.cells.get(suffix, data)[0] in _EXCEPTIONS:
            # Taken for a value when it first came, under a name that was new.
            del column.cells[suffix]
    elif last != stop:
        column.skip(suffix)
    else:
        # Asked again for what it has, an agent loops, or has changed under the walk. The newest
        # value counts, and its name is the one to go on from.
        column.repeated = column.cells.pop(suffix, None) is not None or not suffix
        wire = data[value:stop]
        # One octet more than may be kept tells one that was cut from one that just fits.
        column.cells[suffix] = wire if len(wire) <= _LONG else shortened(wire, VALUE_BYTES + 1)
    return stop


def _look_back(column: Column, name: bytes, wire: Wire) -> None:
    """Take a name before its root for no end: what lies behind was not told (RFC 3416, 4.2.3)."""
    try:
        # Octets are not in the order of what they encode.
        is_before = decode_oid(name) < decode_oid(column.root)
    except ValueError:
        is_before = True
    if is_before and (not wire or wire[0] not in _EXCEPTIONS):
        column.reason = "the agent went back to names before those asked for"
