"""The state of the running daemon: what polls bring, what is said, and what is on disk."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.city import City
from monitor.model.city import CityView, Telemetry
from monitor.model.declared import Device, Maintenance
from monitor.model.finding import Finding, State
from monitor.model.link import LinkStatus
from monitor.model.observation import ArpEntry, Interface, Route, Snapshot
from monitor.model.policy import Policy
from monitor.model.reading import Pace, TableReading, TableStatus
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from monitor.rules import rules
from tests.fakes import FakeStore
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    GATEWAY_MAC,
    NOW_S,
    R1,
    REGISTRY,
    SWITCH,
    World,
    arp,
    circuit,
    default,
    learnt_mac,
    neighbour,
    own,
    port,
    waiver,
)

OWN = (
    port(1, "wan1"),
    own("10.0.0.9/24", 1),
    default("10.0.0.1", 1),
    arp("10.0.0.1", GATEWAY_MAC, 1),
)
FOREIGN = (port(2, "wan2"), own("203.0.113.9/24", 2), default("203.0.113.1", 2))
KEY = "puskesmas|foreign_uplink|r1/wan2"


class Town:
    """A city with a clock of one poll a minute."""

    def __init__(
        self,
        store: FakeStore | None = None,
        findings: Mapping[str, Finding] | None = None,
        registry: Registry = REGISTRY,
    ) -> None:
        self.store = store or FakeStore()
        self.city = City(registry, Policy(), rules().values(), self.store, findings or {})
        self.now_s = NOW_S

    def sees(
        self,
        *seen: Any,
        device: Device = R1,
        times: int = 1,
        every_s: float = 60.0,
        **changes: Any,
    ) -> None:
        for _ in range(times):
            self.now_s += every_s
            snapshot = World(device=device).snapshot(*seen, time_s=self.now_s)
            self.city.took(replace(snapshot, **changes))

    def misses(self, device: str = "r1", problem: str = "r1 is silent.") -> None:
        self.now_s += 60
        self.city.missed(device, self.now_s, problem)

    @property
    def view(self) -> CityView:
        return self.city.view(self.now_s, Telemetry(polls={"ok": 1}), "1.0", "en")

    @property
    def statuses(self) -> dict[str, LinkStatus]:
        return {link.name: link.status for link in self.view.devices["r1"].links}

    def finding(self) -> Finding:
        [finding] = [one for one in self.view.findings if one.key == KEY]
        return finding


def test_a_foreign_line_is_shown_as_foreign_once_its_finding_is_open() -> None:
    town = Town()
    town.sees(*OWN, *FOREIGN, times=2)
    assert town.statuses == {"wan1": LinkStatus.KOMINFO, "wan2": LinkStatus.UNKNOWN}
    assert town.finding().state is State.SUSPECTED
    town.sees(*OWN, *FOREIGN)
    assert town.statuses == {"wan1": LinkStatus.KOMINFO, "wan2": LinkStatus.FOREIGN}
    assert town.store.findings[KEY] == town.finding()
    assert [told.after for told in town.store.transitions] == [State.SUSPECTED, State.OPEN]


def test_a_device_is_shown_at_the_end_of_its_poll_and_a_look_has_nothing_left_to_make() -> None:
    town = Town()
    state = town.city.devices["r1"]
    town.sees(*OWN, *FOREIGN, times=3)
    by_poll = state.shown
    assert by_poll is not None
    assert by_poll.links[-1].status is LinkStatus.FOREIGN
    assert town.view.devices["r1"] is by_poll
    town.misses()
    assert state.shown is not None
    assert state.shown.is_up is False
    town.city.refused("r1", town.now_s + 60, "It refuses.", "refused")
    by_refusal = state.shown
    assert by_refusal is not None
    assert by_refusal.problem == "It refuses."
    assert town.view.devices["r1"] is by_refusal


def test_polls_that_traps_bring_forward_are_shown_and_count_once_in_half_an_interval() -> None:
    town = Town()
    hysteresis = replace(Policy().hysteresis, apart_s=30.0)
    town.city.policy = replace(Policy(), hysteresis=hysteresis)
    town.sees(*OWN, *FOREIGN)
    for _ in range(20):
        town.sees(*OWN, *FOREIGN, every_s=1)
    assert town.finding().state is State.SUSPECTED
    assert len(town.finding().polls) == 1
    assert "wan2" in town.statuses
    town.sees(*OWN, *FOREIGN, times=2)
    assert town.finding().state is State.OPEN
    for _ in range(25):
        town.sees(*OWN, every_s=1)
    assert town.finding().state is State.OPEN
    assert "wan2" not in town.statuses
    town.sees(*OWN, times=10)
    assert town.finding().state is State.RESOLVED


def test_a_reading_that_does_not_count_is_shown_and_the_next_one_counts() -> None:
    town = Town()
    town.city.policy = replace(
        Policy(), hysteresis=replace(Policy().hysteresis, apart_s=30.0, proof_polls=1)
    )
    snapshot = World(device=R1).snapshot(*OWN, *FOREIGN, time_s=NOW_S)
    town.city.took(snapshot, counts=False)
    assert "wan2" in town.statuses
    assert town.finding().state is State.SUSPECTED
    town.city.took(replace(snapshot, time_s=NOW_S + 1))
    assert town.finding().state is State.OPEN


def test_what_is_said_in_the_log_is_on_disk_first(caplog: pytest.LogCaptureFixture) -> None:
    store = FakeStore()
    said: list[int] = []
    store.on_save = lambda: said.append(caplog.text.count("FLAGGED"))
    Town(store).sees(*OWN, *FOREIGN, times=3)
    assert said == [0, 0]
    assert caplog.text.count("FLAGGED") == 1


def test_a_poll_that_changes_nothing_writes_nothing() -> None:
    town = Town()
    town.sees(*OWN, *FOREIGN, times=3)
    saves = town.store.saves
    town.sees(*OWN, *FOREIGN, times=5)
    assert town.store.saves == saves


def test_a_store_that_fails_silences_no_alarm_and_loses_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    town = Town()
    town.store.fails = True
    town.sees(*OWN, *FOREIGN, times=3)
    assert town.statuses["wan2"] is LinkStatus.FOREIGN
    assert caplog.text.count("FLAGGED") == 1
    assert caplog.text.count("The disk is full.") == 1
    # The three polls' findings, and once what is remembered of the device.
    assert town.view.telemetry.store_errors == 4
    assert town.view.telemetry.polls == {"ok": 1}
    town.store.fails = False
    town.sees(*OWN, *FOREIGN)
    assert town.store.findings[KEY].state is State.OPEN
    assert [(told.before, told.after) for told in town.store.transitions] == [
        (None, State.SUSPECTED),
        (State.SUSPECTED, State.OPEN),
    ]
    saves = town.store.saves
    town.sees(*OWN, *FOREIGN)
    assert town.store.saves == saves


def test_a_failed_write_is_tried_again_with_the_next_poll_of_any_device() -> None:
    town = Town()
    town.store.fails = True
    town.sees(*OWN, *FOREIGN)
    town.store.fails = False
    town.sees(device=CORE)
    assert KEY in town.store.findings
    town.store.fails = True
    town.misses()
    town.store.fails = False
    town.misses("core")
    assert town.store.findings[KEY].frozen


def test_a_device_that_does_not_answer_freezes_and_only_proof_is_still_said() -> None:
    town = Town()
    town.sees(*OWN, *FOREIGN, times=3)
    town.misses()
    assert town.finding().frozen
    assert town.finding().state is State.OPEN
    assert town.statuses == {"wan1": LinkStatus.UNKNOWN, "wan2": LinkStatus.FOREIGN}
    view = town.view.devices["r1"]
    assert (view.is_up, view.problem) == (False, "r1 is silent.")
    assert view.last_success_s == NOW_S + 180
    for _ in range(50):
        town.misses()
    assert town.finding().state is State.OPEN
    assert len(town.store.transitions) == 3
    town.sees(*OWN, *FOREIGN)
    assert not town.finding().frozen
    assert town.statuses["wan1"] is LinkStatus.KOMINFO


def test_what_a_device_last_showed_is_unknown_after_an_hour_of_silence_at_work() -> None:
    contract = circuit(Subject(device="r1", interface="wan1"))
    town = Town(registry=replace(REGISTRY, circuits=(contract,)))
    town.sees(*OWN, *FOREIGN, times=3)
    town.misses()
    assert town.statuses == {"wan1": LinkStatus.KOMINFO, "wan2": LinkStatus.FOREIGN}
    for _ in range(58):
        town.misses()
    found = [town.view.devices["r1"].is_stale]
    town.misses()
    found.append(town.view.devices["r1"].is_stale)
    assert town.statuses == {"wan1": LinkStatus.UNKNOWN, "wan2": LinkStatus.FOREIGN}
    town.sees(*OWN, *FOREIGN)
    found.append(town.view.devices["r1"].is_stale)
    assert found == [False, True, False]
    assert town.statuses["wan1"] is LinkStatus.KOMINFO


def test_a_night_of_silence_makes_nothing_unknown() -> None:
    town = Town()
    town.sees(*OWN, times=3)
    # NOW_S is a Monday's 11:46 UTC; offices close at 16:00 and open at 07:30.
    found = []
    for hours in (4, 16, 1):
        town.now_s += hours * 3600
        if hours == 4:
            town.sees(*OWN)
        town.misses()
        found.append(town.view.devices["r1"].is_stale)
    assert found == [False, False, True]


def test_after_a_restart_nothing_is_forgotten_and_nothing_said_again() -> None:
    before = Town()
    before.sees(*OWN, *FOREIGN, times=3)
    after = Town(before.store, before.store.findings)
    after.now_s = before.now_s
    assert after.finding() == before.finding()
    told = len(after.store.transitions)
    after.sees(*OWN, *FOREIGN, times=5)
    assert after.finding().opened_s == before.finding().opened_s
    assert len(after.store.transitions) == told
    assert after.statuses["wan2"] is LinkStatus.FOREIGN


def test_a_suspicion_that_went_away_is_not_shown_after_a_restart_either() -> None:
    before = Town()
    before.sees(*OWN, *FOREIGN)
    before.sees(*OWN, times=10)
    before.now_s += 8 * 86400
    before.sees(*OWN)
    assert before.view.findings == ()
    assert before.store.findings[KEY].state is State.RESOLVED
    assert Town(before.store, before.store.findings).view.findings == ()


def test_findings_of_devices_that_are_registered_no_more_are_frozen_once() -> None:
    before = Town()
    before.sees(*OWN, *FOREIGN, times=3)
    registry = replace(REGISTRY, devices={"core": CORE})
    after = Town(before.store, before.store.findings, registry)
    for _ in range(2):
        after.city.orphans(after.now_s)
    assert after.finding().state is State.OPEN
    assert after.finding().frozen
    assert "not registered" in after.store.transitions[-1].cause
    assert len(after.store.transitions) == 3


def test_orphans_leave_the_findings_of_registered_devices_alone() -> None:
    before = Town()
    before.sees(*OWN, *FOREIGN, times=3)
    after = Town(before.store, before.store.findings)
    after.city.orphans(after.now_s)
    assert not after.finding().frozen


CORE_SHOWS = (port(1, "ge1", mac="48:8f:5a:00:00:77"), own("10.9.9.1/24", 1))
BEHIND_CORE = (port(1, "wan1"), own("10.9.9.2/24", 1), default("10.9.9.1", 1))


def test_what_one_device_says_of_itself_is_the_witness_of_anothers_line() -> None:
    town = Town()
    town.sees(*BEHIND_CORE)
    assert town.statuses == {"wan1": LinkStatus.UNKNOWN}
    town.sees(*CORE_SHOWS, device=CORE)
    town.sees(*BEHIND_CORE)
    assert town.statuses == {"wan1": LinkStatus.KOMINFO}


def test_a_fast_poll_teaches_nothing_and_unteaches_nothing() -> None:
    town = Town()
    town.sees(*CORE_SHOWS, device=CORE)
    town.sees(device=CORE, pace=Pace.FAST)
    town.sees(*BEHIND_CORE)
    assert town.statuses == {"wan1": LinkStatus.KOMINFO}


@pytest.mark.parametrize("status", [TableStatus.INCOMPLETE, TableStatus.REFUSED])
def test_a_device_that_could_not_be_read_does_not_stop_being_itself(status: TableStatus) -> None:
    town = Town()
    town.sees(*CORE_SHOWS, device=CORE)
    blind = {"Interface": status, "Address": status, "Route": status}
    town.sees(device=CORE, kinds=blind, times=3)
    town.sees(*BEHIND_CORE, neighbour(1, mac="48:8f:5a:00:00:77"))
    assert town.statuses == {"wan1": LinkStatus.KOMINFO}
    # What it is seen to have no more is no longer its own.
    town.sees(port(1, "ge1", mac=CORE_MAC), own("10.8.8.1/24", 1), device=CORE)
    town.sees(*BEHIND_CORE)
    assert town.statuses == {"wan1": LinkStatus.UNKNOWN}


def test_a_waiver_that_ends_while_the_line_stays_opens_the_finding_again() -> None:
    letter = waiver(Subject(device="r1", interface="wan2"))
    before = Town(registry=replace(REGISTRY, waivers=(letter,)))
    before.sees(*OWN, *FOREIGN, times=3)
    assert before.statuses["wan2"] is LinkStatus.EXEMPT
    assert before.finding().case.waiver == letter.letter
    after = Town(before.store, before.store.findings)
    after.now_s = before.now_s
    after.sees(*OWN, *FOREIGN, times=3)
    assert after.statuses["wan2"] is LinkStatus.FOREIGN


def test_a_fast_look_counts_for_what_it_read() -> None:
    town = Town()
    town.sees(*OWN, *FOREIGN)
    town.sees(*OWN, *FOREIGN, pace=Pace.FAST, times=2)
    assert town.finding().state is State.OPEN


def test_rows_that_did_not_decode_are_counted() -> None:
    town = Town()
    reading = TableReading("ifTable", TableStatus.COMPLETE, 3, skipped=2)
    town.sees(*OWN, tables={"ifTable": reading}, times=2)
    assert town.view.telemetry.decode_errors == 4


def test_the_daemon_is_ready_with_the_first_poll_that_ended_either_way() -> None:
    town = Town()
    asked = [town.view.is_ready]
    town.misses()
    asked.append(town.view.is_ready)
    assert asked == [False, True]
    assert Town(registry=Registry()).view.is_ready


def test_devices_that_are_not_polled_are_not_the_citys_to_ask() -> None:
    silent = replace(R1, poll=False)
    town = Town(registry=replace(REGISTRY, devices={"r1": silent, "core": CORE}))
    assert list(town.city.devices) == ["core"]


def test_what_could_not_be_looked_at_is_shown() -> None:
    town = Town()
    town.sees(*OWN, kinds={"Interface": TableStatus.COMPLETE, "Route": TableStatus.REFUSED})
    said = town.view.devices["r1"].inconclusive
    assert said["foreign-next-hop"] == "Route refused"
    snapshot: Snapshot = CITY.snapshot()
    assert snapshot.status_of(Route) is snapshot.status_of(Interface) is TableStatus.COMPLETE


def test_while_work_is_announced_nothing_counts_for_or_against_a_finding() -> None:
    begins = datetime.fromtimestamp(NOW_S, UTC)
    work = Maintenance(
        "a new router", begins, begins + timedelta(hours=1), frozenset({"puskesmas"})
    )
    town = Town(registry=replace(REGISTRY, maintenance=(work,)))
    town.sees(*OWN, *FOREIGN, times=10)
    assert town.view.findings == ()
    assert town.statuses["wan2"] is LinkStatus.UNKNOWN
    town.now_s += 3600
    town.sees(*OWN, *FOREIGN, times=3)
    assert town.finding().state is State.OPEN


def test_a_waived_backup_never_hides_a_second_line_of_the_site() -> None:
    letter = waiver(Subject(device="r1", interface="lte1"))
    backup = (port(3, "lte1", type=243), own("100.64.0.9/10", 3), default(None, 3))
    town = Town(registry=replace(REGISTRY, waivers=(letter,)))
    town.sees(*OWN, *FOREIGN, *backup, times=3)
    states = {finding.case.subject: finding.state for finding in town.view.findings}
    assert states == {"wan2": State.OPEN, "lte1": State.EXEMPT}
    assert town.statuses["wan2"] is LinkStatus.FOREIGN
    assert town.statuses["lte1"] is LinkStatus.EXEMPT
    assert town.city.waivers_used() == {("puskesmas", letter.letter)}


MACS = [f"00:00:0c:00:00:0{number}" for number in range(5)]
AT_SWITCH = (port(9, "lan9"), *(learnt_mac(mac, 9) for mac in MACS))


def asked(*numbers: int) -> list[ArpEntry]:
    return [arp(f"172.16.5.{number + 2}", MACS[number], 1) for number in numbers]


def passing(town: Town) -> set[str]:
    return set(town.city.devices["sw1"].memory.passing)


def test_a_switch_knows_whom_the_sites_router_has_resolved() -> None:
    town = Town()
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == set(), "no router was read yet"
    town.sees(*OWN, *asked(0, 1))
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == set(MACS[2:])
    town.sees(*OWN, *asked(1, 2, 3))
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == {MACS[0], MACS[4]}


def test_what_a_switch_that_routes_has_resolved_counts_too() -> None:
    town = Town()
    town.sees(*OWN)
    town.sees(*AT_SWITCH, *asked(0, 1, 2), device=SWITCH)
    assert passing(town) == set(MACS[3:])


def test_what_a_router_resolved_long_ago_or_could_not_tell_counts_for_nothing() -> None:
    town = Town()
    town.sees(*OWN, *asked(0, 1))
    town.now_s += 3600
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == set()
    town.sees(*OWN, kinds={"Interface": TableStatus.COMPLETE, "ArpEntry": TableStatus.INCOMPLETE})
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == set()


@pytest.mark.parametrize("poll", [True, False])
def test_where_one_of_two_routers_is_not_read_nobody_knows_who_passes_by(*, poll: bool) -> None:
    second = replace(R1, name="r2", address="10.20.0.99", macs=frozenset(), poll=poll)
    devices = {**REGISTRY.devices, "r2": second}
    town = Town(registry=replace(REGISTRY, devices=devices))
    town.sees(*OWN, *asked(0, 1))
    town.sees(*AT_SWITCH, device=SWITCH)
    assert passing(town) == set()
    if poll:
        town.sees(*OWN, *asked(2), device=second)
        town.sees(*AT_SWITCH, device=SWITCH)
        assert passing(town) == set(MACS[3:])


def test_a_router_with_a_forwarding_table_of_its_own_knows_too() -> None:
    town = Town()
    town.sees(*OWN, *AT_SWITCH, *asked(0, 1))
    assert set(town.city.devices["r1"].memory.passing) == set(MACS[2:])


def test_the_last_neighbour_that_goes_takes_its_finding_along() -> None:
    box = neighbour(1, mac="c8:50:e9:12:34:56", sys_name="ont")
    seen = (port(1, "br-lan"), own("10.20.0.1/24", 1))
    town = Town()
    town.sees(*seen, box)
    for _ in range(10):
        town.now_s += 900
        town.sees(*seen, box)
    [finding] = [one for one in town.view.findings if one.case.kind == "foreign_neighbour"]
    assert finding.state is State.OPEN
    gone = {"Interface": TableStatus.COMPLETE, "Address": TableStatus.COMPLETE,
            "Neighbour": TableStatus.ABSENT}  # fmt: skip
    town.sees(*seen, times=10, kinds=gone)
    [finding] = [one for one in town.view.findings if one.case.kind == "foreign_neighbour"]
    assert (finding.state, finding.frozen) == (State.RESOLVED, False)


def test_a_device_that_never_had_a_neighbour_is_blind_for_them() -> None:
    town = Town()
    town.sees(port(1, "br-lan"), kinds={"Interface": TableStatus.COMPLETE})
    judged = town.city.devices["r1"].judgement
    assert judged is not None
    assert judged.inconclusive["unregistered-neighbour"] == "Neighbour absent"


def test_an_exempt_line_that_goes_is_written_as_gone_once() -> None:
    letter = waiver(Subject(device="r1", interface="wan2"), "foreign_uplink")
    town = Town(registry=replace(REGISTRY, waivers=(letter,)))
    town.sees(*OWN, *FOREIGN, times=5)
    assert town.finding().state is State.EXEMPT
    assert town.city.waivers_used()
    town.sees(*OWN, times=30)
    told = [one.after for one in town.store.transitions]
    assert told.count(State.RESOLVED) == 1
    assert not town.city.waivers_used()
