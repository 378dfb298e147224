"""
The clients that are compared, each doing the same work on the same agents.

Each returns how many varbinds it had, the CPU-seconds (user and system, of this process) for
reading them as it delivers them, and for making Python values of them where that is extra work.
"""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp.client import Client
from monitor.snmp.session import Community, Session, Target
from monitor.snmp.values import OCTET_STRING, as_int, as_ip, as_octets
from monitor.snmp.walks import Walk
from tests.bench.client_unit import COMMUNITY, ENGINE_ID, PORT, TABLES, USER, VARBINDS, host

IN_FLIGHT = 200


class Cost(NamedTuple):
    """What a run took."""

    varbinds: int
    read_s: float
    decode_s: float
    wall_s: float


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def own(devices: int, *, secure: bool, rounds: int) -> list[Cost]:
    """Measure the program's own client."""
    client = Client()
    await client.start()
    credentials = USER if secure else Community(2, Secret(COMMUNITY))
    sessions = [
        client.session(Target(host(number), credentials, PORT)) for number in range(devices)
    ]
    await asyncio.gather(*(session.get([TABLES[0][0]]) for session in sessions))
    costs = []
    for _ in range(rounds):
        wall_s, start_s = time.perf_counter(), _cpu_s()
        walks = await asyncio.gather(*(_own_device(session) for session in sessions))
        read_s, wall_s = _cpu_s() - start_s, time.perf_counter() - wall_s
        start_s = _cpu_s()
        count = sum(_decode(walk) for device in walks for walk in device)
        costs.append(Cost(count, read_s, _cpu_s() - start_s, wall_s))
    await client.stop()
    return costs


async def _own_device(session: Session) -> list[Walk]:
    walks = [await session.walk(table) for table in TABLES]
    assert all(walk.status is TableStatus.COMPLETE for walk in walks), [w.reason for w in walks]
    return walks


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


async def gufo(devices: int, *, secure: bool, rounds: int) -> list[Cost]:
    """Measure gufo-snmp: one column at a time is what it offers."""
    from gufo.snmp import Aes128Key, Sha256Key, SnmpVersion, User
    from gufo.snmp.aio import SnmpSession

    how: dict[str, Any] = {"version": SnmpVersion.v2c, "community": COMMUNITY}
    if secure:
        assert USER.auth_secret is not None
        assert USER.priv_secret is not None
        user = User(
            USER.name,
            auth_key=Sha256Key(USER.auth_secret.reveal().encode()),
            priv_key=Aes128Key(USER.priv_secret.reveal().encode()),
        )
        how = {"version": SnmpVersion.v3, "user": user, "engine_id": ENGINE_ID}

    async def device(number: int) -> int:
        count = 0
        async with SnmpSession(addr=host(number), port=PORT, timeout=10.0, **how) as session:
            for table in TABLES:
                for column in table:
                    dotted = ".".join(map(str, column))
                    async for _ in session.getbulk(dotted, max_repetitions=50):
                        count += 1
        return count

    return await _timed(device, devices, rounds)


async def pysnmp(devices: int, *, secure: bool, rounds: int) -> list[Cost]:
    """Measure pysnmp, with as many columns to a request as the own client."""
    from pysnmp.hlapi.v3arch import asyncio as hlapi  # type: ignore[import-untyped]

    engine = hlapi.SnmpEngine()
    who: Any = hlapi.CommunityData(COMMUNITY, mpModel=1)
    if secure:
        assert USER.auth_secret is not None
        assert USER.priv_secret is not None
        who = hlapi.UsmUserData(
            USER.name,
            USER.auth_secret.reveal(),
            USER.priv_secret.reveal(),
            authProtocol=hlapi.USM_AUTH_HMAC192_SHA256,
            privProtocol=hlapi.USM_PRIV_CFB128_AES,
        )

    async def device(number: int) -> int:
        at = await hlapi.UdpTransportTarget.create((host(number), PORT), timeout=10, retries=1)
        count = 0
        for table in TABLES:
            live = {column: column for column in table}
            while live:
                error, status, _, found = await hlapi.bulk_cmd(
                    engine,
                    who,
                    at,
                    hlapi.ContextData(),
                    0,
                    max(1, 50 // len(live)),
                    *(hlapi.ObjectType(hlapi.ObjectIdentity(name)) for name in live.values()),
                    lookupMib=False,
                )
                assert not error, error
                assert not status, status
                roots = list(live)
                for place, (name, value) in enumerate(found):
                    root = roots[place % len(roots)]
                    oid = tuple(name)
                    if root not in live:
                        continue
                    if oid[: len(root)] != root:
                        del live[root]
                        continue
                    live[root] = oid
                    bytes(value) if hasattr(value, "asOctets") else int(value)
                    count += 1
        return count

    costs = await _timed(device, devices, rounds)
    engine.close_dispatcher()
    return costs


async def _timed(device: Callable[[int], Awaitable[int]], devices: int, rounds: int) -> list[Cost]:
    await device(0)
    costs = []
    for _ in range(rounds):
        wall_s, start_s = time.perf_counter(), _cpu_s()
        counts = await asyncio.gather(*(device(number) for number in range(devices)))
        read_s, wall_s = _cpu_s() - start_s, time.perf_counter() - wall_s
        assert set(counts) == {VARBINDS}, set(counts)
        costs.append(Cost(sum(counts), read_s, 0.0, wall_s))
    return costs


SUBJECTS = {"own": own, "gufo-snmp": gufo, "pysnmp": pysnmp}
