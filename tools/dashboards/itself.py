"""The monitor itself: whether it works, keeps its hours, and knows what it ought to know."""

from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

from tools.dashboards import itself_polls, itself_process
from tools.dashboards.common import monitor_state
from tools.dashboards.layout import Section, page
from tools.dashboards.look import FAULTS, Look, age
from tools.dashboards.palette import BAD, GOOD, UNKNOWN, steps, texts
from tools.dashboards.panels import number, word
from tools.dashboards.promql import of, or_zero
from tools.dashboards.variables import which_daemon
from tools.dashboards.words import Words, pair

_DAY_S = 86400
_LOADED = texts(
    {
        "1": (pair("in use", "dipakai"), GOOD),
        "0": (pair("NOT LOADED", "GAGAL DIMUAT"), BAD),
    }
)


_ALIVE = f"and on (job, instance) {of('opd_ready')}"
"""An increase outlives a daemon that is gone."""


def dashboard() -> Dashboard:
    """Make the dashboard."""
    return page(
        "opd-itself",
        Words(
            "Monitor",
            "Pemantau",
            "Whether opd-monitor itself works. If it does not, no other page can be believed.",
            "Apakah opd-monitor sendiri bekerja. Jika tidak, halaman lain tidak dapat dipercaya.",
        ),
        [
            Section([monitor_state(), *_numbers(), *_faults(), *itself_polls.panels()]),
            Section(itself_polls.snmp(), "SNMP"),
            Section(itself_process.panels(), pair("Process", "Proses")),
        ],
        variables=which_daemon(),
    )


def _in_range(counter: str) -> str:
    return f"increase({of(counter)}[$__range])"


def _numbers() -> list[Panel]:
    clock = of("opd_time_seconds")
    return [
        number(
            Words(
                "Running for",
                "Waktu nyala",
                "How long the daemon has been running. Under some minutes and nobody restarted it:"
                " look at its log.",
                "Berapa lama program berjalan. Hanya beberapa menit tanpa ada yang menyalakan"
                " ulang: baca lognya.",
            ),
            f"time() - {of('process_start_time_seconds')}",
            Look(unit="s", decimals=0, scale=steps((0, UNKNOWN), (600, GOOD))),
        ),
        number(
            Words(
                "Registry",
                "Registri",
                "Whether the last change of the registry could be loaded. If not, the one before is"
                " still in use: run `opd-monitor check-config`.",
                "Apakah perubahan registri terakhir dapat dimuat. Jika tidak, yang sebelumnya masih"
                " dipakai: jalankan `opd-monitor check-config`.",
            ),
            of("opd_registry_last_load_successful"),
            Look(unit="string", shown=_LOADED, scale=steps((0, BAD), (1, GOOD))),
        ),
        number(
            Words(
                "Registry loaded",
                "Registri dimuat",
                "How long ago the registry in use was loaded. Older than your last change: it was"
                " not reloaded.",
                "Berapa lama sejak registri yang dipakai dimuat. Lebih tua dari perubahan terakhir:"
                " belum dimuat ulang.",
            ),
            f"time() - {of('opd_registry_last_load_timestamp_seconds')}",
            Look(unit="s", decimals=0),
        ),
        number(
            Words(
                "Provider data",
                "Data penyedia",
                "The age of the providers' prefixes and AS numbers. After half a year new providers"
                " are missed.",
                "Umur data alamat dan nomor AS penyedia. Setelah setengah tahun penyedia baru"
                " terlewat.",
            ),
            f"time() - {of('opd_reference_data_timestamp_seconds')}",
            age(180 * _DAY_S, 365 * _DAY_S),
        ),
        number(
            Words(
                "Clock difference",
                "Selisih jam",
                "The daemon's clock less Prometheus's. Beyond some seconds: set the clocks right,"
                " or times in letters are wrong.",
                "Jam pemantau dikurangi jam Prometheus. Lebih dari beberapa detik: betulkan jam,"
                " agar waktu dalam surat benar.",
            ),
            f"{clock} - timestamp({clock})",
            Look(
                unit="s",
                decimals=1,
                scale=steps((-5, GOOD), (5, BAD), unseen=BAD),
                least=None,
            ),
        ),
    ]


def _faults() -> list[Panel]:
    late = _in_range("opd_polls_late_total")
    return [
        word(
            Words("Version", "Versi", "The running version.", "Versi yang berjalan."),
            of("opd_build_info"),
            "version",
        ),
        number(
            Words(
                "Store errors",
                "Kesalahan penyimpanan",
                "Failed writes of findings and history since the start. Above zero: look at the"
                " disk.",
                "Penulisan temuan dan riwayat yang gagal sejak mulai. Di atas nol: periksa cakram.",
            ),
            of("opd_store_errors_total"),
            FAULTS,
        ),
        number(
            Words(
                "Rule errors",
                "Kesalahan aturan",
                "Failures inside rules since the start. Above zero: a fault of the program, report"
                " it.",
                "Kegagalan di dalam aturan sejak mulai. Di atas nol: kesalahan program, laporkan.",
            ),
            or_zero(f"sum({of('opd_rule_errors_total')})", of("opd_ready")),
            FAULTS,
        ),
        number(
            Words(
                "Series dropped",
                "Deret dibuang",
                "Series left out of pages since the start. Rising: what these dashboards show is"
                " not whole; raise `limits.series`.",
                "Deret yang tidak dimuat sejak mulai. Bertambah: isi dasbor ini tidak lengkap;"
                " naikkan `limits.series`.",
            ),
            f"sum({of('opd_series_dropped_total')})",
            FAULTS,
        ),
        number(
            Words(
                "Polls late",
                "Pemeriksaan terlambat",
                "Polls begun late, or left out since the one before still ran, in the time that is"
                " looked at. Many: fewer devices, longer intervals or a faster machine.",
                "Pemeriksaan yang terlambat, atau dilewati karena yang sebelumnya belum selesai,"
                " dalam rentang waktu ini. Banyak: kurangi perangkat, perpanjang selang, atau"
                " gunakan mesin yang lebih cepat.",
            ),
            f"{late} + {_in_range('opd_polls_skipped_total')} {_ALIVE}",
            Look(unit="short", decimals=0, scale=steps((0, GOOD), (1, UNKNOWN), (100, BAD))),
        ),
        number(
            Words(
                "Cells not decoded",
                "Sel tidak terbaca",
                "Cells and rows of tables that were skipped, in the time that is looked at. See the"
                " device's tables read.",
                "Sel dan baris tabel yang dilewati dalam rentang waktu ini. Lihat tabel yang dibaca"
                " pada perangkat.",
            ),
            f"{_in_range('opd_decode_errors_total')} {_ALIVE}",
            Look(unit="short", decimals=0, scale=steps((0, GOOD), (1, UNKNOWN))),
        ),
    ]
