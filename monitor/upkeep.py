"""
What the daemon does beside polling: people's decisions, notice of waivers, and retention.

Commands write decisions into the store, beside the daemon, which alone may change findings. Whether
anybody wrote is asked every second or so, and that costs next to nothing. Once a day what is too
old is taken away, and the head of the history is logged: noted there, it can be proved later that
nobody made a new history (`opd-monitor audit --head`).
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import date

from monitor.city import City
from monitor.model.privacy import Retention
from monitor.model.registry import Registry
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store
from monitor.throttle import Throttle
from monitor.waivers import Given, notices

log = logging.getLogger(__name__)
EVERY_S = 1.0
_DAY_S = 86_400.0


class Upkeep:
    """Does it all at its time; `run` until cancelled."""

    def __init__(
        self,
        store: Store,
        city: City,
        retention: Retention,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.retention = retention
        self._store = store
        self._city = city
        self._clock = clock
        self._quiet = Throttle()
        self._changes: int | None = None
        self._given: Given = {}
        self._noticed: tuple[date, Registry] | None = None
        self._prune_s = 0.0

    async def run(self) -> None:
        """Do what is due, again and again; a mistake or a full disk is logged and survived."""
        while True:
            try:
                self.decide()
                self.notice()
                await self.prune()
            except StoreError as error:
                self._city.store_errors += 1
                self._quiet.error(log, "store", str(error))
            except Exception:
                log.exception("The upkeep failed by a mistake in this program.")
            await asyncio.sleep(EVERY_S)

    def decide(self) -> None:
        """Carry out what people decided since the last time."""
        changes = self._store.changes()
        if changes == self._changes:
            return
        for decision in self._store.decisions():
            stored = self._store.find(decision.key)
            if not self._city.decide(decision, stored, self._clock()):
                sentence = f"The decision {decision.number} is about a finding that is gone."
                self._quiet.error(log, f"decision {decision.number}", sentence)
        self._changes = changes

    def notice(self) -> None:
        """Say which waivers end soon or have ended; once a day, and after a reload."""
        registry = self._city.registry
        asked = (self._city.policy.calendar.day_of(self._clock()), registry)
        if (
            self._noticed is not None
            and self._noticed[0] == asked[0]
            and self._noticed[1] is registry
        ):
            return
        due = notices(registry.waivers, asked[0], self._city.waivers_used(), self._given)
        for sentence in due.sentences:
            log.warning("%s", sentence)
        self._given, self._noticed = due.given, asked

    async def prune(self) -> None:
        """Take away what is too old, a part at a time; once a day."""
        now_s = self._clock()
        # Further away than a day it can only be after the clock was set back.
        if 0 < self._prune_s - now_s <= _DAY_S:
            return
        resolved_before_s = self.retention.resolved_before_s(now_s)
        pruned = await asyncio.to_thread(
            self._store.prune, self.retention.history_before_s(now_s), resolved_before_s, now_s
        )
        self._city.forget(resolved_before_s)
        if pruned.records or pruned.findings:
            log.info(
                "Retention: %d records and %d findings taken away.", pruned.records, pruned.findings
            )
        if not pruned.is_more:
            self._prune_s = now_s + _DAY_S
            number, head = self._store.head()
            log.info("The history has %d records; its head is %s.", number, head)
