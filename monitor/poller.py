"""
One device, asked once: from a session to a `Snapshot`.

An agent that does not give its system group gives nothing, and its sysObjectID says which vendor's
tables are worth asking; where that is known from before, all are asked at once. A table that fails
costs that table only, until the device falls silent altogether. The same code reads a live agent
and a recording.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from operator import attrgetter
from typing import TypeVar

from monitor import observe
from monitor.asking import tables_for
from monitor.bounds import bounded
from monitor.hidden import says_who, unhidden, unreadable, unwithheld
from monitor.holdups import done_aside
from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress, Vlan
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Identity,
    Interface,
    Listener,
    Neighbour,
    OspfNeighbour,
    Process,
    Refusal,
    Route,
    Snapshot,
)
from monitor.model.reading import Observation, Pace, TableReading, TableStatus
from monitor.model.service import ClientCount, VirtualMachine, VpnPeer
from monitor.reading import Limits, Read, read_table
from monitor.snmp.errors import (
    BudgetError,
    NoAnswerError,
    NotPermittedError,
    SnmpError,
)
from monitor.snmp.session import Session
from monitor.table import Table
from monitor.together import read_together
from monitor.vlans import InVlan, VlanFdb, read_vlans

Seen = TypeVar("Seen", bound=Observation)
_PER_VLAN = "dot1dTpFdbTable per VLAN"
# Of tables that are read at once so many are named to who waits.
_NAMED = 3
_ROWS = attrgetter("rows")
_MANY = 2_000
"""Rows that are put together aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRequest:
    """
    What to ask of which device; plain values, so that it could travel.

    `kinds` are the observations wanted, `absent` tables it is known not to have, `uplinks` the
    ifIndex of interfaces that the fast pace reads; `object_id` is the sysObjectID and `is_utf8`
    whether the device writes UTF-8, if known. A recording may be of a part of a device (`is_part`),
    without even a system group. Of a device that `is_agencys` less is kept (`monitor.bounds`).
    """

    device: str
    address: str
    pace: Pace
    kinds: frozenset[type[Observation]]
    absent: frozenset[str] = frozenset()
    uplinks: tuple[int, ...] = ()
    object_id: str | None = None
    is_utf8: bool | None = None
    limits: Limits = Limits()
    is_part: bool = False
    is_agencys: bool = False


async def poll(
    session: Session,
    request: PollRequest,
    clock: Callable[[], float],
    progress: Callable[[str], None] = lambda _: None,
    in_vlan: InVlan | None = None,
) -> Snapshot:
    """
    Ask a device and return what it said; raise `SnmpError` if it gave nothing.

    `clock` gives Unix seconds; `progress` is told the names of tables before they are asked;
    `in_vlan` opens a session with one VLAN of a switch that keeps a table for each.
    """
    started_s = clock()
    wanted, reads = await _read(session, request, progress)
    vlans = VlanFdb()
    if in_vlan is not None and FdbEntry in request.kinds:
        numbers = [one.number for one in _Found(wanted, reads).all(Vlan)]
        if numbers:
            progress("VLANs")
            vlans = await read_vlans(in_vlan, numbers, request.limits)
    when = (started_s, clock() - started_s)
    if sum(map(_ROWS, reads.values())) + vlans.rows <= _MANY:
        return _snapshot(request, wanted, reads, vlans, when)
    return await done_aside(partial(_snapshot, request, wanted, reads, vlans, when))


async def _read(
    session: Session, request: PollRequest, progress: Callable[[str], None]
) -> tuple[Sequence[Table], dict[str, Read]]:
    """Read all tables that a device of its kind may have; return which those are, and each."""
    [system, *_] = tables_for({Identity}, request.pace)
    object_id = request.object_id
    wanted = _tables_of(request, object_id) if object_id is not None else (system,)
    reads = await _read_at_once(session, request, wanted, progress)
    first = reads[system.name]
    if not request.is_part and not says_who(first):
        raise unreadable(request.address, first)
    shown = _object_id(first)
    if object_id is None or shown not in (None, object_id):
        # It was not known what it is, or it is no more what it was.
        wanted = _tables_of(request, shown)
        reads = {system.name: first}
        with suppress(SnmpError):
            # Its system group again: what its text means is told by all of its words together.
            reads |= await _read_at_once(session, request, wanted, progress)
        if not says_who(reads[system.name]):
            reads[system.name] = first
    await _read_rest(session, request, [t for t in wanted if t.name not in reads], reads, progress)
    return wanted, reads


def _tables_of(request: PollRequest, object_id: str | None) -> tuple[Table, ...]:
    return tables_for(request.kinds, request.pace, object_id, request.absent)


async def _read_at_once(
    session: Session,
    request: PollRequest,
    tables: Sequence[Table],
    progress: Callable[[str], None],
) -> dict[str, Read]:
    progress(", ".join(table.name for table in tables[:_NAMED]))
    return await read_together(
        session,
        tables,
        request.pace,
        request.uplinks,
        request.limits,
        is_utf8=request.is_utf8,
    )


async def _read_rest(
    session: Session,
    request: PollRequest,
    tables: Sequence[Table],
    reads: dict[str, Read],
    progress: Callable[[str], None],
) -> None:
    """Read one after another what reading at once has left out."""
    over = ""
    for table in tables:
        if over:
            reads[table.name] = Read((), TableStatus.INCOMPLETE, reason=over)
            continue
        progress(table.name)
        try:
            reads[table.name] = await read_table(
                session,
                table,
                request.pace,
                request.uplinks,
                request.limits,
                is_utf8=request.is_utf8,
            )
        except SnmpError as error:
            over = _end(error)
            reads[table.name] = _failed(error)


def _end(error: SnmpError) -> str:
    """Say why no other table need be asked for either, or nothing."""
    if isinstance(error, BudgetError):
        return error.brief
    return "the device fell silent" if isinstance(error, NoAnswerError) else ""


# Nearly all readings of nearly all devices are alike.
_reading = lru_cache(maxsize=4096)(TableReading)


def _failed(error: SnmpError) -> Read:
    refused = isinstance(error, NotPermittedError)
    status = TableStatus.REFUSED if refused else TableStatus.INCOMPLETE
    return Read((), status, reason=error.brief or str(error))


def _object_id(read: Read) -> str | None:
    parts = [seen for seen in read.observations if isinstance(seen, Identity)]
    return parts[0].object_id if parts else None


def _object_id_in(reads: Mapping[str, Read]) -> str | None:
    return next((found for read in reads.values() if (found := _object_id(read))), None)


def _snapshot(
    request: PollRequest,
    wanted: Sequence[Table],
    reads: dict[str, Read],
    vlans: VlanFdb,
    when: tuple[float, float],
) -> Snapshot:
    reads = unwithheld(wanted, unhidden(wanted, reads), _object_id_in(reads))
    readings = {
        name: _reading(name, read.status, read.rows, read.skipped, read.reason, read.cut)
        for name, read in reads.items()
    }
    for name in request.absent:
        readings.setdefault(name, TableReading(name, TableStatus.ABSENT, reason="not asked again"))
    if vlans.status is not TableStatus.ABSENT:
        readings[_PER_VLAN] = TableReading(
            _PER_VLAN, vlans.status, vlans.rows, vlans.skipped, vlans.reason
        )
    kinds: dict[str, list[TableStatus]] = {}
    if vlans.status is not TableStatus.ABSENT:
        kinds[FdbEntry.__name__] = [vlans.status]
    for table in wanted:
        kinds.setdefault(table.kind.__name__, []).append(reads[table.name].status)
    found = _Found(wanted, reads)
    routes, route_status = observe.routes_of(found.by_table(Route))
    if Route.__name__ in kinds:
        kinds[Route.__name__] = [route_status]
    interfaces = observe.interfaces_of(found.all(Interface))
    snapshot = Snapshot(
        device=request.device,
        address=request.address,
        time_s=when[0],
        pace=request.pace,
        duration_s=when[1],
        identity=observe.identity_of(found.all(Identity)),
        interfaces=interfaces,
        addresses=observe.merged(found.all(Address)),
        routes=routes,
        arp=observe.merged(found.all(ArpEntry)),
        neighbours=observe.neighbours_of(
            found.all(Neighbour),
            found.all(NeighbourAddress),
            lambda: observe.LldpPorts(interfaces, found.all(LocalPort), found.all(BridgePort)),
        ),
        bgp_peers=observe.merged(found.all(BgpPeer)),
        ospf_neighbours=observe.merged(found.all(OspfNeighbour)),
        fdb=observe.without_repeats(
            observe.merged(
                (*vlans.entries, *observe.fdb_of(found.all(FdbEntry), found.all(BridgePort)))
            )
        ),
        listeners=observe.merged(found.all(Listener)),
        processes=observe.merged(found.all(Process)),
        vpn_peers=observe.merged(found.all(VpnPeer)),
        virtual_machines=observe.merged(found.all(VirtualMachine)),
        client_counts=observe.merged(found.all(ClientCount)),
        tables=readings,
        kinds={
            **{kind: observe.status_over(statuses) for kind, statuses in kinds.items()},
            Refusal.__name__: TableStatus.COMPLETE,
        },
        is_utf8=all(read.is_utf8 for read in reads.values()),
    )
    within = bounded(snapshot, is_agencys=request.is_agencys)
    return within if within is snapshot else replace(within, tables=_cut(within, wanted))


def _cut(snapshot: Snapshot, wanted: Iterable[Table]) -> dict[str, TableReading]:
    """Say of each table of which not all is judged, how much is not."""
    tables = dict(snapshot.tables)
    for table in wanted:
        count = snapshot.left_out.get(table.kind.__name__, 0)
        if count and tables[table.name].status is TableStatus.COMPLETE:
            reason = f"too large to be judged in full: {count} left out"
            tables[table.name] = replace(
                tables[table.name], status=TableStatus.INCOMPLETE, reason=reason
            )
    return tables


class _Found:
    """Observations of all tables by kind, in the order in which tables are believed."""

    def __init__(self, wanted: Iterable[Table], reads: dict[str, Read]) -> None:
        self._by_kind: dict[type[Observation], list[Read]] = {}
        for table in sorted(wanted, key=lambda table: table.rank):
            self._by_kind.setdefault(table.kind, []).append(reads[table.name])

    def all(self, kind: type[Seen]) -> list[Seen]:
        """List what was seen of one kind."""
        reads = self._by_kind.get(kind, ())
        return [seen for read in reads for seen in read.observations if isinstance(seen, kind)]

    def by_table(self, kind: type[Seen]) -> list[tuple[list[Seen], TableStatus]]:
        """List what was seen of one kind by table, each with how it was read."""
        return [
            ([seen for seen in read.observations if isinstance(seen, kind)], read.status)
            for read in self._by_kind.get(kind, ())
        ]
