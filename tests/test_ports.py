"""Where on a device something was seen: on which interface, on which line."""

import pytest

from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.ports import Ports
from tests.scenes import CITY, ONT_MAC, arp, circuit, default, learnt_mac, own, port

MAC = "6c:3b:6b:00:00:99"
WORLD = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wan.100")),))


def ports_of(*seen: Observation) -> Ports:
    return Ports(WORLD.snapshot(*seen), WORLD.links(*seen))


def line(name: str = "wan.100", mac: str | None = None) -> tuple[Observation, ...]:
    return port(1, name, mac=mac, alias="wan.100"), own("203.0.113.2/30", 1)


def test_a_registered_line_is_one_and_another_is_none() -> None:
    ports = ports_of(*line(), port(2, "ether2"), own("192.168.1.2/24", 2))
    assert ports.is_on_registered_line(1)
    assert not ports.is_on_registered_line(2)
    assert not ports.is_on_registered_line(3)
    assert not ports.is_on_registered_line(None)


@pytest.mark.parametrize(("parent", "is_its"), [("wan", True), ("wa", False), ("wan.1", False)])
def test_the_port_of_its_vlan_is_told_by_its_name(parent: str, is_its: bool) -> None:
    assert ports_of(*line(), port(2, parent)).is_on_registered_line(2) is is_its


def test_the_name_of_a_subinterface_may_have_a_colon() -> None:
    assert ports_of(*line("wan:1"), port(2, "wan")).is_on_registered_line(2)


def lan(count: int, mac: str | None = MAC) -> list[Interface]:
    return [port(number, f"ether{number}", mac=mac) for number in range(2, 2 + count)]


def test_the_port_of_its_vlan_is_told_by_their_mac() -> None:
    assert ports_of(*line("v100", MAC), *lan(1)).is_on_registered_line(2)
    assert ports_of(*line("v100", MAC), *lan(2)).is_on_registered_line(2)
    assert not ports_of(*line("v100", MAC), *lan(1, ONT_MAC)).is_on_registered_line(2)


def test_a_mac_that_many_interfaces_share_tells_nothing() -> None:
    assert not ports_of(*line("v100", MAC), *lan(3)).is_on_registered_line(2)
    assert not ports_of(*line("v100"), *lan(1, None)).is_on_registered_line(2)


def test_a_registered_line_without_an_interface_has_no_port() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(mac=ONT_MAC)),))
    seen = (port(2, "ether2", mac=MAC), default("192.0.2.1", 9), arp("192.0.2.1", ONT_MAC, 9))
    ports = Ports(world.snapshot(*seen), world.links(*seen))
    assert any(link.is_registered for link in world.links(*seen))
    assert not ports.is_on_registered_line(2)


def test_an_uplink_leads_out_and_a_lan_nobody_declared_does_not() -> None:
    ports = ports_of(port(2, "ether2"), own("192.168.1.2/24", 2), port(3, "ether3"),
                     own("192.168.2.2/24", 3), default("192.168.2.1", 3))  # fmt: skip
    assert ports.link_at(2) is not None
    assert ports.uplink_at(2) is None
    assert ports.uplink_at(3) is ports.link_at(3)
    assert ports.uplink_at(None) is None


def test_an_interface_has_a_name_and_else_what_the_caller_knows() -> None:
    ports = ports_of(port(2, "ether2"))
    assert ports.name_of(2, "x") == "ether2"
    assert ports.name_of(3, "x") == "x"
    assert ports.name_of(None) == ""


def test_a_mac_is_found_in_both_tables() -> None:
    known, learnt = arp("192.168.1.1", ONT_MAC, 2), learnt_mac(ONT_MAC, 2)
    ports = ports_of(port(2, "ether2", mac=MAC), known, learnt, arp("192.168.1.2", None, 2))
    assert ports.entries_of(ONT_MAC) == [known, learnt]
    assert ports.entries_of(None) == []
    assert ports.is_own(MAC)
    assert not ports.is_own(ONT_MAC)
