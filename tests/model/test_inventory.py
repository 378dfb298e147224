"""Which addresses and MACs registered devices say are theirs."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.declared import Device
from monitor.model.inventory import Inventory
from monitor.model.observation import Identity
from tests.scenes import CORE, R1, SWITCH, World, own, port

MAC = "48:8f:5a:00:00:09"


def at(device: Device) -> World:
    return World(device=device)


def test_what_one_device_says_leads_to_it() -> None:
    inventory = Inventory()
    inventory.learn(at(CORE).snapshot(own("10.9.0.1/30", 1), port(1, "e", mac=MAC)))
    assert inventory.owner_of_address(ip_address("10.9.0.1")) == "core"
    assert inventory.owner_of_address(ip_address("::ffff:10.9.0.1")) == "core"
    assert inventory.owner_of_mac(MAC) == "core"
    assert inventory.macs_of("core") == {MAC}


def test_what_two_devices_claim_leads_to_nobody() -> None:
    inventory = Inventory()
    for device in (CORE, R1):
        inventory.learn(at(device).snapshot(own("192.168.1.1/24", 1), port(1, "e", mac=MAC)))
    assert inventory.owner_of_address(ip_address("192.168.1.1")) is None
    assert inventory.owner_of_mac(MAC) is None
    inventory.forget("r1")
    assert inventory.owner_of_address(ip_address("192.168.1.1")) == "core"
    assert inventory.owner_of_mac(MAC) == "core"


def test_a_device_that_says_something_new_takes_the_old_back() -> None:
    inventory = Inventory()
    inventory.learn(at(CORE).snapshot(own("10.9.0.1/30", 1)))
    inventory.learn(at(CORE).snapshot(own("10.9.0.5/30", 1)))
    assert inventory.owner_of_address(ip_address("10.9.0.1")) is None
    assert inventory.owner_of_address(ip_address("10.9.0.5")) == "core"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1", "169.254.1.1", "0.0.0.0"])
def test_addresses_that_everybody_has_tell_nothing(address: str) -> None:
    inventory = Inventory()
    inventory.learn(at(CORE).snapshot(own(address, 1)))
    assert inventory.owner_of_address(ip_address(address)) is None


@pytest.mark.parametrize("mac", ["00:00:5e:00:01:0a", "00:00:5e:00:02:0a", "00:00:0c:07:ac:01",
                                 "00:00:0c:9f:f0:01"])  # fmt: skip
def test_the_mac_of_a_group_of_routers_is_nobodys(mac: str) -> None:
    inventory = Inventory()
    inventory.learn(at(CORE).snapshot(port(1, "vrrp1", mac=mac), port(2, "e", mac=MAC)))
    assert inventory.owner_of_mac(mac) is None
    assert inventory.macs_of("core") == {MAC}


def test_the_address_of_a_bridge_is_a_mac_of_its_own() -> None:
    inventory = Inventory()
    snapshot = replace(at(SWITCH).snapshot(), identity=Identity(bridge_address=MAC))
    inventory.learn(snapshot)
    assert inventory.owner_of_mac(MAC) == "sw1"


def test_nothing_is_known_of_a_device_that_was_never_seen_or_is_forgotten() -> None:
    inventory = Inventory()
    inventory.forget("core")
    assert inventory.macs_of("core") == frozenset()
    inventory.learn(at(CORE).snapshot(port(1, "e", mac=MAC)))
    inventory.forget("core")
    assert inventory.owner_of_mac(MAC) is None
    assert inventory.macs_of("core") == frozenset()
