"""A host of virtual machines at an agency."""

from dataclasses import replace

import pytest

from monitor.model.declared import Device, DeviceRole
from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.hypervisor import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    SERVER,
    SWITCH,
    World,
    arp,
    circuit,
    default,
    learnt,
    learnt_mac,
    machine,
    own,
    port,
    row_of,
)

HOST = World(device=SERVER)
AT_SWITCH = World(device=SWITCH)
LAN = port(1, "br-lan")


def strengths(*seen: Observation, world: World = HOST) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def guests(count: int, index: int = 1) -> list[Observation]:
    return [learnt_mac(f"52:54:00:00:00:{number:02x}", index) for number in range(count)]


def test_a_list_of_machines_is_strong() -> None:
    assert strengths(machine(1, "simpeg")) == [Strength.STRONG]
    assert strengths(machine(1), port(2, "vmnic0")) == [Strength.STRONG]


@pytest.mark.parametrize(
    "name",
    ["vmbr0", "virbr12", "vmnic3", "vmk0", "xenbr0", "tap100i0", "fwbr100i0", "VMBR0",
     "vEthernet (Default Switch)"],
)  # fmt: skip
def test_interfaces_that_hypervisors_name_are_strong(name: str) -> None:
    assert strengths(port(2, name)) == [Strength.STRONG]
    assert strengths(port(2, None, descr=name)) == [Strength.STRONG]
    assert strengths(port(2, name, oper_status="down")) == []


@pytest.mark.parametrize("name", ["docker0", "podman1", "cni0", "br-0123456789ab"])
def test_a_bridge_of_containers_is_a_hint(name: str) -> None:
    assert strengths(port(2, name)) == [Strength.HINT]
    assert strengths(port(2, name), port(3, "vmbr0")) == [Strength.STRONG]


@pytest.mark.parametrize(
    "name",
    ["br-lan", "tap0", "vmbr", "vmbr0.10", "my-vmbr0", "docker", "br-0123456789", None],
)
def test_other_interfaces_say_nothing(name: str | None) -> None:
    assert strengths(port(2, name)) == []


def test_several_machines_on_the_lan_are_a_hint() -> None:
    assert strengths(LAN, *guests(2), world=AT_SWITCH) == []
    assert strengths(LAN, *guests(3), world=AT_SWITCH) == [Strength.HINT]
    spread = [learnt_mac(f"52:54:00:00:00:{number:02x}", number) for number in range(9)]
    assert strengths(LAN, *spread, world=AT_SWITCH) == [Strength.HINT]


def test_many_behind_one_port_are_strong() -> None:
    assert strengths(LAN, *guests(4), world=AT_SWITCH) == [Strength.STRONG]
    unnamed = [
        learnt_mac(f"52:54:00:00:00:{number:02x}", port=7 + number // 4) for number in range(6)
    ]
    assert strengths(LAN, *unnamed[:4], world=AT_SWITCH) == [Strength.STRONG]
    assert strengths(LAN, *unnamed[2:], world=AT_SWITCH) == [Strength.HINT]


def test_the_same_machines_in_several_vlans_are_not_more() -> None:
    twice = [
        learnt_mac(f"52:54:00:00:00:0{number}", 1, vlan=vlan)
        for number in range(3)
        for vlan in (10, 20)
    ]
    assert strengths(LAN, *twice, world=AT_SWITCH) == [Strength.HINT]


def test_machines_whose_port_is_not_told_are_a_hint() -> None:
    lost = [learnt_mac(f"52:54:00:00:00:{number:02x}") for number in range(6)]
    seen = [arp(f"172.16.5.{n}", f"52:54:00:00:00:{n:02x}", 1) for n in range(6)]
    assert strengths(LAN, *lost, world=AT_SWITCH) == [Strength.HINT]
    assert strengths(LAN, *seen, world=CITY) == [Strength.HINT]


def test_how_many_are_several_is_the_administrators() -> None:
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"machines": 5})})
    world = replace(AT_SWITCH, policy=policy)
    assert strengths(LAN, *guests(4), world=world) == []
    assert strengths(LAN, *guests(5), world=world) == [Strength.STRONG]
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"machines_on_port": 6})})
    world = replace(AT_SWITCH, policy=policy)
    assert strengths(LAN, *guests(5), world=world) == [Strength.HINT]


def test_one_machine_in_two_tables_is_one() -> None:
    twice = [arp(f"172.16.5.{number}", f"52:54:00:00:00:0{number}", 1) for number in range(2)]
    assert strengths(LAN, *guests(2), *twice, world=CITY) == []
    third = arp("172.16.5.9", "00:50:56:00:00:09", 1)
    assert strengths(LAN, *guests(2), *twice, third, world=CITY) == [Strength.HINT]


def test_other_boxes_and_unresolved_addresses_are_no_machines() -> None:
    others = [learnt_mac(f"00:00:0c:00:00:0{number}", 1) for number in range(9)]
    assert strengths(LAN, *others, *guests(2), arp("172.16.5.9", None, 1), world=CITY) == []


def test_a_registered_machine_is_known() -> None:
    inventory = learnt((CORE, (port(1, mac="52:54:00:00:00:00"),)))
    assert strengths(LAN, *guests(3), world=replace(AT_SWITCH, inventory=inventory)) == []


def test_what_is_behind_a_line_says_nothing_of_the_lan() -> None:
    line = (port(3, "wan2"), own("192.168.1.2/24", 3))
    assert strengths(*line, *guests(3, 3), world=CITY) == [Strength.HINT]
    assert strengths(*line, default(None, 3), *guests(3, 3), world=CITY) == []
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wan2")),))
    assert strengths(*line, *guests(3, 3), world=world) == []


def test_a_host_is_not_told_again_by_its_machines() -> None:
    assert strengths(LAN, machine(1), *guests(3)) == [Strength.STRONG]
    assert strengths(LAN, port(2, "vmbr0"), *guests(3)) == [Strength.STRONG]
    both = HOST.spoken(RULE, LAN, port(2, "docker0"), *guests(3))
    assert [signal.subject for signal in both] == ["srv1", "VM"]


@pytest.mark.parametrize(
    "device", [replace(SERVER, address="10.50.0.9"), replace(SERVER, site="noc")]
)
def test_in_the_data_centre_and_at_the_citys_own_sites_it_says_nothing(device: Device) -> None:
    seen = (LAN, machine(1), port(2, "vmbr0"), *guests(9))
    assert strengths(*seen, world=World(device=device)) == []


def test_a_host_that_shows_an_address_in_the_data_centre_says_nothing() -> None:
    assert strengths(machine(1), own("10.50.0.9/24", 1)) == []


def test_appliances_are_not_looked_at() -> None:
    world = World(device=replace(SERVER, role=DeviceRole.APPLIANCE))
    assert RULE.id not in world.judged(port(2, "docker0")).ran


def test_without_interfaces_it_could_not_look() -> None:
    world = replace(HOST, unread={Interface: TableStatus.INCOMPLETE})
    assert world.judged(port(2, "ether2")).inconclusive[RULE.id] == "Interface incomplete"
    assert RULE.id in HOST.judged(port(2, "ether2")).seen


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    first, second, bridge = machine(1), machine(2), port(2, "vmbr0")
    [signal] = HOST.spoken(RULE, first, second, bridge)
    assert signal.text.en == "it runs 2 virtual machines"
    assert signal.text.id == "menjalankan 2 mesin virtual"
    assert (signal.subject, signal.link, signal.kind) == ("srv1", "", "foreign_server")
    assert signal.evidence == tuple(map(row_of, (first, second, bridge)))
    bridges = [port(number, f"vmbr{number}") for number in range(4)]
    [signal] = HOST.spoken(RULE, *bridges)
    assert signal.text.en == "its interfaces are those of a hypervisor (vmbr0, vmbr1, vmbr2)"
    assert signal.text.id == "antarmukanya adalah milik hypervisor (vmbr0, vmbr1, vmbr2)"
    assert signal.evidence == tuple(map(row_of, bridges))
    [signal] = HOST.spoken(RULE, port(2, "docker0"))
    assert signal.text.en == "its interfaces are those of a container host (docker0)"
    assert signal.text.id == "antarmukanya adalah milik container host (docker0)"
    found = guests(3)
    [signal] = AT_SWITCH.spoken(RULE, LAN, *found)
    assert signal.text.en == "sw1 sees 3 virtual machines on its LAN"
    assert signal.text.id == "sw1 melihat 3 mesin virtual di LAN-nya"
    assert (signal.subject, signal.kind) == ("VM", "foreign_server")
    assert signal.evidence == tuple(map(row_of, found))


def test_machines_behind_a_port_that_leads_away_or_has_a_network_behind_it_are_a_hint() -> None:
    assert strengths(LAN, *guests(9), learnt_mac(CORE_MAC, 1), world=AT_SWITCH) == [Strength.HINT]
    laptops = [learnt_mac(f"00:00:0c:00:00:{number:02x}", 1) for number in range(40)]
    assert strengths(LAN, *guests(5), *laptops[:5], world=AT_SWITCH) == [Strength.STRONG]
    assert strengths(LAN, *guests(5), *laptops[:6], world=AT_SWITCH) == [Strength.HINT]
    assert strengths(LAN, *guests(40), *laptops[:24], world=AT_SWITCH) == [Strength.STRONG]
    assert strengths(LAN, *guests(40), *laptops[:25], world=AT_SWITCH) == [Strength.HINT]
