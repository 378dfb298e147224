"""The address a bridge calls its own."""

from monitor.mibs.dot1d_base import TABLE
from monitor.model.observation import Identity

from .rows import one


def test_the_bridge_tells_its_mac() -> None:
    seen = one(Identity, TABLE, (0,), {1: bytes.fromhex("00005e005301")})
    assert seen.bridge_address == "00:00:5e:00:53:01"


def test_zeros_are_no_address() -> None:
    assert one(Identity, TABLE, (0,), {1: bytes(6)}).bridge_address is None
