"""
The page Prometheus scrapes, whole and by its promises.

OPD_REWRITE_GOLDEN=1 writes the golden page anew; a person reads the difference.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser
from prometheus_client.openmetrics.exposition import generate_latest as openmetrics_latest
from prometheus_client.parser import text_string_to_metric_families

from exporters.prometheus import NEVER_DROPPED, CityCollector
from exporters.prometheus import page as metrics_page
from exporters.text import LONGEST_LABEL, clean
from monitor.model.city import CityView, Telemetry
from monitor.model.declared import Circuit
from monitor.model.subject import Subject
from tests.exporters.city_lab import (
    CITY,
    DEVICES,
    EXEMPT_LINK,
    HOSTILE,
    NOW_S,
    OPEN,
    REGISTRY,
    RESOLVED,
    SUSPECTED,
    WAIVER,
    large_city,
)

GOLDEN = Path(__file__).parent / "golden" / "metrics.txt"
OPENMETRICS = "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1"
Samples = dict[tuple[tuple[str, str], ...], float]


def openmetrics(text: str) -> Iterable[Metric]:
    """Read an OpenMetrics page, by a parser that is strict."""
    families: Iterable[Metric] = openmetrics_parser.text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return families


def page(collector: CityCollector, accept: str = "") -> tuple[bytes, str]:
    """Put together what is sent in pieces."""
    sheets, content_type = metrics_page(collector, accept)
    return b"".join(sheets), content_type


def samples(name: str, city: CityView = CITY, max_series: int = 200_000) -> Samples:
    """Read the samples of one metric off the page, by their labels."""
    text, _ = page(CityCollector(lambda: city, max_series=max_series))
    return {
        tuple(sample.labels.items()): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.name == name
    }


def by(label: str, found: Samples) -> dict[str, float]:
    """Key samples by one label."""
    return {dict(labels)[label]: number for labels, number in found.items()}


def with_link_name(name: str) -> CityView:
    link = replace(EXEMPT_LINK, name=name)
    return replace(CITY, devices={"opd-rsud": replace(DEVICES["opd-rsud"], links=(link,))})


def test_the_whole_page_is_as_agreed() -> None:
    text = generate_latest(CityCollector(lambda: CITY)).decode()
    if os.environ.get("OPD_REWRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_has_nothing_to_say_against_it() -> None:
    text, _ = page(CityCollector(lambda: CITY))
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_format_is_the_one_that_was_asked_for() -> None:
    collector = CityCollector(lambda: CITY)
    assert page(collector)[1].startswith("text/plain; version=0.0.4")
    text, content_type = page(collector, OPENMETRICS)
    assert content_type.startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith(b"# EOF\n")


def test_both_formats_say_the_same() -> None:
    collector = CityCollector(lambda: CITY)
    plain = page(collector)[0].decode()
    strict = page(collector, OPENMETRICS)[0].decode()

    def opd(families: Iterable[Metric]) -> set[object]:
        return {
            (sample.name, frozenset(sample.labels.items()), sample.value)
            for family in families
            for sample in family.samples
            if sample.name.startswith("opd_")
        }

    assert opd(text_string_to_metric_families(plain)) == opd(openmetrics(strict))


@given(st.text(st.characters()), st.floats(min_value=0), st.booleans())
@settings(max_examples=50, deadline=None)
def test_every_line_is_written_as_prometheus_client_writes_it(
    name: str, seconds: float, is_strict: bool
) -> None:
    city = with_link_name(name)
    view = replace(city.devices["opd-rsud"], duration_s={"fast": seconds})
    collector = CityCollector(lambda: replace(city, devices={"opd-rsud": view}))
    oracle = openmetrics_latest if is_strict else generate_latest
    told = oracle(collector).removesuffix(b"# EOF\n")
    written = b"".join(collector.sheets(strict=is_strict))
    assert written.startswith(told)
    assert all(line.split()[-2].startswith(b"process_") for line in _samples(written, len(told)))


def _samples(page: bytes, at: int) -> list[bytes]:
    return [line for line in page[at:].splitlines() if not line.startswith(b"#")]


@given(st.lists(st.sampled_from(sorted(DEVICES)), unique=True), st.data())
@settings(max_examples=50, deadline=None)
def test_a_page_says_what_is_now_whatever_was_said_before(
    names: list[str], data: st.DataObject
) -> None:
    """Lines that are kept are those of devices as they are."""
    cities = []
    for _ in range(3):
        views = {}
        for name in names:
            if data.draw(st.booleans()):
                is_up, seconds = data.draw(st.booleans()), data.draw(st.floats(0, 9))
                views[name] = replace(DEVICES[name], is_up=is_up, duration_s={"fast": seconds})
            elif data.draw(st.booleans()):
                views[name] = DEVICES[name]
        cities.append(replace(CITY, devices=views))
    limit = data.draw(st.integers(0, 400))
    waiting = iter(cities)
    kept = CityCollector(lambda: next(waiting), max_series=limit)
    for city in cities:
        told = generate_latest(CityCollector(partial(replace, city), max_series=limit))
        assert _without_counts(b"".join(kept.sheets(strict=False))).startswith(
            _without_counts(told)
        )


def _without_counts(page: bytes) -> bytes:
    """Leave out what adds up over pages."""
    kept = [line for line in page.splitlines() if not line.startswith(b"opd_series_dropped_total")]
    return b"\n".join(kept)


def test_a_format_we_do_not_write_is_left_to_prometheus_client() -> None:
    text, content_type = page(CityCollector(lambda: CITY), "text/plain;version=1.0.0")
    assert content_type.startswith("text/plain; version=1.0.0")
    assert b"opd_device_up{" in text


def test_the_city_is_looked_at_once_for_each_page() -> None:
    looks = []

    def view() -> CityView:
        looks.append(1)
        return CITY

    collector = CityCollector(view)
    assert not looks
    page(collector)
    assert len(looks) == 1


def test_a_device_that_was_not_polled_yet_is_neither_up_nor_down() -> None:
    up = by("device", samples("opd_device_up"))
    assert up == {"opd-dukcapil": 1, "opd-dinkes": 0, "opd-rsud": 1, "srv-rsud": 1}
    assert "opd-puskesmas" in by("device", samples("opd_device_info"))
    assert "opd-puskesmas" not in by("device", samples("opd_poll_last_success_timestamp_seconds"))


def test_a_link_nobody_can_attribute_is_neither_foreign_nor_not() -> None:
    found = {
        (dict(labels)["device"], dict(labels)["link"]): number
        for labels, number in samples("opd_link_foreign").items()
    }
    assert found == {
        ("opd-dukcapil", "ether1"): 0,
        ("opd-dinkes", "ether1"): 0,
        ("opd-rsud", "pppoe-out1"): 1,
        ("opd-rsud", "lte1"): 0,
    }
    assert by("link", samples("opd_link_info"))["ether5"] == 1


def test_a_counter_the_device_did_not_give_is_absent() -> None:
    assert by("link", samples("opd_link_receive_bytes_total")) == {
        "ether1": 1_000,
        "pppoe-out1": 123_456_789_012,
    }
    assert set(by("link", samples("opd_link_transmit_bytes_total"))) == {"pppoe-out1"}


def test_what_is_gone_leaves_no_sample() -> None:
    cities = [CITY, replace(CITY, devices={}, findings=())]
    collector = CityCollector(lambda: cities.pop(0))
    assert b'opd_device_up{agency="rsud"' in page(collector)[0]
    later = page(collector)[0]
    assert b"\nopd_device" not in later
    assert b"\nopd_link" not in later


def test_no_agency_that_is_not_wholly_seen_has_a_share() -> None:
    assert by("agency", samples("opd_agency_compliant_ratio")) == {"dukcapil": 1, "rsud": 1 / 4}


def test_all_five_statuses_are_there_once_an_agency_was_seen_and_none_before() -> None:
    city = replace(CITY, devices={"opd-dukcapil": DEVICES["opd-dukcapil"]})
    found = samples("opd_agency_links", city)
    assert {dict(labels)["agency"] for labels in found} == {"dukcapil"}
    assert by("status", found) == {
        "kominfo": 1,
        "exempt": 0,
        "approved": 0,
        "foreign": 0,
        "unknown": 0,
    }


def test_a_resolved_finding_has_no_series_but_is_counted() -> None:
    assert "wlan1" not in by("subject", samples("opd_finding_confidence_ratio"))
    counted = samples("opd_findings", replace(CITY, findings=(RESOLVED,)))
    assert sum(counted.values()) == 1


def test_a_suspected_finding_was_not_opened() -> None:
    city = replace(CITY, findings=(SUSPECTED, OPEN))
    assert by("subject", samples("opd_finding_opened_timestamp_seconds", city)) == {
        "pppoe-out1": OPEN.opened_s
    }


def test_of_two_findings_with_the_same_labels_the_one_that_is_said_is_shown() -> None:
    twin = replace(SUSPECTED, case=replace(OPEN.case, key="another", confidence=0.99))
    found = samples("opd_finding_confidence_ratio", replace(CITY, findings=(twin, OPEN)))
    assert by("state", found) == {"open": OPEN.case.confidence}


def test_only_the_current_status_of_a_table_is_shown() -> None:
    found = samples("opd_table_status", replace(CITY, devices={"x": DEVICES["opd-dukcapil"]}))
    assert by("status", found) == {"complete": 1, "absent": 1}


def test_a_waiver_ends_with_its_last_day_in_the_zone_of_the_city() -> None:
    def end(zone: str) -> float:
        text, _ = page(CityCollector(lambda: CITY, timezone=ZoneInfo(zone)))
        families = text_string_to_metric_families(text.decode())
        (sample,) = next(f for f in families if f.name.startswith("opd_waiver_expiry")).samples
        return sample.value

    new_year_utc = 1_798_761_600.0
    assert end("UTC") == new_year_utc
    assert end("Asia/Jakarta") == new_year_utc - 7 * 3600


def test_of_several_waivers_of_one_letter_the_next_to_end_is_shown() -> None:
    past = replace(WAIVER, valid_until=date(2026, 4, 1))
    soon = replace(WAIVER, valid_until=date(2026, 6, 1))
    registry = replace(REGISTRY, waivers=(WAIVER, past, soon))
    found = samples("opd_waiver_expiry_timestamp_seconds", replace(CITY, registry=registry))
    assert list(found.values()) == [1_780_358_400.0]


@pytest.mark.parametrize("day", ["", "June 2026"])
def test_reference_data_without_a_date_has_no_time(day: str) -> None:
    registry = replace(REGISTRY, providers=replace(REGISTRY.providers, date=day))
    city = replace(CITY, registry=registry, telemetry=Telemetry())
    assert samples("opd_reference_data_timestamp_seconds", city) == {}
    assert samples("opd_registry_last_load_timestamp_seconds", city) == {}


def test_results_that_have_not_occurred_are_zero_from_the_start() -> None:
    assert by("result", samples("opd_polls_total"))["authentication"] == 0


def test_hostile_texts_stay_inside_their_label() -> None:
    for accept in ("", OPENMETRICS):
        text, _ = page(CityCollector(lambda: with_link_name(HOSTILE)), accept)
        lines = text.decode("utf-8").splitlines()
        assert all(line.isprintable() for line in lines)
        shown = [line for line in lines if "<script" in line]
        assert shown
        assert all(line.startswith("opd_link_") for line in shown)
        assert len(max(lines, key=len)) < 3 * LONGEST_LABEL
        assert r'link="x\"\\ <script>' in shown[0]


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_name_can_be_read_back_cleaned(name: str) -> None:
    for accept, read in (
        ("", text_string_to_metric_families),
        (OPENMETRICS, openmetrics),
    ):
        text = page(CityCollector(lambda: with_link_name(name)), accept)[0].decode()
        info = next(family for family in read(text) if family.name in {"opd_link", "opd_link_info"})
        assert [s.labels["link"] for s in info.samples] == [clean(name, LONGEST_LABEL)]


def test_of_two_links_whose_names_become_one_the_first_is_shown_and_the_other_counted() -> None:
    links = (replace(EXEMPT_LINK, name="a\x00"), replace(EXEMPT_LINK, name="a\n"))
    city = replace(CITY, devices={"opd-rsud": replace(DEVICES["opd-rsud"], links=links)})
    assert len(samples("opd_link_info", city)) == 1
    assert by("metric", samples("opd_series_dropped_total", city))["opd_link_info"] == 1


def test_beyond_the_limit_the_least_important_series_go_first_and_are_counted() -> None:
    city = large_city(20, links=2, tables=3)
    whole = by("metric", samples("opd_series_dropped_total", city))
    assert set(whole.values()) == {0}
    full = len(all_samples(city, 10_000)) - len(whole)
    dropped = by("metric", samples("opd_series_dropped_total", city, full - 100))
    assert {name: number for name, number in dropped.items() if number} == {
        "opd_table_rows": 60,
        "opd_table_rows_skipped": 40,
    }


def all_samples(city: CityView, max_series: int) -> list[str]:
    """List the names of the samples of a page."""
    collector = CityCollector(lambda: city, max_series=max_series)
    return [sample.name for metric in collector.collect() for sample in metric.samples]


def test_the_daemon_s_own_numbers_findings_and_sums_are_never_dropped() -> None:
    kept = set(all_samples(CITY, 0))
    assert {family.name for family in NEVER_DROPPED} <= kept
    assert "opd_device_up" not in kept
    assert "opd_series_dropped_total" in kept


def test_what_was_dropped_adds_up_over_pages() -> None:
    collector = CityCollector(lambda: CITY, max_series=0)
    for _ in range(3):
        text = page(collector)[0].decode()
    assert 'opd_series_dropped_total{metric="opd_device_up"} 12.0' in text


def test_every_help_is_a_sentence() -> None:
    for metric in CityCollector(lambda: CITY).collect():
        assert metric.documentation.endswith("."), metric.name
        assert metric.documentation.isprintable(), metric.name


def test_times_are_in_seconds_and_of_this_century() -> None:
    for name in ("opd_poll_last_success_timestamp_seconds", "opd_finding_opened_timestamp_seconds"):
        assert all(NOW_S - 100 * 86400 < number <= NOW_S for number in samples(name).values())


def test_a_contract_that_another_goes_on_from_does_not_end() -> None:
    def ends(*circuits: Circuit) -> set[str]:
        city = replace(CITY, registry=replace(REGISTRY, circuits=circuits))
        return set(by("contract", samples("opd_circuit_expiry_timestamp_seconds", city)))

    [old] = REGISTRY.circuits
    new = replace(old, contract="K-2027-001", valid_until=date(2027, 12, 31))
    endless = replace(old, contract="K-2027-002", valid_until=None)
    elsewhere = replace(new, match=(Subject(device="opd-dukcapil", interface="ether2"),))
    assert ends(old) == {"K-2026-014"}
    assert ends(old, new) == {"K-2027-001"}
    assert ends(old, endless) == set()
    assert ends(old, elsewhere) == {"K-2026-014", "K-2027-001"}
