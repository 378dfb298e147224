"""
The JSON Schema (2020-12) of what `exporters.api` gives, served at /api/v1/schema.

`$defs/findings`, `links`, `coverage`, `history` and `targets` are the answers. Words come
from the model, so that a new state or medium cannot be missing here; fields may be added in time,
none is renamed or taken away within v1.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from exporters.coverage import AgencyStatus
from monitor.model.finding import Band, Family, FindingKind, State, Strength, Word
from monitor.model.link import LinkStatus
from monitor.model.medium import Medium

Schema = dict[str, object]


def _object(about: str, properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": dict(properties),
        "required": list(properties),
    }


def _text(about: str) -> Schema:
    return {"type": "string", "description": about}


def _perhaps(schema: Schema, about: str) -> Schema:
    return {"description": about, "anyOf": [schema, {"type": "null"}]}


def _one_of(words: Iterable[StrEnum], about: str) -> Schema:
    return {"enum": [word.value for word in words], "description": about}


def _list(items: Schema, about: str) -> Schema:
    return {"type": "array", "items": items, "description": about}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_STRING: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time", "pattern": r"Z$"}
_WHERE = {
    "agency": _text("The agency's code."),
    "site": _text("The site's code."),
    "device": _text("The device's name."),
}

_SENTENCE = _object("One sentence in English and Indonesian.", {"en": _STRING, "id": _STRING})
_SIGNAL = _object(
    "One rule's statement.",
    {
        "rule": _text("The rule's id."),
        "family": _one_of(Family, "What it reads; signals of one family do not confirm another."),
        "strength": _one_of(Strength, "How much it says by itself."),
        "about": _perhaps(_STRING, "Whom it points at: a provider, a MAC, an AS, a far end."),
        "text": _ref("sentence"),
        "evidence": _list(
            _object("One cell as read.", {"oid": _STRING, "type": _STRING, "value": _STRING}),
            "The cells it rests on.",
        ),
    },
)
_CASE = {
    "key": _text("Stable: site, kind and fingerprint."),
    "kind": _one_of(FindingKind, "What kind of breach it would be."),
    **_WHERE,
    "subject": _text("What it is about: a link's name, a neighbour's MAC."),
    "link": _perhaps(_STRING, "The link it concerns, where there is one."),
    "band": _one_of(Band, "note, indicated (terindikasi), proof (bukti teknis)."),
    "confidence_ratio": {"type": "number", "minimum": 0, "maximum": 1},
    "waiver": _perhaps(_STRING, "The letter that exempts it."),
    "waiver_until": _perhaps({**_STRING, "format": "date"}, "The letter's last day."),
    "text": _ref("sentence"),
    "signals": _list(_ref("signal"), "What speaks for it."),
}
_FINDING = _object(
    "A case over time.",
    {
        "id": _text("What people call it by: ten hexadecimal digits, the same for ever."),
        **_CASE,
        "text": {**_ref("sentence"), "description": "In the past once it is resolved."},
        "verdict": _perhaps(
            _object(
                "A person's word.",
                {
                    "word": _one_of(Word, "What they said of it."),
                    "who": _STRING,
                    "note": _STRING,
                    "time": _MOMENT,
                },
            ),
            "The last word on it; it outlasts the state of that name.",
        ),
        "state": _one_of(State, "Only open and verified are said to be violations."),
        "frozen": {**_FLAG, "description": "Nobody can see now whether it is still there."},
        "first_seen": _MOMENT,
        "last_seen": _MOMENT,
        "opened": _perhaps(_MOMENT, "Null while it was not seen often enough."),
        "resolved": _perhaps(_MOMENT, "When it had clearly been gone for long enough."),
        "recurrences": {"type": "integer", "minimum": 0},
    },
)
_TRANSITION = _object(
    "A change in a finding's life, or a note.",
    {
        "time": _MOMENT,
        "before": _perhaps(_one_of(State, ""), "Null with the first."),
        "after": _one_of(State, "The state it left."),
        "cause": _text("Why, in English."),
        "who": _perhaps(_STRING, "The person whose decision it was."),
        "note": _perhaps(_STRING, "What they wrote."),
        "case": _ref("case"),
    },
)
_HISTORY = _object(
    "What became of a finding, oldest first.",
    {"id": _STRING, "key": _STRING, "history": _list(_ref("transition"), "")},
)
_LINK = _object(
    "A way out of a device, as last seen.",
    {
        **_WHERE,
        "interface": _text("The link's name."),
        "alias": _perhaps(_STRING, "ifAlias: what somebody wrote on the interface."),
        "status": _one_of(LinkStatus, "Whose line it is; unknown is not compliant."),
        "medium": _one_of(Medium, "What kind of line it is."),
        "is_up": _FLAG,
        "is_routed": {**_FLAG, "description": "A default or other very short route is over it."},
        "is_rising": _perhaps(_FLAG, "Whether octets moved between the last two readings."),
        "provider": _perhaps(_STRING, "Whose line it seems to be; by itself no violation."),
        "circuit": _perhaps(
            _object("A contract.", {"contract": _STRING, "provider": _STRING}),
            "The contract that covers it.",
        ),
        "waiver": _perhaps(
            _object("A letter.", {"letter": _STRING, "until": {**_STRING, "format": "date"}}),
            "The waiver that exempts it; its last day is included.",
        ),
        "plan_reason": _perhaps(_STRING, "By what it is known to be in the city's plan."),
        "ended_contract": _perhaps(
            _STRING, "The contract that accounted for it until it ended, a month ago at most."
        ),
        "approval": _perhaps(_STRING, "The approved destination that it leads to."),
        "addresses": _list(_STRING, "Its own addresses, with prefix length where known."),
        "next_hops": _list(_STRING, "Where its default and very short routes lead."),
        "gateway_macs": _list(_STRING, "MAC addresses of its next hops."),
    },
)
_LISTED_LINK: Schema = {
    "allOf": [_ref("link")],
    "properties": {"seen": _perhaps(_MOMENT, "When the device was last read.")},
    "required": ["seen"],
}
_UNSEEN = _object(
    "A device that nobody can look at now: nothing is known of its lines.",
    {
        **_WHERE,
        "seen": _perhaps(_MOMENT, "When it last answered; null: never yet."),
        "problem": _perhaps(_STRING, "Why; null before its first poll has ended."),
    },
)
_RATIO: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_COVERED = _object(
    "An agency: what may be said of it, and what could be seen.",
    {
        "agency": _text("The agency's code."),
        "status": _one_of(
            AgencyStatus, "compliant only where all of it was seen well enough; else unknown."
        ),
        "as_of": _perhaps(
            _MOMENT, "The oldest last answer of those of its devices that do not answer now."
        ),
        "coverage_ratio": _perhaps(_RATIO, "That of its least covered site; null without a site."),
        "compliant_ratio": _perhaps(
            _RATIO,
            "Of the links and the other findings, the links that are kominfo, exempt or approved."
            " Null where a part of it cannot be seen.",
        ),
        "links": _object(
            "Its links by status, as of each device's last answer.",
            {status.value: {"type": "integer", "minimum": 0} for status in LinkStatus},
        ),
        "other_findings": {
            "type": "integer",
            "minimum": 0,
            "description": "Open findings that no foreign link shows, as a router or a server.",
        },
        "sites": _list(
            _object(
                "A site.",
                {
                    "site": _text("The site's code."),
                    "is_monitored": {
                        **_FLAG,
                        "description": "A device was seen lately (`stale_after_s`).",
                    },
                    "coverage_ratio": {
                        **_RATIO,
                        "description": "The share of the rules that could look there.",
                    },
                    "unseen": {
                        "type": "object",
                        "description": "The rules that could not look, and why.",
                        "additionalProperties": _STRING,
                    },
                },
            ),
            "Its sites.",
        ),
    },
)
_TARGETS = _list(
    _object(
        "A polled device, for Prometheus's http_sd_config.",
        {
            "targets": _list(_STRING, "One: its address, with the port unless it is 161."),
            "labels": {
                "type": "object",
                "description": "__meta_opd_device, _agency, _site, _role, _profile (the name of"
                " its SNMP profile) and _snmp_version; what is not known is left out.",
                "propertyNames": {"pattern": "^__meta_opd_[a-z_]+$"},
                "additionalProperties": _STRING,
            },
        },
    ),
    "All polled devices, by name.",
)
_ONE_WITNESS = _object(
    "A router that no other device has in its tables: what it says of itself is all there is.",
    {
        "agency": _text("The agency's code."),
        "site": _text("The site's code."),
        "device": _text("The device's name."),
    },
)
_TOO_LARGE = _object(
    "A device that shows more than is judged, or than it may cost: it is never clean.",
    {
        "agency": _text("The agency's code."),
        "site": _text("The site's code."),
        "device": _text("The device's name."),
        "left_out": {
            "type": "object",
            "description": "What was not judged: links, cases, or a kind of observation.",
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
        "pause_seconds": {
            "type": "number",
            "description": "For how long it is left alone after a poll.",
            "minimum": 0,
        },
    },
)
_UNSEEN_LIST = _list(_ref("unseen"), "Devices not seen now.")

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "opd-monitor API v1",
    "description": "$defs/findings is /api/v1/findings, $defs/links is /api/v1/links,"
    " $defs/coverage is /api/v1/coverage, $defs/targets is /api/v1/targets,"
    " $defs/history is /api/v1/findings/ID/history.",
    "anyOf": [_ref(name) for name in ("findings", "links", "coverage", "history", "targets")],
    "$defs": {
        "sentence": _SENTENCE,
        "signal": _SIGNAL,
        "case": _object("What all signals of one moment say of one subject.", _CASE),
        "finding": _FINDING,
        "transition": _TRANSITION,
        "history": _HISTORY,
        "link": _LINK,
        "unseen": _UNSEEN,
        "targets": _TARGETS,
        "findings": _object(
            "All findings held, resolved and rejected ones too.",
            {"time": _MOMENT, "findings": _list(_ref("finding"), ""), "unseen": _UNSEEN_LIST},
        ),
        "covered": _COVERED,
        "coverage": _object(
            "What could be seen of each agency.",
            {
                "time": _MOMENT,
                "floor_ratio": {**_RATIO, "description": "The least that is called compliant."},
                "agencies": _list(_ref("covered"), ""),
                "one_witness": _list(_ONE_WITNESS, "Routers that nobody else shows."),
                "too_large": _list(_TOO_LARGE, "Devices that show more than is judged."),
                "unseen": _UNSEEN_LIST,
            },
        ),
        "links": _object(
            "All links as last seen; those of some statuses with ?status=unknown&status=...",
            {"time": _MOMENT, "links": _list(_LISTED_LINK, ""), "unseen": _UNSEEN_LIST},
        ),
    },
}
