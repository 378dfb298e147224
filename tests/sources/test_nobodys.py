"""What is nobody's is refused wherever it may stand, and nothing that is somebody's is."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.prefixes import PrefixTable
from monitor.sources.nobodys import (
    fault_of_address,
    fault_of_host,
    fault_of_mac,
    fault_of_prefix,
)
from monitor.sources.yaml_files import ConfigError, load_registry

HALVES = ("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "::/1", "8000::/1")
SOMEBODYS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "36.64.0.0/13", "203.0.113.7/32",
    "100.64.0.0/10", "2001:db8::/32", "2400::/16", "fd00::/8", "fc00::/7", "2001:db8::1/128",
)  # fmt: skip
PREFIX_PLACES = (
    "network: {prefixes: [%s]}",
    "network: {data_centre_prefixes: [%s]}",
    "network: {cgnat_prefixes: [%s]}",
    "network: {approved_destinations: [{name: BPJS, prefixes: [%s]}]}",
    "sites: [{code: s, agency: a, name: S, prefixes: [%s]}]",
    "circuits: [{contract: K, provider: T, site: s, match: [{prefix: %s}]}]",
    (
        "waivers: [{letter: W, approver: S, reason: x, site: s, subject: {prefix: %s},"
        " kinds: [foreign_uplink], from: 2026-01-01, until: 2026-12-31}]"
    ),
)
MAC_PLACES = (
    "network: {gateways: [{address: 10.0.0.1, mac: %s}]}",
    "devices: [{name: r, address: 10.0.0.1, site: s, macs: [%s]}]",
    "circuits: [{contract: K, provider: T, site: s, match: [{mac: %s}]}]",
    (
        "waivers: [{letter: W, approver: S, reason: x, site: s, subject: {mac: %s},"
        " kinds: [foreign_uplink], from: 2026-01-01, until: 2026-12-31}]"
    ),
)
ADDRESS_PLACES = (
    "network: {gateways: [{address: %s}]}",
    "devices: [{name: r, address: %s, site: s}]",
    "devices: [{name: r, address: 10.0.0.1, site: s, addresses: [%s]}]",
    "circuits: [{contract: K, provider: T, site: s, match: [{next_hop: %s}]}]",
    (
        "waivers: [{letter: W, approver: S, reason: x, site: s, subject: {next_hop: %s},"
        " kinds: [foreign_uplink], from: 2026-01-01, until: 2026-12-31}]"
    ),
)
NOBODYS_ADDRESSES = (
    "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.5", "::", "ff02::1", "::ffff:0.0.0.0",
    "::ffff:224.0.0.1",
)  # fmt: skip
NOBODYS_MACS = ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "0180.c200.0000")


def problems_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "registry.yaml"
    path.write_text(f"# a line before it\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_registry(path)
    return "\n".join(str(one) for one in caught.value.problems if "not declared" not in one.message)


@pytest.mark.parametrize("place", PREFIX_PLACES)
@pytest.mark.parametrize("prefix", HALVES)
def test_half_of_the_internet_is_nobodys_wherever_it_stands(
    tmp_path: Path, place: str, prefix: str
) -> None:
    said = problems_of(tmp_path, place % f'"{prefix}"')
    assert "registry.yaml:2: error: " in said
    assert "is wider than anybody's network" in said
    assert "; write " in said


@pytest.mark.parametrize("place", MAC_PLACES)
@pytest.mark.parametrize("mac", NOBODYS_MACS)
def test_zeros_and_groups_are_nobodys_mac_address(tmp_path: Path, place: str, mac: str) -> None:
    said = problems_of(tmp_path, place % f'"{mac}"')
    assert "registry.yaml:2: error: " in said
    assert "MAC address" in said


@pytest.mark.parametrize("place", ADDRESS_PLACES)
@pytest.mark.parametrize("address", NOBODYS_ADDRESSES)
def test_zeros_broadcast_and_groups_are_no_devices_address(
    tmp_path: Path, place: str, address: str
) -> None:
    said = problems_of(tmp_path, place % f'"{address}"')
    assert "registry.yaml:2: error: " in said
    assert "write the address of one device" in said


@pytest.mark.parametrize("place", [one for one in ADDRESS_PLACES if "address: %s, site" not in one])
def test_loopback_tells_no_device_from_another(tmp_path: Path, place: str) -> None:
    assert "which every device has" in problems_of(tmp_path, place % "127.0.0.1")


def test_an_agent_of_this_machine_may_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text(
        "network: {prefixes: [10.0.0.0/8]}\n"
        "agencies: [{code: a, name: A}]\nsites: [{code: s, agency: a, name: S}]\n"
        "devices: [{name: r, address: 127.0.0.1, site: s}, {name: q, address: '::1', site: s}]\n"
    )
    assert load_registry(path)[1] == ()


@pytest.mark.parametrize("prefix", SOMEBODYS)
def test_what_somebody_has_is_taken(prefix: str) -> None:
    assert fault_of_prefix(ip_network(prefix)) is None


@pytest.mark.parametrize(
    ("prefix", "hint"), [("::ffff:10.0.0.0/104", "write 10.0.0.0/8"), ("::ffff:10.0.0.0/96", "/8")]
)
def test_ipv4_written_as_ipv6_would_hold_nothing(prefix: str, hint: str) -> None:
    fault = fault_of_prefix(ip_network(prefix, strict=False))
    assert fault is not None
    assert hint in " ".join(fault)


NETWORKS = st.one_of(
    st.builds(
        lambda number, length: IPv4Network((number, length), strict=False),
        st.integers(0, 2**32 - 1), st.integers(0, 32),
    ),
    st.builds(
        lambda number, length: IPv6Network((number, length), strict=False),
        st.integers(0, 2**128 - 1), st.integers(0, 128),
    ),
)  # fmt: skip
EVERYWHERE = PrefixTable((ip_network(half), True) for half in HALVES[1:3] + HALVES[4:])


@given(NETWORKS)
def test_any_prefix_that_is_taken_leaves_nearly_everything_outside(
    network: IPv4Network | IPv6Network,
) -> None:
    fault = fault_of_prefix(network)
    if fault is None:
        assert network.prefixlen >= 7
        assert not network.network_address.is_unspecified
        assert not network.is_multicast
    else:
        message, hint = fault
        assert message.startswith(("is ", "begins "))
        assert hint.startswith("write ")
    assert EVERYWHERE.covers(network) or network.prefixlen == 0


@given(st.binary(min_size=6, max_size=6))
def test_a_mac_address_is_somebodys_unless_it_is_zeros_or_a_groups(octets: bytes) -> None:
    is_taken = fault_of_mac(octets.hex(":")) is None
    assert is_taken == (any(octets) and not octets[0] & 1)


@given(st.ip_addresses())
def test_what_every_device_has_is_no_better_than_what_none_has(address: object) -> None:
    plain = ip_address(str(address))
    assert fault_of_host(plain) is not None or fault_of_address(plain) is None
