"""One device: whether it answers, what it carries, and what of it could be read."""

from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

from tools.dashboards import device_reading
from tools.dashboards.common import monitor_state
from tools.dashboards.courses import states, trend
from tools.dashboards.findings import findings
from tools.dashboards.layout import Section, page
from tools.dashboards.look import DOUBTS, FAULTS, SECONDS, Look, age
from tools.dashboards.palette import ANSWERS, BAD, GOOD, UNKNOWN, steps
from tools.dashboards.panels import number
from tools.dashboards.promql import DEVICE, SAID, of, or_zero
from tools.dashboards.traffic import links, traffic, use
from tools.dashboards.variables import which_agency, which_daemon, which_device
from tools.dashboards.words import Words, both, pair

_UP = Look(
    unit="string",
    shown=ANSWERS,
    scale=steps((0, BAD), (1, GOOD)),
    empty=both("not_polled"),
)


def dashboard() -> Dashboard:
    """Make the dashboard."""
    return page(
        "opd-device",
        Words(
            "Device",
            "Perangkat",
            "One device: whether it answers, what it carries, what of it could be read.",
            "Satu perangkat: jawabannya, lalu lintasnya, dan yang dapat dibaca darinya.",
        ),
        [
            Section([*_numbers(), device_reading.identity(), _findings(), _links(), *_traffic()]),
            Section(device_reading.panels(), pair("What could be read", "Yang dapat dibaca")),
            Section([_up_over_time(), _durations()], pair("Polls", "Pemeriksaan")),
        ],
        variables=[*which_daemon(), which_agency(), which_device()],
    )


def _numbers() -> list[Panel]:
    up = of("opd_device_up", DEVICE)
    said = f"count({of('opd_finding_confidence_ratio', DEVICE, SAID)})"
    uptime = Look(
        unit="s",
        decimals=0,
        scale=steps((0, UNKNOWN), (3600, GOOD)),
        empty=pair("not said", "tidak disebutkan"),
    )
    return [
        monitor_state(),
        number(
            Words(
                "Last poll",
                "Pemeriksaan terakhir",
                "Whether the last poll brought an answer. Down: what is below is as old as the last"
                " answer.",
                "Apakah pemeriksaan terakhir dijawab. Gangguan: keterangan di bawah setua jawaban"
                " terakhir.",
            ),
            up,
            _UP,
        ),
        number(
            Words(
                "Last answer",
                "Jawaban terakhir",
                "How long ago it last answered. Beyond five minutes look why; after 24 hours its"
                " agency is no longer called compliant.",
                "Berapa lama sejak jawaban terakhir. Lebih dari lima menit perlu diperiksa; setelah"
                " 24 jam Perangkat Daerahnya tidak lagi disebut sesuai.",
            ),
            f"clamp_min(time() - {of('opd_poll_last_success_timestamp_seconds', DEVICE)}, 0)",
            age(300, 3600),
        ),
        number(
            Words(
                "Running for",
                "Waktu nyala",
                "How long it said to be running. Under an hour: it was restarted, or replaced.",
                "Berapa lama perangkat menyala. Kurang dari satu jam: dinyalakan ulang, atau"
                " diganti.",
            ),
            of("opd_device_uptime_seconds", DEVICE),
            uptime,
        ),
        number(
            Words(
                "Rogue links",
                "Tautan liar",
                "Findings on this device that are open or verified. No number while it is down:"
                " nobody can see.",
                "Temuan pada perangkat ini yang terbuka atau terverifikasi. Kosong saat terganggu:"
                " tidak ada yang dapat melihat.",
            ),
            or_zero(said, f"{up} == 1"),
            FAULTS,
        ),
        number(
            Words(
                "Checks not made",
                "Pemeriksaan gagal",
                "Rules that could not look at it; that they found nothing means nothing.",
                "Aturan yang tidak dapat memeriksanya; tanpa temuan darinya tidak berarti sesuai.",
            ),
            or_zero(f"count({of('opd_rule_inconclusive', DEVICE)})", of("opd_table_rows", DEVICE)),
            DOUBTS,
        ),
    ]


def _findings() -> Panel:
    return findings(
        Words(
            "Findings",
            "Temuan",
            "All that is held of this device, exempt and rejected ones too.",
            "Semua temuan pada perangkat ini, termasuk yang dikecualikan dan salah deteksi.",
        ),
        DEVICE,
        size=(24, 6),
    )


def _links() -> Panel:
    return links(
        Words(
            "Links",
            "Tautan",
            "Every way out of the device, as of its last answer.",
            "Setiap jalur keluar perangkat menurut jawaban terakhirnya.",
        ),
        DEVICE,
        size=(24, 6),
    )


def _traffic() -> list[Panel]:
    return [
        traffic(
            Words(
                "Traffic",
                "Lalu lintas",
                "What each link carries in and out.",
                "Lalu lintas masuk dan keluar setiap tautan.",
            ),
            "{{link}}",
            DEVICE,
        ),
        use(
            Words(
                "Use of the capacity",
                "Pemakaian kapasitas",
                "The busier direction as a share of the contract, else of the port's speed.",
                "Arah tersibuk dibanding kapasitas kontrak, atau kecepatan port.",
            ),
            "{{link}}",
            DEVICE,
        ),
    ]


def _up_over_time() -> Panel:
    return states(
        Words(
            "Answers over time",
            "Jawaban dari waktu ke waktu",
            "When it answered. Gaps: the monitor did not run.",
            "Kapan perangkat menjawab. Kosong: pemantau tidak berjalan.",
        ),
        ("{{device}}", of("opd_device_up", DEVICE)),
        _UP,
        (12, 6),
    )


def _durations() -> Panel:
    return trend(
        Words(
            "Duration of polls",
            "Lama pemeriksaan",
            "How long the last poll of each pace took. Fast ones beyond some seconds: the device or"
            " the way to it is overloaded.",
            "Lama pemeriksaan terakhir per irama. Pemeriksaan cepat (fast) lebih dari beberapa"
            " detik: perangkat atau jalurnya kelebihan beban.",
        ),
        {"{{pace}}": of("opd_poll_duration_seconds", DEVICE)},
        SECONDS,
        (12, 6),
    )
