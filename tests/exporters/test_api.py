"""JSON for programs: what the schema says, and nothing that hurts a terminal."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.api import (
    case_json,
    coverage_json,
    encoded,
    finding_json,
    findings_json,
    history_json,
    link_json,
    links_json,
    moment,
    signal_json,
)
from exporters.schema import SCHEMA
from monitor.model.city import CityView
from monitor.model.finding import Sentence, State, Transition, Verdict, Word
from monitor.model.link import Link, LinkStatus
from monitor.model.medium import Medium
from tests.exporters.city_lab import (
    CITY,
    DEVICES,
    EXEMPT,
    FOREIGN_LINK,
    FROZEN,
    HOSTILE,
    KOMINFO_LINK,
    OPEN,
)


def validator(name: str) -> jsonschema.Draft202012Validator:
    """Make a validator of one definition; what the schema does not name is refused here."""
    closed = json.loads(
        json.dumps(SCHEMA).replace('"required"', '"additionalProperties":0,"required"')
    )
    closed["$defs"]["link"].pop("additionalProperties")
    for part in _objects(closed):
        if part.get("additionalProperties") == 0:
            part["additionalProperties"] = "allOf" in part
    closed.pop("anyOf")
    return jsonschema.Draft202012Validator({**closed, "$ref": f"#/$defs/{name}"})


def _objects(part: object) -> list[dict[str, object]]:
    if isinstance(part, list):
        return [found for one in part for found in _objects(one)]
    if isinstance(part, dict):
        return [part, *(found for one in part.values() for found in _objects(one))]
    return []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("name", "answer"), [("findings", findings_json(CITY)), ("links", links_json(CITY))]
)
def test_what_is_given_is_what_the_schema_says(name: str, answer: object) -> None:
    data = json.loads(json.dumps(answer))
    validator(name).validate(data)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    with pytest.raises(jsonschema.ValidationError):
        validator(name).validate({**data, "another": 1})


def test_parts_are_described_too() -> None:
    validator("case").validate(case_json(OPEN.case))
    validator("finding").validate(finding_json(FROZEN))
    validator("signal").validate(signal_json(OPEN.case.signals[0]))
    validator("link").validate(link_json(KOMINFO_LINK))


def test_a_finding_comes_with_its_evidence_in_both_languages() -> None:
    data = json.loads(encoded(finding_json(OPEN)))
    assert data["text"]["id"].startswith("Rute bawaan")
    assert data["signals"][0]["text"]["en"] == "foreign-next-hop says so."
    assert data["signals"][0]["evidence"] == [
        {"oid": "1.3.6.1.2.1.4.24.7.1.9", "type": "INTEGER", "value": "4"}
    ]
    assert (data["opened"], data["resolved"]) == ("2026-05-09T04:30:00Z", None)


def test_an_exempt_finding_names_its_letter() -> None:
    assert finding_json(EXEMPT)["waiver"] == "555/17/Kominfo/2026"


def test_a_link_says_what_accounts_for_it() -> None:
    data = json.loads(encoded(link_json(FOREIGN_LINK)))
    assert data["addresses"] == ["180.244.7.9/32"]
    assert data["next_hops"] == ["180.244.0.1"]
    assert data["gateway_macs"] == ["02:00:00:00:00:fe"]
    assert (data["circuit"], data["waiver"]) == (None, None)
    circuit = {"contract": "K-2026-014", "provider": "Lintasarta"}
    assert link_json(KOMINFO_LINK)["circuit"] == circuit


def test_answers_say_whom_nobody_can_see() -> None:
    data = json.loads(encoded(links_json(CITY)))
    assert data["unseen"] == [
        {
            "agency": "dinkes",
            "site": "dinkes",
            "device": "opd-dinkes",
            "seen": "2026-05-11T22:30:00Z",
            "problem": "no answer within 6 s from 10.255.0.2:161",
        },
        {
            "agency": "dinkes",
            "site": "puskesmas",
            "device": "opd-puskesmas",
            "seen": None,
            "problem": None,
        },
    ]
    assert findings_json(CITY)["unseen"] == data["unseen"]


def test_hostile_texts_are_data_and_nothing_else() -> None:
    link = replace(FOREIGN_LINK, name=HOSTILE)
    city = replace(CITY, devices={"x": replace(DEVICES["opd-rsud"], links=(link,))})
    text = encoded(links_json(city)).decode("ascii")
    assert text.isprintable()
    assert json.loads(text)["links"][0]["interface"] == HOSTILE


@given(
    st.builds(
        Link,
        device=st.text(),
        site=st.text(),
        agency=st.text(),
        name=st.text(),
        medium=st.sampled_from(Medium),
        status=st.sampled_from(LinkStatus),
        is_up=st.booleans(),
        octets_per_s=st.none() | st.floats(0, 1e9),
        provider=st.none() | st.text(),
        plan_reason=st.text(),
    ),
    st.text(),
)
def test_whatever_is_known_is_as_the_schema_says(link: Link, said: str) -> None:
    case = replace(OPEN.case, link=link.name, text=Sentence(en=said, id=said))
    device = replace(DEVICES["opd-rsud"], links=(link,), problem=said)
    city: CityView = replace(CITY, devices={"x": device}, findings=(replace(OPEN, case=case),))
    validator("links").validate(json.loads(encoded(links_json(city))))
    validator("findings").validate(json.loads(encoded(findings_json(city))))


def test_moments_are_in_utc_to_the_second() -> None:
    assert moment(0.9) == "1970-01-01T00:00:00Z"
    assert moment(None) is None


def test_a_verdict_and_a_history_are_as_the_schema_says() -> None:
    verdict = Verdict(word=Word.REJECTED, who="Sari", note="Kominfo's own", time_s=1_778_500_000.0)
    said = finding_json(replace(OPEN, verdict=verdict))
    validator("finding").validate(said)
    assert said["verdict"] == {
        "word": "rejected",
        "who": "Sari",
        "note": "Kominfo's own",
        "time": "2026-05-11T11:46:40Z",
    }
    first = Transition(
        key=OPEN.key, time_s=1.0, before=None, after=State.OPEN, cause="seen", case=OPEN.case
    )
    note = replace(first, before=State.OPEN, who="Sari", note="asked")
    told = history_json(OPEN, (first, note))
    validator("history").validate(told)
    assert told["id"] == OPEN.id


def test_coverage_says_of_each_site_what_could_not_be_looked_at_and_why() -> None:
    given = coverage_json(replace(CITY, rules=frozenset({"foreign-next-hop"}), coverage_floor=0.5))
    validator("coverage").validate(given)
    agencies = {one["agency"]: one for one in given["agencies"]}  # type: ignore[attr-defined]
    assert given["floor_ratio"] == 0.5
    assert {code: one["status"] for code, one in agencies.items()} == {
        "dukcapil": "unknown", "dinkes": "violating", "rsud": "not_obliged",
    }  # fmt: skip
    [site] = agencies["rsud"]["sites"]
    assert (site["is_monitored"], site["coverage_ratio"]) == (True, 0.0)
    assert site["unseen"] == {"foreign-next-hop": "Route refused"}
    unseen = {one["site"]: one["unseen"] for one in agencies["dinkes"]["sites"]}
    assert unseen["puskesmas"] == {"foreign-next-hop": "no device"}


def test_the_share_of_an_agency_adds_up_in_what_is_told_of_it() -> None:
    agencies = coverage_json(CITY)["agencies"]
    assert isinstance(agencies, list)
    told = [one for one in agencies if one["compliant_ratio"] is not None]
    assert told
    for one in told:
        good = sum(one["links"][status] for status in ("kominfo", "exempt", "approved"))
        assert one["compliant_ratio"] == good / (sum(one["links"].values()) + one["other_findings"])


def test_links_of_some_statuses_are_told_alone() -> None:
    links = links_json(CITY, [LinkStatus.UNKNOWN])["links"]
    assert isinstance(links, list)
    assert [link["interface"] for link in links] == ["ether5"]
