"""The Python clients that ours is compared with: gufo-snmp and pysnmp."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.bench.client_cost import AS_IT_IS, Cost, How, cpu_s, for_each
from tests.bench.client_unit import COMMUNITY, ENGINE_ID, PORT, TABLES, USER, VARBINDS, host

PATIENCE_S = 30.0
"""How long anybody waits for a peer to read one device."""


async def gufo(devices: int, *, secure: bool, rounds: int, how: How = AS_IT_IS) -> list[Cost]:
    """Measure gufo-snmp: one column at a time is what it offers; it never asks again."""
    from gufo.snmp import Aes128Key, Sha256Key, SnmpError, SnmpVersion, User
    from gufo.snmp.aio import SnmpSession

    named: dict[str, Any] = {"version": SnmpVersion.v2c, "community": COMMUNITY}
    if secure:
        assert USER.auth_secret is not None
        assert USER.priv_secret is not None
        user = User(
            USER.name,
            auth_key=Sha256Key(USER.auth_secret.reveal().encode()),
            priv_key=Aes128Key(USER.priv_secret.reveal().encode()),
        )
        named = {"version": SnmpVersion.v3, "user": user, "engine_id": ENGINE_ID}

    async def device(number: int) -> int:
        count = 0
        try:
            async with (
                asyncio.timeout(PATIENCE_S),
                SnmpSession(addr=host(number), port=PORT, timeout=10.0, **named) as session,
            ):
                for table in TABLES:
                    for column in table:
                        dotted = ".".join(map(str, column))
                        async for _ in session.getbulk(dotted, max_repetitions=how.repetitions):
                            count += 1
        except (OSError, SnmpError):
            # Silence is an OSError, too. What it had until then is counted, the device is not.
            return count
        return count

    return await _timed(device, devices, rounds, how)


async def pysnmp(devices: int, *, secure: bool, rounds: int, how: How = AS_IT_IS) -> list[Cost]:
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
                    max(1, how.repetitions // len(live)),
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

    costs = await _timed(device, devices, rounds, how)
    engine.close_dispatcher()
    return costs


async def _timed(
    device: Callable[[int], Awaitable[int]], devices: int, rounds: int, how: How
) -> list[Cost]:
    await device(0)
    costs = []
    for _ in range(rounds):
        wall_s, start_s = time.perf_counter(), cpu_s()
        counts = await for_each(devices, how.at_once, device)
        read_s, wall_s = cpu_s() - start_s, time.perf_counter() - wall_s
        finished = counts.count(VARBINDS)
        costs.append(Cost(sum(counts), read_s, 0.0, wall_s, devices, finished))
    return costs
