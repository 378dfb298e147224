"""monitor.yaml becomes frozen settings; what is not in it has the documented default."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.model.policy import Policy
from monitor.model.privacy import ClientMacs, HostNames, Privacy
from monitor.settings import DEFAULT_STORE, Intervals, Limits, Listen, Settings
from monitor.snmp.session import target_of
from monitor.sources.yaml_files import ConfigError, load_settings

ENVIRONMENT = {"K": "a-long-secret"}
PROFILES = "profiles: {default: {version: 2c, community: env:K}}\n"
DELIVERED = Path(__file__).parent.parent / "config" / "monitor.yaml"


def settings_of(tmp_path: Path, text: str = "", **environ: str) -> Settings:
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES + text)
    settings, warnings = load_settings(path, environ=ENVIRONMENT | environ)
    assert warnings == ()
    return settings


def test_everything_but_the_profiles_has_a_default(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings.intervals == Intervals(60, 900)
    assert settings.listen == Listen("127.0.0.1", 10190)
    assert settings.traps is None
    assert settings.limits == Limits()
    assert settings.language == "id"
    assert settings.policy.weights == Policy().weights
    assert settings.paths.registry == tmp_path / "registry.yaml"
    assert settings.paths.providers == tmp_path / "providers.yaml"
    assert settings.paths.oui == tmp_path / "oui.yaml"
    assert settings.paths.store == DEFAULT_STORE


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("https://opd-monitor.kota.go.id", "https://opd-monitor.kota.go.id"),
        ("https://noc.kota.go.id/opd-monitor/", "https://noc.kota.go.id/opd-monitor"),
        ("http://10.1.2.3:10190/", "http://10.1.2.3:10190"),
        ('"http://[2001:db8::1]:10190"', "http://[2001:db8::1]:10190"),
    ],
)
def test_pages_are_reached_where_the_file_says(tmp_path: Path, written: str, taken: str) -> None:
    assert settings_of(tmp_path).external_url == ""
    assert settings_of(tmp_path, f"external_url: {written}\n").external_url == taken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("opd-monitor.kota.go.id", "is not an address of http or https"),
        ("ftp://opd-monitor.kota.go.id", "is not an address of http or https"),
        ("https://", "is not an address of http or https"),
        ("https://kota.go.id:99999", "is not an address of http or https"),
        ("https://[2001:db8::1", "is not an address of http or https"),
        ("https://kota go id/", "is not an address of http or https"),
        ('"https://kota.go.id/<b>"', "is not an address of http or https"),
        ("https://a..b/", "is neither an address nor a host name"),
        ("https://10.1.2.999/", "is neither an address nor a host name"),
        ("https://sari:S3cr3t@kota.go.id", "holds a user or a password"),
        ("https://kota.go.id/?a=b", "holds more than where the pages begin"),
        ('"https://kota.go.id/#top"', "holds more than where the pages begin"),
    ],
)
def test_what_is_no_address_of_pages_is_refused(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigError, match=f"monitor.yaml:2: error: external_url {said}") as caught:
        settings_of(tmp_path, f"external_url: {written}\n")
    assert "S3cr3t" not in str(caught.value)


def test_the_daemon_knows_its_own_names(tmp_path: Path) -> None:
    assert settings_of(tmp_path).known_names == {"127.0.0.1"}
    written = "external_url: https://OPD.kota.go.id:8443/x\nallowed_hosts: [NOC.kota.go.id., a]\n"
    names = {"opd.kota.go.id", "noc.kota.go.id", "a", "127.0.0.1"}
    assert settings_of(tmp_path, written).known_names == names


def test_what_is_no_name_of_a_host_is_refused(tmp_path: Path) -> None:
    said = r"monitor.yaml:2: error: allowed_hosts\[0\] is neither an address nor a host name"
    with pytest.raises(ConfigError, match=said):
        settings_of(tmp_path, 'allowed_hosts: ["https://a"]\n')


@pytest.mark.parametrize(
    ("auth", "said"),
    [("SHA-256", ""), ("MD5", r"profiles.x.check_time_window cannot be switched off")],
)
def test_the_time_window_is_switched_off_where_our_engine_speaks(
    tmp_path: Path, auth: str, said: str
) -> None:
    written = (
        "profiles: {x: {version: 3, user: u, check_time_window: false,"
        f" auth: {auth}, auth_secret: 'literal:abcdefgh'}}}}\n"
    )
    path = tmp_path / "monitor.yaml"
    path.write_text(written)
    if said:
        with pytest.raises(ConfigError, match=said):
            load_settings(path, environ={})
    else:
        settings, _ = load_settings(path, environ={})
        assert not target_of(settings.profiles["x"], "10.0.0.1").check_time_window


def test_the_delivered_file_says_the_defaults(tmp_path: Path) -> None:
    secrets = ("OPD_SNMP_COMMUNITY", "OPD_SNMP_AUTH", "OPD_SNMP_PRIV")
    delivered, warnings = load_settings(DELIVERED, environ=dict.fromkeys(secrets, "a-secret"))
    assert warnings == ()
    plain = settings_of(tmp_path)
    same = dataclasses.replace(
        delivered, source=plain.source, paths=plain.paths, profiles=plain.profiles
    )
    assert same == plain


def test_every_key_that_is_commented_out_in_the_delivered_file_says_its_default(
    tmp_path: Path,
) -> None:
    lines = DELIVERED.read_text(encoding="utf-8").splitlines()
    told = {}
    for line in lines:
        key, found, value = line.strip().removeprefix("# ").partition(": ")
        if found and line.strip().startswith("# "):
            told[key] = value.split(" ")[0]
    limits = dataclasses.asdict(settings_of(tmp_path).limits)
    assert {key: float(told[key]) for key in limits} == limits


def test_relative_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    text = "paths: {registry: reg.d, providers: ../p.yaml, oui: /etc/oui.yaml, store: /srv/x.db}\n"
    paths = settings_of(tmp_path, text).paths
    assert paths.registry == tmp_path / "reg.d"
    assert paths.providers == tmp_path / ".." / "p.yaml"
    assert paths.oui == Path("/etc/oui.yaml")
    assert paths.store == Path("/srv/x.db")


def test_the_store_goes_into_systemds_state_directory(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert settings_of(tmp_path, STATE_DIRECTORY=str(state)).paths.store == (
        state / "opd-monitor.db"
    )


def test_a_poll_has_one_budget_and_the_old_one_for_a_walk_only_warns(tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES + "limits: {poll_budget_s: 20, walk_budget_s: 30}\n")
    settings, [warning] = load_settings(path, environ=ENVIRONMENT)
    assert settings.limits == dataclasses.replace(Limits(), poll_budget_s=20)
    assert warning.path == "limits.walk_budget_s"
    assert warning.hint == "write poll_budget_s"


def test_what_is_written_goes_over_the_defaults(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """
listen: "[::1]:9000"
traps: 0.0.0.0:1162
language: EN
limits: {in_flight: 1_024}
rules:
  disabled: [provider-name]
  weights: {hint: 0.2}
  caps: {weak: [text]}
  hysteresis: {strong_s: 60}
  overrides: {foreign-neighbour: {at_most: Hint, family: text}}
  expected_routing: [ospf, static]
  idle_backup_counts: no
calendar: {working_days: [Mon, sat], opens: 08:00, holidays: [2026-08-17]}
""",
    )
    policy = settings.policy
    assert settings.listen == Listen("::1", 9000)
    assert settings.traps == Listen("0.0.0.0", 1162)
    assert settings.language == "en"
    assert settings.limits == dataclasses.replace(Limits(), in_flight=1024)
    assert policy.disabled_rules == {"provider-name"}
    assert policy.weights == dataclasses.replace(Policy().weights, hint=0.2)
    assert policy.caps.weak == {"text"}
    assert policy.hysteresis == dataclasses.replace(Policy().hysteresis, strong_s=60)
    assert policy.overrides["foreign-neighbour"].at_most == "hint"
    assert policy.overrides["foreign-neighbour"].family == "text"
    assert policy.expected_routing == {"ospf", "netmgmt"}
    assert policy.idle_backup_counts is False
    assert policy.calendar.working_days == {0, 5}
    assert policy.calendar.holidays == {date(2026, 8, 17)}


@pytest.mark.parametrize(
    ("name", "hours"),
    [("WIB", 7), ("wita", 8), ("WIT", 9), ("Asia/Jakarta", 7), ("Asia/Jayapura", 9), ("UTC", 0)],
)
def test_a_day_is_reckoned_in_the_citys_time_zone(tmp_path: Path, name: str, hours: int) -> None:
    calendar = settings_of(tmp_path, f"timezone: {name}\n").policy.calendar
    midnight = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=hours)
    assert calendar.day_of(midnight.timestamp()) == date(2026, 1, 1)
    assert calendar.day_of(midnight.timestamp() - 1) == date(2025, 12, 31)


def test_offices_are_open_on_working_days_within_hours_and_not_on_holidays(tmp_path: Path) -> None:
    text = "timezone: WIB\ncalendar: {holidays: [2026-08-17]}\n"
    calendar = settings_of(tmp_path, text).policy.calendar

    def is_open(day: int, hour: int, minute: int = 0) -> bool:
        moment = datetime(2026, 8, day, hour, minute, tzinfo=calendar.timezone)
        return calendar.is_working_time(moment.timestamp())

    assert is_open(18, 7, 30)
    assert not is_open(18, 7, 29)
    assert not is_open(18, 16)
    assert not is_open(15, 10)  # a Saturday
    assert not is_open(17, 10)  # Independence Day


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.language = "en"  # type: ignore[misc]


def test_a_rule_that_does_not_exist_is_refused_where_the_rules_are_known(tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES + "rules:\n  disabled: [foreign-next-hopp]\n  overrides: {zzz: {}}\n")
    load_settings(path, environ=ENVIRONMENT)
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ=ENVIRONMENT, known_rules={"foreign-next-hop": {"hops"}})
    first, second = caught.value.problems
    assert (first.line, first.path) == (3, "rules.disabled[0]")
    assert first.hint == "did you mean foreign-next-hop?"
    assert second.path == "rules.overrides.zzz"


def test_thresholds_are_those_that_the_rule_has(tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES + "rules: {overrides: {a: {thresholds: {hops: 2, hips: 3}}}}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ=ENVIRONMENT, known_rules={"a": {"hops"}})
    (problem,) = caught.value.problems
    assert (problem.path, problem.hint) == ("rules.overrides.a.thresholds.hips", "it has hops")
    settings, _ = load_settings(path, environ=ENVIRONMENT, known_rules={"a": {"hips", "hops"}})
    assert settings.policy.overrides["a"].thresholds == {"hops": 2.0, "hips": 3.0}


def test_a_week_is_no_shorter_than_a_day(tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES + "rules: {baselines: {day_slots: 24, period_slots: 12}}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ=ENVIRONMENT)
    assert [one.path for one in caught.value.problems] == ["rules.baselines.period_slots"]


def test_without_an_environment_given_it_is_the_process_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", "from-the-process")
    path = tmp_path / "monitor.yaml"
    path.write_text(PROFILES)
    community = load_settings(path)[0].profiles["default"].community
    assert community is not None
    assert community.reveal() == "from-the-process"


def test_what_counts_between_two_looks_follows_the_slow_pace_unless_said(tmp_path: Path) -> None:
    slow = settings_of(tmp_path, "intervals: {slow_s: 3600}\n")
    assert slow.policy.hysteresis.gap_s == 7200
    said = settings_of(tmp_path, "rules: {hysteresis: {gap_s: 600}}\n")
    assert said.policy.hysteresis.gap_s == 600


def test_retention_and_privacy_are_as_written(tmp_path: Path) -> None:
    text = "retention: {history_days: 365}\nprivacy: {client_macs: vendor, host_names: hide}\n"
    settings = settings_of(tmp_path, text)
    assert (settings.retention.history_days, settings.retention.resolved_days) == (365, 400)
    assert settings.privacy == Privacy(ClientMacs.VENDOR, HostNames.HIDE)


def test_a_finding_is_not_forgotten_while_it_may_still_recur(tmp_path: Path) -> None:
    text = "rules: {hysteresis: {recurring_s: 8640000}}\nretention: {resolved_days: 30}\n"
    with pytest.raises(ConfigError, match=r"write 100 \(recurring_s\) or more"):
        settings_of(tmp_path, text)
