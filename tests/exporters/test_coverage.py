"""Nothing that nobody saw looks compliant."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exporters.coverage import AgencySummary, Sight, polled_devices, sight_of, summaries
from monitor.model.city import CityView, DeviceView
from monitor.model.link import LinkStatus
from tests.exporters.city_lab import CITY, DAY_S, DEVICES, NOW_S, OLD_LINK, REGISTRY


def summary_of(agency: str, city: CityView = CITY) -> AgencySummary:
    return next(summary for summary in summaries(city) if summary.agency == agency)


def city_with(name: str, view: DeviceView) -> CityView:
    return replace(CITY, devices={**DEVICES, name: view})


def test_an_agency_that_is_wholly_seen_has_a_share() -> None:
    assert summary_of("dukcapil").compliant_ratio == 1.0


def test_an_unknown_link_and_a_foreign_server_are_in_the_whole_and_not_in_the_share() -> None:
    assert summary_of("rsud").compliant_ratio == 1 / 4


def test_an_agency_with_a_device_never_seen_has_no_share() -> None:
    summary = summary_of("dinkes")
    assert summary.devices[Sight.UNSEEN] == 1
    assert summary.links[LinkStatus.KOMINFO] == 1
    assert summary.compliant_ratio is None


def test_an_agency_with_a_site_without_a_device_has_no_share() -> None:
    city = city_with("opd-puskesmas", replace(DEVICES["opd-puskesmas"], last_success_s=NOW_S))
    summary = summary_of("dinkes", city)
    assert summary.devices[Sight.UNSEEN] == 0
    assert summary.unseen_sites == ("gudang",)
    assert summary.compliant_ratio is None


def test_a_share_outlasts_a_short_outage_as_of_then_and_no_long_silence() -> None:
    assert summary_of("dukcapil").as_of_s is None
    down = replace(DEVICES["opd-dukcapil"], is_up=False, last_success_s=NOW_S - 600)
    short, long = (
        summary_of("dukcapil", city_with("opd-dukcapil", replace(down, is_stale=is_stale)))
        for is_stale in (False, True)
    )
    assert (short.compliant_ratio, short.as_of_s) == (1.0, NOW_S - 600)
    assert (long.compliant_ratio, long.as_of_s) == (None, NOW_S - 600)


def test_an_agency_without_links_has_no_share() -> None:
    city = city_with("opd-dukcapil", replace(DEVICES["opd-dukcapil"], links=()))
    assert summary_of("dukcapil", city).compliant_ratio is None


def test_a_device_that_is_not_to_be_polled_is_not_missed() -> None:
    assert "olt-rsud" not in {view.device.name for view in polled_devices(CITY)}


def test_a_device_declared_a_moment_ago_is_one_nobody_has_seen() -> None:
    views = polled_devices(replace(CITY, devices={}))
    assert [sight_of(view) for view in views] == [Sight.UNSEEN] * 5
    assert {view.agency for view in views} == {"dukcapil", "dinkes", "rsud"}


def test_a_device_that_failed_its_only_poll_was_never_seen() -> None:
    view = replace(DEVICES["opd-puskesmas"], is_up=False, problem="no answer")
    assert sight_of(view) is Sight.UNSEEN


@given(
    st.lists(
        st.tuples(st.sampled_from(LinkStatus), st.none() | st.floats(0, 3 * DAY_S), st.booleans()),
        max_size=4,
    )
)
def test_a_full_share_means_that_everything_was_seen_and_is_in_order(
    lines: list[tuple[LinkStatus, float | None, bool]],
) -> None:
    names = [name for name, device in REGISTRY.devices.items() if device.site == "rsud"]
    views = {
        name: replace(
            CITY.devices.get(name, DEVICES["opd-rsud"]),
            device=replace(REGISTRY.devices[name], poll=True),
            last_success_s=None if age is None else NOW_S - age,
            is_up=is_up,
            is_stale=age is not None and age > DAY_S,
            links=() if age is None else (replace(OLD_LINK, status=status),),
        )
        for name, (status, age, is_up) in zip(names, lines, strict=False)
    }
    if summary_of("rsud", replace(CITY, devices=views)).compliant_ratio == 1.0:
        assert all(view.last_success_s is not None for view in views.values())
        good = {LinkStatus.KOMINFO, LinkStatus.EXEMPT, LinkStatus.APPROVED}
        assert {link.status for view in views.values() for link in view.links} <= good
