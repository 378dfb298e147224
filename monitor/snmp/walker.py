"""
A walk: several columns or subtrees, read to their ends, whatever the agent does on the way.

Each GETBULK asks a group of roots for as many rows as make about fifty varbinds. A root that has
ended leaves its group; many roots are first asked for one row each, as most of many are empty.
Answers that are too long halve the question, an error is pinned on the root that it is about.
Rows may come in any order. What ends a walk that would not end: rows that only repeat, a cap on
the rows of each root, and the budget of the poll.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

from monitor.snmp.asks import Asks
from monitor.snmp.columns import Column, fill
from monitor.snmp.errors import (
    AUTHORIZATION_ERROR,
    NO_ACCESS,
    NO_SUCH_NAME,
    TOO_BIG,
    BudgetError,
    SnmpError,
    status_name,
)
from monitor.snmp.fit import MOST
from monitor.snmp.pdu import GETBULK, Pdu
from monitor.snmp.walks import WHOLE, End, Walk

# About fifty varbinds make an Ethernet frame; once it is seen how long an agent's are, the frame is
# filled, up to a number that spares slow agents.
VARBINDS: Final = 50
_FRAME_BYTES: Final = 1_400
# Roots asked at once: few enough that each gets several rows for its share of the overhead.
_WIDTH: Final = 12
_MOST_EMPTY: Final = 3
"""Roots that may end by an answer without values before an agent that gave none is given up."""


async def walk(asks: Asks, roots: Sequence[bytes], max_rows: int, max_repetitions: int) -> Walk:
    """Read everything below encoded roots; raise `SnmpError` if not one answer came."""
    return await _Walker(asks, roots, max_rows, max_repetitions).run()


class _Walker:
    def __init__(
        self,
        asks: Asks,
        roots: Sequence[bytes],
        max_rows: int,
        max_repetitions: int,
    ) -> None:
        self._asks = asks
        self._columns = [Column(root) for root in roots]
        self._waiting = deque(self._columns)
        self._probes = -(-len(roots) // VARBINDS) if len(roots) > VARBINDS else 0
        self._max_rows = max_rows
        self._max_repetitions = max(1, max_repetitions)
        # Bounds learnt from the agent.
        self._width = _WIDTH
        self._varbinds = VARBINDS
        self._shrunk = False
        self._one_row = False
        self._given_up = ""
        self._is_hopeless = False
        self._empty = 0

    async def run(self) -> Walk:
        """Walk to the end; raise `SnmpError` if not one answer came."""
        while self._waiting and not self._given_up:
            group, rows = self._next_group()
            names = [column.name for column in group]
            try:
                answer = await self._asks.ask(GETBULK, 0, rows, names)
            except SnmpError as error:
                if self._asks.takes_less(error, len(group), rows):
                    self._waiting.extendleft(reversed(group))
                    continue
                if not self._asks.answers:
                    raise
                self._given_up = error.brief or str(error)
                self._is_hopeless = isinstance(error, BudgetError)
                break
            if answer.error_status:
                self._failed(group, rows, answer)
            else:
                self._take(group, rows, answer)
        return self._result()

    def _next_group(self) -> tuple[list[Column], int]:
        fit = self._asks.fit
        is_probe = self._probes > 0
        self._probes -= is_probe
        width = min(VARBINDS if is_probe else self._width, self._varbinds, fit.names.most)
        group = [self._waiting.popleft() for _ in range(min(width, len(self._waiting)))]
        if is_probe or self._one_row or self._asks.is_version_1:
            return group, 1
        rows = min(self._max_repetitions, self._varbinds // len(group), fit.rows(len(group)))
        return group, max(1, rows)

    def _take(self, group: list[Column], rows: int, answer: Pdu) -> None:
        unreadable = fill(group, answer)
        group[0].malformed += unreadable
        if not self._shrunk:
            size = (answer.stop - answer.start) or 1
            self._varbinds = max(1, min(MOST, rows * len(group) * _FRAME_BYTES // size))
        starved = []
        for column in group:
            if len(column.cells) > self._max_rows:
                # One row more than the cap tells a table that was cut from one that just fits.
                while len(column.cells) > self._max_rows:
                    column.cells.popitem()
                column.cut(f"row cap of {self._max_rows} reached")
            elif column.ended:
                continue
            elif column.settle():
                self._waiting.append(column)
            elif column.repeated:
                column.cut("the agent loops")
            else:
                starved.append(column)
        if not starved:
            return
        if len(starved) == len(group):
            reason = "the agent's answer does not decode" if unreadable else "an answer was empty"
            self._shrink(starved, rows, reason)
            self._empty += starved[0].ended
            if self._empty == _MOST_EMPTY and not any(column.cells for column in self._columns):
                self._given_up, self._is_hopeless = reason, True
        else:
            # The answer had no room for the last columns of even one row.
            self._width = max(1, len(group) - len(starved))
            self._waiting.extendleft(reversed(starved))

    def _failed(self, group: list[Column], rows: int, answer: Pdu) -> None:
        status = answer.error_status
        reason = f"agent answered {status_name(status)}"
        if status == TOO_BIG:
            self._shrink(group, rows, reason)
            return
        is_end = status == NO_SUCH_NAME and self._asks.is_version_1
        if rows > 1:
            # One row at a time has what lies before the row that fails.
            self._one_row = True
            self._waiting.extendleft(reversed(group))
            return
        self._one_row = False
        at = answer.error_index - 1
        if len(group) > 1 and not 0 <= at < len(group):
            # It does not say which: ask fewer until one is left.
            self._shrunk = True
            self._width = self._varbinds = len(group) // 2
            self._waiting.extendleft(reversed(group))
            return
        offender = group.pop(at if len(group) > 1 else 0)
        offender.ended = True
        if not is_end:
            offender.cut(reason, is_refused=status in (NO_ACCESS, AUTHORIZATION_ERROR))
        self._waiting.extendleft(reversed(group))

    def _shrink(self, group: list[Column], rows: int, reason: str) -> None:
        if rows * len(group) == 1:
            group[0].cut(reason)
            return
        self._shrunk = True
        self._varbinds = max(1, rows * len(group) // 2)
        self._waiting.extendleft(reversed(group))

    def _result(self) -> Walk:
        return Walk(
            tuple(column.cells for column in self._columns),
            tuple(self._end_of(column) for column in self._columns),
            self._asks.answers,
        )

    def _end_of(self, column: Column) -> End:
        if not column.ended:
            was_left = not self._is_hopeless
            return End(self._given_up, was_left=was_left, malformed=column.malformed)
        if not column.reason and not column.malformed:
            return WHOLE
        return End(column.reason, column.is_refused, malformed=column.malformed)
