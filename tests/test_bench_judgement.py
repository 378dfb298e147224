"""The measured city: its arithmetic where labels and counts come from, and one small life."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.coverage import AgencyStatus
from monitor.asking import EVERY_KIND, kinds_for
from monitor.mibs import tables
from monitor.model.reading import Pace, TableStatus
from monitor.poller import PollRequest, poll
from tests.bench.judgement import sampling, simulate
from tests.bench.judgement.evasion import Fate, evaded
from tests.bench.judgement.remember import remembering
from tests.bench.judgement.run import seeds_of
from tests.bench.judgement.score import Score, interval, most, percentile
from tests.bench.judgement.standing import Standing
from tests.bench.judgement.witness import Said
from tests.measured_city import stories
from tests.measured_city.activity import HOUR_S, Activity
from tests.measured_city.agent import Fault
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.labels import CLEARING_S, Guilt, Innocence, Labels, Level, Right

UPLINK = Right("foreign_uplink", frozenset({"opd-s1"}), frozenset({"ether5"}))
BOX = Right("foreign_neighbour", frozenset({"opd-s1", "sw-s1"}), frozenset({"aa:bb"}))


def guilt(**more: object) -> Guilt:
    fields: dict[str, object] = {
        "kind": "second uplink", "level": Level.VISIBLE, "site": "s1", "device": "opd-s1",
        "start_s": 100.0, "end_s": 200.0, "rights": (UPLINK, BOX),
    }  # fmt: skip
    return Guilt(**{**fields, **more})  # type: ignore[arg-type]


def said(**more: object) -> Said:
    fields: dict[str, object] = {
        "key": "k", "kind": "foreign_uplink", "site": "s1", "device": "opd-s1",
        "subject": "ether5", "time_s": 160.0, "confidence": 0.9, "band": "proof", "text": "",
        "cause": "seen in 3 of the last 4 polls, with proof", "rules": frozenset(),
    }  # fmt: skip
    return Said(**{**fields, **more})  # type: ignore[arg-type]


def test_a_finding_about_the_line_while_it_is_there_is_right() -> None:
    assert guilt().is_told_by("s1", "opd-s1", "foreign_uplink", "ether5", 150.0)
    assert guilt().is_told_by("s1", "opd-s1", "foreign_uplink", "ether5#7", 150.0)


def test_its_far_end_is_a_box_whoever_of_the_site_shows_it() -> None:
    assert guilt().is_told_by("s1", "opd-s1", "foreign_neighbour", "aa:bb", 150.0)
    assert guilt().is_told_by("s1", "sw-s1", "foreign_neighbour", "aa:bb", 150.0)


@pytest.mark.parametrize(
    ("site", "device", "kind", "subject", "time_s"),
    [
        ("s2", "opd-s1", "foreign_uplink", "ether5", 150.0),
        ("s1", "sw-s1", "foreign_uplink", "ether5", 150.0),
        ("s1", "opd-s1", "foreign_neighbour", "ether5", 150.0),
        ("s1", "opd-s1", "tampering", "ether5", 150.0),
        ("s1", "opd-s1", "foreign_uplink", "ether1", 150.0),
        ("s1", "opd-s1", "foreign_uplink", "aa:bb", 150.0),
        ("s1", "opd-s1", "foreign_uplink", "ether5", 99.0),
        ("s1", "opd-s1", "foreign_uplink", "ether5", 200.0 + CLEARING_S + 1),
    ],
)
def test_another_site_device_kind_subject_or_time_is_wrong(
    site: str, device: str, kind: str, subject: str, time_s: float
) -> None:
    assert not guilt().is_told_by(site, device, kind, subject, time_s)


def test_what_is_about_a_device_names_it() -> None:
    reset = guilt(rights=(Right("tampering", frozenset({"opd-s1"})),))
    assert reset.is_told_by("s1", "opd-s1", "tampering", "opd-s1", 150.0)
    assert not reset.is_told_by("s1", "opd-s1", "tampering", "ether5", 150.0)


def test_what_is_left_out_of_a_figure_is_counted_beside_it() -> None:
    labels = Labels([guilt(), guilt(left_out="too short"), guilt(level=Level.INVISIBLE)])
    score = Score()
    score.take(
        simulate.Outcome(
            seed=7, labels=labels, said=[said()], exempt=set(), site_days=1.0, start_s=0.0,
            end_s=9e6, polls=1, devices=3,
        )
    )  # fmt: skip
    assert score.recall(Level.VISIBLE) == (1, 1)
    assert score.left_out() == {"SNMP does not show it": (1, 1), "too short": (1, 1)}


def test_a_score_counts_the_found_the_missed_and_the_wrongly_accused() -> None:
    labels = Labels([guilt(), guilt(site="s2")], [Innocence(kind="VRRP gateway", site="s3")])
    score = Score()
    score.take(
        simulate.Outcome(
            seed=7, labels=labels, said=[said(), said(site="s3", key="other")], exempt=set(),
            site_days=2000.0, start_s=0.0, end_s=9e6, polls=1, devices=3,
        )
    )  # fmt: skip
    assert score.recall(Level.VISIBLE) == (1, 2)
    assert [case.guilt.site for case in score.missed()] == ["s2"]
    assert [one.beside for one in score.false("proof")] == [("VRRP gateway",)]
    assert score.proof_delay_s() == 60.0
    assert score.calibration() == [("0.85-0.95", 2, 0.9, 0.5)]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_a_percentile_is_one_of_the_values(values: list[float]) -> None:
    assert percentile(values, 0.95) in values
    assert percentile(values, 0.0) == min(values)


def test_seeds_are_numbers_and_ranges() -> None:
    assert seeds_of("1-3,101,2") == [1, 2, 3, 101]


@given(st.integers(0, 1000), st.lists(st.floats(0, 9.9), max_size=6))
def test_after_each_change_a_device_is_asked_densely_for_long_enough(
    seed: int, days: list[float]
) -> None:
    events = sorted(day * DAY_S for day in days)
    times = list(sampling.at_changes(events, 0.0, 10 * DAY_S, sampling.HOURLY, Random(seed)))
    assert times == sorted(set(times))
    for event, following in zip(events, [*events[1:], 10 * DAY_S][: len(events)], strict=True):
        room_s = min(following, event + 3 * HOUR_S) - event
        near = [at for at in times if event <= at < event + room_s]
        fast = min(30, int(room_s / sampling.FAST_S) - 2)
        assert len([at for at in near if at < event + 32 * sampling.FAST_S]) >= fast
        gaps = [later - sooner for sooner, later in pairwise(near)]
        assert all(gap <= sampling.SLOW_S + 1 for gap in gaps)
    longest = max(later - sooner for sooner, later in pairwise(times))
    assert longest <= sampling.HOURLY.resting_s + 1


def test_octets_are_the_integral_of_activity() -> None:
    activity = Activity(Random(1), 7, 0.0)
    whole = activity.integral(3 * DAY_S) - activity.integral(DAY_S)
    hours = sum(level * HOUR_S for level in activity.levels[24:72])
    assert abs(whole - hours) < 1e-3
    assert activity.present(10 * HOUR_S, 10) > activity.present(2 * HOUR_S, 10) >= 1


def test_a_city_is_its_seed() -> None:
    def told(seed: int) -> list[object]:
        estate = Estate(seed, 40, 8)
        stories.tell(estate)
        return [*estate.labels.guilts, *estate.declared.devices, *estate.declared.circuits]

    assert told(3) == told(3)
    assert told(3) != told(4)


def test_what_agents_answer_decodes_without_a_flaw() -> None:
    estate = Estate(5, 60, 8)
    stories.tell(estate)
    for agent in estate.agents.values():
        agent.prepare()
        agent.lossy, agent.lost, agent.cut = [], 0.0, 0.0
        for time_s in (estate.start_s + 60, estate.end_s - 60):
            if agent.fault_at(time_s) is not None:
                assert agent.fault_at(time_s) in set(Fault)
                continue
            if agent.box_at(time_s).hidden:
                # Its view leaves tables out, as it is meant to.
                continue
            request = PollRequest(
                device=agent.name, address="x", pace=Pace.SLOW, kinds=kinds_for(EVERY_KIND)
            )
            coroutine = poll(agent.session(time_s), request, lambda now=time_s: now)  # type: ignore[misc]
            try:
                coroutine.send(None)
            except StopIteration as done:
                snapshot = done.value
            assert sum(reading.skipped for reading in snapshot.tables.values()) == 0, agent.name
            assert snapshot.interfaces, agent.name
            assert snapshot.addresses, agent.name
            assert snapshot.routes, agent.name
            assert not {
                name
                for name, reading in snapshot.tables.items()
                if reading.status not in (TableStatus.COMPLETE, TableStatus.ABSENT)
            }


def test_every_table_of_a_platform_is_one_that_the_program_may_ask() -> None:
    estate = Estate(5, 60, 8)
    stories.tell(estate)
    shown = {name for agent in estate.agents.values() for name in agent.platform.tables}
    # Not read by the program yet, and there all the same.
    assert shown - set(tables()) <= {"mtxrWlStatTable"}


def test_a_small_life_finds_the_open_breaches_and_remembering_changes_nothing() -> None:
    def lived(*, remembers: bool) -> simulate.Outcome:
        estate = Estate(2, 14, 4)
        stories.tell(estate)
        if remembers:
            with remembering():
                return simulate.lived(estate, is_watched=True)
        return simulate.lived(estate)

    one, other = lived(remembers=True), lived(remembers=False)
    assert [(a.key, a.time_s, a.confidence) for a in one.said] == [
        (a.key, a.time_s, a.confidence) for a in other.said
    ]
    assert len({standing.time_s for standing in one.standings}) == 4 * 8
    assert {standing.agency for standing in one.standings} >= {"opd00", "kominfo"}
    score = Score()
    score.take(one)
    found = {case.guilt.kind for case in score.cases if case.found}
    assert len(found) >= 8
    assert not score.false("proof")


def standing(time_s: float, status: str = "compliant", **more: object) -> Standing:
    fields: dict[str, object] = {
        "agency": "a", "kept_back": False, "is_covered": True, "unknown_links": 0,
        "is_stale": False,
    }  # fmt: skip
    return Standing(time_s=time_s, status=AgencyStatus(status), **{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        ({}, {}, Fate.COMPLIANT),
        ({}, {"status": "unknown", "kept_back": True}, Fate.WITHHELD),
        ({}, {"status": "unknown", "is_covered": False}, Fate.WITHHELD),
        ({}, {"status": "unknown", "unknown_links": 1}, Fate.UNKNOWN),
        ({"kept_back": True}, {"status": "unknown", "kept_back": True}, Fate.ANYWAY),
        ({"unknown_links": 1}, {"status": "unknown", "unknown_links": 1}, Fate.ANYWAY),
        ({}, {"status": "violating"}, Fate.LATER),
    ],
)
def test_an_evader_is_said_to_withhold_only_if_he_did_not_before(
    before: dict[str, object], after: dict[str, object], fate: Fate
) -> None:
    trick = guilt(effort=1, start_s=100.0, end_s=5 * DAY_S)
    labels = Labels([trick])
    outcome = simulate.Outcome(
        seed=7, labels=labels, said=[], exempt=set(), site_days=5.0, start_s=0.0, end_s=5 * DAY_S,
        polls=1, devices=1,
        standings=[standing(50.0, **before), standing(200.0 + DAY_S, **after)],  # type: ignore[arg-type]
    )  # fmt: skip
    score = Score()
    score.take(outcome)
    assert [one.fate for one in evaded(outcome, {"s1": "a"}, score)] == [fate]


def test_none_of_many_may_be_three() -> None:
    assert round(most(0), 2) == 3.0
    assert round(most(3), 2) == 7.75


def test_every_minute_to_the_end_is_every_minute_to_the_end() -> None:
    times = list(sampling.every_minute([], 0.0, DAY_S, sampling.HOURLY, Random(1)))
    assert len(times) == 1440
    assert {round(later - sooner) for sooner, later in pairwise(times)} == {60}


@pytest.mark.parametrize(
    ("ratio", "number", "low", "high"), [(1.0, 8, 0.68, 1.0), (0.5, 100, 0.40, 0.60)]
)
def test_a_ratio_of_few_says_little(ratio: float, number: int, low: float, high: float) -> None:
    found = interval(ratio, number)
    assert [round(end, 2) for end in found] == [low, high]
