"""
When what is remembered of devices is written.

What is trusted (an identity, the gateways) is written at once; what is usual may lose some hours of
a week, and is written now and then and at the end.
"""

import logging
from collections.abc import Mapping
from typing import Protocol

from monitor.memory import trusted
from monitor.model.memory import Memory
from monitor.store.errors import StoreError
from monitor.store.memory_blob import blob_of_memory
from monitor.throttle import Throttle

log = logging.getLogger(__name__)
EVERY_S = 6 * 3600.0
"""How often what is usual is written, in seconds."""
_AGAIN_S = 300.0


class Writes(Protocol):
    """The store, as far as memories need it."""

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Write what is remembered of devices by name; raises `StoreError`."""
        ...


class Memories:
    """What changed of devices' memories since it was last written."""

    def __init__(self, store: Writes, quiet: Throttle) -> None:
        self._store = store
        self._unwritten: dict[str, Memory] = {}
        self._saved_s: float | None = None
        self._quiet = quiet
        self.store_errors = 0

    def note(self, device: str, before: Memory, after: Memory, now_s: float) -> None:
        """Note what is remembered of a device now, and write if it is time."""
        self._unwritten[device] = after
        if self._saved_s is None:
            self._saved_s = now_s
        if abs(now_s - self._saved_s) >= EVERY_S:
            self.save(now_s)
        elif trusted(before) != trusted(after):
            # Its own alone: one that changes with every poll must not have all others' written.
            self._write([device], now_s)

    def drop(self, device: str) -> None:
        """Leave out a device that is registered no more, or is another one now."""
        self._unwritten.pop(device, None)

    def save(self, now_s: float) -> None:
        """Write all that changed; what cannot be written is tried again in five minutes."""
        if self._write(list(self._unwritten), now_s):
            self._saved_s = now_s

    def _write(self, devices: list[str], now_s: float) -> bool:
        blobs = {name: blob_of_memory(self._unwritten[name]) for name in devices}
        try:
            self._store.save_memories(blobs)
        except StoreError as error:
            self.store_errors += 1
            self._quiet.error(log, "store", str(error))
            self._saved_s = now_s - EVERY_S + _AGAIN_S
            return False
        for name in devices:
            del self._unwritten[name]
        return True
