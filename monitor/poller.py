"""
One device, asked once: from a session to a `Snapshot`.

The system group comes first: an agent that does not give that gives nothing, and its sysObjectID
says which vendor's tables are worth asking. After that a table that fails costs that table only,
until the device falls silent altogether. The same code reads a live agent and a recording.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from monitor import observe
from monitor.asking import tables_for
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
from monitor.reading import Limits, Read, read_scalars, read_table
from monitor.snmp.errors import NoAnswerError, NotPermittedError, SnmpError
from monitor.snmp.session import Session
from monitor.table import Table
from monitor.together import read_together
from monitor.vlans import InVlan, VlanFdb, read_vlans

Seen = TypeVar("Seen", bound=Observation)
_HIDDEN = "the agent shows its system group only: let its access control permit the rest"
_PER_VLAN = "dot1dTpFdbTable per VLAN"
_OPEN_TO_ALL = {"system", "snmpEngine"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRequest:
    """
    What to ask of which device; plain values, so that it could travel.

    `kinds` are the observations wanted, `absent` tables it is known not to have, `uplinks` the
    ifIndex of interfaces that the fast pace reads, `object_id` the sysObjectID if known. A
    recording may be of a part of a device (`is_part`), without even a system group.
    """

    device: str
    address: str
    pace: Pace
    kinds: frozenset[type[Observation]]
    absent: frozenset[str] = frozenset()
    uplinks: tuple[int, ...] = ()
    object_id: str | None = None
    limits: Limits = Limits()
    is_part: bool = False


async def poll(
    session: Session,
    request: PollRequest,
    clock: Callable[[], float],
    progress: Callable[[str], None] = lambda _: None,
    in_vlan: InVlan | None = None,
) -> Snapshot:
    """
    Ask a device and return what it said; raise `SnmpError` if it gave nothing.

    `clock` gives Unix seconds; `progress` is told the name of each table before it is asked;
    `in_vlan` opens a session with one VLAN of a switch that keeps a table for each.
    """
    started_s = clock()
    if request.pace is Pace.FAST and request.object_id is not None:
        wanted = tables_for(request.kinds, request.pace, request.object_id, request.absent)
        together = await read_together(session, wanted, request.uplinks, request.limits)
        if together is not None and _is_same(together[wanted[0].name], request):
            took = (started_s, clock() - started_s)
            return _snapshot(request, wanted, together, VlanFdb(), took)
    reads: dict[str, Read] = {}
    [system] = tables_for({Identity}, request.pace)[:1]
    progress(system.name)
    [first] = await read_scalars(session, [system], request.pace)
    if first.status is not TableStatus.COMPLETE and not request.is_part:
        raise NotPermittedError(
            f"{request.address} answers but shows not even its system group: let its access "
            "control (view, group) permit this user or community to read."
        )
    reads[system.name] = first
    object_id = _object_id(first) or request.object_id
    wanted = tables_for(request.kinds, request.pace, object_id, request.absent)
    await _read_all(session, request, [t for t in wanted if t is not system], reads, progress)
    vlans = VlanFdb()
    if in_vlan is not None and FdbEntry in request.kinds:
        numbers = [one.number for one in _Found(wanted, reads).all(Vlan)]
        if numbers:
            progress("VLANs")
            vlans = await read_vlans(in_vlan, numbers, request.limits)
    return _snapshot(request, wanted, reads, vlans, (started_s, clock() - started_s))


async def _read_all(
    session: Session,
    request: PollRequest,
    wanted: Sequence[Table],
    reads: dict[str, Read],
    progress: Callable[[str], None],
) -> None:
    scalars = [table for table in wanted if table.scalars]
    if scalars:
        try:
            found = await read_scalars(session, scalars, request.pace)
        except SnmpError as error:
            found = [_failed(error) for _ in scalars]
        reads.update(zip((table.name for table in scalars), found, strict=True))
    silent = False
    for table in wanted:
        if table.scalars:
            continue
        if silent:
            reads[table.name] = Read((), TableStatus.INCOMPLETE, reason="the device fell silent")
            continue
        progress(table.name)
        try:
            reads[table.name] = await read_table(
                session, table, request.pace, request.uplinks, request.limits
            )
        except SnmpError as error:
            silent = isinstance(error, NoAnswerError)
            reads[table.name] = _failed(error)


def _is_same(system: Read, request: PollRequest) -> bool:
    """Whether the system group is there, and of the device whose tables were asked."""
    is_whole = system.status is TableStatus.COMPLETE
    return is_whole and _object_id(system) in (None, request.object_id)


def _failed(error: SnmpError) -> Read:
    refused = isinstance(error, NotPermittedError)
    status = TableStatus.REFUSED if refused else TableStatus.INCOMPLETE
    return Read((), status, reason=error.brief or str(error))


def _object_id(read: Read) -> str | None:
    parts = [seen for seen in read.observations if isinstance(seen, Identity)]
    return parts[0].object_id if parts else None


def _snapshot(
    request: PollRequest,
    wanted: Sequence[Table],
    reads: dict[str, Read],
    vlans: VlanFdb,
    when: tuple[float, float],
) -> Snapshot:
    reads = _unhidden(wanted, reads)
    readings = {
        name: TableReading(name, read.status, read.rows, read.skipped, read.reason)
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
    interfaces = observe.interfaces_of(found.all(Interface))
    return Snapshot(
        device=request.device,
        address=request.address,
        time_s=when[0],
        pace=request.pace,
        duration_s=when[1],
        identity=observe.identity_of(found.all(Identity)),
        interfaces=interfaces,
        addresses=observe.merged(found.all(Address)),
        routes=observe.merged(found.all(Route)),
        arp=observe.merged(found.all(ArpEntry)),
        neighbours=observe.neighbours_of(
            found.all(Neighbour), found.all(NeighbourAddress), found.all(LocalPort), interfaces
        ),
        bgp_peers=observe.merged(found.all(BgpPeer)),
        ospf_neighbours=observe.merged(found.all(OspfNeighbour)),
        fdb=observe.merged(
            (*vlans.entries, *observe.fdb_of(found.all(FdbEntry), found.all(BridgePort)))
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
    )


def _unhidden(wanted: Collection[Table], reads: dict[str, Read]) -> dict[str, Read]:
    """
    Call refused what access control hides.

    Net-snmp as shipped shows the system group and nothing else; to the protocol all other tables
    are simply not there. But a device without interfaces does not answer by IP.
    """
    rest = [table for table in wanted if table.name not in _OPEN_TO_ALL]
    if not any(table.kind is Interface for table in rest):
        return reads
    if any(reads[table.name].status is not TableStatus.ABSENT for table in rest):
        return reads
    return {
        name: replace(read, status=TableStatus.REFUSED, reason=_HIDDEN)
        if name not in _OPEN_TO_ALL
        else read
        for name, read in reads.items()
    }


class _Found:
    """Observations of all tables by kind, in the order in which tables are believed."""

    def __init__(self, wanted: Iterable[Table], reads: dict[str, Read]) -> None:
        self._by_kind: dict[type[Observation], list[Observation]] = {}
        for table in sorted(wanted, key=lambda table: table.rank):
            self._by_kind.setdefault(table.kind, []).extend(reads[table.name].observations)

    def all(self, kind: type[Seen]) -> list[Seen]:
        """List what was seen of one kind."""
        return [seen for seen in self._by_kind.get(kind, ()) if isinstance(seen, kind)]
