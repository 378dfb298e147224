"""
What may stand in monitor.yaml. `config/monitor.yaml` explains every key; `monitor.settings`,
`monitor.model.policy` and `monitor.model.profile` hold the defaults and the meaning.

A default is written once, there: a key that is not in the file is not in the entry either
(`given`), and the value class supplies it.
"""

from typing import Annotated, Any

from pydantic import Field

from monitor.model.privacy import ClientMacs, HostNames
from monitor.model.profile import AuthProtocol, Engine, PrivProtocol, SnmpVersion
from monitor.sources.address_fields import BaseUrl, Endpoint, KnownName
from monitor.sources.check import Strict
from monitor.sources.fields import Code, Flag, Reference, Text, choice, integer, number, word
from monitor.sources.registry_schema import Routing
from monitor.sources.time_fields import Clock, Day, Zone

_VERSIONS = {
    "v1": SnmpVersion.V1,
    "2": SnmpVersion.V2C,
    "v2": SnmpVersion.V2C,
    "v2c": SnmpVersion.V2C,
    "v3": SnmpVersion.V3,
}
_AUTH = {
    "sha1": AuthProtocol.SHA,
    "sha-1": AuthProtocol.SHA,
    "sha224": AuthProtocol.SHA_224,
    "sha256": AuthProtocol.SHA_256,
    "sha384": AuthProtocol.SHA_384,
    "sha512": AuthProtocol.SHA_512,
}
_PRIV = {
    "aes": PrivProtocol.AES_128,
    "aes128": PrivProtocol.AES_128,
    "aes192": PrivProtocol.AES_192,
    "aes256": PrivProtocol.AES_256,
    "aes192c": PrivProtocol.AES_192_C,
    "aes256c": PrivProtocol.AES_256_C,
}
DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
FAMILIES = (
    "routing",
    "addressing",
    "interface",
    "layer-2",
    "text",
    "server",
    "traffic",
    "lifecycle",
)
"""The families of SIGNALS, for an override."""

Share = Annotated[float, number(0, 1)]
Seconds = Annotated[float, number(1, 86_400)]
Count = Annotated[int, integer(1, 1_000)]
Strength = Annotated[str, word({name: name for name in ("proof", "strong", "hint")})]
Family = Annotated[str, word({family: family for family in FAMILIES})]


def given(entry: Strict) -> dict[str, Any]:
    """List what the file gives, to be laid over the defaults of a value class."""
    return {name: getattr(entry, name) for name in entry.model_fields_set}


class PathsEntry(Strict):
    registry: Text = "registry.yaml"
    providers: Text = "providers.yaml"
    oui: Text = "oui.yaml"
    store: Text | None = None


class IntervalsEntry(Strict):
    fast_s: Seconds | None = None
    slow_s: Seconds | None = None


class ProfileEntry(Strict):
    version: Annotated[SnmpVersion, choice(SnmpVersion, _VERSIONS)]
    community: Reference | None = None
    user: Text | None = None
    auth: Annotated[AuthProtocol, choice(AuthProtocol, _AUTH)] | None = None
    auth_secret: Reference | None = None
    priv: Annotated[PrivProtocol, choice(PrivProtocol, _PRIV)] | None = None
    priv_secret: Reference | None = None
    context: Text | None = None
    timeout_s: Annotated[float, number(0.05, 60)] | None = None
    retries: Annotated[int, integer(0, 10)] | None = None
    max_repetitions: Annotated[int, integer(1, 1_000)] | None = None
    engine: Annotated[Engine, choice(Engine)] | None = None
    check_time_window: Flag | None = None


class LimitsEntry(Strict):
    rows_per_table: Annotated[int, integer(10, 10_000_000)] | None = None
    poll_budget_s: Annotated[float, number(1, 3_600)] | None = None
    poll_bytes: Annotated[int, integer(65_536, 1_073_741_824)] | None = None
    walk_budget_s: Annotated[float, number(1, 3_600)] | None = None
    in_flight: Annotated[int, integer(1, 20_000)] | None = None
    dead_in_flight: Annotated[int, integer(1, 10_000)] | None = None
    series: Annotated[int, integer(100, 10_000_000)] | None = None
    receive_buffer_bytes: Annotated[int, integer(65_536, 1_073_741_824)] | None = None


class WeightsEntry(Strict):
    proof: Share | None = None
    strong: Share | None = None
    hint: Share | None = None


class BandsEntry(Strict):
    indicated: Share | None = None
    proof: Share | None = None


class CapsEntry(Strict):
    uncorroborated: Share | None = None
    weak_families: Share | None = None
    weak: list[Family] | None = None


class HysteresisEntry(Strict):
    proof_polls: Count | None = None
    proof_window: Count | None = None
    strong_polls: Count | None = None
    strong_s: Annotated[float, number(0, 31_536_000)] | None = None
    gap_s: Seconds | None = None
    proof_days: Count | None = None
    strong_days: Count | None = None
    suspicion_s: Annotated[float, number(0, 31_536_000)] | None = None
    clear_polls: Count | None = None
    recurring_s: Annotated[float, number(0, 315_360_000)] | None = None


class RetentionEntry(Strict):
    history_days: Annotated[int, integer(30, 36_500)] | None = None
    resolved_days: Annotated[int, integer(30, 36_500)] | None = None


class PrivacyEntry(Strict):
    client_macs: Annotated[ClientMacs, choice(ClientMacs)] | None = None
    host_names: Annotated[HostNames, choice(HostNames)] | None = None


class OverrideEntry(Strict):
    at_most: Strength | None = None
    family: Family | None = None
    thresholds: dict[str, Annotated[float, number(0, 1e12)]] = Field(default_factory=dict)


class BaselinesEntry(Strict):
    slot_s: Seconds | None = None
    period_slots: Annotated[int, integer(1, 1_000)] | None = None
    day_slots: Annotated[int, integer(1, 1_000)] | None = None


class RulesEntry(Strict):
    disabled: list[Code] = Field(default_factory=list)
    weights: WeightsEntry = WeightsEntry()
    bands: BandsEntry = BandsEntry()
    caps: CapsEntry = CapsEntry()
    hysteresis: HysteresisEntry = HysteresisEntry()
    overrides: dict[str, OverrideEntry] = Field(default_factory=dict)
    expected_routing: list[Routing] | None = None
    idle_backup_counts: Flag | None = None
    coverage_floor: Share | None = None
    stale_after_s: Annotated[float, number(60, 2_592_000)] | None = None
    baselines: BaselinesEntry = BaselinesEntry()


class CalendarEntry(Strict):
    working_days: list[Annotated[int, word(DAYS)]] | None = None
    opens: Clock | None = None
    closes: Clock | None = None
    holidays: list[Day] | None = None


class MonitorEntry(Strict):
    paths: PathsEntry = PathsEntry()
    timezone: Zone = "Asia/Jakarta"
    language: Annotated[str, word({"id": "id", "en": "en"})] = "id"
    listen: Endpoint | None = None
    external_url: BaseUrl | None = None
    allowed_hosts: list[KnownName] = Field(default_factory=list)
    traps: Endpoint | None = None
    intervals: IntervalsEntry = IntervalsEntry()
    profiles: dict[str, ProfileEntry] = Field(default_factory=dict)
    limits: LimitsEntry = LimitsEntry()
    rules: RulesEntry = RulesEntry()
    calendar: CalendarEntry = CalendarEntry()
    retention: RetentionEntry = RetentionEntry()
    privacy: PrivacyEntry = PrivacyEntry()
