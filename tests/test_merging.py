"""Several views of one breach are one finding."""

from dataclasses import replace

from monitor.merging import merged
from monitor.model.finding import Case, FindingKind, Judgement, State, Strength, id_of_key
from monitor.model.memory import Day
from monitor.model.memory import Memory as Past
from monitor.model.subject import Subject
from monitor.rules import rules
from tests.lives import Memory, case, signal
from tests.scenes import (
    CITY,
    ONT_MAC,
    R1,
    SWITCH,
    arp,
    case_of,
    circuit,
    default,
    neighbour,
    own,
    port,
    usage_of,
)
from tests.test_city import KEY, OWN, Town

LINE = replace(case(key="dinkes|foreign_uplink|r1/ether2"), macs=frozenset({ONT_MAC}))
BOX = replace(
    case(signal(strength=Strength.STRONG), key=f"dinkes|foreign_neighbour|{ONT_MAC}"),
    kind=FindingKind.FOREIGN_NEIGHBOUR,
    subject=ONT_MAC,
)
SILENT = replace(BOX, kind=FindingKind.SILENT_BYPASS, subject="ether1", key="dinkes|silent|ether1")


def part_of(one: Case, *hosts: Case) -> str:
    judgement = merged(Judgement(device="r1", time_s=0.0, cases=(one,)), hosts)
    return judgement.cases[0].part_of


def test_the_box_at_the_end_of_a_line_is_part_of_the_line() -> None:
    assert part_of(BOX, LINE) == LINE.key
    assert part_of(replace(BOX, subject="c8:50:e9:00:00:77"), LINE) == ""


def test_a_silent_bypass_is_part_of_the_line_that_was_found() -> None:
    assert part_of(SILENT, LINE) == LINE.key


def test_nothing_else_is_part_of_anything() -> None:
    assert part_of(LINE, LINE) == ""
    assert part_of(replace(BOX, kind=FindingKind.FOREIGN_SERVER), LINE) == ""
    assert part_of(BOX, replace(LINE, kind=FindingKind.TAMPERING)) == ""
    assert part_of(BOX, replace(LINE, site="elsewhere")) == ""
    assert part_of(BOX) == ""


def test_a_part_is_not_said_and_is_again_when_it_stands_alone() -> None:
    memory = Memory()
    part = replace(case(), part_of="another|key")
    memory.looks(3, part)
    assert memory.state() is State.MERGED
    assert not memory.finding.is_said
    assert memory.told[-1].cause == f"part of the finding {id_of_key('another|key')}"
    memory.look(case())
    assert memory.state() is State.OPEN
    assert memory.told[-1].cause == "no longer part of another finding"
    memory.look(part)
    assert memory.state() is State.MERGED
    assert memory.finding.recurrences == 0


def test_a_suspicion_that_is_a_part_opens_no_sooner() -> None:
    memory = Memory()
    memory.look(replace(case(), part_of="another|key"))
    assert memory.state() is State.SUSPECTED


def test_a_better_witness_takes_over() -> None:
    memory = Memory()
    weak = case(signal(strength=Strength.STRONG), confidence=0.55)
    memory.look(weak)
    memory.look(replace(case(), device="sw1"), device="sw1")
    assert memory.finding.case.device == "sw1"
    memory.look(weak)
    assert memory.finding.case.device == "sw1"


def test_the_city_says_a_box_and_its_line_once() -> None:
    town = Town()
    line = (port(2, "wan2"), own("203.0.113.9/24", 2), default("203.0.113.1", 2))
    town.sees(*OWN, *line, arp("203.0.113.1", ONT_MAC, 2), times=4)
    for _ in range(8):
        town.now_s += 3600
        town.sees(*OWN, *line, arp("203.0.113.1", ONT_MAC, 2))
        town.sees(port(7, "gi7"), neighbour(7, mac=ONT_MAC), device=SWITCH)
    states = {finding.key: finding.state for finding in town.view.findings}
    assert states[KEY] is State.OPEN
    assert states[f"puskesmas|foreign_neighbour|{ONT_MAC}"] is State.MERGED


BYPASSED = replace(CITY, past=Past(usages={"wan1": usage_of(*[Day(0.05, 1.0)] * 6)})).declaring(
    circuits=(circuit(Subject(interface="wan1")),)
)
LAN = (port(1, "wan1"), port(9, "lan9"))


def test_traffic_alone_never_opens_and_with_a_box_on_the_lan_it_does() -> None:
    every = frozenset(rules())
    alone = case_of(BYPASSED.judged(*LAN), "wan1")
    memory = Memory()
    for _ in range(10):
        memory.look(alone, seen=every, after_s=3600)
    assert memory.known[alone.key].state is State.SUSPECTED
    box = neighbour(9, mac=ONT_MAC)
    [backed] = [
        one for one in BYPASSED.judged(*LAN, box).cases if one.kind is FindingKind.SILENT_BYPASS
    ]
    assert backed.confidence == 0.6
    assert "unregistered-neighbour" in backed.rules
    for _ in range(10):
        memory.look(backed, seen=every, after_s=3600)
    assert memory.known[backed.key].state is State.OPEN


def test_what_another_device_of_the_site_sees_supports_a_silent_bypass() -> None:
    town = Town(registry=BYPASSED.registry)
    town.sees(port(7, "gi7"), neighbour(7, mac=ONT_MAC), device=SWITCH)
    state = town.city.devices[R1.name]
    state.memory = BYPASSED.past
    town.sees(*LAN)
    assert state.judgement is not None
    [silent] = [one for one in state.judgement.cases if one.kind is FindingKind.SILENT_BYPASS]
    assert "unregistered-neighbour" in silent.rules
    assert all(
        one.strength is Strength.HINT for one in silent.signals if one.rule != "silent-bypass"
    )
