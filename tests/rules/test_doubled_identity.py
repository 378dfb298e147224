"""A device that says it is what another registered one is."""

from dataclasses import replace

import pytest

from monitor.model.declared import Device
from monitor.model.finding import FindingKind, Signal, Strength
from monitor.model.inventory import Inventory
from monitor.model.reading import Observation
from monitor.rules.doubled_identity import RULE
from tests.scenes import CITY, CORE, REGISTRY, World, identity, port

MAC = "48:8f:5a:00:00:77"
R2 = Device("r2", "10.30.0.1", "rsud")
NEAR = Device("r1b", "10.20.0.3", "puskesmas")
ALL_OF_THEM = replace(REGISTRY, devices={**REGISTRY.devices, "r2": R2, "r1b": NEAR})


def said(
    *seen: Observation, others: dict[Device, tuple[Observation, ...]], ago_s: float = 0.0
) -> tuple[Signal, ...]:
    inventory = Inventory()
    for device, shown in others.items():
        told = World(device=device).snapshot(*shown)
        inventory.learn(replace(told, time_s=told.time_s - ago_s))
    world = replace(CITY, registry=ALL_OF_THEM, inventory=inventory)
    inventory.learn(world.snapshot(*seen))
    return world.spoken(RULE, *seen)


@pytest.mark.parametrize(
    ("other", "strength"), [(R2, Strength.STRONG), (NEAR, Strength.HINT)], ids=["away", "cluster"]
)
def test_a_serial_number_is_of_one_box(other: Device, strength: Strength) -> None:
    mine = identity(serial="S1")
    [signal] = said(mine, others={other: (mine,)})
    assert (signal.strength, signal.kind) == (strength, FindingKind.TAMPERING)
    assert other.name in signal.text.en
    assert other.name in signal.text.id
    assert signal.about == other.name


def test_what_many_have_is_a_makers_default() -> None:
    mine = identity(serial="0123456789", engine_id="80001f88")
    assert not said(mine, others={R2: (mine,), NEAR: (mine,)})


def test_a_copied_configuration_is_a_hint() -> None:
    mine = (identity(serial="S1", engine_id="80001f88"), port(1, mac=MAC, in_octets=9))
    copied = (identity(serial="S2", engine_id="80001f88"), port(1, mac=MAC, in_octets=9))
    [signal] = said(*mine, others={R2: copied})
    assert signal.strength is Strength.HINT


def test_the_mac_address_of_the_citys_own_router_is_strong() -> None:
    mine = port(9, "dummy9", mac=MAC, in_octets=0)
    [signal] = said(mine, others={CORE: (port(1, mac=MAC, in_octets=9),)})
    assert signal.strength is Strength.STRONG
    assert "dummy9 has the MAC address of core" in signal.text.en


@pytest.mark.parametrize(
    "mine",
    [
        port(1, mac="00:00:5e:00:01:07", in_octets=9),
        port(1, mac=MAC, oper_status="down"),
        port(1, mac="48:8f:5a:00:00:78", in_octets=9),
    ],
    ids=["VRRP", "down", "another"],
)
def test_groups_and_what_is_down_are_nobodys(mine: Observation) -> None:
    theirs = (port(1, mac=MAC, in_octets=9), port(2, mac="00:00:5e:00:01:07", in_octets=9))
    assert not said(mine, others={CORE: theirs})


def test_a_box_that_was_moved_is_not_in_two_places() -> None:
    mine = identity(serial="S1")
    assert said(mine, others={R2: (mine,)}, ago_s=3000)
    assert not said(mine, others={R2: (mine,)}, ago_s=4000)
