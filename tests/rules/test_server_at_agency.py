"""A machine at an agency that serves like a data centre."""

from dataclasses import replace

import pytest

from monitor.model.declared import Device, DeviceRole
from monitor.model.finding import Strength
from monitor.model.observation import Interface, Listener, Process
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.server_at_agency import RULE
from tests.scenes import CITY, R1, SERVER, World, listener, own, process, row_of, waiver

AT_SERVER = World(device=SERVER)
WEB = (listener(443), process("nginx", 1))
DATABASE = (listener(5432), process("postgres", 2))
MAIL = (listener(25), process("master", 3))
DNS = (listener(53), process("named", 4))
NO_PROGRAMS: dict[type[Observation], TableStatus] = {Process: TableStatus.ABSENT}


def strengths(*seen: Observation, world: World = AT_SERVER) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    "pair", [(*WEB, *DATABASE), (*MAIL, *DATABASE), (*WEB, *MAIL), (*WEB, *DNS), (*DNS, *MAIL)]
)
def test_two_kinds_of_service_are_a_server(pair: tuple[Observation, ...]) -> None:
    assert strengths(*pair) == [Strength.STRONG]


@pytest.mark.parametrize("one", [WEB, DATABASE, MAIL, DNS, ()])
def test_one_kind_is_not(one: tuple[Observation, ...]) -> None:
    assert strengths(*one) == []
    assert strengths(*one, world=replace(AT_SERVER, unread=NO_PROGRAMS)) == []


def test_how_many_kinds_it_takes_is_the_administrators() -> None:
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"services": 3})})
    world = replace(AT_SERVER, policy=policy)
    assert strengths(*WEB, *DATABASE, world=world) == []
    assert strengths(*WEB, *DATABASE, *MAIL, world=world) == [Strength.STRONG]


@pytest.mark.parametrize("number", [80, 443, 8080, 8443])
def test_web_has_several_ports(number: int) -> None:
    assert strengths(listener(number), process("nginx"), *DATABASE) == [Strength.STRONG]


@pytest.mark.parametrize("number", [25, 110, 143, 465, 587, 993, 995])
def test_mail_has_several_ports(number: int) -> None:
    assert strengths(listener(number), process("dovecot"), *DATABASE) == [Strength.STRONG]


@pytest.mark.parametrize("number", [1433, 1521, 3306, 5432, 27017])
def test_databases_have_several_ports(number: int) -> None:
    assert strengths(listener(number), process("mysqld"), *WEB) == [Strength.STRONG]


@pytest.mark.parametrize("number", [22, 161, 445, 631, 3389, 9100])
def test_other_ports_say_nothing(number: int) -> None:
    assert strengths(listener(number), process("nginx"), *DATABASE) == []


@pytest.mark.parametrize(
    "name",
    [
        "nginx",
        "nginx: worker process",
        "NGINX.EXE",
        "/usr/sbin/nginx",
        "w3wp.exe",
        "apache2",
        "httpd",
    ],
)
def test_programs_are_named_in_several_ways(name: str) -> None:
    assert strengths(listener(80), process(name), *DATABASE) == [Strength.STRONG]


@pytest.mark.parametrize("name", ["nginx-exporter", "mynginx", "uhttpd", "boa", "", " ", "exe"])
def test_other_programs_are_none(name: str) -> None:
    assert strengths(listener(80), process(name), *DATABASE) == []


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
def test_what_only_the_machine_itself_reaches_is_no_service(address: str) -> None:
    assert strengths(listener(443, address), WEB[1], *DATABASE) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "172.16.6.80", "::ffff:172.16.6.80"])
def test_what_others_reach_is_one(address: str) -> None:
    assert strengths(listener(443, address), WEB[1], *DATABASE) == [Strength.STRONG]


def test_a_program_without_its_port_and_a_port_without_its_program_do_not_count() -> None:
    assert strengths(WEB[1], *DATABASE) == []
    assert strengths(WEB[0], *DATABASE) == []


@pytest.mark.parametrize(
    "status", [TableStatus.ABSENT, TableStatus.REFUSED, TableStatus.INCOMPLETE]
)
def test_without_a_list_of_programs_open_ports_are_a_hint(status: TableStatus) -> None:
    world = replace(AT_SERVER, unread={Process: status})
    assert strengths(WEB[0], DATABASE[0], world=world) == [Strength.HINT]
    assert strengths(WEB[0], DATABASE[0]) == []


def test_programs_that_were_read_in_part_may_suffice() -> None:
    world = replace(AT_SERVER, unread={Process: TableStatus.INCOMPLETE})
    assert strengths(*WEB, *DATABASE, world=world) == [Strength.STRONG]
    assert strengths(*WEB, DATABASE[0], world=world) == [Strength.HINT]


def test_a_router_with_a_web_page_and_a_name_server_is_a_router() -> None:
    assert strengths(*WEB, *DNS, world=CITY) == []
    assert strengths(WEB[0], DNS[0], world=replace(CITY, unread=NO_PROGRAMS)) == []


@pytest.mark.parametrize("one", [DATABASE, MAIL])
def test_a_router_with_a_database_or_mail_is_a_server(one: tuple[Observation, ...]) -> None:
    assert strengths(*WEB, *one, world=CITY) == [Strength.STRONG]
    world = replace(CITY, unread=NO_PROGRAMS)
    assert strengths(WEB[0], one[0], world=world) == [Strength.HINT]
    assert strengths(*one, world=CITY) == []


@pytest.mark.parametrize(
    "device", [replace(SERVER, address="10.50.0.9"), replace(SERVER, site="noc")]
)
def test_in_the_data_centre_and_at_the_citys_own_sites_it_says_nothing(device: Device) -> None:
    assert strengths(*WEB, *DATABASE, world=World(device=device)) == []


def test_a_server_that_shows_an_address_in_the_data_centre_says_nothing() -> None:
    assert strengths(*WEB, *DATABASE, own("10.50.0.9/24", 1)) == []


@pytest.mark.parametrize("role", [DeviceRole.APPLIANCE, DeviceRole.SWITCH, DeviceRole.ACCESS])
def test_recorders_and_switches_are_not_looked_at(role: DeviceRole) -> None:
    world = World(device=replace(SERVER, role=role))
    assert RULE.id not in world.judged(*WEB, *DATABASE).ran


def test_without_listeners_it_could_not_look() -> None:
    world = replace(AT_SERVER, unread={Listener: TableStatus.ABSENT})
    assert world.judged().inconclusive[RULE.id] == "Listener absent"
    assert RULE.needs == (Interface, Listener)


def test_a_waiver_covers_it_by_the_device() -> None:
    world = AT_SERVER.declaring(waivers=(waiver(Subject(device="srv1"), "foreign_server"),))
    [case] = world.judged(*WEB, *DATABASE).cases
    assert (case.key, case.waiver) == ("puskesmas|foreign_server|srv1", "555/17")


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    second = listener(80)
    [signal] = AT_SERVER.spoken(RULE, *DATABASE, *WEB, second, process("sshd", 9), listener(22))
    assert signal.text.en == "web, database run outside the data centre (ports 80, 443, 5432)"
    assert signal.text.id == "web, basis data berjalan di luar pusat data (port 80, 443, 5432)"
    assert (signal.subject, signal.link, signal.kind) == ("srv1", "", "foreign_server")
    seen = (WEB[0], second, DATABASE[0], WEB[1], DATABASE[1])
    assert signal.evidence == tuple(map(row_of, seen))
    [signal] = World(device=SERVER, unread=NO_PROGRAMS).spoken(RULE, MAIL[0], DNS[0])
    assert signal.text.en == "mail, DNS may run outside the data centre (ports 25, 53)"
    assert signal.text.id == "surel, DNS mungkin berjalan di luar pusat data (port 25, 53)"
    assert signal.evidence == (row_of(MAIL[0]), row_of(DNS[0]))
    assert R1.name not in signal.text.en
