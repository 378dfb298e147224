"""What is flagged, in one table on every dashboard; the metrics of a finding are joined here."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.links import TO_AGENCY, TO_DEVICE, TO_FINDING
from tools.dashboards.palette import BAND, GOOD, KIND, OBLIGED, STATE, UNKNOWN, texts
from tools.dashboards.panels import Size
from tools.dashboards.promql import (
    FINDING,
    as_ones,
    copied,
    joined,
    moments,
    of,
    one_of,
    rounded_down,
    with_agency,
    with_site,
)
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, both, pair

_SUBJECT = "instance, agency, site, device, subject"
_VISIBLE = texts({"false": (pair("visible", "terlihat"), GOOD), "true": (both("frozen"), UNKNOWN)})
_AGENCY = Column("agency_name", pair("Agency", "Perangkat Daerah"), link=TO_AGENCY, width=260)
_SITE = Column("site_name", pair("Site", "Lokasi"), width=210)
_SINCE = Column("B", pair("Since", "Sejak"), "dateTimeAsIso", width=160)
_WHAT = (
    Column("device", pair("Device", "Perangkat"), link=TO_DEVICE, width=140),
    Column("subject", pair("Link or box", "Tautan atau alat"), width=150),
    Column("provider", pair("Provider", "Penyedia"), width=140),
    Column("kind", pair("Kind", "Jenis"), shown=KIND, width=300),
    Column("state", pair("State", "Keadaan"), shown=STATE, width=130),
    Column("band", pair("How sure", "Kekuatan"), shown=BAND, width=210),
    Column("A", pair("Confidence", "Keyakinan"), "percentunit", 1, width=130),
    _SINCE,
    Column("rules", pair("Why", "Dasar"), width=340),
    Column("frozen", pair("Now", "Sekarang"), shown=_VISIBLE, width=150),
)
_LAST = (
    Column("id", "ID", link=TO_FINDING, width=110),
    Column("agency", pair("Code", "Kode"), width=100),
)
_LETTER = Column("waiver", pair("Waiver", "Surat izin"), width=200)
_BOUND = Column("obliged", pair("Bound", "Terikat"), shown=OBLIGED, width=110)


def found(*matchers: str) -> str:
    """Return findings with all that is known of each in its labels; the value is how sure."""
    # A finding of a box has no link: it stands for itself, so that the join keeps it.
    lines = one_of(copied(of("opd_link_info"), "subject", "link"), _SUBJECT)
    line = as_ones(f"{_SUBJECT}, provider", f"{lines} or on ({_SUBJECT}) {of('opd_finding_info')}")
    info = one_of(of("opd_finding_info"), FINDING)
    series = of("opd_finding_confidence_ratio", *matchers)
    series = joined(series, FINDING, "id, rules, waiver", info)
    series = joined(series, _SUBJECT, "provider", line)
    return with_agency(with_site(series), "agency_name, obliged")


def _queries(*matchers: str) -> dict[str, str]:
    opened = moments(of("opd_finding_opened_timestamp_seconds"))
    of_these = f"{opened} and on ({FINDING}) {of('opd_finding_confidence_ratio', *matchers)}"
    return {"A": rounded_down(f"({found(*matchers)})"), "B": of_these}


def flagged(words: Words, *matchers: str, size: Size) -> Panel:
    """List findings of the whole city."""
    columns = (_AGENCY, _SITE, *_WHAT, _BOUND, *_LAST)
    return grid(words, _queries(*matchers), columns, size, sort=(_SINCE, True))


def findings(words: Words, *matchers: str, size: Size) -> Panel:
    """List findings of one agency or device, the exempt and rejected ones too."""
    columns = (_SITE, *_WHAT, _LETTER, *_LAST)
    return grid(words, _queries(*matchers), columns, size, sort=(_SINCE, True))
