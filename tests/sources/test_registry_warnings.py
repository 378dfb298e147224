"""What would silence the monitor is warned of, with its line; a city in order is left in peace."""

import os
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.problem import Severity
from monitor.sources.registry_warnings import _years_after
from monitor.sources.yaml_files import ConfigError, load_all, load_registry
from tests.bench.judgement import registry_text
from tests.lab import city_config
from tests.loopback import write_config
from tests.measured_city import stories
from tests.measured_city.estate import Estate
from tests.scenes import NOW

CONFIG = Path(__file__).parents[2] / "config"
TOPOLOGY = Path(__file__).parents[3] / "shared" / "lab" / "topology.toml"
SECRETS = dict.fromkeys(
    ("OPD_SNMP_COMMUNITY", "OPD_SNMP_AUTH", "OPD_SNMP_PRIV", "OPD_DEMO_COMMUNITY",
     "OPD_DEMO_AUTH", "OPD_DEMO_PRIV", "AUTH", "PRIV"),
    "made-up-secret",
)  # fmt: skip
PROVIDERS = """\
date: 2026-06-30
providers:
  - {name: Telkom, as_numbers: [7713],
     prefixes: [36.64.0.0/13, 203.0.113.0/24, 203.130.192.0/18, "2001:4488::/32"]}
"""
CITY = """\
network:
  as_numbers: [64512]
  prefixes: [10.0.0.0/8, 36.66.8.0/24, "2001:4488:7::/48"]
  data_centre_prefixes: [10.20.0.0/24]
  cgnat_prefixes: [100.64.0.0/16]
  approved_destinations: [{name: Bank, prefixes: [203.0.113.77]}]
agencies: [{code: kominfo, name: Kominfo}, {code: dinkes, name: Dinas Kesehatan}]
sites:
  - {code: pusat, agency: kominfo, name: Pusat Data, prefixes: [10.20.0.0/16]}
  - {code: kantor, agency: dinkes, name: Kantor, prefixes: [10.1.0.0/16]}
devices:
  - {name: core, address: 10.20.0.1, site: pusat, role: core, addresses: [10.1.0.254]}
  - {name: r1, address: 10.1.0.1, site: kantor}
circuits:
  - {contract: K-1, provider: Telkom, site: kantor, match: [{device: r1, interface: wan1}],
     from: 2026-01-01, until: 2026-12-31}
waivers:
  - {letter: W-1, approver: Sekda, reason: x, site: kantor, kinds: [foreign_uplink],
     subject: {device: r1, interface: lte1}, from: 2026-01-01, until: 2026-12-31}
maintenance:
  - {reason: x, from: 2026-06-01 22:00, until: 2026-06-02 04:00, sites: [kantor]}
"""


def warnings_of(
    tmp_path: Path, right: str = "", wrong: str = "", now: datetime = NOW
) -> list[tuple[int, str, str]]:
    """Load the city with something else in it; give line, key path and what is warned of."""
    assert right in CITY
    (tmp_path / "registry.yaml").write_text(CITY.replace(right, wrong, 1) if right else CITY)
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    _, found = load_registry(tmp_path / "registry.yaml", tmp_path / "providers.yaml", now=now)
    assert all(one.severity is Severity.WARNING and one.hint for one in found)
    return [(one.line, one.path, one.message) for one in found]


def test_a_city_in_order_is_left_in_peace(tmp_path: Path) -> None:
    assert warnings_of(tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "path", "said"),
    [
        # A provider's block, or most of one, wherever it would be the city's or allowed.
        ("36.66.8.0/24", "36.64.0.0/13", 3, "network.prefixes[1]", "of Telkom"),
        ("36.66.8.0/24", "36.0.0.0/8", 3, "network.prefixes[1]", "of Telkom"),
        ("36.66.8.0/24", "36.66.0.0/16", 3, "network.prefixes[1]", "of Telkom"),
        ("36.66.8.0/24", "203.0.112.0/23", 3, "network.prefixes[1]", "of Telkom"),
        ("36.66.8.0/24", "203.0.113.0/24", 3, "network.prefixes[1]", "of Telkom"),
        ("2001:4488:7::/48", "2001:4488::/32", 3, "network.prefixes[2]", "of Telkom"),
        ("100.64.0.0/16", "36.64.0.0/13", 5, "network.cgnat_prefixes[0]", "of Telkom"),
        ("203.0.113.77", "203.130.192.0/18", 6, "network.approved_destinations[0].prefixes[0]",
         "of Telkom"),
        ("{device: r1, interface: wan1}", "{device: r1, prefix: 36.64.0.0/13}", 15,
         "circuits[0].match[0].prefix", "of Telkom"),
        ("{device: r1, interface: lte1}", "{device: r1, prefix: 36.64.0.0/13}", 19,
         "waivers[0].subject.prefix", "of Telkom"),
        # A contract of one line that covers all the others.
        ("{device: r1, interface: wan1}", "{prefix: 10.0.0.0/8}", 15,
         "circuits[0].match[0].prefix", "is wider than a line's"),
        ("{device: r1, interface: lte1}", '{device: r1, prefix: "2001:db8::/35"}', 19,
         "waivers[0].subject.prefix", "is wider than a line's"),
        ("{device: r1, interface: wan1}", '{device: r1, next_hop: "fe80::1"}', 15,
         "circuits[0].match[0].next_hop", "is link-local"),
        ("64512", "7713", 2, "network.as_numbers[0]", "is an AS number of Telkom"),
        # Time.
        ("until: 2026-06-02 04:00", "until: 2026-07-02 04:00", 21, "maintenance[0].until",
         "more than 30 days after its beginning"),
        ("until: 2026-12-31}\nwaivers", "until: 2031-01-02}\nwaivers", 16, "circuits[0].until",
         "is more than 5 years after its beginning"),
        ("from: 2026-01-01, until: 2026-12-31}\nwaivers", "until: 2031-06-30}\nwaivers", 16,
         "circuits[0].until", "is more than 5 years from now"),
        ("from: 2026-01-01, until: 2026-12-31}\nwaivers",
         "from: 2025-01-01, until: 2026-05-10}\nwaivers", 16,
         "circuits[0].until", "has passed: the contract covers no line any more"),
        ("until: 2026-12-31}\nmaintenance", "until: 2099-12-31}\nmaintenance", 19,
         "waivers[0].until", "is more than 5 years after its beginning"),
        ("until: 2026-12-31}\nmaintenance", "until: 2026-05-10}\nmaintenance", 19,
         "waivers[0].until", "has passed: the waiver exempts nothing any more"),
        # Place.
        ("r1, address: 10.1.0.1", "r1, address: 10.20.3.1", 13, "devices[1].address",
         "is in a prefix of the site “pusat”"),
        ("r1, address: 10.1.0.1", "r1, address: 10.1.255.255", 13, "devices[1].address",
         "is the first or last address of its site's prefix"),
        ("r1, address: 10.1.0.1", "r1, address: 10.1.0.0", 13, "devices[1].address",
         "is the first or last address of its site's prefix"),
        ("10.20.0.0/24]\n  cgnat", "192.168.7.0/24]\n  cgnat", 4,
         "network.data_centre_prefixes[0]", "is outside the network's prefixes"),
        ("10.20.0.0/24]\n  cgnat", "10.0.0.0/8]\n  cgnat", 4,
         "network.data_centre_prefixes[0]", "holds a prefix of the site “kantor”"),
        # Gaps.
        ("agencies: [", "agencies: [{code: bkd, name: BKD}, ", 7, "agencies[0].code",
         "has no site"),
        ("devices:", "  - {code: pos, agency: dinkes, name: Pos}\ndevices:", 11, "sites[2].code",
         "has no device"),
    ],
)  # fmt: skip
def test_what_would_silence_the_monitor_is_warned_of(
    tmp_path: Path, right: str, wrong: str, line: int, path: str, said: str
) -> None:
    [found] = warnings_of(tmp_path, right, wrong)
    assert found[:2] == (line, path)
    assert said in found[2]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        # What a provider gave to the city with its line.
        ("36.66.8.0/24", "36.66.8.0/21"),
        ("36.66.8.0/24", "203.0.113.0/25"),
        ("100.64.0.0/16", "100.64.0.0/10"),
        ("{device: r1, interface: wan1}", "{device: r1, prefix: 36.66.8.4/30}"),
        ("{device: r1, interface: wan1}", "{prefix: 10.1.0.0/20}"),
        ("{device: r1, interface: wan1}", "{device: r1, interface: wan1, prefix: 10.0.0.0/8}"),
        ("{device: r1, interface: wan1}", "{next_hop: 10.9.9.9, prefix: 10.0.0.0/8}"),
        ("{device: r1, interface: wan1}", "{device: r1, interface: wan1, prefix: 36.64.0.0/13}"),
        # To the day.
        ("until: 2026-06-02 04:00", "until: 2026-07-01 22:00"),
        ("until: 2026-12-31}\nwaivers", "until: 2031-01-01}\nwaivers"),
        ("until: 2026-12-31}\nwaivers", "until: 2026-05-11}\nwaivers"),
        (", until: 2026-12-31}\nwaivers", "}\nwaivers"),
        # Work that is over, an agency that nothing binds, addresses that show no number.
        ("from: 2026-06-01 22:00, until: 2026-06-02", "from: 2020-06-01 22:00, until: 2020-06-02"),
        ("agencies: [", "agencies: [{code: kpu, name: KPU, obliged: false}, "),
        ("r1, address: 10.1.0.1", "r1, address: r1.kota.go.id"),
        ("r1, address: 10.1.0.1", "r1, address: 10.99.0.1"),
        ("10.20.0.0/24]\n  cgnat", "100.64.0.0/24]\n  cgnat"),
        ("prefixes: [10.1.0.0/16]}\ndev", "prefixes: [10.1.0.0/31]}\ndev"),
    ],
)
def test_what_a_city_has_every_day_is_no_mistake(tmp_path: Path, right: str, wrong: str) -> None:
    assert warnings_of(tmp_path, right, wrong) == []


def test_a_contract_that_was_renewed_is_history(tmp_path: Path) -> None:
    renewed = (
        "circuits:\n  - {contract: K-0, provider: Telkom, site: kantor, from: 2025-01-01,"
        " until: 2025-12-31,\n     match: [{device: r1, interface: wan1}, {next_hop: 10.9.9.9}]}\n"
    )
    assert warnings_of(tmp_path, "circuits:\n", renewed) == []
    other = renewed.replace("wan1", "wan2")
    [(_, path, said)] = warnings_of(tmp_path, "circuits:\n", other)
    assert path == "circuits[0].until"
    assert "has passed" in said


def test_a_paper_at_a_site_without_devices_recognises_none(tmp_path: Path) -> None:
    empty = "  - {code: pos, agency: dinkes, name: Pos}\ndevices:"
    assert [path for _, path, _ in warnings_of(tmp_path, "devices:", empty)] == ["sites[2].code"]
    text = CITY.replace("devices:", empty, 1)
    text += "circuits: [{contract: K, provider: T, site: pos, match: [{next_hop: 10.1.1.1}]}]\n"
    head, _, tail = text.partition("circuits:\n")
    papers = "  - {contract: K-2, provider: T, site: pos, match: [{next_hop: 10.1.1.1}]}\n"
    tail = tail.rpartition("circuits: [")[0].replace(
        "waivers:\n",
        "waivers:\n  - {letter: W-2, approver: S, reason: x, site: pos, kinds: [foreign_uplink],\n"
        "     subject: {next_hop: 10.1.1.1}, from: 2026-01-01, until: 2026-12-31}\n",
    )
    path = tmp_path / "registry.yaml"
    path.write_text(head + "circuits:\n" + papers + tail)
    found = load_registry(path, now=NOW)[1]
    assert [(one.line, one.path) for one in found] == [
        (11, "sites[2].code"),
        (16, "circuits[0].match"),
        (21, "waivers[0].subject"),
    ]
    assert "recognises no device" in found[1].message


def test_what_became_old_never_keeps_a_daemon_from_its_start(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, now=datetime(2062, 1, 1, tzinfo=UTC))
    assert [path for _, path, _ in found] == ["circuits[0].until", "waivers[0].until"]


def test_a_day_ends_in_the_citys_time_zone(tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text(CITY)
    evening = datetime(2026, 12, 31, 18, tzinfo=UTC)
    for zone, count in ((UTC, 0), (timezone(timedelta(hours=7)), 2)):
        _, found = load_registry(tmp_path / "registry.yaml", timezone=zone, now=evening)
        assert len(found) == count


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 20))
def test_years_later_it_is_the_same_day_or_the_one_before(day: date, years: int) -> None:
    later = _years_after(day, years)
    assert (later.year, later.month) == (day.year + years, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


def test_a_contract_until_the_end_of_days_is_compared_too(tmp_path: Path) -> None:
    endless = "from: 9998-01-01, until: 9999-12-31}\nwaivers"
    found = warnings_of(tmp_path, "from: 2026-01-01, until: 2026-12-31}\nwaivers", endless)
    assert found == []


def loads_without_a_warning(monitor_yaml: Path, now: datetime = NOW) -> None:
    _, _, warnings = load_all(
        monitor_yaml, environ={**os.environ, **SECRETS}, has_web_config=False, now=now
    )
    assert warnings == ()


@pytest.mark.parametrize("folder", [CONFIG, CONFIG / "demo"])
def test_what_is_delivered_is_in_order(folder: Path) -> None:
    loads_without_a_warning(folder / "monitor.yaml")


@pytest.mark.skipif(not TOPOLOGY.exists(), reason="the lab is not beside the project")
def test_the_laboratory_is_in_order(tmp_path: Path) -> None:
    assert tomllib.loads(TOPOLOGY.read_text(encoding="utf-8"))
    loads_without_a_warning(city_config.write(TOPOLOGY, tmp_path, 10190, city_config.Paces()))


def test_the_measured_city_has_no_warning_but_of_what_is_registered_later(tmp_path: Path) -> None:
    estate = Estate(401, 60, 45)
    stories.tell(estate)
    path = registry_text.write(estate, tmp_path)
    now = datetime.fromtimestamp(estate.start_s, UTC)
    _, registry, warnings = load_all(path, environ=SECRETS, has_web_config=False, now=now)
    empty = [code for code in registry.sites if not registry.devices_of(code)]
    late = {f"sites[{list(registry.sites).index(code)}].code" for code in empty}
    # A contract of such a site by its next hop recognises nothing yet either.
    late_papers = {f"circuits[{at}].match" for at, one in enumerate(registry.circuits)
                   if one.site in empty}  # fmt: skip
    paths = {one.path for one in warnings}
    assert late <= paths <= late | late_papers


@pytest.mark.parametrize("listen", ["0.0.0.0:10190", "'[::]:10190'", "10.1.2.3:10190"])
def test_pages_for_everybody_are_warned_of_unless_somebody_asks_who(
    tmp_path: Path, listen: str
) -> None:
    config = write_config(tmp_path, 161)
    config.write_text(config.read_text().replace("listen: 127.0.0.1:10190", f"listen: {listen}"))
    [found] = load_all(config, has_web_config=False, now=NOW)[2]
    assert (found.line, found.path) == (3, "listen")
    assert "--web.config.file" in found.hint
    assert load_all(config, has_web_config=True, now=NOW)[2] == ()


@pytest.mark.parametrize(
    ("prefix", "address", "is_edge"),
    [
        ("10.1.0.0/30", "10.1.0.0", True),
        ("10.1.0.0/30", "10.1.0.3", True),
        ("10.1.0.0/30", "10.1.0.1", False),
        ("10.1.0.0/31", "10.1.0.0", False),
        ("10.1.0.0/32", "10.1.0.0", False),
        ("10.3.0.0/24, 10.1.0.0/24", "10.1.0.255", True),
        # Version 6 has no address for everybody.
        ("'2001:4488:7::/48'", "'2001:4488:7::'", False),
        ("'2001:4480::/28'", "'2001:4480::'", False),
    ],
)
def test_the_first_and_the_last_address_of_a_prefix_are_no_device_s(
    tmp_path: Path, prefix: str, address: str, *, is_edge: bool
) -> None:
    text = CITY.replace(
        "name: Kantor, prefixes: [10.1.0.0/16]", f"name: Kantor, prefixes: [{prefix}]"
    )
    text = text.replace("r1, address: 10.1.0.1", f"r1, address: {address}")
    text = text.replace("prefixes: [10.0.0.0/8", "prefixes: ['2001:4480::/28', 10.0.0.0/8")
    (tmp_path / "registry.yaml").write_text(text)
    _, found = load_registry(tmp_path / "registry.yaml", now=NOW)
    assert ["first or last" in one.message for one in found] == [True] * is_edge


def test_of_sites_inside_one_another_each_is_told_the_nearest(tmp_path: Path) -> None:
    sites = "".join(
        f"  - {{code: s{at}, agency: dinkes, name: S{at}, prefixes: [{prefix}]}}\n"
        for at, prefix in enumerate(("10.64.0.0/10", "10.65.0.0/16", "10.65.1.0/24"))
    )
    (tmp_path / "registry.yaml").write_text(CITY.replace("devices:\n", f"{sites}devices:\n", 1))
    with pytest.raises(ConfigError) as caught:
        load_registry(tmp_path / "registry.yaml", now=NOW)
    assert [(one.path, one.message.partition(" (")[0]) for one in caught.value.problems
            if one.severity is Severity.ERROR] == [
        ("sites[3].prefixes[0]", "overlaps 10.64.0.0/10 of the site “s0”"),
        ("sites[4].prefixes[0]", "overlaps 10.65.0.0/16 of the site “s1”"),
    ]  # fmt: skip


def test_where_nobody_runs_the_network_a_data_centre_is_nobody_s_mistake(tmp_path: Path) -> None:
    wide = ("10.20.0.0/24]\n  cgnat", "10.0.0.0/8]\n  cgnat")
    assert [path for _, path, _ in warnings_of(tmp_path, *wide)] == [
        "network.data_centre_prefixes[0]"
    ]
    text = CITY.replace(*wide).replace("role: core, ", "")
    (tmp_path / "registry.yaml").write_text(text)
    assert load_registry(tmp_path / "registry.yaml", now=NOW)[1] == ()
