"""What of a device could be read: who it is, its tables, its neighbours, and what rules lack."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.palette import BAD, GOOD, NONE_IS_BETTER, UNKNOWN, UNSEEN, texts
from tools.dashboards.promql import DEVICE, of, with_agency, with_site
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, pair

_READ = texts(
    {
        "complete": (pair("complete", "lengkap"), GOOD),
        "incomplete": (pair("cut short", "terpotong"), UNKNOWN),
        "refused": (pair("refused", "ditolak"), BAD),
        "withheld": (pair("kept back", "disembunyikan"), BAD),
        "absent": (pair("not on the device", "tidak ada di perangkat"), UNSEEN),
    }
)
_REGISTERED = texts(
    {
        "true": (pair("registered", "terdaftar"), GOOD),
        "false": (pair("not registered", "tidak terdaftar"), UNKNOWN),
    }
)


def identity() -> Panel:
    """Say who the device is."""
    columns = (
        Column("device", pair("Device", "Perangkat")),
        Column("role", pair("Role", "Peran")),
        Column("address", pair("Address", "Alamat")),
        Column("agency_name", pair("Agency", "Perangkat Daerah")),
        Column("site_name", pair("Site", "Lokasi")),
        Column("sys_name", pair("Calls itself", "Menyebut diri")),
        Column("sys_object_id", pair("Make", "Jenis buatan")),
    )
    words = Words(
        "Identity",
        "Identitas",
        "What it is declared to be and says of itself. A name or make that changed without"
        " announced work: it may have been replaced.",
        "Yang terdaftar dan yang disebut perangkat. Nama atau jenis berubah tanpa pekerjaan yang"
        " diumumkan: mungkin diganti.",
    )
    queries = {"A": with_agency(with_site(of("opd_device_info", DEVICE)))}
    return grid(words, queries, columns, (24, 4))


def panels() -> list[Panel | tuple[Panel, ...]]:
    """Return the panels of the row."""
    return [_tables(), (_checks(), _neighbours())]


def _tables() -> Panel:
    queries = {
        "A": of("opd_table_status", DEVICE),
        "B": of("opd_table_rows", DEVICE),
        "C": of("opd_table_rows_skipped", DEVICE),
    }
    reading = Column("status", pair("Reading", "Pembacaan"), shown=_READ)
    columns = (
        Column("table", pair("Table", "Tabel")),
        reading,
        Column("B", pair("Rows", "Baris"), "short", 0),
        Column("C", pair("Skipped", "Dilewati"), "short", 0, scale=NONE_IS_BETTER),
    )
    words = Words(
        "Tables read",
        "Tabel yang dibaca",
        "How the last reading of each table ended. Refused: the device hides it from us, ask its"
        " keeper. Cut short: too long or too slow. Skipped rows did not decode.",
        "Hasil pembacaan terakhir setiap tabel. Ditolak: perangkat menyembunyikannya, hubungi"
        " pengelolanya. Terpotong: terlalu panjang atau lambat. Baris yang dilewati tidak terbaca.",
    )
    return grid(words, queries, columns, (12, 14), sort=(reading, True))


def _checks() -> Panel:
    columns = (Column("rule", pair("Rule", "Aturan")),)
    words = Words(
        "Rules that could not look",
        "Aturan yang tidak dapat memeriksa",
        "Rules that lack what they need on this device. Empty: all could look, or it was never"
        " judged; see the tables read.",
        "Aturan yang kekurangan data dari perangkat ini. Kosong: semua dapat memeriksa, atau"
        " perangkat belum pernah dinilai; lihat tabel yang dibaca.",
    )
    return grid(words, {"A": of("opd_rule_inconclusive", DEVICE)}, columns, (12, 7))


def _neighbours() -> Panel:
    registered = Column("registered", pair("Registry", "Registri"), shown=_REGISTERED)
    columns = (
        Column("port", "Port"),
        Column("neighbour", pair("Neighbour", "Tetangga")),
        registered,
    )
    words = Words(
        "Neighbours",
        "Perangkat tetangga",
        "Who announced itself by LLDP, CDP or MikroTik's discovery. A name is what the neighbour"
        " says and proves nothing; one that is not registered deserves a look.",
        "Siapa yang mengumumkan diri lewat LLDP, CDP, atau penemuan MikroTik. Nama hanyalah kata"
        " tetangga itu dan bukan bukti; yang tidak terdaftar perlu diperiksa.",
    )
    queries = {"A": of("opd_device_neighbour_info", DEVICE)}
    return grid(words, queries, columns, (12, 7), sort=(registered, False))
