"""
`Store`: findings and their history in one SQLite file.

Its methods block, for as long as a disk takes to confirm a write. They may be called from any
thread, one at a time is served, so that a daemon can leave the waiting to a worker.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from monitor.model.decision import Choice, Decision
from monitor.model.finding import Finding, Transition
from monitor.store import decisions
from monitor.store.audit import Audit
from monitor.store.case_json import utf8
from monitor.store.case_patch import body_of, whole
from monitor.store.codec import (
    Row,
    decision_of_row,
    finding_of_row,
    row_of_decision,
    row_of_finding,
    row_of_transition,
    transition_of_row,
)
from monitor.store.connection import connect_beside, connect_to_read, connect_to_write
from monitor.store.errors import StoreError, told_as_sentences
from monitor.store.fields import CodecError, text
from monitor.store.history import append, audit_of, find_body, head_of
from monitor.store.lock import WriterLock
from monitor.store.owner import become_owner, require_plain
from monitor.store.retention import Pruned, prune

_T = TypeVar("_T")

_SAVE_FINDING: Final = """
INSERT INTO findings (key, state, first_seen_s, last_seen_s, opened_s, resolved_s, frozen,
                      recurrences, polls, clean, seen_s, days, verdict_json, case_json)
VALUES (:key, :state, :first_seen_s, :last_seen_s, :opened_s, :resolved_s, :frozen,
        :recurrences, :polls, :clean, :seen_s, :days, :verdict_json, :case_json)
ON CONFLICT (key) DO UPDATE SET
    state = excluded.state, first_seen_s = excluded.first_seen_s,
    last_seen_s = excluded.last_seen_s, opened_s = excluded.opened_s,
    resolved_s = excluded.resolved_s, frozen = excluded.frozen,
    recurrences = excluded.recurrences, polls = excluded.polls, clean = excluded.clean,
    seen_s = excluded.seen_s, days = excluded.days, verdict_json = excluded.verdict_json,
    case_json = excluded.case_json"""
# A resolved finding without a time is a mistake somewhere; it is not hidden for it. One that a
# person rejected is remembered however long it has been gone.
_LOAD: Final = """
SELECT * FROM findings
WHERE state <> 'resolved' OR resolved_s IS NULL OR resolved_s >= ? OR verdict_json IS NOT NULL
ORDER BY key"""
_FIND: Final = "SELECT * FROM findings WHERE key = ?"
_SAVE_MEMORY: Final = """
INSERT INTO memories (device, memory) VALUES (?, ?)
ON CONFLICT (device) DO UPDATE SET memory = excluded.memory"""
_HISTORY: Final = """
SELECT * FROM (SELECT * FROM transitions WHERE key = ? ORDER BY id DESC LIMIT ?) ORDER BY id"""
MOST_RECORDS: Final = 200
"""Of one finding, that are shown: one that comes and goes for a year has thousands."""


class Store:
    """
    What is remembered, in the file at `path`. Nothing happens before `open`.

    Every method may raise `StoreError`. `skipped` counts the rows that were read and could not be
    understood: damaged ones, and those with words of another version. `wait_s` is how long a
    writer waits for another one to end. Who opens it `beside` a writer may write decisions only.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, beside: bool = False, wait_s: float = 0.0
    ) -> None:
        self.path = path
        self.skipped = 0
        self._beside = beside
        self._wait_s = wait_s
        self._read_only = read_only
        self._connection: sqlite3.Connection | None = None
        self._closing = ExitStack()
        self._turn = Lock()

    def open(self) -> None:
        """
        Open the file.

        A writer makes the file and its folder where they are missing, brings its schema up to
        date, and is refused beside another writer. A reader is refused where there is no store.
        Root becomes the owner of the store first, and stays so (`monitor.store.owner`).
        """
        with self._turn, self._told():
            if self._connection is not None:
                return
            become_owner(self.path)
            # Two names of one file must lead to one lock. `Path.resolve` has its own error for
            # links in a circle; this leaves them to whoever opens the file.
            path = Path(os.path.realpath(self.path))
            if path.is_dir():
                raise StoreError(f"{path} is a folder: give the path of a file in it.")
            require_plain(path)
            with ExitStack() as undo:
                if self._read_only:
                    connection = connect_to_read(path)
                elif self._beside:
                    connection = connect_beside(path)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    lock = WriterLock(path)
                    undo.callback(lock.release)
                    lock.acquire(self._wait_s)
                    connection = connect_to_write(path)
                undo.callback(connection.close)
                self._closing = undo.pop_all()
            self._connection = connection

    def close(self) -> None:
        """Close the file and let another writer in. A store that is not open stays so."""
        with self._turn, self._told():
            self._connection = None
            self._closing.close()

    def load(self, resolved_since_s: float = 0.0) -> dict[str, Finding]:
        """Return the findings by key, of the resolved those resolved at or after this Unix time."""
        findings = self._read(_LOAD, resolved_since_s, finding_of_row)
        return {finding.key: finding for finding in findings}

    def history(self, key: str) -> tuple[Transition, ...]:
        """Return the newest `MOST_RECORDS` transitions of one finding, oldest first."""
        with self._turn, self._told():
            connection = self._opened()
            rows = list(map(dict, connection.execute(_HISTORY, (utf8(key), MOST_RECORDS))))
            bodies = {digest for row in rows if (digest := body_of(row["case_json"]))}
            known = {digest: find_body(connection, digest) for digest in bodies}
        return tuple(self._decoded(rows, lambda row: transition_of_row(_with_case(row, known))))

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """
        Save all or nothing. What this returns from outlives a kill and a power cut.

        After a `StoreError` the store is as it was before, and the same call may be made again.
        """
        if self._read_only or self._beside:
            raise StoreError(f"{self.path} was opened to read only.")
        try:
            finding_rows = [row_of_finding(finding) for finding in findings]
            transition_rows = [row_of_transition(transition) for transition in transitions]
        except CodecError as error:
            raise StoreError(f"Nothing was saved in {self.path}: {error}.") from error
        if not finding_rows and not transition_rows:
            return
        with self._turn, self._told(), _transaction(self._opened()) as connection:
            connection.executemany(_SAVE_FINDING, finding_rows)
            append(connection, transition_rows)

    def find(self, key: str) -> Finding | None:
        """Return one finding, whatever its state."""
        return next(iter(self._read(_FIND, utf8(key), finding_of_row)), None)

    def decide(self, key: str, choice: Choice, who: str, note: str, time_s: float) -> int:
        """Write a decision down, as its number; whoever holds the findings will carry it out."""
        row = row_of_decision(key, choice, who, note, time_s)
        with self._turn, self._told(), _transaction(self._opened()) as connection:
            return decisions.add(connection, row)

    def decisions(self) -> tuple[Decision, ...]:
        """Return the decisions that wait to be carried out, oldest first."""
        with self._turn, self._told():
            rows = decisions.due(self._opened())
        return tuple(self._decoded(rows, decision_of_row))

    def is_done(self, number: int) -> bool:
        """Whether the decision of this number was carried out."""
        with self._turn, self._told():
            return decisions.is_done(self._opened(), number)

    def changes(self) -> int:
        """Return a number that changes with whatever another program writes to the file."""
        with self._turn, self._told():
            (version,) = self._opened().execute("PRAGMA data_version").fetchone()
        return int(version)

    def prune(self, history_before_s: float, resolved_before_s: float, now_s: float) -> Pruned:
        """Take away records and resolved findings older than that, a part at a time."""
        with self._turn, self._told(), _transaction(self._opened()) as connection:
            return prune(connection, history_before_s, resolved_before_s, now_s)

    def head(self) -> tuple[int, str]:
        """Return how many records were ever written, and the hash of the last one."""
        with self._turn, self._told():
            return head_of(self._opened())

    def audit(self, head: str = "", progress: Callable[[int], None] = lambda _: None) -> Audit:
        """Prove the history whole, or find the first record that is not; see `audited`."""
        with self._turn, self._told():
            return audit_of(self._opened(), head, progress)

    def memories(self) -> dict[str, bytes]:
        """Return what is remembered of devices, by their names, as it was saved."""
        with self._turn, self._told():
            rows = self._opened().execute("SELECT device, memory FROM memories").fetchall()
        return {row["device"]: row["memory"] for row in rows}

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Save what is remembered of some devices, all or nothing; the others' stays."""
        if self._read_only or self._beside:
            raise StoreError(f"{self.path} was opened to read only.")
        if not memories:
            return
        rows = [(utf8(device), memory) for device, memory in memories.items()]
        with self._turn, self._told(), _transaction(self._opened()) as connection:
            connection.executemany(_SAVE_MEMORY, rows)

    def _read(self, query: str, argument: str | float, decode: Callable[[Row], _T]) -> list[_T]:
        with self._turn, self._told():
            rows = self._opened().execute(query, (argument,)).fetchall()
        return self._decoded(rows, decode)

    def _decoded(self, rows: Iterable[Any], decode: Callable[[Row], _T]) -> list[_T]:
        decoded = []
        for row in rows:
            try:
                decoded.append(decode(dict(row)))
            except CodecError:
                self.skipped += 1
        return decoded

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreError(f"{self.path} is not open.")
        return self._connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        with told_as_sentences(self.path):
            yield

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _with_case(row: Row, bodies: Mapping[str, str | None]) -> Row:
    return {**row, "case_json": text(whole(row["case_json"], bodies.get))}


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # IMMEDIATE: another program's lock is met at the start, and not halfway through.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        # After some errors SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
