"""A server that stands at an agency instead of in the data centre."""

from dataclasses import replace

import pytest

from monitor.model.declared import Device, DeviceRole
from monitor.model.finding import Strength
from monitor.model.observation import FdbEntry, Identity, Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.server_outside_data_centre import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    GATEWAY_MAC,
    R1_MAC,
    REGISTRY,
    SERVER,
    SERVER_MAC,
    SWITCH,
    World,
    circuit,
    identity,
    learnt,
    learnt_mac,
    listener,
    neighbour,
    own,
    port,
    row_of,
    waiver,
)

IN_CENTRE = World(device=replace(SERVER, address="10.50.0.9"))
AT_SWITCH = World(device=SWITCH)
PORT = port(9, "lan9")


def strengths(*seen: Observation, world: World) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def test_a_server_registered_at_an_agency_is_strong() -> None:
    who = identity(sys_name="srv1")
    mine = own("10.20.0.10/24", 1)
    [signal] = World(device=SERVER).spoken(RULE, who, mine)
    assert signal.strength is Strength.STRONG
    assert signal.text.en == (
        "it is registered at Puskesmas Kota, and 10.20.0.10 is not in the data centre"
    )
    assert signal.text.id == "terdaftar di Puskesmas Kota, dan 10.20.0.10 tidak di pusat data"
    assert (signal.subject, signal.link, signal.kind) == ("srv1", "", "foreign_server")
    assert signal.evidence == (row_of(who), row_of(mine))


def test_one_in_the_data_centre_or_at_the_citys_own_site_says_nothing() -> None:
    assert strengths(identity(sys_name="srv1"), world=IN_CENTRE) == []
    assert strengths(identity(), world=World(device=replace(SERVER, site="noc"))) == []
    assert strengths(own("10.50.0.9/24", 1), world=World(device=SERVER)) == []


@pytest.mark.parametrize(
    "location", ["Puskesmas Kota, lantai 2", "PUSKESMAS-KOTA", "ruang puskesmas", "RSUD lt. 3"]
)
def test_a_location_that_names_an_agencys_site_is_a_hint(location: str) -> None:
    assert strengths(identity(sys_location=location), world=IN_CENTRE) == [Strength.HINT]


@pytest.mark.parametrize(
    "location",
    ["", None, "Rack 7", "puskesmasin", "Data Center Puskesmas Kota", "Pusat Data (RSUD)",
     "RSUD, DC", "NOC, dulu RSUD", "Kominfo, rsud"],
)  # fmt: skip
def test_another_location_or_one_that_names_ours_says_nothing(location: str | None) -> None:
    assert strengths(identity(sys_location=location), world=IN_CENTRE) == []


def test_a_site_of_no_agency_is_nobodys() -> None:
    agencies = {"kominfo": REGISTRY.agencies["kominfo"]}
    world = IN_CENTRE.declaring(agencies=agencies)
    assert strengths(identity(sys_location="RSUD"), world=world) == []


def test_a_location_says_no_more_of_a_server_that_stands_at_an_agency_anyhow() -> None:
    found = strengths(identity(sys_location="RSUD"), world=World(device=SERVER))
    assert found == [Strength.STRONG]


def test_a_servers_mac_on_an_agencys_port_is_proof() -> None:
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), world=AT_SWITCH) == [Strength.PROOF]
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), world=CITY) == [Strength.PROOF]


def test_a_mac_that_the_server_said_is_its_own_counts_too() -> None:
    inventory = learnt((SERVER, (port(1, mac="3c:ec:ef:00:00:77"),)))
    world = replace(AT_SWITCH, inventory=inventory)
    seen = (PORT, learnt_mac(SERVER_MAC, 9), learnt_mac("3c:ec:ef:00:00:77", 9))
    assert strengths(*seen, world=world) == [Strength.PROOF]
    assert strengths(PORT, learnt_mac("3c:ec:ef:00:00:77", 9), world=world) == [Strength.PROOF]


def test_a_server_of_the_data_centre_is_accused_where_it_really_stands() -> None:
    moved = replace(SERVER, site="noc", address="10.50.0.9")
    world = AT_SWITCH.declaring(devices={**REGISTRY.devices, "srv1": moved})
    [case] = world.judged(PORT, learnt_mac(SERVER_MAC, 9)).cases
    assert (case.key, case.site) == ("puskesmas|foreign_server|srv1", "puskesmas")
    assert "there is a server outside the data centre (srv1)" in case.text.en


@pytest.mark.parametrize("role", [role for role in DeviceRole if role is not DeviceRole.SERVER])
def test_what_is_registered_as_something_else_says_nothing(role: DeviceRole) -> None:
    world = AT_SWITCH.declaring(devices={"srv1": replace(SERVER, role=role)})
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), world=world) == []


def test_a_stranger_and_a_gateway_are_no_registered_server() -> None:
    assert strengths(PORT, learnt_mac("3c:ec:ef:99:99:99", 9), world=AT_SWITCH) == []
    assert strengths(PORT, learnt_mac(GATEWAY_MAC, 9), world=AT_SWITCH) == []


def test_a_port_with_more_macs_may_lead_anywhere() -> None:
    seen = [PORT, learnt_mac(SERVER_MAC, 9), learnt_mac("00:00:0c:00:00:01", 9)]
    assert strengths(*seen, world=AT_SWITCH) == [Strength.PROOF]
    assert strengths(*seen, learnt_mac("00:00:0c:00:00:02", 9), world=AT_SWITCH) == []
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"port_macs": 1})})
    assert strengths(*seen, world=replace(AT_SWITCH, policy=policy)) == []


@pytest.mark.parametrize("mac", [GATEWAY_MAC, CORE_MAC, "00:00:5e:00:01:01"])
def test_a_port_that_leads_to_the_citys_network_says_nothing(mac: str) -> None:
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), learnt_mac(mac, 9), world=AT_SWITCH) == []


def test_a_port_behind_which_another_sites_router_announces_itself_says_nothing() -> None:
    seen = (PORT, learnt_mac(SERVER_MAC, 9))
    assert strengths(*seen, neighbour(9, mac=CORE_MAC), world=AT_SWITCH) == []
    assert strengths(*seen, neighbour(9, mac=GATEWAY_MAC), world=AT_SWITCH) == []
    assert strengths(*seen, neighbour(8, mac=CORE_MAC), world=AT_SWITCH) == [Strength.PROOF]
    assert strengths(*seen, neighbour(9, mac=R1_MAC), world=AT_SWITCH) == [Strength.PROOF]
    assert strengths(*seen, neighbour(9), world=AT_SWITCH) == [Strength.PROOF]
    lost = (learnt_mac(SERVER_MAC, None, port=3), neighbour(None, mac=CORE_MAC))
    assert strengths(*lost, world=AT_SWITCH) == [Strength.PROOF]


def test_a_registered_line_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="lan9")),))
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), world=world) == []


@pytest.mark.parametrize(
    "device", [replace(SWITCH, site="noc"), replace(SWITCH, address="10.50.0.2")]
)
def test_a_switch_of_the_data_centre_says_nothing(device: Device) -> None:
    assert strengths(PORT, learnt_mac(SERVER_MAC, 9), world=World(device=device)) == []


def test_it_needs_what_the_role_can_show() -> None:
    assert RULE.needs_of(DeviceRole.SERVER) == (Identity,)
    assert RULE.needs_of(DeviceRole.SWITCH) == (Interface, FdbEntry)
    absent: dict[type[Observation], TableStatus] = {FdbEntry: TableStatus.ABSENT}
    judgement = replace(AT_SWITCH, unread=absent).judged(PORT)
    assert judgement.inconclusive[RULE.id] == "FdbEntry absent"
    assert RULE.id not in judgement.seen
    server = World(device=SERVER, unread=absent).judged(identity(), fresh=frozenset({"Identity"}))
    assert RULE.id not in server.inconclusive
    assert RULE.id in server.seen & server.fresh


def test_appliances_are_not_looked_at() -> None:
    world = World(device=replace(SERVER, role=DeviceRole.APPLIANCE))
    assert RULE.id not in world.judged().ran


def test_a_waiver_of_the_servers_covers_what_the_switch_says() -> None:
    letter = waiver(Subject(device="srv1"), "foreign_server")
    seen = (PORT, learnt_mac(SERVER_MAC, 9))
    [case] = AT_SWITCH.declaring(waivers=(letter,)).judged(*seen).cases
    assert case.waiver == "555/17"
    [case] = (
        AT_SWITCH.declaring(waivers=(replace(letter, subject=Subject(device="sw1")),))
        .judged(*seen)
        .cases
    )
    assert case.waiver == ""
    moved = replace(SERVER, site="rsud")
    world = AT_SWITCH.declaring(devices={**REGISTRY.devices, "srv1": moved})
    there = replace(letter, site="rsud")
    [case] = replace(world, registry=replace(world.registry, waivers=(there,))).judged(*seen).cases
    assert case.waiver == "555/17"


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    entry = learnt_mac(SERVER_MAC, 9)
    [signal] = AT_SWITCH.spoken(RULE, PORT, entry)
    assert signal.text.en == f"sw1 has its MAC address {SERVER_MAC} on the port lan9"
    assert signal.text.id == f"sw1 melihat alamat MAC-nya {SERVER_MAC} di port lan9"
    assert (signal.subject, signal.link, signal.kind) == ("srv1", "lan9", "foreign_server")
    assert signal.evidence == (row_of(entry),)
    who = identity(sys_location="RSUD lt. 3")
    [signal] = IN_CENTRE.spoken(RULE, who)
    assert signal.text.en == "its location says “RSUD lt. 3”, which is of RSUD"
    assert signal.text.id == "lokasinya “RSUD lt. 3”, yaitu RSUD"
    assert signal.evidence == (row_of(who),)
    assert CORE.name not in signal.text.en


def test_a_servers_sentence_names_its_services() -> None:
    [signal] = replace(CITY, device=SERVER).spoken(
        RULE, identity(sys_name="srv1"), listener(3306), listener(443), listener(22)
    )
    assert signal.text.en.endswith("; it serves web, database (ports 443, 3306)")
    assert signal.text.id.endswith("; melayani web, basis data (port 443, 3306)")
