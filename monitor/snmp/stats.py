"""What the client counts, for the daemon's metrics."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stats:
    """
    Counters since the start, and two gauges.

    `in_flight` requests wait for an answer, `queued` for a slot. `dropped` counts datagrams that
    were thrown away, by reason.
    """

    in_flight: int = 0
    queued: int = 0
    requests: int = 0
    responses: int = 0
    timeouts: int = 0
    retries: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
