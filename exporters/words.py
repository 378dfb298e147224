"""
The words of the pages in Indonesian and English.

Those of the field (tautan, dikecualikan, bukti teknis, salah deteksi, ...) are the words letters
and regulations use. A finding that no person has confirmed is worded as an indication: pages get
forwarded, and a false accusation costs more than a late one.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from exporters.text import clean
from monitor.model.finding import Band, Finding, FindingKind, State
from monitor.model.link import LinkStatus

LANGUAGES = ("id", "en")

_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

_ENGLISH: Mapping[str, str] = {
    "title": "Links of the agencies",
    "as_of": "As of",
    "row_as_of": "as of {time}",
    "starting": "The daemon is starting: what is shown is not complete yet.",
    "links": "Links",
    "devices": "Devices",
    "agencies": "Agencies",
    "agency": "Agency",
    "link_kominfo": "compliant",
    "link_exempt": "exempt",
    "link_approved": "approved",
    "link_foreign": "foreign",
    "link_unknown": "unknown",
    "device_up": "answering",
    "device_down": "down",
    "device_unseen": "never seen",
    "status": "Status",
    "status_compliant": "compliant",
    "status_violating": "with findings",
    "status_not_obliged": "not bound by the regulation",
    "status_unknown": "not known",
    "coverage": "Could be seen",
    "low_sites": "Sites where too little could be seen",
    "low_sites_about": "The share of the checks that could be made there; below {floor} no agency"
    " is called compliant.",
    "ratio": "Share compliant",
    "ratio_none": "not monitored in full",
    "open": "Open findings",
    "open_none": "No finding is open among what can be seen.",
    "suspected": "Under observation",
    "suspected_about": "Seen, and not often enough yet to be said.",
    "exempt": "Exempt by waiver",
    "valid_until": "valid until",
    "letter": "Letter",
    "undeclared": "this letter is no longer declared",
    "since": "since",
    "recurring": "recurring",
    "frozen": "cannot be seen now",
    "down": "Devices that are down",
    "last_seen": "last seen",
    "not_seen": "Not monitored",
    "not_seen_about": "Nothing is known of what is not seen. A line that touches no managed device"
    " is invisible to this monitor.",
    "never_seen": "Devices never seen",
    "unseen_sites": "Sites where no device was ever seen",
    "inconclusive": "Checks that could not be made, by reason",
    "all_seen": "Every declared device and site was seen.",
    "not_polled": "not polled yet",
    "more": "more: see the API",
    "runbooks": "What to do: runbooks",
    "confidence": "confidence",
    "band_note": "note",
    "band_indicated": "indicated",
    "band_proof": "technical proof",
    "state_suspected": "under observation",
    "state_open": "open",
    "state_exempt": "exempt",
    "state_verified": "verified",
    "state_rejected": "false positive",
    "state_merged": "part of another finding",
    "state_resolved": "resolved",
    "kind_foreign_uplink": "Link outside the Kominfo network",
    "kind_foreign_neighbour": "Unregistered neighbouring device",
    "kind_foreign_server": "Server outside the data centre",
    "kind_tampering": "Device replaced or altered",
    "kind_silent_bypass": "Traffic seems to go elsewhere",
    "schema": "Schema",
    "store_failed": "Some records could not be written since the start: look at the disk.",
    "registry_failed": "The last change of the registry could not be loaded; the one before is in"
    " use.",
    "web_config_failed": "The last change of the web configuration (TLS, users) could not be"
    " loaded; the one before is in use.",
    "data_of": "Provider data of",
}
_INDONESIAN: Mapping[str, str] = {
    "title": "Tautan Perangkat Daerah",
    "as_of": "Keadaan",
    "row_as_of": "keadaan {time}",
    "starting": "Program sedang mulai: yang tampil belum lengkap.",
    "links": "Tautan",
    "devices": "Perangkat",
    "agencies": "Perangkat Daerah",
    "agency": "OPD",
    "link_kominfo": "sesuai",
    "link_exempt": "dikecualikan",
    "link_approved": "disetujui",
    "link_foreign": "asing",
    "link_unknown": "belum diketahui",
    "device_up": "menjawab",
    "device_down": "gangguan",
    "device_unseen": "belum pernah terlihat",
    "status": "Status",
    "status_compliant": "sesuai",
    "status_violating": "ada temuan",
    "status_not_obliged": "tidak terikat peraturan",
    "status_unknown": "belum diketahui",
    "coverage": "Dapat dilihat",
    "low_sites": "Lokasi yang terlalu sedikit dapat dilihat",
    "low_sites_about": "Bagian pemeriksaan yang dapat dilakukan di sana; di bawah {floor} tidak ada"
    " Perangkat Daerah yang disebut sesuai.",
    "ratio": "Capaian",
    "ratio_none": "belum terpantau penuh",
    "open": "Temuan terbuka",
    "open_none": "Tidak ada temuan terbuka pada yang terlihat.",
    "suspected": "Dalam pengamatan",
    "suspected_about": "Terlihat, tetapi belum cukup sering untuk dinyatakan.",
    "exempt": "Dikecualikan berdasarkan surat izin",
    "valid_until": "berlaku s.d.",
    "letter": "Surat nomor",
    "undeclared": "surat ini tidak lagi terdaftar",
    "since": "sejak",
    "recurring": "berulang",
    "frozen": "sekarang tidak terlihat",
    "down": "Perangkat dalam gangguan",
    "last_seen": "terakhir terlihat",
    "not_seen": "Belum terpantau",
    "not_seen_about": "Yang tidak terlihat tidak dapat dinilai. Saluran yang tidak"
    " tersambung ke perangkat terkelola tidak tampak oleh pemantau ini.",
    "never_seen": "Perangkat yang belum pernah terlihat",
    "unseen_sites": "Lokasi yang perangkatnya belum pernah terlihat",
    "inconclusive": "Pemeriksaan yang tidak dapat dilakukan, menurut sebab",
    "all_seen": "Semua perangkat dan lokasi yang terdaftar sudah terlihat.",
    "not_polled": "belum diperiksa",
    "more": "lagi: lihat API",
    "runbooks": "Yang harus dilakukan: runbook",
    "confidence": "keyakinan",
    "band_note": "catatan",
    "band_indicated": "terindikasi",
    "band_proof": "bukti teknis",
    "state_suspected": "dalam pengamatan",
    "state_open": "terbuka",
    "state_exempt": "dikecualikan",
    "state_verified": "terverifikasi",
    "state_rejected": "salah deteksi",
    "state_merged": "bagian dari temuan lain",
    "state_resolved": "selesai",
    "kind_foreign_uplink": "Tautan di luar jaringan Kominfo",
    "kind_foreign_neighbour": "Perangkat tetangga tidak terdaftar",
    "kind_foreign_server": "Server di luar pusat data",
    "kind_tampering": "Perangkat diganti atau diubah",
    "kind_silent_bypass": "Lalu lintas diduga lewat jalur lain",
    "schema": "Skema",
    "store_failed": "Sebagian catatan tidak dapat ditulis sejak program dimulai: periksa cakram.",
    "registry_failed": "Perubahan registri terakhir gagal dimuat; yang sebelumnya masih dipakai.",
    "web_config_failed": "Perubahan terakhir konfigurasi web (TLS, pengguna) gagal dimuat; yang"
    " sebelumnya masih dipakai.",
    "data_of": "Data penyedia per",
}
WORDS: Mapping[str, Mapping[str, str]] = {"id": _INDONESIAN, "en": _ENGLISH}

_REASONS_INDONESIAN = {
    "Address": "alamat",
    "ArpEntry": "ARP",
    "BgpPeer": "BGP",
    "ClientCount": "jumlah klien",
    "FdbEntry": "FDB",
    "Identity": "identitas",
    "Interface": "antarmuka",
    "Listener": "port layanan",
    "Neighbour": "tetangga",
    "OspfNeighbour": "OSPF",
    "Process": "proses",
    "Route": "rute",
    "VirtualMachine": "mesin virtual",
    "VpnPeer": "VPN",
    "absent": "tidak ada di perangkat",
    "incomplete": "tidak terbaca lengkap",
    "refused": "tidak diizinkan perangkat",
}
_REASONS_ENGLISH = {
    "Address": "addresses",
    "ArpEntry": "ARP",
    "BgpPeer": "BGP",
    "ClientCount": "client counts",
    "FdbEntry": "FDB",
    "Identity": "identity",
    "Interface": "interfaces",
    "Listener": "listening ports",
    "Neighbour": "neighbours",
    "OspfNeighbour": "OSPF",
    "Process": "processes",
    "Route": "routes",
    "VirtualMachine": "virtual machines",
    "VpnPeer": "VPN",
    "absent": "not on the device",
    "incomplete": "not read completely",
    "refused": "not permitted by the device",
}


def language_of(wanted: str | None, default: str) -> str:
    """Choose a language we have: the wanted one, else the city's, else Indonesian."""
    return next((code for code in (wanted, default) if code in LANGUAGES and code), "id")


def word(language: str, key: str) -> str:
    """Look up a word or sentence of the pages."""
    return WORDS[language][key]


def kind_word(language: str, kind: FindingKind) -> str:
    """Say what kind of finding it is."""
    return word(language, f"kind_{kind.value}")


def band_word(language: str, band: Band) -> str:
    """Say how sure a finding is."""
    return word(language, f"band_{band.value}")


def badge_word(language: str, finding: Finding) -> str:
    """Name how sure it is of what is said, and of all else what became of it."""
    if finding.is_said:
        return band_word(language, finding.case.band)
    return state_word(language, finding.state)


def state_word(language: str, state: State) -> str:
    """Say where a finding stands."""
    return word(language, f"state_{state.value}")


def status_word(language: str, status: LinkStatus) -> str:
    """Say whose line a link is."""
    return word(language, f"link_{status.value}")


def reason_words(language: str, reason: str) -> str:
    """Say why a rule could not look: an observation and how it was read, else as it is given."""
    words = _REASONS_ENGLISH if language == "en" else _REASONS_INDONESIAN
    kind, _, status = reason.partition(" ")
    if kind in words and status in words:
        return f"{words[kind]}: {words[status]}"
    return clean(reason, 200)


def day_words(language: str, day: date) -> str:
    """Write a day, `12 Mei 2026`."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def time_words(language: str, time_s: float, zone: tzinfo) -> str:
    """Write a moment with its zone, `12 Mei 2026 10:30 WIB`."""
    local = datetime.fromtimestamp(time_s, zone)
    return f"{day_words(language, local.date())} {local:%H:%M} {local.tzname() or ''}".rstrip()


def number_words(language: str, number: int) -> str:
    """Write a whole number with the language's sign between thousands."""
    return f"{number:,}".replace(",", "." if language == "id" else ",")
