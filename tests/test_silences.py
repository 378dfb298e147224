"""What announced work of a new registry would keep from being said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model.declared import Maintenance
from monitor.model.outlook import Silence
from monitor.model.registry import Registry
from monitor.silences import silences
from tests.scenes import NOW, REGISTRY
from tests.test_foresight import KEY, looked, measured

YEAR = Maintenance("Migrasi", NOW - timedelta(days=1), NOW + timedelta(days=364))


def announced(*work: Maintenance) -> Registry:
    return replace(REGISTRY, maintenance=work)


def silenced(new: Registry, old: Registry = REGISTRY) -> tuple[Silence, ...]:
    return silences(old, new, looked(measure=measured(new)), NOW)


def test_a_year_of_work_in_the_whole_city_silences_every_device() -> None:
    [found] = silenced(announced(YEAR))
    assert found.work is YEAR
    assert found.days == 365
    assert found.devices == tuple(REGISTRY.devices)
    assert [case.key for case in found.cases] == [KEY]


@pytest.mark.parametrize(
    ("work", "devices", "count"),
    [
        (replace(YEAR, sites=frozenset({"noc"})), {"core", "border"}, 0),
        (replace(YEAR, devices=frozenset({"r1"})), {"r1"}, 1),
        (replace(YEAR, sites=frozenset({"rsud"})), set(), 0),
        (replace(YEAR, start=NOW + timedelta(days=9)), set(REGISTRY.devices), 1),
    ],
)
def test_only_whom_it_concerns_is_told(work: Maintenance, devices: set[str], count: int) -> None:
    [found] = silenced(announced(work))
    assert set(found.devices) == devices
    assert len(found.cases) == count


def test_work_that_is_over_or_known_already_silences_nothing_new() -> None:
    over = replace(YEAR, start=NOW - timedelta(days=2), end=NOW)
    assert silenced(announced(over)) == ()
    assert silenced(announced(YEAR), announced(YEAR)) == ()


def test_work_that_takes_longer_than_before_is_told() -> None:
    longer = replace(YEAR, end=YEAR.end + timedelta(days=1))
    assert [one.work for one in silenced(announced(longer), announced(YEAR))] == [longer]


def test_a_device_that_is_not_asked_is_not_silenced() -> None:
    unasked = {name: replace(one, poll=False) for name, one in REGISTRY.devices.items()}
    [found] = silenced(replace(announced(YEAR), devices=unasked))
    assert (found.devices, found.cases) == ((), ())
