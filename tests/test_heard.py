"""Whom a device hears, as it is shown."""

from dataclasses import replace
from typing import Any

from monitor.heard import MOST, heard_by
from monitor.model.city import Heard
from monitor.model.inventory import Inventory
from monitor.model.observation import Neighbour
from monitor.model.privacy import ClientMacs, HostNames, Privacy
from tests.scenes import CITY, CORE_MAC, ONT_MAC, REGISTRY, neighbour, port

LAN = port(3, "ether3")


def shown(*seen: Neighbour, **privacy: Any) -> tuple[Heard, ...]:
    snapshot = replace(CITY.snapshot(LAN), neighbours=seen)
    return heard_by(snapshot, REGISTRY, Inventory(), Privacy(**privacy))


def test_a_registered_device_is_called_by_its_registered_name() -> None:
    [one] = shown(neighbour(3, mac=CORE_MAC, sys_name="anything"))
    assert one == Heard(port="ether3", name="core", device="core")


def test_what_is_not_registered_is_called_by_what_it_says_or_else_by_its_mac() -> None:
    named, silent = shown(neighbour(3, mac=ONT_MAC, sys_name="HG8245"), neighbour(3, mac=ONT_MAC))
    assert (named.name, named.device) == ("HG8245", "")
    assert silent.name == ONT_MAC


def test_a_city_that_hides_names_shows_none_that_people_gave() -> None:
    [one] = shown(neighbour(3, sys_name="LAPTOP-BUDI"), host_names=HostNames.HIDE)
    assert one.name == "(hidden)"
    [ours] = shown(neighbour(3, mac=CORE_MAC, sys_name="x"), host_names=HostNames.HIDE)
    assert ours.name == "core"


def test_macs_are_masked_as_the_city_keeps_them_wherever_they_stand() -> None:
    seen = (
        neighbour(3, mac="8c:85:90:aa:bb:cc"),
        neighbour(3, mac="8c:85:90:aa:bb:cc", sys_name="8C-85-90-AA-BB-CC"),
    )
    for one in shown(*seen, client_macs=ClientMacs.VENDOR):
        assert one.name.startswith("8c:85:90")
        assert "aa" not in one.name.lower()


def test_a_chassis_that_is_a_name_is_hidden_as_one() -> None:
    seen = neighbour(3, chassis_id="LAPTOP-BUDI")
    [one] = shown(seen, host_names=HostNames.HIDE)
    assert one.name == "(hidden)"
    [kept] = shown(seen)
    assert kept.name == "LAPTOP-BUDI"


def test_one_that_speaks_two_protocols_is_shown_once() -> None:
    lldp = neighbour(3, mac=ONT_MAC, sys_name="HG8245", protocol="lldp")
    assert len(shown(lldp, replace(lldp, protocol="cdp"))) == 1


def test_a_port_that_is_no_interface_is_called_as_the_protocol_calls_it() -> None:
    [one] = shown(neighbour(None, mac=ONT_MAC, local_port="7"))
    assert one.port == "7"


def test_a_crowd_is_cut() -> None:
    crowd = [neighbour(3, sys_name=f"host-{number}") for number in range(3 * MOST)]
    assert len(shown(*crowd)) == MOST
