"""Things happen in their order, each at its time."""

import asyncio

from monitor.model.finding import Sentence
from monitor.simulation.scenario import Event
from monitor.simulation.timeline import play, told
from monitor.snmp.recording import Recording


class Time:
    """A clock that goes while somebody sleeps, a little less than asked each time."""

    def __init__(self, accuracy: float = 1.0) -> None:
        self.now_s = 50.0
        self.slept: list[float] = []
        self._accuracy = accuracy

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += max(seconds * self._accuracy, 0.001)


def event(at_s: float, device: str = "opd-a") -> Event:
    return Event(at_s, device, Recording({}), Sentence(en="does", id="berbuat"))


def played(time: Time, *events: Event) -> list[tuple[float, float]]:
    happened: list[tuple[float, float]] = []
    asyncio.run(
        play(
            events,
            lambda event: happened.append((event.at_s, time.now_s - 50.0)),
            time.clock,
            time.sleep,
        )
    )
    return happened


def test_each_event_happens_at_its_time_after_the_start() -> None:
    assert played(Time(), event(0), event(5), event(5), event(20)) == [
        (0, 0.0),
        (5, 5.0),
        (5, 5.0),
        (20, 20.0),
    ]


def test_a_sleep_that_ends_early_makes_nothing_happen_early() -> None:
    assert all(at_s >= due_s for due_s, at_s in played(Time(0.7), event(5), event(9)))


def test_an_event_is_told_with_minutes_and_seconds_in_both_languages() -> None:
    assert told(event(85, "opd-b"), "en") == "01:25 opd-b: does"
    assert told(event(4), "id") == "00:04 opd-a: berbuat"
