"""The engine of an agent."""

from monitor.mibs.snmp_engine import TABLE
from monitor.model.observation import Identity

from .rows import one


def test_the_engine_tells_its_id_and_its_restarts() -> None:
    engine_id = bytes.fromhex("8000137001c0000201")
    seen = one(Identity, TABLE, (0,), {1: engine_id, 2: 41})
    assert (seen.engine_id, seen.engine_boots) == ("8000137001c0000201", 41)


def test_an_empty_id_is_none() -> None:
    assert one(Identity, TABLE, (0,), {1: b""}).engine_id is None
