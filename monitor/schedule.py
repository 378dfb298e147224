"""
When each device is polled. The only module that knows apscheduler.

Every device has one job at the fast interval, its first run shifted so that polls spread evenly.
A poll that is still running when the next is due is not started twice: the next is skipped and
counted. One that starts late (the machine slept, the loop was busy) is counted as late.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

from apscheduler.events import (
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobSubmissionEvent,
)
from apscheduler.schedulers.asyncio import AsyncIOScheduler

_LATE_S = 5.0
_SLACK_S = 60.0

log = logging.getLogger(__name__)


class Schedule:
    """
    Runs `work(name)` for every name, each once per interval.

    `late` and `skipped` count since the start; `lateness_s` is that of the last run started. Every
    `watch_s` seconds it looks whether the clock was set.
    """

    def __init__(
        self,
        work: Callable[[str], Awaitable[None]],
        interval_s: float,
        *,
        wall_clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        watch_s: float = 10.0,
    ) -> None:
        self._wall_clock = wall_clock
        self._watch_s = watch_s
        self._work = work
        self._interval_s = interval_s
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_listener(self._submitted, EVENT_JOB_SUBMITTED)
        self._scheduler.add_listener(self._skipped, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)
        self._is_stopping = False
        self._offset_s: float | None = None
        self._watching: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[object]] = set()
        self._named: set[str] = set()
        self._again: set[str] = set()
        self._monotonic = monotonic
        self._begun_s = monotonic()
        self.late = 0
        self.skipped = 0
        self.lateness_s = 0.0

    @property
    def is_moving(self) -> bool:
        """Whether runs still begin: in three intervals, and a minute, one must, if there is any."""
        rests_s = self._monotonic() - self._begun_s
        return rests_s < 3 * self._interval_s + _SLACK_S or not self._scheduler.get_jobs()

    def start(self, names: Iterable[str]) -> None:
        """Begin, the first run of each spread over one interval."""
        self.update(names)
        self._scheduler.start()
        self._watch()

    def update(self, names: Iterable[str]) -> None:
        """Run these and no others; what goes on keeps its time."""
        wanted = dict.fromkeys(names)
        known = {job.id for job in self._scheduler.get_jobs()}
        for name in known - wanted.keys():
            self._scheduler.remove_job(name)
        fresh = [name for name in wanted if name not in known]
        now = datetime.now(UTC)
        for at, name in enumerate(fresh):
            self._add(name, now + timedelta(seconds=self._interval_s * at / len(fresh)))

    def now(self, name: str) -> None:
        """Run one at once; one that is running, again when it has ended."""
        if name in self._named:
            self._again.add(name)
            return
        if self._scheduler.get_job(name) is not None and not self._is_stopping:
            # Beside its job, whose time stays: polls that fell together would never part again.
            asyncio.get_running_loop().create_task(self._run(name))

    def _add(self, name: str, first: datetime) -> None:
        self._scheduler.add_job(
            self._run,
            "interval",
            args=(name,),
            id=name,
            seconds=self._interval_s,
            next_run_time=first,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=max(1, int(self._interval_s)),
        )

    async def end(self) -> None:
        """Stop, cut short what runs, and return when it has ended: nothing comes of it any more."""
        self.stop()
        # In the next turn the scheduler shuts down, and what was submitted before begins and ends.
        await asyncio.sleep(0)
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def stop(self) -> None:
        """Start nothing more."""
        if self._is_stopping:
            return
        self._is_stopping = True
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            # Shutting down waits for the loop's next turn. Jobs that are due in this one would be
            # submitted before and cancelled before they begin, which the scheduler logs as errors.
            self._scheduler.pause()
            self._scheduler.shutdown(wait=False)

    def _watch(self) -> None:
        """
        Begin anew when the clock was set.

        The scheduler goes by the time of day: set back by an hour, it would run nothing for one.
        """
        offset_s = self._wall_clock() - time.monotonic()
        moved_s = 0.0 if self._offset_s is None else offset_s - self._offset_s
        if abs(moved_s) > self._interval_s / 2:
            jobs = self._scheduler.get_jobs()
            log.warning("The clock was set by %.0f s: all polls begin anew.", moved_s)
            now = datetime.now(UTC)
            for at, job in enumerate(jobs):
                job.modify(next_run_time=now + timedelta(seconds=self._interval_s * at / len(jobs)))
        self._offset_s = offset_s
        self._watching = asyncio.get_running_loop().call_later(self._watch_s, self._watch)

    async def _run(self, name: str) -> None:
        if name in self._named or self._is_stopping:
            # It is being run out of turn, which will do; or nothing is to begin any more.
            return
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        self._named.add(name)
        try:
            await self._work(name)
        except asyncio.CancelledError:
            # At the end runs are cut short, which is no failure of a job to be logged.
            if not self._is_stopping:
                raise
        finally:
            self._running.discard(task)
            self._named.discard(name)
            if name in self._again:
                self._again.discard(name)
                asyncio.get_running_loop().call_soon(self._rerun, name)

    def _rerun(self, name: str) -> None:
        if not self._is_stopping:
            self.now(name)

    def _submitted(self, event: JobSubmissionEvent) -> None:
        self._begun_s = self._monotonic()
        due = event.scheduled_run_times[-1]
        self.lateness_s = max(0.0, (datetime.now(UTC) - due).total_seconds())
        self.late += self.lateness_s > _LATE_S

    def _skipped(self, _event: object) -> None:
        self.skipped += 1
