"""The monitor's work: polls, and the SNMP they are made of."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.courses import trend
from tools.dashboards.look import COUNT, PER_SECOND, SECONDS
from tools.dashboards.palette import BAD, GOOD, UNKNOWN
from tools.dashboards.promql import of
from tools.dashboards.words import Words, both, pair

_NONE = pair("none", "tidak ada")
_RESULTS = {"ok": (both("device_up"), GOOD)}


def _rate(metric: str) -> str:
    return f"rate({of(metric)}[$__rate_interval])"


def _rates_by(label: str, metric: str) -> str:
    """Return rates by a label whose values are absent until they occur, or zero for "none"."""
    none = f'label_replace(0 * {of("opd_ready")}, "{label}", "{_NONE}", "", "")'
    return f"sum by ({label}) ({_rate(metric)}) or sum by ({label}) ({none})"


def panels() -> list[Panel]:
    """Return what is open at once."""
    return [
        trend(
            Words(
                "Polls by result",
                "Pemeriksaan menurut hasil",
                "Polls ended a second. Everything but ok is a device that was not read; refused and"
                " authentication are credentials to look at.",
                "Pemeriksaan yang selesai per detik. Selain ok berarti perangkat tidak terbaca;"
                " refused dan authentication berarti kredensial perlu diperiksa.",
            ),
            {"{{result}}": f"sum by (result) ({_rate('opd_polls_total')})"},
            PER_SECOND,
            shown=_RESULTS,
            is_stacked=True,
        ),
        trend(
            Words(
                "Lateness of polls",
                "Keterlambatan pemeriksaan",
                "How long after its time the latest poll began, and the slowest polls. Lateness"
                " that stays above a second: too much work for this machine.",
                "Berapa lama pemeriksaan terakhir terlambat, dan pemeriksaan yang paling lama."
                " Terlambat terus di atas satu detik: beban terlalu besar bagi mesin ini.",
            ),
            {
                pair("lateness", "terlambat"): of("opd_poll_lateness_seconds"),
                pair("95 % of {{pace}} within", "95 % {{pace}} dalam"): (
                    f"quantile by (pace) (0.95, {of('opd_poll_duration_seconds')})"
                ),
                pair("slowest {{pace}}", "{{pace}} terlama"): (
                    f"max by (pace) ({of('opd_poll_duration_seconds')})"
                ),
            },
            SECONDS,
        ),
        trend(
            Words(
                "Polls begun late or left out",
                "Pemeriksaan terlambat atau dilewati",
                "A second. Left out: the poll before was still running.",
                "Per detik. Dilewati: pemeriksaan sebelumnya masih berjalan.",
            ),
            {
                pair("late", "terlambat"): _rate("opd_polls_late_total"),
                pair("left out", "dilewati"): _rate("opd_polls_skipped_total"),
            },
            PER_SECOND,
            shown={pair("left out", "dilewati"): (pair("left out", "dilewati"), UNKNOWN)},
        ),
        trend(
            Words(
                "Polls running",
                "Pemeriksaan berjalan",
                "Polls going on. At `limits.in_flight` for long: others wait.",
                "Pemeriksaan yang sedang berjalan. Lama di batas `limits.in_flight`: yang lain"
                " menunggu.",
            ),
            {pair("running", "berjalan"): of("opd_polls_running")},
            COUNT,
        ),
    ]


def snmp() -> list[Panel]:
    """Return what is seen of SNMP."""
    return [
        trend(
            Words(
                "SNMP requests",
                "Permintaan SNMP",
                "A second. Timeouts and retries that grow: devices or ways to them are overloaded.",
                "Per detik. Habis waktu dan ulangan bertambah: perangkat atau jalurnya kelebihan"
                " beban.",
            ),
            {
                pair("requests", "permintaan"): _rate("opd_snmp_requests_total"),
                pair("responses", "jawaban"): _rate("opd_snmp_responses_total"),
                pair("retries", "ulangan"): _rate("opd_snmp_retries_total"),
                pair("timeouts", "habis waktu"): _rate("opd_snmp_timeouts_total"),
            },
            PER_SECOND,
            shown={
                pair("retries", "ulangan"): (pair("retries", "ulangan"), UNKNOWN),
                pair("timeouts", "habis waktu"): (pair("timeouts", "habis waktu"), BAD),
            },
        ),
        trend(
            Words(
                "SNMP requests waiting",
                "Permintaan SNMP menunggu",
                "Requests in flight, and queued before being sent. A queue that stays: too much is"
                " asked at once.",
                "Permintaan yang menunggu jawaban, dan yang antre untuk dikirim. Antrean menetap:"
                " terlalu banyak sekaligus.",
            ),
            {
                pair("in flight", "menunggu jawaban"): of("opd_snmp_requests_in_flight"),
                pair("queued", "antre"): of("opd_snmp_requests_queued"),
            },
            COUNT,
        ),
        trend(
            Words(
                "Datagrams dropped",
                "Datagram dibuang",
                "Received and not used, a second, by reason. Many: late answers, or somebody sends"
                " what nobody asked for.",
                "Diterima dan tidak dipakai, per detik, menurut sebab. Banyak: jawaban terlambat,"
                " atau ada yang mengirim tanpa diminta.",
            ),
            {"{{reason}}": _rates_by("reason", "opd_snmp_datagrams_dropped_total")},
            PER_SECOND,
        ),
        trend(
            Words(
                "Traps",
                "Trap",
                "Traps and informs let in, a second, by name. Each may bring a poll forward.",
                "Trap dan inform yang diterima, per detik, menurut nama. Masing-masing dapat"
                " memajukan pemeriksaan.",
            ),
            {"{{trap}}": _rates_by("trap", "opd_snmp_traps_total")},
            PER_SECOND,
        ),
        trend(
            Words(
                "Errors",
                "Kesalahan",
                "A second: writes that failed, cells that did not decode, rules that failed. All"
                " should be flat at zero.",
                "Per detik: penulisan gagal, sel tidak terbaca, aturan gagal. Semuanya seharusnya"
                " nol.",
            ),
            {
                pair("store", "penyimpanan"): _rate("opd_store_errors_total"),
                pair("decoding", "pembacaan"): _rate("opd_decode_errors_total"),
                pair("rule: {{rule}}", "aturan"): _rates_by("rule", "opd_rule_errors_total"),
            },
            PER_SECOND,
            (24, 8),
        ),
    ]
