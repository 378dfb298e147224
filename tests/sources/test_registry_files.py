"""A registry from files: what may be written, how files merge, and what the delivered ones say."""

import contextlib
import os
import re
import time
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model.prefixes import PrefixTable
from monitor.model.registry import DeviceRole, Registry, Subject
from monitor.sources.files import MAX_FILE_BYTES
from monitor.sources.problem import printable, quoted
from monitor.sources.yaml_files import ConfigError, load_all, load_registry
from tests.scenes import NOW

CONFIG = Path(__file__).parents[2] / "config"
REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
TOPOLOGY = REFERENCE.parent / "lab" / "topology.toml"
ENVIRONMENT = dict.fromkeys(
    ("OPD_SNMP_COMMUNITY", "OPD_SNMP_AUTH", "OPD_SNMP_PRIV"), "made-up-secret"
)


def registry_of(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "registry.yaml"
    path.write_text(text, encoding="utf-8")
    registry, warnings = load_registry(path, now=NOW)
    assert warnings == ()
    return registry


@pytest.fixture(scope="module")
def delivered() -> Registry:
    loaded, registry, warnings = load_all(CONFIG / "monitor.yaml", environ=ENVIRONMENT, now=NOW)
    assert warnings == ()
    assert set(loaded.profiles) == {"default", "v3"}
    return registry


def test_the_delivered_registry_is_an_example_of_everything(delivered: Registry) -> None:
    assert delivered.devices["opd-dinkes"].address == "10.255.0.2"
    assert delivered.devices["sw-dinkes"].profile == ""
    assert delivered.circuits
    assert delivered.waivers
    assert delivered.maintenance
    assert delivered.network.approved_destinations
    assert {device.role for device in delivered.devices.values()} >= {DeviceRole.BORDER}


def test_the_delivered_providers_carry_their_date_and_credit(delivered: Registry) -> None:
    assert delivered.providers.date.startswith("2026-06")
    for word in ("RouteViews", "NRO", "DB-IP", "db-ip.com", "CC BY 4.0"):
        assert word in delivered.providers.credit


def test_no_delivered_pattern_is_found_in_ordinary_words(delivered: Registry) -> None:
    innocent = (
        "icon of the core switch, tri-band xl antenna, orbit satu home, link net 10, win, "
        "fiber network indonesia raya, my public net, quantum, three, 3, axis, metro-e, lan speed, "
        "Dinas Kominfo, pusat data, uplink ke core, jalur cadangan, NOC, silicon plus, hub 3, CNI"
    )
    assert delivered.providers.providers_in_text(innocent) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("IndiHome_cadangan", "Telkom"),
        ("ASTINET 100M", "Telkom"),
        ("orbit telkomsel", "Telkomsel"),
        ("ICONNET", "PLN Icon Plus"),
        ("icon+ backup", "PLN Icon Plus"),
        ("Icon Plus", "PLN Icon Plus"),
        ("XL-Axiata", "XL Axiata"),
        ("biznet01", "Biznet"),
        ("First Media", "Link Net (First Media)"),
        ("MyRepublic", "MyRepublic"),
        ("STARLINK", "Starlink"),
    ],
)
def test_a_delivered_provider_is_found_by_its_name(
    delivered: Registry, text: str, name: str
) -> None:
    assert [provider.name for provider in delivered.providers.providers_in_text(text)] == [name]


def test_the_exchange_is_no_provider(delivered: Registry) -> None:
    assert delivered.providers.provider_of_as(7597) is None


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data is not beside the project")
def test_the_delivered_providers_agree_with_the_reference(delivered: Registry) -> None:
    text = (REFERENCE / "prefix_id.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    reference = PrefixTable((ip_network(prefix), int(number)) for prefix, number in rows)
    for prefix, _ in rows:
        for address in (ip_network(prefix)[0], ip_network(prefix)[-1]):
            owner = delivered.providers.provider_of_as(reference.lookup(address) or 0)
            assert delivered.providers.provider_of_address(address) == owner, prefix


def test_the_delivered_configuration_loads_in_a_moment() -> None:
    started = time.process_time()
    load_all(CONFIG / "monitor.yaml", environ=ENVIRONMENT)
    assert time.process_time() - started < 0.5


@pytest.mark.skipif(not TOPOLOGY.exists(), reason="the lab is not beside the project")
def test_the_city_of_the_lab_can_be_declared(tmp_path: Path) -> None:
    city = tomllib.loads(TOPOLOGY.read_text(encoding="utf-8"))["opd"]
    lines = [
        "network:",
        "  {as_numbers: [64512], allowed_peer_as: [64500], data_centre_prefixes: [10.20.0.0/24],",
        "   prefixes: [10.0.0.0/8, 172.16.0.0/16, 198.51.100.0/30]}",
    ]
    parts: dict[str, list[str]] = {"agencies": [], "sites": [], "devices": [], "circuits": []}
    for code, opd in city.items():
        n = opd["n"]
        plan = f"prefixes: [172.16.{n}.0/24], routing: [{opd['routing']}]"
        link = f"match: [{{device: opd-{code}, interface: wan1}}, {{next_hop: 10.100.{n}.1}}]"
        profile = f"profile: {opd['snmp']}"
        parts["agencies"].append(f"{{code: {code}, name: {opd['agency']}}}")
        parts["sites"].append(f"{{code: {code}, agency: {code}, name: Kantor, {plan}}}")
        parts["devices"].append(
            f"{{name: opd-{code}, address: 10.255.0.{n}, site: {code}, {profile}}}"
        )
        parts["circuits"].append(f"{{contract: K{n}, provider: Kominfo, site: {code}, {link}}}")
    for section, items in parts.items():
        lines += [f"{section}:", *(f"  - {item}" for item in items)]
    (tmp_path / "registry.yaml").write_text("\n".join(lines))
    (tmp_path / "providers.yaml").write_text(
        "date: 2026-06-30\nproviders:\n"
        "  - {name: isp, as_numbers: [64999], prefixes: [198.18.0.0/16, 100.64.0.0/10]}\n"
    )
    registry, warnings = load_registry(
        tmp_path / "registry.yaml", tmp_path / "providers.yaml", profiles={"v2c", "v3"}
    )
    assert warnings == ()
    assert len(registry.devices) == len(city)
    assert registry.allowed_as(64500)
    isp = registry.providers.provider_of_address(ip_address("100.64.3.1"))
    assert isp is registry.providers.provider_of_as(64999)


def test_a_folder_of_files_is_one_registry(tmp_path: Path) -> None:
    (tmp_path / "10.yaml").write_text("network: {prefixes: [10.0.0.0/8]}\n")
    (tmp_path / "20.yml").write_text("agencies: [{code: a, name: A}]\n")
    (tmp_path / "30.yaml").write_text("sites: [{code: one, agency: a, name: One}]\n")
    (tmp_path / "40.yaml").write_text(
        "sites: [{code: two, agency: a, name: Two}]\ndevices:\n"
        "  [{name: r1, address: 10.0.0.1, site: one}, {name: r2, address: 10.0.0.2, site: two}]\n"
    )
    (tmp_path / ".50.yaml").write_text("an editor's [")
    (tmp_path / "readme.txt").write_text("not read")
    registry, warnings = load_registry(tmp_path)
    assert list(registry.sites) == ["one", "two"]
    assert registry.network.prefixes == (ip_network("10.0.0.0/8"),)
    assert warnings == ()


def test_values_are_what_was_written_and_not_what_yaml_1_1_makes_of_them(tmp_path: Path) -> None:
    registry = registry_of(
        tmp_path,
        """
network: {prefixes: [10.0.0.0/8]}
agencies: [{code: "on", name: NO, kind: 1.10}]
sites: [{code: 007, agency: "on", name: 2026-01-01, prefixes: [10.1.0.0/16]}]
devices:
  - {name: 1e3, address: 2001:db8::1, site: 007, macs: [12:34:56:10:20:30, 1234.56AB.cdef]}
circuits: [{contract: 0123, provider: null-telecom, site: 007, match: [{next_hop: 10.1.1.1}]}]
""",
    )
    assert registry.agencies["on"].name == "NO"
    assert registry.agencies["on"].kind == "1.10"
    assert registry.sites["007"].name == "2026-01-01"
    assert registry.devices["1e3"].macs == {"12:34:56:10:20:30", "12:34:56:ab:cd:ef"}
    assert registry.circuits[0].contract == "0123"


def test_merges_and_aliases_work_within_a_file(tmp_path: Path) -> None:
    registry = registry_of(
        tmp_path,
        """
network: {prefixes: [10.0.0.0/8]}
agencies: [{code: a, name: A}]
sites: [{code: one, agency: a, name: One}]
devices:
  - &first {name: r1, address: 10.1.0.1, site: one, role: switch}
  - {<<: *first, name: r2, address: 10.1.0.2}
""",
    )
    assert registry.devices["r2"].role is DeviceRole.SWITCH


def test_a_circuit_and_a_waiver_are_read_in_full(tmp_path: Path) -> None:
    registry = registry_of(
        tmp_path,
        """
network: {prefixes: [10.0.0.0/8]}
agencies: [{code: a, name: A}]
sites: [{code: one, agency: a, name: One}]
devices: [{name: r1, address: r1.kota.go.id, port: 1161, site: one}]
circuits:
  - contract: K-1
    provider: Telkom
    site: one
    match: [{device: r1, interface: wan1}, {prefix: 203.0.113.9}, {as_number: 64999},
      {next_hop: "::ffff:10.9.9.1"}]
    capacity_bps: 100M
    from: 2026-01-01
    until: 2026-12-31
waivers:
  - letter: W-1
    approver: Sekda
    reason: >-
      dua
      baris
    site: one
    subject: {device: r1, interface: lte1, mac: AA-BB-CC-DD-EE-FF}
    kinds: [foreign_uplink, silent_bypass]
    from: 2026-01-01
    until: 2026-06-30
""",
    )
    (circuit,), (waiver,) = registry.circuits, registry.waivers
    assert circuit.match == (
        Subject(device="r1", interface="wan1"),
        Subject(prefix=ip_network("203.0.113.9/32")),
        Subject(as_number=64999),
        Subject(next_hop=ip_address("10.9.9.1")),
    )
    assert circuit.capacity_bps == 100_000_000
    assert (circuit.valid_from, circuit.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert waiver.reason == "dua baris"
    assert waiver.subject.mac == "aa:bb:cc:dd:ee:ff"
    assert waiver.kinds == {"foreign_uplink", "silent_bypass"}
    assert registry.devices["r1"].address == "r1.kota.go.id"
    assert registry.devices["r1"].port == 1161


def test_maintenance_is_in_the_citys_time_zone_unless_it_says_its_own(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text(
        "maintenance: [{reason: x, from: 2026-01-01 22:00, until: 2026-01-01T21:30+00:00}]\n"
    )
    registry, _ = load_registry(path, timezone=timezone(timedelta(hours=7)))
    (work,) = registry.maintenance
    assert work.start.astimezone(UTC) == datetime(2026, 1, 1, 15, tzinfo=UTC)
    assert work.end == datetime(2026, 1, 1, 21, 30, tzinfo=UTC)


def test_a_device_alone_in_a_waiver_and_a_site_outside_the_plan_are_warnings(
    tmp_path: Path,
) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text(
        "network: {prefixes: [10.0.0.0/8], gateways: [{address: 192.168.1.1}]}\n"
        "agencies: [{code: a, name: A}]\n"
        "sites: [{code: one, agency: a, name: One, prefixes: [192.168.1.0/24]}]\n"
        "devices: [{name: r1, address: 10.1.0.1, site: one}]\n"
        "waivers: [{letter: x, approver: y, reason: z, site: one, subject: {device: r1},\n"
        "  kinds: [foreign_uplink], from: 2026-01-01, until: 2026-01-01}]\n"
    )
    registry, warnings = load_registry(path, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(w.line, w.path) for w in warnings] == [
        (1, "network.gateways[0].address"),
        (3, "sites[0].prefixes[0]"),
        (5, "waivers[0].subject"),
    ]
    assert not registry.in_plan(ip_address("192.168.1.1"))


def test_one_report_tells_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text(
        "paths: {registry: reg}\nintervals: {fast_s: soon}\n"
        "profiles: {lab: {version: 2c, community: env:NOWHERE}}\n"
    )
    (tmp_path / "reg").mkdir()
    (tmp_path / "reg" / "a.yaml").write_text(
        "agencies: [{code: a}]\nsites: [{code: s, agency: b, name: S}]\n"
    )
    (tmp_path / "reg" / "b.yaml").write_text(
        "devices: [{name: r, address: 10.0.0.1, site: s, profile: lob}]\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_all(tmp_path / "monitor.yaml", environ={})
    assert [(Path(p.file).name, p.path) for p in caught.value.problems if p.path] == [
        ("monitor.yaml", "intervals.fast_s"),
        ("monitor.yaml", "profiles.lab.community"),
        ("a.yaml", "agencies[0].name"),
        ("a.yaml", "sites[0].agency"),
        ("b.yaml", "devices[0].profile"),
    ]
    assert "providers.yaml: error: does not exist" in str(caught.value)


def test_a_monitor_yaml_that_is_not_there_is_the_only_problem(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_all(tmp_path / "monitor.yml")
    (problem,) = caught.value.problems
    assert problem.message == "does not exist"


def test_what_is_no_file_is_said_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(MAX_FILE_BYTES + 1)
    for name, said in {
        "pipe": "is not a file",
        "huge.yaml": "is larger than",
        "nothing": "does not exist",
        "a\0b": "is not a path",
    }.items():
        with pytest.raises(ConfigError, match=said):
            load_registry(tmp_path / name)
    with pytest.raises(ConfigError, match="is a folder; name the file in it"):
        load_all(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text("agencies: []\n")
    path.chmod(0)
    with pytest.raises(ConfigError, match="Permission denied"):
        load_registry(path)


@pytest.mark.parametrize("sign", ["[", "{", "- ", "? ", "a: [", "!x ", "&a "])
def test_endless_nesting_is_refused(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text(sign * 100_000)
    with pytest.raises(ConfigError):
        load_registry(path)


def test_nothing_in_a_report_can_act_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text('"\\e[31m\\u202e": x\nsites: [{code: a, agency: "b\\e[2J", name: x}]\n')
    with pytest.raises(ConfigError) as caught:
        load_registry(path)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", str(caught.value)) is None
    assert quoted("x" * 100).endswith("…”")
    assert printable("a\tb") == "a\N{REPLACEMENT CHARACTER}b"


WORDS = (
    "agencies sites devices waivers circuits network maintenance code from name site address "
    "match subject kinds [ ] { } a 10.0.0.1 10.0.0.0/8 2026-01-01 *a << ~ \" ' # % 1 true"
)
SIGNS = [
    ": ",
    ":\n  ",
    "\n",
    "\n- ",
    "  - ",
    ", ",
    "&a ",
    "!x ",
    "|\n",
    "\t",
    "---\n",
    "\0",
    "\u202e",
]
PIECES = st.sampled_from([*WORDS.split(), *SIGNS])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.lists(PIECES).map(lambda parts: "".join(parts).encode()) | st.binary())
def test_any_file_is_loaded_or_refused_and_nothing_else(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    with contextlib.suppress(ConfigError):
        load_registry(path, path)
