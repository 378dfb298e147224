"""
The daemon's own numbers: everything that moves has a counter, errors above all.

These and the findings are never left out, however large the city: without them nobody could tell
that something is missing.
"""

from collections.abc import Callable, Iterator

from exporters.prometheus_family import Family, Row
from monitor.model.city import CUT, HELD, POLL_RESULTS, CityView, Telemetry


def _one(name: str, text: str, number: Callable[[Telemetry], float]) -> Family:
    def rows(city: CityView) -> Iterator[Row]:
        yield (), number(city.telemetry)

    return Family(name, text, (), rows)


def _polls(city: CityView) -> Iterator[Row]:
    # All from the start, so that the first failure is an increase.
    for result in dict.fromkeys((*POLL_RESULTS, *city.telemetry.polls)):
        yield (result,), city.telemetry.polls.get(result, 0)


def _dropped(city: CityView) -> Iterator[Row]:
    for reason, number in city.telemetry.datagrams_dropped.items():
        yield (reason,), number


def _traps(city: CityView) -> Iterator[Row]:
    for trap, number in city.telemetry.traps.items():
        yield (trap,), number


def _cut(city: CityView) -> Iterator[Row]:
    # All from the start, so that the first is an increase.
    for what in CUT:
        yield (what,), city.telemetry.cut.get(what, 0)


def _held(city: CityView) -> Iterator[Row]:
    for cause in HELD:
        yield (cause,), city.telemetry.held_s.get(cause, 0.0)


def _rule_errors(city: CityView) -> Iterator[Row]:
    for rule, number in city.telemetry.rule_errors.items():
        yield (rule,), number


def _web_config(city: CityView) -> Iterator[Row]:
    if city.telemetry.web_config_loads is not None:
        yield (), float(city.telemetry.web_config_loads)


def _web_closed(city: CityView) -> Iterator[Row]:
    for reason, number in city.telemetry.web_closed.items():
        yield (reason,), number


def _web_refused(city: CityView) -> Iterator[Row]:
    for reason, number in city.telemetry.web_refused.items():
        yield (reason,), number


def _external_url(city: CityView) -> Iterator[Row]:
    if city.external_url:
        yield (city.external_url,), 1.0


def _build(city: CityView) -> Iterator[Row]:
    yield (city.version,), 1.0


def _ready(city: CityView) -> Iterator[Row]:
    yield (), float(city.is_ready)


def _time(city: CityView) -> Iterator[Row]:
    yield (), city.time_s


FAMILIES = (
    Family("opd_build_info", "The running version of opd-monitor.", ("version",), _build),
    Family(
        "opd_ready", "Whether the daemon has begun its work (1) or is starting (0).", (), _ready
    ),
    Family(
        "opd_time_seconds",
        "The daemon's clock at the scrape, in Unix time: compare with Prometheus's own.",
        (),
        _time,
    ),
    Family(
        "opd_polls_total",
        "Polls ended since the start, by result. They run on their own timer, not at the scrape.",
        ("result",),
        _polls,
    ),
    _one("opd_polls_late_total", "Polls begun after their time.", lambda own: own.polls_late),
    _one(
        "opd_polls_skipped_total",
        "Polls left out since the one before was still running.",
        lambda own: own.polls_skipped,
    ),
    _one(
        "opd_polls_prompted_total",
        "Polls that traps brought forward, of each device one in two seconds at most.",
        lambda own: own.polls_prompted,
    ),
    _one(
        "opd_poll_lateness_seconds",
        "How long after its time the latest poll began.",
        lambda own: own.lateness_s,
    ),
    _one("opd_polls_running", "Polls going on now.", lambda own: own.polls_running),
    _one(
        "opd_polls_spared_total",
        "Polls left out of devices that show so much that they cost too much"
        " (opd_device_poll_pause_seconds).",
        lambda own: own.polls_spared,
    ),
    Family(
        "opd_loop_held_seconds",
        "The longest that the daemon's loop was held up in the last five to ten minutes, by cause:"
        " judging, decoding, store (waiting for the disk), reload, other. Nothing else goes on"
        " meanwhile.",
        ("cause",),
        _held,
    ),
    Family(
        "opd_cut_total",
        "What devices showed that was too large to be kept, by what it is of: values cut to their"
        " beginning, tables and polls cut short, signals of a case and rows of its evidence.",
        ("what",),
        _cut,
    ),
    _one("opd_snmp_requests_total", "SNMP requests sent.", lambda own: own.requests),
    _one("opd_snmp_responses_total", "SNMP responses accepted.", lambda own: own.responses),
    _one("opd_snmp_timeouts_total", "SNMP requests given up.", lambda own: own.timeouts),
    _one("opd_snmp_retries_total", "SNMP requests sent again.", lambda own: own.retries),
    _one(
        "opd_snmp_requests_in_flight",
        "SNMP requests waiting for their answer now.",
        lambda own: own.requests_in_flight,
    ),
    _one(
        "opd_snmp_requests_queued",
        "SNMP requests waiting to be sent now.",
        lambda own: own.requests_queued,
    ),
    Family(
        "opd_snmp_datagrams_dropped_total",
        "Datagrams received and not used, by reason. Absent for reasons that never occurred.",
        ("reason",),
        _dropped,
    ),
    Family(
        "opd_snmp_traps_total",
        "Traps and informs let in, by name. Each may bring a poll forward, none is evidence. Absent"
        " for those that never came.",
        ("trap",),
        _traps,
    ),
    _one(
        "opd_decode_errors_total",
        "Cells and rows of tables that did not decode and were skipped.",
        lambda own: own.decode_errors,
    ),
    _one(
        "opd_store_errors_total",
        "Failed writes of findings and history.",
        lambda own: own.store_errors,
    ),
    Family(
        "opd_rule_errors_total",
        "Failures inside a rule, by rule. Absent for rules that never failed.",
        ("rule",),
        _rule_errors,
    ),
    Family(
        "opd_external_url_info",
        "What the addresses of this daemon's pages begin with, where people follow them"
        " (`external_url` in monitor.yaml, else the address it listens on): a finding's page is"
        " url/findings/id.",
        ("url",),
        _external_url,
    ),
    Family(
        "opd_web_config_last_load_successful",
        "Whether the web configuration could be used as it is now (1), or the one before stays (0)."
        " Absent without --web.config.file.",
        (),
        _web_config,
    ),
    _one("opd_web_connections", "Connections to the pages.", lambda own: own.web_connections),
    Family(
        "opd_web_connections_cut_total",
        "Connections to the pages that were cut, by reason: too many of them, or a client that"
        " asked or read too slowly, or failed in the handshake. Absent for what never occurred.",
        ("reason",),
        _web_closed,
    ),
    Family(
        "opd_web_requests_refused_total",
        "Requests sent away: wrong or no credentials, too many passwords to look at, a body, a name"
        " that is not known (host), or no HTTP (malformed, head). Absent for what never occurred.",
        ("reason",),
        _web_refused,
    ),
)
