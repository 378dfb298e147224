"""More than any sane device says: it costs little time, is cut or summed up, and loses nothing."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from exporters.coverage import AgencyStatus, status_of, summaries
from monitor.asking import EVERY_KIND, kinds_for
from monitor.bounds import (
    CASE_OCTETS,
    MOST_CASES,
    MOST_LINKS,
    TOO_LARGE,
    VALUE_CHARS,
    Cut,
    bounded,
    fitted,
)
from monitor.city import City
from monitor.mibs import tables
from monitor.model.city import Telemetry
from monitor.model.finding import FindingKind, Judgement, State
from monitor.model.link import LinkStatus
from monitor.model.observation import ArpEntry, Interface, Neighbour, Snapshot
from monitor.model.policy import Policy
from monitor.model.reading import Observation, Pace, TableStatus, Varbind
from monitor.model.signal import Family, Sentence, Signal, Strength
from monitor.poller import PollRequest, poll
from monitor.rule import evidence_of
from monitor.rules import rules
from monitor.snmp.budget import VALUE_BYTES
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import Recording
from monitor.snmp.values import Wire
from monitor.store.case_json import json_of_case
from tests.bench.guard import Instructions
from tests.fakes import FakeStore
from tests.floods import flood, many_lines, one_line, stuffed
from tests.scenes import CITY, NOW_S, ONT_MAC, REGISTRY, arp, neighbour, own, port

LAN = (port(2, "bridge-lan"), own("10.20.0.1/16", 2))


def _many(count: int) -> list[Neighbour]:
    return [
        neighbour(2, mac=f"c8:50:e9:{n >> 16:02x}:{n >> 8 & 255:02x}:{n & 255:02x}")
        for n in range(count)
    ]


def test_ten_thousand_strange_routers_are_summed_up() -> None:
    judgement = CITY.judged(*LAN, *_many(10_000))
    assert len(judgement.cases) == 65
    assert "9936 more" in judgement.cases[-1].text.en


def test_ten_thousand_neighbours_among_ten_thousand_arp_entries_take_no_minutes() -> None:
    entries: list[ArpEntry] = [
        arp(f"10.20.{n >> 8}.{n & 255}", ONT_MAC[:-5] + f"{n >> 8:02x}:{n & 255:02x}", None)
        for n in range(10_000)
    ]
    begun_s = time.perf_counter()
    CITY.judged(*LAN, *_many(10_000), *entries)
    # Quadratic work took minutes; the limit is far from what it takes, and far below that.
    assert time.perf_counter() - begun_s < 30


def _count(work: Callable[[], object]) -> int:
    counted = Instructions()
    with counted.counting():
        work()
    return counted.count


@pytest.mark.parametrize("shown", [many_lines, one_line])
def test_judging_is_linear_in_what_a_device_shows(
    shown: Callable[[int], list[Observation]],
) -> None:
    CITY.judged(*shown(2))  # What is made once is made.
    small, large = shown(30), shown(120)
    few, many = _count(lambda: CITY.judged(*small)), _count(lambda: CITY.judged(*large))
    # Four times as much is four times the work, and hardly more.
    assert many < 5.2 * few


def _polled(shown: dict[Oid, Wire]) -> Snapshot:
    recording = Recording({encode_oid(oid): wire for oid, wire in shown.items()})
    request = PollRequest(
        device="r1",
        address="10.20.0.1",
        pace=Pace.SLOW,
        kinds=kinds_for(EVERY_KIND),
        is_part=True,
        is_agencys=True,
    )
    return asyncio.run(poll(RecordedSession(recording), request, lambda: NOW_S))


def _judged(snapshot: Snapshot) -> Judgement:
    return replace(CITY, before=()).judged_of(snapshot)


def test_four_times_the_vlans_are_no_more_than_four_times_the_work() -> None:
    small, large = _polled(flood(25)), _polled(flood(100))
    _judged(small)
    assert _count(lambda: _judged(large)) < 4.6 * _count(lambda: _judged(small))


class CountingRow:
    """A row that counts how often it is decoded."""

    table = "ifTable"

    def __init__(self, number: int, decoded: list[int]) -> None:
        self._number, self._decoded = number, decoded

    def varbinds(self) -> tuple[Varbind, ...]:
        self._decoded.append(self._number)
        return tuple(Varbind(f"1.3.{self._number}.{n}", "INTEGER", "1") for n in range(4))


def test_evidence_is_cut_before_it_is_decoded() -> None:
    decoded: list[int] = []
    seen = (Interface(index=n, rows=(CountingRow(n, decoded),)) for n in range(100_000))
    assert len(evidence_of(seen)) == 60
    assert decoded == list(range(15))
    assert next(seen).index == 15


def test_names_in_a_sentence_are_few_and_the_others_are_counted_in_both_languages() -> None:
    judgement = _judged(_polled(flood(40)))
    told = [one.text for one in judgement.signals if one.rule == "several-default-routes"]
    assert len(told) == 40
    assert all("and 35 more" in one.en and "dan 35 lagi" in one.id for one in told)
    assert max(len(text) for one in judgement.cases for text in (one.text.en, one.text.id)) < 1_500


@pytest.fixture(scope="module")
def flooded() -> Judgement:
    return _judged(_polled(flood(1_000)))


def test_past_the_cap_a_device_is_too_large_and_what_was_left_out_is_counted(
    flooded: Judgement,
) -> None:
    assert len(flooded.links) == MOST_LINKS
    assert len(flooded.cases) == MOST_CASES
    assert flooded.left_out["links"] == 1_001 - MOST_LINKS
    assert flooded.left_out["cases"] > 0
    assert set(flooded.inconclusive.values()) == {TOO_LARGE}
    assert flooded.inconclusive.keys() == flooded.ran
    assert not flooded.seen
    assert flooded.fresh


def test_lines_that_lead_out_are_judged_before_others() -> None:
    quiet = [port(n, f"quiet{n}") for n in range(10_000, 10_600)]
    quiet_addresses = [own(f"110.139.{n >> 8}.{n & 255}/32", 10_000 + n) for n in range(600)]
    judgement = CITY.judged(*quiet, *quiet_addresses, *many_lines(1))
    assert judgement.left_out["links"] > 0
    assert "vlan0" in {link.name for link in judgement.links}


def _city(snapshot: Snapshot, times: int = 4) -> City:
    city = City(REGISTRY, Policy(coverage_floor=0.0), rules().values(), FakeStore(), {})
    for number in range(times):
        city.took(replace(snapshot, device="r1", time_s=NOW_S + 900.0 * number))
    return city


def test_a_device_that_is_too_large_never_makes_its_agency_compliant() -> None:
    clean = [port(n, f"lan{n}") for n in range(1, 2_156)]
    snapshot = bounded(CITY.snapshot(*clean), is_agencys=True)
    assert snapshot.left_out == {"Interface": 107}
    assert snapshot.status_of(Interface) is TableStatus.INCOMPLETE
    city = _city(snapshot)
    view = city.view(NOW_S + 3_600, Telemetry(), "", "en")
    assert view.devices["r1"].left_out == {"Interface": 107}
    [agency] = [one for one in summaries(view) if one.agency == "dinkes"]
    assert agency.too_large == 1
    assert agency.compliant_ratio is None
    assert status_of(agency) is not AgencyStatus.COMPLIANT


def test_the_tables_of_a_device_that_is_too_large_say_so() -> None:
    snapshot = _polled(flood(300))
    assert snapshot.left_out["Route"] == 302 - 256
    reading = snapshot.tables["ipCidrRouteTable"]
    assert reading.status is TableStatus.INCOMPLETE
    assert reading.reason == "too large to be judged in full: 46 left out"


def test_findings_of_a_flood_are_opened_and_not_closed_by_what_is_left_out() -> None:
    snapshot = _polled(flood(600))
    city = _city(snapshot, times=12)
    said = [one for one in city.view(NOW_S, Telemetry(), "", "en").findings if one.is_said]
    assert len(said) == MOST_CASES
    assert all(one.state is State.OPEN for one in said)


def test_what_is_kept_of_readings_that_were_cut_short_does_not_pile_up() -> None:
    city = City(REGISTRY, Policy(), rules().values(), FakeStore(), {})
    for number in range(4):
        first = 10_000 * number
        made_up = [port(first + n, f"x{first + n}") for n in range(5_000)]
        world = replace(CITY, unread={Interface: TableStatus.INCOMPLETE})
        city.took(world.snapshot(*made_up, time_s=NOW_S + 900.0 * number))
    kept = city.devices["r1"].slow
    assert kept is not None
    assert len(kept.interfaces) == 2_048


@pytest.mark.parametrize("octets", [2_000, 60_000])
def test_long_values_are_cut_and_counted_and_make_no_large_case(octets: int) -> None:
    snapshot = _polled(stuffed(20, octets))
    reading = snapshot.tables["ifXTable"]
    assert reading.cut == (20 if octets > VALUE_BYTES else 0)
    assert max(len(one.alias or "") for one in snapshot.interfaces) <= VALUE_CHARS
    judgement = _judged(snapshot)
    assert judgement.cases
    assert max(len(json_of_case(one)) for one in judgement.cases) < 2 * CASE_OCTETS
    assert all(len(cell.value) <= VALUE_CHARS for one in judgement.signals for cell in one.evidence)


def test_real_text_stays_whole() -> None:
    alias = "Jalan Merdeka – kantor dinas kesehatan, lantai dua. " * 5
    shown = stuffed(1, 0)
    shown[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, 1_000] = (
        b"\x04\x82" + len(alias.encode()).to_bytes(2, "big") + alias.encode()
    )
    snapshot = _polled(shown)
    assert snapshot.tables["ifXTable"].cut == 0
    assert alias.strip() in {one.alias for one in snapshot.interfaces}


def _signal(rows: Sequence[Varbind]) -> Signal:
    return Signal(
        rule="access-line",
        family=Family.INTERFACE,
        strength=Strength.HINT,
        kind=FindingKind.FOREIGN_UPLINK,
        subject="wan1",
        text=Sentence("is", "adalah"),
        evidence=tuple(rows),
    )


def test_a_case_that_is_too_large_keeps_its_first_rows_and_says_how_many_more_there_were() -> None:
    rows = [Varbind(f"1.3.6.{n}", "OCTET STRING", "x" * 1_000) for n in range(200)]
    cut = Cut({})
    [signal] = fitted([_signal(rows)], cut)
    assert signal.evidence[:10] == tuple(rows[:10])
    assert signal.evidence[-1].value == f"{cut.trimmed['evidence']} more rows were not kept"
    assert sum(len(cell.value) for cell in signal.evidence) < CASE_OCTETS
    assert not cut.left_out


def test_a_case_that_fits_is_kept_as_it_is() -> None:
    rows = [Varbind(f"1.3.6.{n}", "OCTET STRING", "x" * 255) for n in range(60)]
    cut, signals = Cut({}), [_signal(rows)] * 3
    assert fitted(signals, cut) == tuple(signals)
    assert not cut.trimmed


def test_a_row_of_any_table_has_a_limit_too() -> None:
    assert max(len(table.columns) for table in tables().values()) * VALUE_BYTES <= 65_536


def test_links_beyond_the_cap_are_not_called_the_citys(flooded: Judgement) -> None:
    assert LinkStatus.KOMINFO not in {link.status for link in flooded.links}


def test_of_an_agencys_device_less_is_judged_than_of_the_core() -> None:
    many = CITY.snapshot(*(arp(f"10.64.{n >> 8}.{n & 255}", ONT_MAC, 2) for n in range(6_000)))
    assert bounded(many) is many
    cut = bounded(many, is_agencys=True)
    assert (len(cut.arp), cut.left_out) == (5_000, {"ArpEntry": 1_000})
    assert cut.status_of(ArpEntry) is TableStatus.INCOMPLETE
