"""Stores that a disk has damaged: each is read as far as it goes, or a sentence says why not."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st

from monitor.store.errors import StoreError
from monitor.store.sqlite import Store
from tests.fuzz.strategies import edited
from tests.store import samples

_PIECES = [b"\x00" * 512, b"\xff" * 16, b"SQLite format 3\x00", b"{", b'"', b"\xf0", b"NULL"]
_KEYS = [f"dinkes/foreign_uplink/r{number}/ether2" for number in range(5)]


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="opd-fuzz-"))


@cache
def _corpus() -> list[bytes]:
    """Make the file of a store in use: findings, their history, a memory and a decision."""
    path = _folder() / "whole.db"
    with Store(path) as store:
        findings = [samples.finding(key) for key in _KEYS]
        store.save(findings, [samples.transition(key) for key in _KEYS])
        store.save_memories({"r1": b"\x01\x02", "r2": b"{}"})
    return [path.read_bytes()]


STRATEGY = st.deferred(lambda: edited(_corpus(), _PIECES))


def check(octets: bytes) -> None:
    """Read all that a damaged store has, and write into it."""
    path = _folder() / "store.db"
    for old in _folder().glob("store.db*"):
        old.unlink()
    path.write_bytes(octets)
    for read_only in (True, False):
        _use(Store(path, read_only=read_only))


def _use(store: Store) -> None:
    uses: tuple[Callable[[], object], ...] = (
        store.open,
        store.load,
        lambda: store.history(_KEYS[0]),
        store.audit,
        store.memories,
        store.decisions,
        store.changes,
        store.head,
        lambda: store.save([samples.finding(_KEYS[1])], []),
    )
    try:
        told = [_refusal(use) for use in uses]
    finally:
        with suppress(StoreError):
            store.close()
    assert all(text.endswith(".") for text in told if text is not None), told


def _refusal(use: Callable[[], object]) -> str | None:
    try:
        use()
    except StoreError as error:
        return str(error)
    return None
