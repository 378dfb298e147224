"""
The city: how far its agencies are on the one network, what is not, and what nobody could see.

For the head of the agency and a wall; the tables below lead to agencies and devices.
"""

from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

from tools.dashboards import city_history, city_unseen
from tools.dashboards.city_map import city_map
from tools.dashboards.city_tables import agencies
from tools.dashboards.common import monitor_state, waivers
from tools.dashboards.courses import trend
from tools.dashboards.findings import flagged
from tools.dashboards.layout import Section, page
from tools.dashboards.look import COUNT, DOUBTS, FAULTS, SHARE, Look
from tools.dashboards.palette import AGENCY_COLOURS, OF_WHAT_IS_SEEN, painted
from tools.dashboards.panels import bars, number
from tools.dashboards.promql import OBLIGED, SAID, of, rounded_down
from tools.dashboards.variables import which_daemon
from tools.dashboards.words import Words, pair

_GOOD = 'status=~"kominfo|exempt|approved"'


def dashboard() -> Dashboard:
    """Make the dashboard."""
    return page(
        "opd-city",
        Words(
            "City",
            "Kota",
            "How far the city's agencies are on the Kominfo network.",
            "Sejauh mana Perangkat Daerah memakai jaringan Kominfo.",
        ),
        [
            Section(_numbers()),
            Section([_flagged(), city_map((12, 13)), (_by_status(), _share_over_time())]),
            Section([agencies((24, 12))]),
            Section(city_unseen.panels(), pair("What nobody could see", "Yang tidak terlihat")),
            Section([_waivers()], pair("Waivers", "Pengecualian")),
            Section(city_history.panels(), pair("Course", "Perkembangan")),
        ],
        variables=which_daemon(),
        since="now-7d",
    )


def share() -> str:
    """Return the share of obliged agencies' links that are the city's, exempt or approved."""
    bound = f"and on (instance, agency) {of('opd_agency_info', OBLIGED)}"
    good = f"sum({of('opd_agency_links', _GOOD)} {bound})"
    whole = f"sum({of('opd_agency_links')} {bound})"
    others = f"sum({of('opd_agency_other_findings')} {bound})"
    return rounded_down(f"{good} / ({whole} + {others})")


def _numbers() -> list[Panel]:
    findings = of("opd_findings", SAID)
    suspected = of("opd_findings", 'state="suspected"')
    unknown = of("opd_agency_links", 'status="unknown"')
    silent = of("opd_agency_devices", 'state=~"down|unseen"')
    return [
        monitor_state(),
        number(
            Words(
                "On the Kominfo network",
                "Capaian konsolidasi",
                "Links that are Kominfo's, exempt or approved, as a share of all links of the"
                " agencies that the regulation binds. Unknown links, and findings that no link"
                " shows, count as not consolidated. What nobody sees is in neither, so it is never"
                " green: look at the sites not monitored.",
                "Tautan milik Kominfo, yang dikecualikan atau disetujui, dibanding semua tautan"
                " Perangkat Daerah yang terikat peraturan. Tautan yang belum diketahui, dan temuan"
                " tanpa tautan, dihitung belum terkonsolidasi. Yang tidak terlihat tidak ikut"
                " dihitung, maka tidak pernah hijau: lihat lokasi yang belum terpantau.",
            ),
            share(),
            Look(unit="percentunit", decimals=1, scale=OF_WHAT_IS_SEEN, most=1),
            (5, 4),
        ),
        number(
            Words(
                "Rogue links",
                "Tautan liar",
                "Findings that are open or verified: lines, boxes and servers that are not the"
                " city's. Above zero: see the table. Zero says that none was found.",
                "Temuan terbuka atau terverifikasi: jalur, alat, dan server yang bukan milik kota."
                " Di atas nol: lihat tabel. Nol berarti tidak ada yang ditemukan.",
            ),
            f"sum({findings})",
            FAULTS,
            (3, 4),
        ),
        number(
            Words(
                "Under observation",
                "Dalam pengamatan",
                "Seen, and not often enough yet to be said. It may become a finding, or nothing.",
                "Terlihat, tetapi belum cukup sering untuk dinyatakan.",
            ),
            f"sum({suspected})",
            DOUBTS,
            (3, 4),
        ),
        number(
            Words(
                "Unknown links",
                "Tautan belum diketahui",
                "Links that nothing declares and nothing accuses. Never counted as compliant:"
                " register them, or find out whose they are.",
                "Tautan yang tidak terdaftar dan belum terbukti asing. Tidak pernah dihitung"
                " sesuai: daftarkan, atau cari tahu pemiliknya.",
            ),
            f"sum({unknown})",
            DOUBTS,
            (3, 4),
        ),
        number(
            Words(
                "Sites not monitored",
                "Lokasi belum terpantau",
                "Sites where no device was seen lately. Nobody knows how they are connected.",
                "Lokasi yang perangkatnya belakangan tidak terlihat. Sambungannya tidak diketahui.",
            ),
            f"sum({of('opd_sites_unmonitored')})",
            DOUBTS,
            (3, 4),
        ),
        number(
            Words(
                "Silent devices",
                "Perangkat tidak menjawab",
                "Devices that are down or were never seen. What was said of them is as old as their"
                " last answer.",
                "Perangkat yang terganggu atau belum pernah terlihat. Keterangannya setua jawaban"
                " terakhirnya.",
            ),
            f"sum({silent})",
            DOUBTS,
            (3, 4),
        ),
    ]


def _flagged() -> Panel:
    return flagged(
        Words(
            "Rogue links, one by one",
            "Daftar tautan liar",
            "What is open or verified, the newest first. Indicated is not proven: read why before"
            " a letter is written. `opd-monitor findings show ID` tells the whole story.",
            "Temuan terbuka dan terverifikasi, yang terbaru di atas. Terindikasi belum terbukti:"
            " baca dasarnya sebelum menulis surat. `opd-monitor findings show ID` memuat"
            " selengkapnya.",
        ),
        SAID,
        size=(24, 9),
    )


def _by_status() -> Panel:
    return bars(
        Words(
            "Agencies by status",
            "Perangkat Daerah menurut status",
            "Compliant is only who was seen well enough and has nothing else. Not known is not"
            " compliant.",
            "Sesuai hanya bila cukup terlihat dan tidak ada yang lain. Belum diketahui bukan"
            " sesuai.",
        ),
        ("{{status}}", f"sum by (status) ({of('opd_agency_status')})"),
        COUNT,
        (12, 5),
        painted("status", AGENCY_COLOURS),
    )


def _share_over_time() -> Panel:
    name = pair("On the Kominfo network", "Capaian konsolidasi")
    return trend(
        Words(
            "Consolidation over time",
            "Perkembangan capaian",
            "The share at the top, over time. A fall is a new line or a device that came into"
            " sight; a gap is a time when the monitor did not run.",
            "Capaian di atas dari waktu ke waktu. Turun berarti ada jalur baru atau perangkat yang"
            " baru terlihat; kosong berarti pemantau tidak berjalan.",
        ),
        {name: share()},
        SHARE,
        (12, 8),
    )


def _waivers() -> Panel:
    return waivers(
        Words(
            "Waivers",
            "Surat izin",
            "Approved exceptions, the next to end first. Renew what is in use before it ends; what"
            " covers nothing may lapse.",
            "Pengecualian yang disetujui, yang segera berakhir di atas. Perpanjang yang dipakai"
            " sebelum berakhir; yang tidak mencakup apa pun boleh berakhir.",
        )
    )
