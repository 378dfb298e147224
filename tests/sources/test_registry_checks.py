"""What is wrong between entries of a registry that are right by themselves."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.model.finding import FindingKind
from monitor.sources.problem import Severity
from monitor.sources.yaml_files import ConfigError, load_registry
from tests.scenes import NOW

CITY = """\
network: {as_numbers: [64512], prefixes: [10.0.0.0/8]}
agencies: [{code: dinkes, name: Dinas Kesehatan}]
sites:
  - {code: kantor, agency: dinkes, name: Kantor}
  - {code: pos, agency: dinkes, name: Pos}
devices:
  - {name: r1, address: 10.1.0.1, site: kantor}
  - {name: r2, address: 10.2.0.1, site: pos}
circuits:
  - {contract: K-1, provider: Telkom, site: kantor, match: [{device: r1, interface: wan1}],
     from: 2026-01-01, until: 2026-12-31}
waivers:
  - {letter: W-1, approver: Sekda, reason: x, site: kantor, kinds: [foreign_uplink],
     subject: {device: r1, interface: lte1}, from: 2026-01-01, until: 2026-12-31}
maintenance:
  - {reason: x, from: 2026-06-01 22:00, until: 2026-06-02 04:00, sites: [kantor], devices: [r1]}
"""


def said_of(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Load the city with something else in it; give severity, path and what is said."""
    text = CITY
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    (tmp_path / "registry.yaml").write_text(text, encoding="utf-8")
    try:
        _, found = load_registry(tmp_path / "registry.yaml", now=NOW)
    except ConfigError as error:
        found = error.problems
    return [(str(one.severity), one.path, one.message) for one in found]


def wrong_in(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Give path and message of what is refused; there is no warning."""
    found = said_of(tmp_path, *changes)
    assert {severity for severity, _, _ in found} <= {str(Severity.ERROR)}
    return [(path, message) for _, path, message in found]


def test_a_city_in_order_has_nothing_wrong(tmp_path: Path) -> None:
    assert said_of(tmp_path) == []


@pytest.mark.parametrize(
    ("right", "path"),
    [
        ("{device: r1, interface: wan1}", "circuits[0].match[0]"),
        ("{device: r1, interface: lte1}", "waivers[0].subject"),
    ],
)
def test_an_interface_needs_the_device_that_it_is_on(tmp_path: Path, right: str, path: str) -> None:
    alone = right.replace("device: r1, ", "")
    assert wrong_in(tmp_path, (right, alone)) == [(path, "has an interface without a device")]
    assert wrong_in(tmp_path, (right, "{next_hop: 10.1.0.2}")) == []


def test_a_line_is_of_a_device_of_its_own_site(tmp_path: Path) -> None:
    elsewhere = ("device: r1, interface: wan1", "device: r2, interface: wan1")
    message = "names a device of the site “pos”"
    assert wrong_in(tmp_path, elsewhere) == [("circuits[0].match[0].device", message)]
    of_waiver = ("device: r1, interface: lte1", "device: r2, interface: lte1")
    assert wrong_in(tmp_path, of_waiver) == [("waivers[0].subject.device", message)]


def test_a_device_that_is_not_declared_is_said_once(tmp_path: Path) -> None:
    [(path, message)] = wrong_in(
        tmp_path, ("device: r1, interface: wan1", "device: other, interface: w")
    )
    assert path == "circuits[0].match[0].device"
    assert "which is not declared" in message


def test_where_sites_are_not_known_nothing_is_said_of_them(tmp_path: Path) -> None:
    """A list of sites that is broken itself makes no further problems of what leans on it."""
    found = wrong_in(tmp_path, ("sites:\n", "sites: 7\nold:\n"))
    assert not any("names a device" in message for _, message in found)


def test_work_ends_after_it_begins(tmp_path: Path) -> None:
    for until, is_wrong in (
        ("2026-06-01 21:59", True),
        ("2026-06-01 22:00", True),
        ("2026-06-01 22:01", False),
    ):
        found = wrong_in(tmp_path, ("until: 2026-06-02 04:00", f"until: {until}"))
        expected = [("maintenance[0].until", "is not after its beginning")] if is_wrong else []
        assert found == expected


def test_a_paper_may_hold_for_a_day_and_not_for_less(tmp_path: Path) -> None:
    first = date(2026, 6, 1)
    for until, is_wrong in ((first, False), (first - timedelta(days=1), True)):
        for paper in ("K-1", "W-1"):
            head, tail = CITY.split(paper)
            one = tail.replace(
                "from: 2026-01-01, until: 2026-12-31", f"from: {first}, until: {until}", 1
            )
            found = wrong_in(tmp_path, (CITY, head + paper + one))
            assert [message for _, message in found] == ["is before its beginning"] * is_wrong


@pytest.mark.parametrize("kind", list(FindingKind))
def test_a_waiver_of_lines_for_a_whole_device_is_warned_of(
    tmp_path: Path, kind: FindingKind
) -> None:
    lines = {"foreign_uplink", "foreign_neighbour", "silent_bypass"}
    found = said_of(
        tmp_path,
        ("{device: r1, interface: lte1}", "{device: r1}"),
        ("kinds: [foreign_uplink]", f"kinds: [{kind}]"),
    )
    warning = ("warning", "waivers[0].subject", "covers every line of the device")
    assert found == ([warning] if kind in lines else [])
    # One line of it is one line, whatever the kind.
    assert said_of(tmp_path, ("kinds: [foreign_uplink]", f"kinds: [{kind}]")) == []


def test_a_circuit_of_a_whole_device_or_of_nothing_is_refused(tmp_path: Path) -> None:
    whole = ("{device: r1, interface: wan1}", "{device: r1}")
    message = "would cover every line of the device"
    assert wrong_in(tmp_path, whole) == [("circuits[0].match[0]", message)]
    nothing = ("[{device: r1, interface: wan1}]", "[]")
    message = "is empty: the line would never be recognised"
    assert wrong_in(tmp_path, nothing) == [("circuits[0].match", message)]
