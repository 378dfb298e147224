"""What kind of address an address is, and which routes lead out of the city."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import scope
from monitor.model.observation import Route
from monitor.model.prefixes import IPAddress
from tests.scenes import REGISTRY, route


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.1", "public"),
        ("192.168.1.1", "private"),
        ("192.169.1.1", "public"),
        ("fd00::1", "private"),
        ("::ffff:10.1.2.3", "private"),
        ("100.64.0.1", "cgnat"),
        ("100.127.255.254", "cgnat"),
        ("100.128.0.1", "public"),
        ("::ffff:100.64.0.1", "cgnat"),
        ("36.66.1.1", "public"),
        ("::ffff:36.66.1.1", "public"),
        ("2404:c0::1", "public"),
        ("203.0.113.9", "public"),
        ("198.18.0.1", "public"),
        ("2001:db8::1", "public"),
        ("0.0.0.0", "nowhere"),
        ("127.0.0.1", "nowhere"),
        ("169.254.3.4", "nowhere"),
        ("224.0.0.5", "nowhere"),
        ("255.255.255.255", "nowhere"),
        ("::", "nowhere"),
        ("::1", "nowhere"),
        ("fe80::1", "nowhere"),
        ("fe80::1%3", "nowhere"),
        ("ff02::1", "nowhere"),
    ],
)
def test_an_address_is_of_one_kind(text: str, kind: str) -> None:
    address = ip_address(text)
    assert {
        "private": scope.is_private(address),
        "cgnat": scope.is_cgnat(address),
        "public": scope.is_public(address),
        "nowhere": not scope.is_somewhere(address),
    } == {name: name == kind for name in ("private", "cgnat", "public", "nowhere")}


@given(st.ip_addresses())
def test_every_address_is_of_exactly_one_kind(address: IPAddress) -> None:
    kinds = (
        scope.is_private(address),
        scope.is_cgnat(address),
        scope.is_public(address),
        not scope.is_somewhere(address),
    )
    assert sum(kinds) == 1


@pytest.mark.parametrize(
    "destination",
    ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "0.0.0.0/7", "::/0", "::/1", "2000::/3",
     "2000::/4", "2400::/6"],
)  # fmt: skip
def test_a_route_for_a_large_part_of_the_internet_leads_out(destination: str) -> None:
    assert scope.leads_out(route(destination, "203.0.113.1" if "." in destination else "fe80::1"))


@pytest.mark.parametrize(
    "destination",
    ["10.0.0.0/8", "192.168.1.0/24", "0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "8.8.8.8/32",
     "fe80::/10", "ff00::/8", "fc00::/7", "8000::/1", "2001:db8::/32"],
)  # fmt: skip
def test_routes_inside_and_for_multicast_do_not_lead_out(destination: str) -> None:
    assert not scope.leads_out(route(destination, "10.0.0.1"))


@pytest.mark.parametrize("kind", ["reject", "blackhole"])
def test_a_default_route_into_nowhere_does_not_lead_out(kind: str) -> None:
    assert not scope.leads_out(Route(destination=ip_network("0.0.0.0/0"), type=kind))


def test_the_plan_of_the_city_and_of_its_sites_is_declared() -> None:
    assert scope.is_declared(ip_address("10.99.0.1"), REGISTRY)
    assert scope.is_declared(ip_address("100.64.9.1"), REGISTRY)
    assert scope.is_declared(ip_address("::ffff:10.99.0.1"), REGISTRY)
    assert not scope.is_declared(ip_address("192.168.1.1"), REGISTRY)
    assert not scope.is_declared(ip_address("100.64.0.1"), REGISTRY)
