"""What the daemon knows of one device at a moment: all that a judgement of it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.model.link import Link
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    The latest of all its tables, the counters of its lines at the reading before (for traffic), and
    what is remembered of it.
    """

    latest: Snapshot
    previous: Snapshot | None = None
    memory: Memory = NO_MEMORY


def counters_of(snapshot: Snapshot, links: Iterable[Link]) -> Snapshot:
    """Keep of a snapshot what tells how much passed over these links since, and nothing else."""
    lines = {link.interface.index for link in links if link.interface is not None}
    identity = replace(snapshot.identity, rows=())
    return Snapshot(
        device=snapshot.device,
        address=snapshot.address,
        time_s=snapshot.time_s,
        pace=snapshot.pace,
        identity=identity,
        interfaces=tuple(one for one in snapshot.interfaces if one.index in lines),
    )
