"""What judgements rest on: the registry, the age of the providers' data, the waivers' ends."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from exporters.prometheus_family import Family, Row
from monitor.model.city import CityView, waivers_used
from monitor.model.declared import Circuit


def _load_successful(city: CityView) -> Iterator[Row]:
    yield (), float(city.telemetry.registry_loads)


def _load_time(city: CityView) -> Iterator[Row]:
    if city.telemetry.registry_loaded_s:
        yield (), city.telemetry.registry_loaded_s


def _reference_time(city: CityView) -> Iterator[Row]:
    try:
        day = date.fromisoformat(city.registry.providers.date)
    except ValueError:
        return
    yield (), _midnight(day, UTC)


def _midnight(day: date, zone: tzinfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()


def waiver_family(zone: tzinfo) -> Family:
    """Make the family of the waivers' ends; a waiver ends with its last day in the city's zone."""

    def rows(city: CityView) -> Iterator[Row]:
        ends: dict[tuple[str, str], list[float]] = {}
        for waiver in city.registry.waivers:
            end = _midnight(waiver.valid_until + timedelta(days=1), zone)
            ends.setdefault((waiver.site, waiver.letter), []).append(end)
        for key, times in ends.items():
            yield key, min((end for end in times if end > city.time_s), default=max(times))

    return Family(
        "opd_waiver_expiry_timestamp_seconds",
        "When a waiver ends: the end of its last day in the city's time zone, in Unix time. Of"
        " several of one letter and site the next to end. Ended ones stay while they are declared.",
        ("site", "letter"),
        rows,
    )


def circuit_family(zone: tzinfo) -> Family:
    """Make the family of the contracts' ends, without those that another contract goes on from."""

    def rows(city: CityView) -> Iterator[Row]:
        ends: dict[tuple[str, str], list[float]] = {}
        for circuit in city.registry.circuits:
            if circuit.valid_until is None or _is_succeeded(circuit, city.registry.circuits):
                continue
            end = _midnight(circuit.valid_until + timedelta(days=1), zone)
            ends.setdefault((circuit.site, circuit.contract), []).append(end)
        for key, times in ends.items():
            yield key, min(times)

    return Family(
        "opd_circuit_expiry_timestamp_seconds",
        "When a contract ends: the end of its last day in the city's time zone, in Unix time. What"
        " only it accounts for is not the city's from then on. Absent for one without an end, or"
        " where another contract covers the same line longer.",
        ("site", "contract"),
        rows,
    )


def _is_succeeded(circuit: Circuit, others: Iterable[Circuit]) -> bool:
    assert circuit.valid_until is not None
    return any(
        other.site == circuit.site
        and not set(other.match).isdisjoint(circuit.match)
        and (other.valid_until is None or other.valid_until > circuit.valid_until)
        for other in others
    )


def _waivers_in_use(city: CityView) -> Iterator[Row]:
    links = (link for view in city.devices.values() for link in view.links)
    used = waivers_used(city.findings, links)
    for key in dict.fromkeys((waiver.site, waiver.letter) for waiver in city.registry.waivers):
        yield key, float(key in used)


FAMILIES = (
    Family(
        "opd_waiver_in_use",
        "Whether a waiver covers a link or a finding now (1), or nothing that is seen (0): compare"
        " with opd_waiver_expiry_timestamp_seconds before renewing it.",
        ("site", "letter"),
        _waivers_in_use,
    ),
    Family(
        "opd_registry_last_load_successful",
        "Whether the last attempt to load the registry succeeded (1); else (0) the one before it"
        " is still in use.",
        (),
        _load_successful,
    ),
    Family(
        "opd_registry_last_load_timestamp_seconds",
        "When the registry in use was loaded, in Unix time. Absent before.",
        (),
        _load_time,
    ),
    Family(
        "opd_reference_data_timestamp_seconds",
        "The date of the providers' prefixes and AS numbers, in Unix time (UTC). They age: alert"
        " on it. Absent where the data has no date.",
        (),
        _reference_time,
    ),
)
