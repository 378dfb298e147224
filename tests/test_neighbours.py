"""Who a neighbour is: by its MAC, by its address while no MAC speaks against it, never by name."""

from ipaddress import ip_address

import pytest

from monitor.model.declared import Device, Gateway, Network
from monitor.model.inventory import Inventory
from monitor.model.observation import Neighbour
from monitor.neighbours import Match, identify
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    GATEWAY_MAC,
    ONT_MAC,
    R1_MAC,
    REGISTRY,
    SWITCH,
    learnt,
    neighbour,
    own,
    port,
)

OWN = [ip_address("10.20.0.1"), ip_address("10.0.0.6")]
NOTHING_LEARNT = Inventory()


def who(seen: Neighbour, inventory: Inventory = NOTHING_LEARNT) -> Match:
    return identify(seen, OWN, REGISTRY, inventory)


def test_a_declared_mac_is_believed() -> None:
    assert who(neighbour(1, mac=CORE_MAC)) == Match(device="core")


def test_the_mac_of_a_gateway_is_believed() -> None:
    assert who(neighbour(1, mac=GATEWAY_MAC)) == Match(device="pe-1")


def test_a_gateway_without_a_name_is_called_by_its_address() -> None:
    registry = CITY.declaring(network=Network(
        gateways=(Gateway(ip_address("10.0.0.1"), GATEWAY_MAC),)
    )).registry  # fmt: skip
    assert identify(neighbour(1, mac=GATEWAY_MAC), OWN, registry, Inventory()).device == "10.0.0.1"


def test_an_address_is_believed_while_no_mac_is_shown() -> None:
    assert who(neighbour(1, "10.0.0.2")) == Match(device="core")
    assert who(neighbour(1, "10.0.0.1")) == Match(device="pe-1")


@pytest.mark.parametrize("name", ["core", "pe-1", "kominfo-core", "r1"])
def test_a_name_is_never_believed(name: str) -> None:
    assert not who(neighbour(1, mac=ONT_MAC, sys_name=name)).device
    assert who(neighbour(1, sys_name=name, sys_descr=name, chassis_id=name)) == Match()


@pytest.mark.parametrize(("name", "whose"), [("core", "core"), ("PE-1", "pe-1"), ("R1", "r1")])
def test_the_name_of_a_registered_box_with_a_strange_mac_is_taken(name: str, whose: str) -> None:
    found = who(neighbour(1, mac=ONT_MAC, sys_name=name))
    assert found == Match(claims=whose, by_name=True)


def test_no_name_is_taken_of_whom_no_mac_is_known_or_by_a_mac_of_the_same_makers_block() -> None:
    assert who(neighbour(1, mac=ONT_MAC, sys_name="sw1")) == Match()
    assert who(neighbour(1, mac=CORE_MAC[:-2] + "77", sys_name="core")) == Match()


def test_a_private_address_outside_the_plan_is_of_nobody_who_merely_said_so() -> None:
    inventory = learnt((SWITCH, (port(1, mac=R1_MAC), own("192.168.1.1/24", 1))))
    assert who(neighbour(1, "192.168.1.1", mac=ONT_MAC), inventory) == Match()
    assert who(neighbour(1, "192.168.1.1"), inventory) == Match()


def test_a_device_with_another_mac_only_claims_the_address() -> None:
    assert who(neighbour(1, "10.0.0.2", mac=ONT_MAC)) == Match(claims="core")


def test_a_gateway_with_another_mac_only_claims_the_address() -> None:
    assert who(neighbour(1, "10.0.0.1", mac=ONT_MAC)) == Match(claims="pe-1")


def test_the_mac_of_a_group_of_routers_is_not_held_against_one_of_them() -> None:
    gateway = Gateway(ip_address("10.0.0.1"), "00:00:5e:00:01:0a", "vrrp-10")
    registry = CITY.declaring(network=Network(gateways=(gateway,))).registry
    found = identify(neighbour(1, "10.0.0.1", mac=CORE_MAC), OWN, registry, Inventory())
    assert not found.claims


def test_a_chassis_id_of_the_same_block_is_not_held_against_a_device() -> None:
    assert who(neighbour(1, "10.0.0.2", mac="48:8f:5a:00:00:00")) == Match(device="core")


def test_a_device_of_which_no_mac_is_known_cannot_disown_one() -> None:
    assert who(neighbour(1, "10.20.0.2", mac=ONT_MAC)) == Match(device="sw1")


def test_a_mac_the_device_said_itself_disowns_too() -> None:
    inventory = learnt((SWITCH, (port(1, "vlan1", mac="00:1b:54:aa:00:01"),)))
    assert who(neighbour(1, "10.20.0.2", mac=ONT_MAC), inventory) == Match(claims="sw1")
    assert who(neighbour(1, mac="00:1b:54:aa:00:01"), inventory) == Match(device="sw1")


def test_an_address_the_device_said_itself_is_known() -> None:
    inventory = learnt((CORE, (own("10.0.0.5/30", 1),)))
    assert who(neighbour(1, "10.0.0.5"), inventory) == Match(device="core")


def test_what_an_unregistered_device_said_leads_to_nobody() -> None:
    stranger = Device("gone", "10.9.9.9", "noc")
    inventory = learnt((stranger, (own("10.9.9.1/30", 1), port(1, "e", mac="00:1b:54:bb:00:01"))))
    assert who(neighbour(1, "10.9.9.1", mac="00:1b:54:bb:00:01"), inventory) == Match()


@pytest.mark.parametrize("mac", [ONT_MAC, None])
def test_a_claim_to_our_own_address_is_a_conflict(mac: str | None) -> None:
    assert who(neighbour(1, "10.20.0.1", mac=mac)) == Match(claims="r1")
    assert who(neighbour(1, "10.0.0.6", mac=mac)) == Match(claims="10.0.0.6")


def test_a_claim_to_our_own_address_is_a_conflict_beside_a_true_one_too() -> None:
    assert who(neighbour(1, "10.0.0.2", "10.20.0.1")) == Match(claims="r1")
    assert who(neighbour(1, "10.20.0.1", "10.0.0.2")) == Match(claims="r1")


def test_our_own_announcement_that_comes_back_is_ourselves() -> None:
    assert who(neighbour(1, "10.20.0.1", mac=R1_MAC)) == Match(device="r1")


def test_who_shows_nothing_is_nobody() -> None:
    assert who(neighbour(None, "203.0.113.7", mac=ONT_MAC)) == Match()
    assert who(neighbour(None)) == Match()
