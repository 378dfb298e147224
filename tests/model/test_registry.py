"""The words of the registry and its look-ups, each against the plainest way to answer it."""

from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.prefixes import IPAddress, IPNetwork, PrefixTable, is_link_local
from monitor.model.registry import (
    Agency,
    ApprovedDestination,
    Circuit,
    Device,
    DeviceRole,
    Gateway,
    Maintenance,
    Network,
    Provider,
    Providers,
    Registry,
    Site,
    Subject,
    Waiver,
)

NETWORK = Network(
    as_numbers=frozenset({64512}),
    allowed_peer_as=frozenset({64500}),
    prefixes=(ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")),
    gateways=(Gateway(ip_address("10.100.1.1"), "00:00:5e:00:53:01", "core"),),
    data_centre_prefixes=(ip_network("192.0.2.0/25"),),
    cgnat_prefixes=(ip_network("100.64.8.0/21"),),
    approved_destinations=(ApprovedDestination("BPJS", (ip_network("203.0.113.0/28"),)),),
)
WAIVER = Waiver(
    letter="555/17",
    approver="Sekda",
    reason="cadangan",
    site="rsud",
    subject=Subject(device="opd-rsud", interface="lte1"),
    kinds=frozenset({"foreign_uplink"}),
    valid_from=date(2026, 3, 1),
    valid_until=date(2026, 12, 31),
)
REGISTRY = Registry(
    network=NETWORK,
    agencies={"rs": Agency("rs", "Rumah Sakit"), "idle": Agency("idle", "Tanpa kantor")},
    sites={
        "rsud": Site("rsud", "rs", "RSUD", prefixes=(ip_network("10.7.0.0/16"),)),
        "igd": Site("igd", "rs", "IGD", prefixes=(ip_network("10.7.9.0/24"),)),
    },
    devices={
        "opd-rsud": Device(
            "opd-rsud",
            "10.255.0.10",
            "rsud",
            addresses=(ip_address("10.7.0.1"), ip_address("10.9.9.9")),
            macs=frozenset({"02:00:00:00:00:01"}),
        ),
        "sw": Device("sw", "sw.kota.go.id", "rsud", DeviceRole.SWITCH),
        "igd": Device("igd", "10.255.0.11", "igd", addresses=(ip_address("10.9.9.9"),)),
    },
    circuits=(
        Circuit("always", "Telkom", "rsud", (Subject(next_hop=ip_address("10.100.1.1")),)),
        Circuit(
            "last-year",
            "Telkom",
            "rsud",
            (Subject(device="opd-rsud", interface="wan2"),),
            valid_until=date(2025, 12, 31),
        ),
    ),
    waivers=(WAIVER,),
)


def test_a_site_has_its_agency_and_an_unknown_one_has_none() -> None:
    assert REGISTRY.agency_of("igd") == REGISTRY.agencies["rs"]
    assert REGISTRY.agency_of("nowhere") is None
    assert [site.code for site in REGISTRY.sites_of("rs")] == ["rsud", "igd"]
    assert REGISTRY.sites_of("idle") == ()
    assert [device.name for device in REGISTRY.devices_of("rsud")] == ["opd-rsud", "sw"]


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_waiver_holds_from_its_first_to_its_last_day(day: date, covered: bool) -> None:
    assert WAIVER.covers(day) is covered
    assert REGISTRY.waivers_of("rsud", day) == ((WAIVER,) if covered else ())
    assert REGISTRY.waivers_of("igd", day) == ()


def test_a_contract_that_ended_is_no_circuit_and_one_without_dates_always_is() -> None:
    def running(day: date) -> list[str]:
        return [circuit.contract for circuit in REGISTRY.circuits_of("rsud", day)]

    assert running(date(2025, 12, 31)) == ["always", "last-year"]
    assert running(date(2026, 1, 1)) == ["always"]


def test_the_plan_is_the_prefixes_the_data_centre_and_the_own_cgnat() -> None:
    inside = ("10.1.2.3", "2001:db8::1", "192.0.2.5", "100.64.9.1", "::ffff:10.1.2.3")
    outside = ("11.0.0.1", "192.0.2.200", "100.64.0.1", "2001:db9::1")
    assert all(REGISTRY.in_plan(ip_address(text)) for text in inside)
    assert not any(REGISTRY.in_plan(ip_address(text)) for text in outside)
    assert REGISTRY.in_data_centre(ip_address("192.0.2.5"))
    assert not REGISTRY.in_data_centre(ip_address("10.1.2.3"))
    assert REGISTRY.in_cgnat(ip_address("100.64.9.1"))
    assert not REGISTRY.in_cgnat(ip_address("100.64.0.1"))


def test_a_device_is_found_by_any_of_its_addresses_but_not_by_one_that_two_have() -> None:
    found = REGISTRY.device_by_address
    assert found(ip_address("10.255.0.10")) == REGISTRY.devices["opd-rsud"]
    assert found(ip_address("::ffff:10.7.0.1")) == REGISTRY.devices["opd-rsud"]
    assert found(ip_address("10.9.9.9")) is None
    assert found(ip_address("10.8.8.8")) is None
    assert REGISTRY.device_by_mac("02:00:00:00:00:01") == REGISTRY.devices["opd-rsud"]


def test_gateways_approved_destinations_and_sites_are_found_by_address() -> None:
    assert REGISTRY.gateway_by_address(ip_address("10.100.1.1")) == NETWORK.gateways[0]
    assert REGISTRY.gateway_by_mac("00:00:5e:00:53:01") == NETWORK.gateways[0]
    assert REGISTRY.gateway_by_mac("00:00:5e:00:53:02") is None
    assert REGISTRY.approved_destination(ip_address("203.0.113.5")) is not None
    assert REGISTRY.approved_destination(ip_address("203.0.113.16")) is None
    assert REGISTRY.site_of_address(ip_address("10.7.9.1")) == REGISTRY.sites["igd"]
    assert REGISTRY.site_of_address(ip_address("10.7.8.1")) == REGISTRY.sites["rsud"]


def test_an_as_number_is_allowed_when_it_is_kominfos_or_one_it_buys_from() -> None:
    assert REGISTRY.allowed_as(64512)
    assert REGISTRY.allowed_as(64500)
    assert not REGISTRY.allowed_as(64999)


def test_maintenance_concerns_what_it_names_while_it_lasts() -> None:
    start, end = datetime(2026, 1, 1, 22, tzinfo=UTC), datetime(2026, 1, 2, 4, tzinfo=UTC)
    one = Maintenance("one", start, end, sites=frozenset({"rsud"}))
    registry = Registry(maintenance=(one,))
    assert registry.in_maintenance(start, "rsud", "any") is one
    assert registry.in_maintenance(start, "igd", "any") is None
    assert registry.in_maintenance(datetime(2026, 1, 2, 5, tzinfo=UTC), "rsud") is None
    assert Maintenance("city", start, end).covers(end, "igd", "any")
    assert Maintenance("device", start, end, devices=frozenset({"r"})).covers(end, "x", "r")


def test_every_given_field_of_a_subject_must_match() -> None:
    subject = Subject(device="r", interface="wan2", mac="02:00:00:00:00:01")
    seen = {"device": "r", "interfaces": ["WAN2"], "macs": ["02:00:00:00:00:01"]}
    assert subject.matches(**seen)  # type: ignore[arg-type]
    for key, other in (("device", "q"), ("interfaces", ["wan3"]), ("macs", [])):
        assert not subject.matches(**{**seen, key: other})  # type: ignore[arg-type]


def test_a_subject_matches_a_prefix_by_the_lines_own_address_or_its_next_hop() -> None:
    subject = Subject(prefix=ip_network("198.51.100.0/30"))
    assert subject.matches(addresses=[ip_address("198.51.100.2")])
    assert subject.matches(next_hops=[ip_address("::ffff:198.51.100.1")])
    assert not subject.matches(next_hops=[ip_address("198.51.100.5")])
    assert Subject(next_hop=ip_address("10.1.1.1")).matches(next_hops=[ip_address("10.1.1.1")])
    assert not Subject(next_hop=ip_address("10.1.1.1")).matches(addresses=[ip_address("10.1.1.1")])
    assert Subject(as_number=64999).matches(as_numbers=[64999])


def test_an_empty_subject_covers_nothing() -> None:
    assert not Subject().matches(device="r", interfaces=["wan2"])


PROVIDERS = Providers(
    (
        Provider("Icon", ("icon+", "icon plus"), frozenset({9341}), (ip_network("103.3.76.0/22"),)),
        Provider("Telkom", ("indihome",), frozenset({7713}), (ip_network("36.64.0.0/11"),)),
        Provider("Inner", ("net1",), prefixes=(ip_network("36.66.7.0/24"),)),
        Provider("Nameless"),
    )
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("INDIHOME_cadangan", ["Telkom"]),
        ("wan2 indihome2", ["Telkom"]),
        ("ICON-PLUS 20M", ["Icon"]),
        ("IconPlus", ["Icon"]),
        ("to icon+/indihome", ["Icon", "Telkom"]),
        ("net1", ["Inner"]),
        ("net12", []),
        ("icon of the silicon plus", []),
        ("lexicon plus", []),
        ("myindihomes", []),
        ("", []),
    ],
)
def test_a_providers_name_is_found_as_a_whole_word_only(text: str, names: list[str]) -> None:
    assert [provider.name for provider in PROVIDERS.providers_in_text(text)] == names


def test_a_provider_is_found_by_as_number_and_by_the_longest_prefix() -> None:
    def owner(text: str) -> str | None:
        provider = PROVIDERS.provider_of_address(ip_address(text))
        return provider.name if provider else None

    assert owner("36.66.1.1") == "Telkom"
    assert owner("36.66.7.1") == "Inner"
    assert owner("203.0.113.1") is None
    icon = PROVIDERS.provider_of_as(9341)
    assert icon is not None
    assert icon.name == "Icon"
    assert PROVIDERS.provider_of_as(1) is None
    assert Providers().providers_in_text("indihome") == ()


V4 = st.builds(
    lambda number, length: ip_network((number >> (32 - length) << (32 - length), length)),
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
)
V6 = st.builds(
    lambda number, length: ip_network(
        (IPv6Address(number >> (128 - length) << (128 - length)), length)
    ),
    st.integers(0, 2**128 - 1),
    st.integers(0, 128),
)
NETWORKS = st.lists(V4 | V6, max_size=30, unique=True)


@given(NETWORKS, st.data())
def test_the_look_up_agrees_with_a_scan_of_all_prefixes(
    networks: list[IPNetwork], data: st.DataObject
) -> None:
    table = PrefixTable((network, network) for network in networks)
    ends = [network[end] for network in networks for end in (0, -1)]
    anywhere = st.integers(0, 2**32 - 1).map(IPv4Address)
    address: IPAddress = data.draw(st.sampled_from(ends) | anywhere if ends else anywhere)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    holding = [network for network in networks if address in network]
    assert table.lookup(address) == max(holding, key=lambda n: n.prefixlen, default=None)
    assert (address in table) is bool(holding)


@given(NETWORKS, V4 | V6)
def test_a_table_covers_a_network_that_one_of_its_prefixes_holds(
    networks: list[IPNetwork], asked: IPNetwork
) -> None:
    table = PrefixTable((network, True) for network in networks)
    naive = any(
        network.version == asked.version
        and asked.network_address in network
        and network.prefixlen <= asked.prefixlen
        for network in networks
    )
    assert table.covers(asked) is naive


def test_a_prefix_given_twice_keeps_its_first_value() -> None:
    network = ip_network("10.0.0.0/8")
    assert PrefixTable([(network, "a"), (network, "b")]).lookup(network[1]) == "a"


@given(
    st.ip_addresses()
    | st.ip_addresses(network="169.254.0.0/15")
    | st.ip_addresses(network="fe80::/9")
)
def test_link_local_addresses_are_those_of_the_standard_library(address: IPAddress) -> None:
    assert is_link_local(address) is address.is_link_local
