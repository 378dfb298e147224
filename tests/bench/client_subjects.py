"""
The clients that are compared, each doing the same work on the same agents; ours is here.

Each returns how many varbinds it had, the CPU-seconds (user and system, of this process) for
reading them as it delivers them, and for making Python values of them where that is extra work.
"""

import asyncio
import time

from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp import walker
from monitor.snmp.client import Client
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid
from monitor.snmp.session import Community, Session, Target
from monitor.snmp.values import OCTET_STRING, as_int, as_ip, as_octets
from monitor.snmp.walks import Walk
from tests.bench.client_cost import AS_IT_IS, Cost, How, cpu_s, for_each
from tests.bench.client_peers import gufo, pysnmp
from tests.bench.client_unit import COMMUNITY, PORT, TABLES, USER, VARBINDS, host

_NOTHING = Walk((), ())
_ANY_LENGTH = 60_000


async def own(devices: int, *, secure: bool, rounds: int, how: How = AS_IT_IS) -> list[Cost]:
    """Measure the program's own client, with its own time-out and retries."""
    if how.varbinds:
        _ask_for(how.varbinds)
    client = Client()
    await client.start()
    credentials = USER if secure else Community(2, Secret(COMMUNITY))
    sessions = [
        client.session(Target(host(number), credentials, PORT, max_repetitions=how.repetitions))
        for number in range(devices)
    ]
    # Whoever is not heard now, on a bad line, is heard or missed later.
    await asyncio.gather(
        *(session.get([TABLES[0][0]]) for session in sessions), return_exceptions=True
    )
    costs = [await _own_round(client, sessions, how.at_once) for _ in range(rounds)]
    await client.stop()
    return costs


def _ask_for(varbinds: int) -> None:
    """Let walks ask for so many values at once, and no longer for what fills a frame."""
    fixed = {"VARBINDS": varbinds, "_MOST": varbinds, "_FRAME_BYTES": _ANY_LENGTH}
    for name, value in fixed.items():
        assert hasattr(walker, name), name
        setattr(walker, name, value)


async def _own_round(client: Client, sessions: list[Session], at_once: int) -> Cost:
    sent = client.stats.requests
    wall_s, start_s = time.perf_counter(), cpu_s()
    read = await for_each(len(sessions), at_once, lambda number: _own_device(sessions[number]))
    read_s, wall_s = cpu_s() - start_s, time.perf_counter() - wall_s
    start_s = cpu_s()
    counts = [sum(map(_decode, walks)) for walks in read]
    decode_s = cpu_s() - start_s
    walks = [walk for device in read for walk in device]
    return Cost(
        varbinds=sum(counts),
        read_s=read_s,
        decode_s=decode_s,
        wall_s=wall_s,
        devices=len(sessions),
        finished=counts.count(VARBINDS),
        walks=len(walks),
        incomplete=sum(walk.status is not TableStatus.COMPLETE for walk in walks),
        requests=client.stats.requests - sent,
    )


async def _own_device(session: Session) -> list[Walk]:
    return [await _own_walk(session, table) for table in TABLES]


async def _own_walk(session: Session, table: tuple[Oid, ...]) -> Walk:
    try:
        return await session.walk(table)
    except SnmpError:
        # Not one answer came: as incomplete as a walk can be.
        return _NOTHING


def _decode(walk: Walk) -> int:
    count = 0
    for column in walk.columns:
        for wire in column.values():
            if wire[0] == OCTET_STRING:
                as_octets(wire)
            elif wire[0] == 0x40:
                as_ip(wire)
            else:
                as_int(wire)
        count += len(column)
    return count


SUBJECTS = {"own": own, "gufo-snmp": gufo, "pysnmp": pysnmp}
