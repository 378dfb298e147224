"""Which signals could have been seen at a site, and what may be said of an agency for it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from exporters.coverage import AgencyStatus, status_of, summaries
from exporters.site_coverage import NO_DEVICE, coverages
from monitor.model.city import CityView, DeviceView
from monitor.model.declared import Agency, Device, DeviceRole, Site
from monitor.model.finding import State
from monitor.model.link import Link, LinkStatus
from monitor.model.registry import Registry
from tests.exporters.city_lab import FINDINGS

NOW_S = 1_778_500_000.0
RULES = frozenset({"routes", "addresses", "services", "neighbours"})
REGISTRY = Registry(
    agencies={"dinkes": Agency("dinkes", "Dinas Kesehatan")},
    sites={name: Site(name, "dinkes", name) for name in ("dinkes-1", "dinkes-2")},
)


def seen(
    name: str, site: str, blind: Mapping[str, str], *, is_stale: bool = False, is_up: bool = True
) -> DeviceView:
    link = Link(device=name, site=site, agency="dinkes", name="wan1", status=LinkStatus.KOMINFO)
    return DeviceView(
        device=Device(name, "10.0.0.1", site),
        agency="dinkes",
        is_up=is_up,
        last_success_s=NOW_S - 60,
        is_stale=is_stale,
        links=(link,),
        ran=RULES,
        inconclusive=blind,
        coverage=1 - len(blind) / len(RULES),
    )


def as_role(view: DeviceView, role: DeviceRole) -> DeviceView:
    return replace(view, device=replace(view.device, role=role))


def city(*views: DeviceView, floor: float = 0.5) -> CityView:
    registry = replace(REGISTRY, devices={view.device.name: view.device for view in views})
    return CityView(
        time_s=NOW_S,
        registry=registry,
        devices={view.device.name: view for view in views},
        rules=RULES,
        coverage_floor=floor,
    )


FULL = seen("r1", "dinkes-1", {"services": "Process absent"})
HALF = seen("r2", "dinkes-2", {"services": "x", "neighbours": "x", "addresses": "refused"})


def test_a_site_is_seen_as_well_as_its_worst_router_and_never_by_two_together() -> None:
    other = seen("r9", "dinkes-1", dict.fromkeys(RULES - {"services"}, "no table"))
    found = coverages(city(FULL, other))["dinkes-1"]
    assert (found.device, found.ratio, found.seen) == ("r9", 0.25, frozenset({"services"}))
    assert coverages(city(FULL))["dinkes-1"].ratio == 0.75
    assert coverages(city(FULL))["dinkes-1"].unseen == {"services": "Process absent"}


def test_what_cannot_lead_out_spoils_nothing_unless_it_keeps_something_back() -> None:
    blind = dict.fromkeys(RULES - {"services"}, "Route absent")
    for role in (DeviceRole.SWITCH, DeviceRole.SERVER, DeviceRole.APPLIANCE):
        quiet = as_role(seen("x", "dinkes-1", blind), role)
        assert coverages(city(FULL, quiet))["dinkes-1"].device == "r1"
        assert coverages(city(quiet))["dinkes-1"].ratio == 0.25
    for word in ("withheld", "refused"):
        shy = seen("x", "dinkes-1", dict.fromkeys(RULES - {"services"}, f"Route {word}"))
        for role, decides in ((DeviceRole.SWITCH, "x"), (DeviceRole.APPLIANCE, "r1")):
            assert coverages(city(FULL, as_role(shy, role)))["dinkes-1"].device == decides


def test_a_site_without_a_device_seen_lately_is_not_monitored() -> None:
    old = seen("r1", "dinkes-1", {}, is_stale=True, is_up=False)
    found = coverages(city(old))
    assert not found["dinkes-1"].is_monitored
    assert found["dinkes-1"].ratio == 0.0
    assert found["dinkes-2"].unseen == dict.fromkeys(RULES, NO_DEVICE)
    fresh = seen("r1", "dinkes-1", {}, is_up=False)
    assert coverages(city(fresh))["dinkes-1"].is_monitored


def test_a_device_that_refuses_everything_covers_nothing() -> None:
    blind = seen("r1", "dinkes-1", dict.fromkeys(RULES, "refused"))
    found = coverages(city(blind))["dinkes-1"]
    assert found.is_monitored
    assert found.ratio == 0.0


@pytest.mark.parametrize(
    ("floor", "status"),
    [(0.25, AgencyStatus.COMPLIANT), (0.26, AgencyStatus.UNKNOWN), (0.0, AgencyStatus.COMPLIANT)],
)
def test_an_agency_is_compliant_only_from_the_floor_on(floor: float, status: AgencyStatus) -> None:
    [summary] = summaries(city(FULL, HALF, floor=floor))
    assert summary.coverage == 0.25, "the least covered site"
    assert status_of(summary) is status
    assert (summary.compliant_ratio is None) is (status is AgencyStatus.UNKNOWN)


def test_an_agency_with_a_site_nobody_sees_is_unknown() -> None:
    [summary] = summaries(city(FULL, floor=0.0))
    assert status_of(summary) is AgencyStatus.UNKNOWN


def test_an_agency_with_a_finding_that_is_said_is_violating_however_little_is_seen() -> None:
    [said] = [one for one in FINDINGS if one.is_said][:1]
    mine = replace(said, case=replace(said.case, agency="dinkes"))
    [summary] = summaries(replace(city(FULL), findings=(mine,)))
    assert status_of(summary) is AgencyStatus.VIOLATING
    assert summary.said == 1


def test_an_unknown_link_makes_the_agency_unknown() -> None:
    [link] = FULL.links
    vague = replace(FULL, links=(link, replace(link, name="x", status=LinkStatus.UNKNOWN)))
    [summary] = summaries(city(vague, HALF, floor=0.0))
    assert status_of(summary) is AgencyStatus.UNKNOWN


def test_an_agency_that_the_regulation_does_not_bind_is_neither_compliant_nor_violating() -> None:
    free = {"dinkes": Agency("dinkes", "Dinas Kesehatan", obliged=False)}
    seen_well = city(FULL, seen("r2", "dinkes-2", {}))
    for findings in ((), FINDINGS):
        known = replace(seen_well, findings=findings)
        known = replace(known, registry=replace(known.registry, agencies=free))
        [summary] = [one for one in summaries(known) if one.agency == "dinkes"]
        assert status_of(summary) is AgencyStatus.NOT_OBLIGED


def test_a_line_that_is_said_and_gone_is_not_compliant_until_it_is_closed() -> None:
    """Whether the foreign link is still shown or not, the finding is in the whole once."""
    view = seen("r1", "dinkes-1", {})
    [link] = view.links
    foreign = replace(link, name="wan9", status=LinkStatus.FOREIGN)
    said = next(one for one in FINDINGS if one.state is State.OPEN and not one.frozen)
    case = replace(said.case, agency="dinkes", site="dinkes-1", device="r1", subject="wan9")
    findings = (replace(said, case=case),)
    for links in ((link, foreign), (link,)):
        known = city(replace(view, links=links), seen("r2", "dinkes-2", {}))
        known = replace(known, findings=findings)
        [summary] = summaries(known)
        good = summary.links[LinkStatus.KOMINFO]
        assert summary.compliant_ratio == good / (good + 1)
        assert status_of(summary) is AgencyStatus.VIOLATING
