"""Whether a device stands in the data centre, and whose a site is."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.data_centre import is_at_agency, is_outside
from monitor.model.declared import Device, DeviceRole
from tests.scenes import CITY, CORE, NETWORK, R1, REGISTRY, own

HOME = replace(R1, site="noc")


def test_a_device_at_an_agency_with_no_address_in_the_data_centre_is_outside() -> None:
    assert is_outside(R1, REGISTRY)


@pytest.mark.parametrize(
    "device",
    [
        replace(R1, address="10.50.0.9"),
        replace(R1, addresses=(ip_address("10.50.0.9"),)),
        replace(R1, address="::ffff:10.50.0.9"),
    ],
)
def test_one_with_an_address_in_it_is_not(device: Device) -> None:
    assert not is_outside(device, REGISTRY)


def test_one_that_shows_such_an_address_of_itself_is_not() -> None:
    assert not is_outside(R1, REGISTRY, [own("10.50.0.9/24", 1)])
    assert is_outside(R1, REGISTRY, [own("10.51.0.9/24", 1)])


def test_one_known_by_a_host_name_alone_is_not_told() -> None:
    device = replace(R1, address="r1.dinkes.go.id")
    assert not is_outside(device, REGISTRY)
    assert is_outside(device, REGISTRY, [own("10.20.0.1/24", 1)])


def test_where_no_data_centre_is_declared_nobody_can_tell() -> None:
    registry = replace(REGISTRY, network=replace(NETWORK, data_centre_prefixes=()))
    assert not is_outside(R1, registry)


@pytest.mark.parametrize("role", [DeviceRole.CORE, DeviceRole.BORDER])
def test_the_agency_with_the_core_or_border_runs_the_network(role: DeviceRole) -> None:
    registry = replace(REGISTRY, devices={"r1": HOME, "core": replace(CORE, role=role)})
    assert registry.is_citys_own("noc")
    assert not is_at_agency("noc", registry)
    assert not is_outside(HOME, registry)


def test_all_its_sites_are_its_own_and_no_other_agencys() -> None:
    sites = {**REGISTRY.sites, "noc2": replace(REGISTRY.sites["noc"], code="noc2")}
    registry = replace(REGISTRY, sites=sites)
    assert registry.is_citys_own("noc2")
    assert not registry.is_citys_own("puskesmas")
    assert is_at_agency("puskesmas", registry)


def test_without_core_and_border_no_agency_runs_the_network() -> None:
    registry = replace(REGISTRY, devices={"r1": HOME})
    assert not registry.is_citys_own("noc")
    assert is_outside(HOME, registry)


def test_a_core_at_no_known_site_makes_nothing_the_citys() -> None:
    registry = replace(REGISTRY, devices={"core": replace(CORE, site="gone")})
    assert not registry.is_citys_own("gone")
    assert not registry.is_citys_own("noc")


def test_a_site_nobody_knows_is_no_agencys() -> None:
    assert not is_at_agency("gone", REGISTRY)
    assert not is_outside(replace(R1, site="gone"), CITY.registry)
