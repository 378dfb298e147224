"""A device that lets itself be read no more: by version 3, by a community, or by all at once."""

from dataclasses import replace

from monitor.model.finding import FindingKind, State
from tests.scenes import R1, REGISTRY
from tests.test_city import FOREIGN, KEY, OWN, Town

TAMPERING = "puskesmas|tampering|r1/r1"


def refused(town: Town, device: str = "r1") -> None:
    town.now_s += 900
    town.city.refused(device, town.now_s, "wrong digest.", "authentication")


def state_of(town: Town, key: str = TAMPERING) -> State | None:
    return {one.key: one.state for one in town.view.findings}.get(key)


def test_a_device_that_refuses_for_hours_is_flagged_and_cleared_when_it_can_be_read() -> None:
    town = Town()
    town.sees(*OWN)
    for _ in range(6):
        refused(town)
    assert state_of(town) is State.SUSPECTED
    for _ in range(6):
        refused(town)
    assert state_of(town) is State.OPEN
    assert town.view.devices["r1"].is_up is False
    assert town.view.devices["r1"].problem == "wrong digest."
    town.sees(*OWN, times=10)
    assert state_of(town) is State.RESOLVED


def test_one_that_never_could_be_read_is_not_accused() -> None:
    town = Town()
    for _ in range(12):
        refused(town)
    assert state_of(town) is None


def test_all_else_that_was_seen_is_frozen_and_not_closed() -> None:
    town = Town()
    town.sees(*OWN, *FOREIGN, times=3)
    for _ in range(12):
        refused(town)
    [line] = [one for one in town.view.findings if one.key == KEY]
    assert (line.state, line.frozen) == (State.OPEN, True)


def test_silence_is_no_refusal() -> None:
    town = Town()
    town.sees(*OWN)
    for _ in range(12):
        town.misses()
    assert state_of(town) is None


def test_where_many_refuse_the_same_credentials_no_device_is_accused() -> None:
    names = ["r1", "r2", "r3", "r4"]
    devices = {
        name: replace(R1, name=name, address=f"10.20.0.{n}", macs=frozenset())
        for n, name in enumerate(names, 1)
    }
    town = Town(registry=replace(REGISTRY, devices=devices))
    for device in devices.values():
        town.sees(*OWN, device=device)
    for _ in range(12):
        for name in ("r2", "r3", "r4"):
            refused(town, name)
    kinds = {one.case.kind for one in town.view.findings if one.is_said}
    assert FindingKind.TAMPERING not in kinds


def test_a_device_nobody_knows_is_passed_over() -> None:
    town = Town()
    refused(town, "nobody")
    assert town.view.findings == ()
