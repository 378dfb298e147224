"""The monitor as a process: what it costs, and what a scrape of it takes."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.courses import trend
from tools.dashboards.look import COUNT, SECONDS, Look
from tools.dashboards.palette import UNKNOWN
from tools.dashboards.promql import of
from tools.dashboards.words import Words, pair


def panels() -> list[Panel]:
    """Return the panels of the row."""
    limit = pair("limit", "batas")
    return [
        trend(
            Words(
                "CPU",
                "Prosesor",
                "Share of one core. Above 80 % for long: polls become late.",
                "Bagian dari satu inti. Lama di atas 80 %: pemeriksaan menjadi terlambat.",
            ),
            {"CPU": f"rate({of('process_cpu_seconds_total')}[$__rate_interval])"},
            Look(unit="percentunit"),
        ),
        trend(
            Words(
                "Memory",
                "Memori",
                "Resident memory. It follows the number of devices; growing for days without new"
                " ones is a fault.",
                "Memori yang dipakai. Mengikuti jumlah perangkat; bertambah berhari-hari tanpa"
                " perangkat baru adalah kesalahan.",
            ),
            {pair("resident", "terpakai"): of("process_resident_memory_bytes")},
            Look(unit="bytes"),
        ),
        trend(
            Words(
                "Open files",
                "Berkas terbuka",
                "Files and sockets. Near the limit new connections fail.",
                "Berkas dan soket. Mendekati batas, sambungan baru gagal.",
            ),
            {
                pair("open", "terbuka"): of("process_open_fds"),
                limit: of("process_max_fds"),
            },
            COUNT,
            shown={limit: (limit, UNKNOWN)},
        ),
        trend(
            Words(
                "Duration of scrapes",
                "Lama pengambilan metrik",
                "How long Prometheus waits for the page. Near its timeout, 10 s unless set: pages"
                " will be missed.",
                "Berapa lama Prometheus menunggu halaman metrik. Mendekati batas waktunya, 10 detik"
                " bila tidak diatur: halaman akan terlewat.",
            ),
            {pair("scrape", "pengambilan"): of("scrape_duration_seconds")},
            SECONDS,
        ),
        trend(
            Words(
                "Series on the page",
                "Deret pada halaman",
                "Samples of a scrape. Beyond `limits.series` the least important are left out.",
                "Jumlah sampel setiap pengambilan. Di atas `limits.series` yang paling tidak"
                " penting dibuang.",
            ),
            {pair("samples", "sampel"): of("scrape_samples_scraped")},
            COUNT,
        ),
        trend(
            Words(
                "Series dropped by metric",
                "Deret dibuang menurut metrik",
                "Left out of pages a second, by metric. Should be flat at zero.",
                "Tidak dimuat per detik, menurut metrik. Seharusnya nol.",
            ),
            {"{{metric}}": f"rate({of('opd_series_dropped_total')}[$__rate_interval])"},
            COUNT,
        ),
    ]
