"""Which traps bring a poll."""

import asyncio
from dataclasses import replace

import pytest

from monitor.model.profile import SnmpVersion
from monitor.settings import Listen
from monitor.snmp.traps import Trap
from monitor.trapped import Traps
from tests.test_polling import SETTINGS, _lab

ASKED_WRONGLY, LINK_DOWN = "1.3.6.1.6.3.1.1.5.5", "1.3.6.1.6.3.1.1.5.3"


@pytest.mark.parametrize(
    ("oid", "is_up", "brings"),
    [
        (LINK_DOWN, True, True),
        (LINK_DOWN, False, True),
        (ASKED_WRONGLY, True, True),
        (ASKED_WRONGLY, False, False),
    ],
)
def test_a_complaint_of_being_asked_wrongly_by_who_is_not_read_brings_no_further_question(
    oid: str, *, is_up: bool, brings: bool
) -> None:
    polled: list[str] = []

    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            lab.city.devices["r1"].is_up = is_up
            settings = replace(SETTINGS, traps=Listen("127.0.0.1", 0))
            traps = Traps(settings, lab.city, polling, polled.append)
            traps._came(Trap("127.0.0.1", oid, SnmpVersion.V2C))
            traps.still()

    asyncio.run(work())
    assert polled == (["r1"] if brings else [])


def test_where_no_traps_are_wanted_none_are_received() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            traps = Traps(SETTINGS, lab.city, polling, lambda _: None)
            await traps.start()
            assert (traps.received, traps.dropped, traps.prompted) == ({}, {}, 0)
            await traps.stop()

    asyncio.run(work())
