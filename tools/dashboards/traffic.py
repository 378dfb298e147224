"""
Links, what they carry and how much of their capacity that is.

Counters move when a device is polled, once a minute, and not when Prometheus scrapes: rates are
taken over five minutes at least. Capacity is that of the contract, else what the port claims.
"""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.courses import trend
from tools.dashboards.links import TO_DEVICE
from tools.dashboards.look import BITS, Look
from tools.dashboards.palette import BAD, GOOD, LINK_STATUS, UNKNOWN, UNSEEN, steps, texts
from tools.dashboards.panels import Size
from tools.dashboards.promql import of, with_site
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, pair

SMOOTHED_S = 300
_FULL = steps((0, GOOD), (0.7, UNKNOWN), (0.9, BAD), unseen=UNSEEN)
_UP = texts({"1": (pair("up", "hidup"), GOOD), "0": (pair("down", "mati"), UNSEEN)})
_STATUS = Column("status", "Status", shown=LINK_STATUS)
_COLUMNS = (
    Column("site_name", pair("Site", "Lokasi")),
    Column("device", pair("Device", "Perangkat"), link=TO_DEVICE),
    Column("link", pair("Link", "Tautan")),
    _STATUS,
    Column("B", pair("Line", "Jalur"), shown=_UP),
    Column("provider", pair("Provider", "Penyedia")),
    Column("circuit", pair("Contract", "Kontrak")),
    Column("waiver", pair("Waiver", "Surat izin")),
    Column("C", pair("In", "Masuk"), "bps"),
    Column("D", pair("Out", "Keluar"), "bps"),
    Column("E", pair("Capacity", "Kapasitas"), "bps", 0),
    Column("F", pair("Used", "Terpakai"), "percentunit", 1, scale=_FULL),
    Column("medium", pair("Medium", "Media")),
    Column("alias", pair("Description", "Keterangan")),
    Column("agency", pair("Code", "Kode")),
)


def received(*matchers: str) -> str:
    """Return what comes in, in bits a second."""
    return f"8 * rate({of('opd_link_receive_bytes_total', *matchers)}[$__rate_interval])"


def sent(*matchers: str) -> str:
    """Return what goes out, in bits a second."""
    return f"8 * rate({of('opd_link_transmit_bytes_total', *matchers)}[$__rate_interval])"


def capacity(*matchers: str) -> str:
    """Return the contracted capacity in bits a second, else the speed of the port."""
    contracted = of("opd_link_contracted_bytes_per_second", *matchers)
    return f"8 * ({contracted} or {of('opd_link_speed_bytes_per_second', *matchers)})"


def used(*matchers: str) -> str:
    """Return the busier direction as a share of the capacity."""
    busier = f"({received(*matchers)} > {sent(*matchers)} or {sent(*matchers)})"
    return f"{busier} / ({capacity(*matchers)})"


def links(words: Words, *matchers: str, size: Size) -> Panel:
    """List links: whose they are, by what they are allowed, what they carry."""
    # A rate outlives its link by minutes, and would be a row without any name.
    there = of("opd_link_up", *matchers)
    queries = {
        "A": with_site(of("opd_link_info", *matchers)),
        "B": there,
        "C": f"{received(*matchers)} and {there}",
        "D": f"{sent(*matchers)} and {there}",
        "E": capacity(*matchers),
        "F": used(*matchers),
    }
    made = grid(words, queries, _COLUMNS, size, sort=(_STATUS, False))
    made.interval = f"{SMOOTHED_S}s"
    return made


def traffic(words: Words, name: str, *matchers: str, size: Size = (12, 9)) -> Panel:
    """Draw what links carry; `name` is the legend of one."""
    lines = {
        f"{name} {pair('in', 'masuk')}": received(*matchers),
        f"{name} {pair('out', 'keluar')}": sent(*matchers),
    }
    return trend(words, lines, BITS, size, smoothed_s=SMOOTHED_S)


def use(words: Words, name: str, *matchers: str, size: Size = (12, 9)) -> Panel:
    """Draw how full links are."""
    look = Look(unit="percentunit", scale=_FULL)
    return trend(words, {name: used(*matchers)}, look, size, smoothed_s=SMOOTHED_S)
