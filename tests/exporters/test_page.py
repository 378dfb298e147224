"""The landing page, as somebody reads it."""

import base64
import hashlib
import html
import re
from dataclasses import replace
from datetime import UTC
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.page import STYLE_HASH, landing_page
from exporters.page_content import content_of
from exporters.page_words import WORDS
from exporters.page_writer import LONGEST_LIST
from exporters.words import (
    band_word,
    kind_word,
    language_of,
    number_words,
    reason_words,
    state_word,
    status_word,
)
from monitor.model.city import CityView, Telemetry
from monitor.model.declared import Agency, Site
from monitor.model.finding import Band, FindingKind, Sentence, State, Verdict, Word
from monitor.model.link import LinkStatus
from monitor.model.numbers import share_words
from tests.exporters.city_lab import (
    CITY,
    DEVICES,
    EXEMPT_LINK,
    FOREIGN_LINK,
    HOSTILE,
    OPEN,
    REGISTRY,
    VERIFIED,
    large_city,
)

JAKARTA = ZoneInfo("Asia/Jakarta")


def text_of(page: str) -> str:
    """Return the text of a page as it is read, blanks joined."""
    body = page[page.index("<body>") :]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def hostile_city(text: str) -> CityView:
    """Make a city in which every text that comes from elsewhere is this one."""
    case = replace(
        OPEN.case,
        text=Sentence(en=text, id=text),
        subject=text,
        device=text,
        waiver=text,
        agency="a",
        site="s",
    )
    word = Verdict(word=Word.VERIFIED, who=text, note=text, time_s=1.0)
    findings = tuple(replace(OPEN, case=case, state=state, verdict=word) for state in State)
    registry = replace(
        REGISTRY,
        agencies={"a": Agency("a", text)},
        sites={"s": Site("s", "a", text)},
        devices={},
        providers=replace(REGISTRY.providers, credit=text, date=text),
    )
    known = replace(REGISTRY.devices["opd-rsud"], name=text, site="s")
    view = replace(
        DEVICES["opd-dinkes"], device=known, agency="a", problem=text, inconclusive={"r": text}
    )
    unseen = replace(view, last_success_s=None)
    return replace(
        CITY,
        registry=registry,
        devices={"down": view, "unseen": unseen},
        findings=findings,
        version=text,
    )


class Tags(HTMLParser):
    """Collects the elements of a page and checks that they close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in {"meta", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(page: str) -> list[str]:
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    return tags.names


def test_it_says_first_how_the_city_stands() -> None:
    text = text_of(landing_page(CITY, language="en", timezone=JAKARTA))
    assert text.startswith(
        "Links of the agencies As of 12 May 2026 10:30 WIB Bahasa Indonesia"
        " Links foreign 1 unknown 1 exempt 1 approved 0 compliant 2"
        " Devices answering 3 down 1 never seen 1 Open findings 3"
    )


def test_it_speaks_the_language_of_the_city_unless_asked_otherwise() -> None:
    assert 'lang="id"' in landing_page(CITY)
    assert "Temuan terbuka" in landing_page(CITY)
    assert "Temuan terbuka" in landing_page(CITY, language="fr")
    assert "Open findings" in landing_page(replace(CITY, language="en"))
    assert "Open findings" in landing_page(CITY, language="en")


def test_what_a_person_verified_comes_first_then_what_is_surest() -> None:
    text = text_of(landing_page(CITY))
    order = [text.index(sentence) for sentence in (VERIFIED.case.text.id, OPEN.case.text.id)]
    assert order == sorted(order)
    assert text.index(OPEN.case.text.id) < text.index("ether3 pada opd-dinkes")
    assert text.index("ether3 pada opd-dinkes") < text.index("Dikecualikan berdasarkan surat izin")


def test_how_sure_a_finding_is_stands_in_words() -> None:
    text = text_of(landing_page(CITY))
    assert "bukti teknis Tautan di luar jaringan Kominfo, keyakinan 95,5 % Rute bawaan" in text
    assert "terindikasi terverifikasi Perangkat tetangga" in text


def test_a_frozen_finding_says_that_nobody_can_see_it() -> None:
    assert "sekarang tidak terlihat, terakhir terlihat" in text_of(landing_page(CITY))


def test_an_exempt_finding_shows_letter_and_last_day_and_no_proof() -> None:
    text = text_of(landing_page(CITY))
    assert "dikecualikan Tautan di luar jaringan Kominfo, keyakinan 90 %" in text
    assert "Surat nomor 555/17/Kominfo/2026, berlaku s.d. 31 Des 2026" in text


def test_a_letter_that_is_no_longer_declared_is_said_to_be() -> None:
    city = replace(CITY, registry=replace(REGISTRY, waivers=()))
    assert "surat ini tidak lagi terdaftar" in text_of(landing_page(city))


def test_rejected_and_resolved_findings_accuse_nobody() -> None:
    text = text_of(landing_page(CITY, language="en"))
    assert "Not so." not in text
    assert "Was there." not in text


def test_a_device_that_is_down_is_there_with_the_reason() -> None:
    text = text_of(landing_page(CITY, language="en"))
    assert "no answer within 6 s from 10.255.0.2:161; last seen 11 May 2026 22:30 UTC" in text


def test_why_a_device_is_down_is_said_in_the_readers_language() -> None:
    problem = (
        "10.1.2.3 port 161 gave no answer after 3 tries: it is down, filtered, or ignores these"
        " credentials. But its agent is there and speaks version 3: it ignores this community now."
    )
    view = replace(DEVICES["opd-dinkes"], problem=problem)
    city = replace(CITY, devices={"opd-dinkes": view})
    told = text_of(landing_page(city, language="en"))
    assert problem.removesuffix(".") in told
    assert ".;" not in told
    indonesian = text_of(landing_page(city, language="id"))
    assert "10.1.2.3 port 161 tidak memberi jawaban setelah 3 percobaan" in indonesian
    assert "it ignores" not in indonesian


def test_what_nobody_could_see_is_said() -> None:
    text = text_of(landing_page(CITY, language="en"))
    assert "Devices never seen 1 opd-puskesmas" in text
    assert "Sites where no device was ever seen 2 Puskesmas Timur" in text
    assert "routes: not permitted by the device 2 addresses: not read completely 1" in text
    assert "not monitored in full" in text


def test_even_where_all_is_seen_the_page_says_what_it_cannot_see() -> None:
    devices = {"opd-dukcapil": DEVICES["opd-dukcapil"]}
    registry = replace(
        REGISTRY,
        sites={"dukcapil": REGISTRY.sites["dukcapil"]},
        devices={"opd-dukcapil": REGISTRY.devices["opd-dukcapil"]},
    )
    city = replace(CITY, registry=registry, devices=devices, findings=())
    text = text_of(landing_page(city, language="en"))
    assert "Every declared device and site was seen." in text
    assert "A line that touches no managed device is invisible" in text
    assert "No finding is open among what can be seen." in text


def test_an_agency_nobody_has_seen_has_no_zeros() -> None:
    city = replace(CITY, devices={}, findings=())
    text = text_of(landing_page(city, language="en"))
    assert "Dinas Kesehatan not known – – – – – – not monitored in full 0 % 0/2" in text


def test_a_daemon_that_is_not_ready_says_so() -> None:
    city = replace(CITY, is_ready=False, telemetry=Telemetry(registry_loads=False))
    text = text_of(landing_page(city, language="en"))
    assert "what is shown is not complete yet" in text
    assert "registry could not be loaded" in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "change of the web configuration"), ("id", "konfigurasi web")]
)
def test_a_web_configuration_that_could_not_be_loaded_is_said(language: str, words: str) -> None:
    city = replace(CITY, telemetry=Telemetry(web_config_loads=False))
    assert words in text_of(landing_page(city, language=language))
    assert words not in text_of(landing_page(CITY, language=language))


def test_the_data_is_credited_with_a_link() -> None:
    page = landing_page(CITY)
    assert "RouteViews" in page
    assert '<a href="https://db-ip.com">' in page
    assert "2026-06-17" in page


def test_it_needs_no_script_and_loads_nothing() -> None:
    page = landing_page(CITY)
    assert not {"script", "img", "link", "iframe"} & set(tags_of(page))
    assert "url(" not in page
    assert "@import" not in page


def test_the_style_is_the_one_the_policy_names() -> None:
    found = re.search("<style>(.*)</style>", landing_page(CITY), re.DOTALL)
    assert found is not None
    digest = hashlib.sha256(found[1].encode()).digest()
    assert f"sha256-{base64.b64encode(digest).decode()}" == STYLE_HASH


def test_a_long_list_is_cut_and_how_much_is_said() -> None:
    city = large_city(2_345, tables=0)
    quiet = {n: replace(v, last_success_s=None) for n, v in city.devices.items()}
    page = landing_page(replace(city, devices=quiet))
    assert f"+ {number_words('id', 2_345 - LONGEST_LIST)} lagi: lihat API" in text_of(page)


def test_hostile_texts_become_harmless_text() -> None:
    page = landing_page(hostile_city(HOSTILE), language="en")
    assert tags_of(page) == tags_of(landing_page(hostile_city("plain"), language="en"))
    assert "<script" not in page
    assert all(character.isprintable() or character == "\n" for character in page)
    assert "y" * 1001 not in page


@given(st.text(st.characters(), min_size=1, max_size=80), st.sampled_from(["id", "en"]))
@settings(max_examples=50, deadline=None)
def test_no_text_can_add_an_element(text: str, language: str) -> None:
    page = landing_page(hostile_city(f"x{text}"), language=language)
    assert tags_of(page) == tags_of(landing_page(hostile_city("plain"), language=language))
    page.encode("utf-8")


def test_a_hostile_language_is_no_language() -> None:
    assert "<b>" not in landing_page(CITY, language='"><b>')


def test_both_languages_have_every_word() -> None:
    assert WORDS["id"].keys() == WORDS["en"].keys()
    for language in WORDS:
        for kind in FindingKind:
            assert kind_word(language, kind)
        for band in Band:
            assert band_word(language, band)
        for state in State:
            assert state_word(language, state)
        for status in LinkStatus:
            assert status_word(language, status)


@pytest.mark.parametrize(
    ("wanted", "default", "chosen"),
    [("en", "id", "en"), (None, "en", "en"), ("xx", "en", "en"), (None, "xx", "id")],
)
def test_a_language_is_chosen(wanted: str | None, default: str, chosen: str) -> None:
    assert language_of(wanted, default) == chosen


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert number_words("id", 12_345) == "12.345"
    assert number_words("en", 12_345) == "12,345"


def test_a_reason_nobody_foresaw_is_shown_as_it_is() -> None:
    assert reason_words("id", "Route refused") == "rute: tidak diizinkan perangkat"
    assert reason_words("id", "something\nelse") == "something else"


def test_an_exempt_link_counts_as_exempt() -> None:
    view = replace(DEVICES["opd-rsud"], links=(EXEMPT_LINK,))
    text = text_of(landing_page(replace(CITY, devices={"opd-rsud": view}), language="en"))
    assert "foreign 0 unknown 0 exempt 1 approved 0 compliant 0" in text


def test_a_persons_word_and_the_id_stand_with_a_finding() -> None:
    word = Verdict(word=Word.VERIFIED, who="Sari", note="went there", time_s=1_778_500_000.0)
    city = replace(CITY, findings=(replace(OPEN, state=State.VERIFIED, verdict=word),))
    text = text_of(landing_page(city, language="id", timezone=JAKARTA))
    assert "terverifikasi: Sari, 11 Mei 2026 18:46 WIB: went there" in text
    assert f"ID {OPEN.id}" in text


def test_the_table_says_what_may_be_said_of_each_agency() -> None:
    text = text_of(landing_page(CITY, language="en"))
    assert "Rumah Sakit Umum Daerah not bound by the regulation 1" in text
    assert "Dinas Kesehatan with findings as of 11 May 2026 22:30 UTC 0" in text
    assert "Dinas Kependudukan dan Pencatatan Sipil compliant 0 0 0 0 0 1 100 %" in text


def test_the_share_of_each_agency_adds_up_in_its_row() -> None:
    content = content_of(CITY, "en", UTC)
    heads = [figure.word for figure in content.columns]
    good = [heads.index(word) for word in ("exempt", "approved", "compliant")]
    shares = 0
    for line in content.agencies:
        if not line.is_covered:
            continue
        counts = [int(count) for count in line.counts]
        assert line.ratio == share_words("en", sum(counts[at] for at in good) / sum(counts))
        shares += 1
    assert shares == 2
    rsud = next(line for line in content.agencies if line.name.startswith("Rumah Sakit"))
    assert rsud.counts[heads.index("other findings")] == "1"


def test_links_that_nobody_can_attribute_are_listed_with_what_is_known_of_them() -> None:
    text = text_of(landing_page(CITY, language="en"))
    assert "Links that nobody can attribute 1" in text
    assert "opd-rsud · ether5 Rumah Sakit Umum Daerah – RSUD ethernet, down" in text
    odd = replace(FOREIGN_LINK, status=LinkStatus.UNKNOWN)
    view = replace(DEVICES["opd-rsud"], links=(odd,), is_up=False)
    silent = text_of(landing_page(replace(CITY, devices={"opd-rsud": view}), language="id"))
    assert "ppp, menuju 180.244.0.1, beralamat 180.244.7.9, berketerangan “INDIHOME" in silent
    assert "terakhir terlihat 12 Mei 2026 03:29 UTC" in silent
    known = replace(CITY, devices={"opd-dukcapil": DEVICES["opd-dukcapil"]})
    assert "nobody can attribute" not in text_of(landing_page(known, language="en"))


def test_sites_where_too_little_could_be_seen_are_listed_the_worst_first() -> None:
    views = dict(CITY.devices)
    blind = {"addresses": "Address refused", "routes": "Route refused"}
    ran = frozenset({"routes", "addresses", "services"})
    for name, reasons in (("opd-dukcapil", blind), ("opd-rsud", {**blind, "services": "x"})):
        seen = 1 - len(reasons) / len(ran)
        views[name] = replace(views[name], ran=ran, inconclusive=reasons, coverage=seen)
    city = replace(CITY, devices=views, rules=ran, coverage_floor=0.5)
    english = text_of(landing_page(city, language="en"))
    assert "Sites where too little could be seen 3" in english
    assert "below 50 % no agency is called compliant" in english
    assert english.index("RSUD Rumah Sakit") < english.index("Kantor Dukcapil Dinas")
    assert "Lokasi yang terlalu sedikit dapat dilihat" in text_of(landing_page(city))
    assert "too little could be seen" not in text_of(landing_page(CITY, language="en"))
