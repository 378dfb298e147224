"""How states, times, days, numbers and reasons are worded in Indonesian and English."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from ipaddress import IPv6Interface, ip_interface

from exporters.page_words import WORDS
from exporters.text import clean
from monitor.model.finding import Band, Finding, FindingKind, State
from monitor.model.link import LinkStatus

LANGUAGES = ("id", "en")

_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

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
    "links": "tautan",
    "cases": "perkara",
    "signals": "tanda",
    "device": "perangkat",
    "too_large": "terlalu besar untuk dinilai seluruhnya",
    "absent": "tidak ada di perangkat",
    "incomplete": "tidak terbaca lengkap",
    "refused": "tidak diizinkan perangkat",
    "withheld": "disembunyikan perangkat",
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
    "links": "links",
    "cases": "cases",
    "signals": "signals",
    "device": "the device",
    "too_large": "too large to be judged in full",
    "absent": "not on the device",
    "incomplete": "not read completely",
    "refused": "not permitted by the device",
    "withheld": "kept back by the device",
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


def left_out_word(language: str, what: str) -> str:
    """Name what was not judged of a device: links, cases, or a kind of observation."""
    words = _REASONS_ENGLISH if language == "en" else _REASONS_INDONESIAN
    return words.get(what, what)


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


def address_words(addresses: Iterable[object]) -> str:
    """
    List addresses, written with a prefix length or without one.

    IPv6's link-local ones are left out: every interface has one (RFC 4291, 2.8).
    """
    return ", ".join(told for told in map(str, addresses) if not _is_everywhere(told))


def _is_everywhere(address: str) -> bool:
    interface = ip_interface(address)
    return isinstance(interface, IPv6Interface) and interface.ip.is_link_local
