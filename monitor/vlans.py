"""
Forwarding databases that a switch keeps one per VLAN, each behind a name of its own.

The tables marked `per_vlan` are read again in every VLAN, and a bridge port means an interface
only within its VLAN. A switch that does not let us in keeps silent, which costs a time-out each
time: after two such VLANs the rest is left, and said to be incomplete.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from monitor import observe
from monitor.mibs import tables
from monitor.model.joins import BridgePort
from monitor.model.observation import FdbEntry
from monitor.model.reading import Pace, TableStatus
from monitor.reading import Limits, Read, read_table
from monitor.snmp.errors import SnmpError
from monitor.snmp.session import Session

_MOST_VLANS = 128
_MOST_FAILURES = 2

InVlan = Callable[[int], Session]


@dataclass(frozen=True, slots=True)
class VlanFdb:
    """What all VLANs know, how reading them ended, and how many rows were read and skipped."""

    entries: tuple[FdbEntry, ...] = ()
    status: TableStatus = TableStatus.ABSENT
    rows: int = 0
    skipped: int = 0
    reason: str = ""


async def read_vlans(in_vlan: InVlan, numbers: Iterable[int], limits: Limits) -> VlanFdb:
    """Read the forwarding database of each VLAN; never raises `SnmpError`."""
    wanted = [table for table in tables().values() if table.per_vlan]
    numbers = list(numbers)
    entries: list[FdbEntry] = []
    rows = skipped = failures = 0
    reason = "" if len(numbers) <= _MOST_VLANS else f"only {_MOST_VLANS} VLANs were read"
    for number in numbers[:_MOST_VLANS]:
        session = in_vlan(number)
        try:
            reads = [await read_table(session, table, Pace.SLOW, (), limits) for table in wanted]
        except SnmpError as error:
            failures += 1
            reason = f"VLAN {number}: {error.brief or error}"
            if failures == _MOST_FAILURES:
                break
            continue
        cut = next((read for read in reads if read.status is TableStatus.INCOMPLETE), None)
        if cut is not None:
            reason = f"VLAN {number}: {cut.reason}"
        rows += sum(read.rows for read in reads)
        skipped += sum(read.skipped for read in reads)
        entries += _joined(reads, number)
    status = TableStatus.COMPLETE if entries else TableStatus.ABSENT
    return VlanFdb(
        tuple(entries), TableStatus.INCOMPLETE if reason else status, rows, skipped, reason
    )


def _joined(reads: Sequence[Read], number: int) -> Iterable[FdbEntry]:
    seen = [observation for read in reads for observation in read.observations]
    ports = [one for one in seen if isinstance(one, BridgePort)]
    entries = [replace(one, vlan=number) for one in seen if isinstance(one, FdbEntry)]
    return observe.fdb_of(entries, ports)
