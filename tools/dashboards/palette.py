"""
Colours and the words of statuses: one status has one colour on every dashboard.

The first colour of a scale is what Grafana shows where there is no number; here it is always that
of "not known", never green.
"""

from collections.abc import Mapping

from grafana_foundation_sdk.models.dashboard import (
    DashboardRangeMapOptions,
    RangeMap,
    Threshold,
    ThresholdsConfig,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from monitor.model.finding import FindingKind
from tools.dashboards.words import both, pair

GOOD = KOMINFO = "green"
EXEMPT = "blue"
APPROVED = "light-blue"
BAD = FOREIGN = "red"
UNKNOWN = "orange"
UNSEEN = "#8e8e8e"
NOT_OBLIGED = "purple"
PLAIN = "text"

LINK_COLOURS = {
    "foreign": FOREIGN,
    "unknown": UNKNOWN,
    "exempt": EXEMPT,
    "approved": APPROVED,
    "kominfo": KOMINFO,
}
AGENCY_COLOURS = {
    "violating": BAD,
    "unknown": UNKNOWN,
    "not_obliged": NOT_OBLIGED,
    "compliant": GOOD,
}
STATE_COLOURS = {
    "verified": "dark-red",
    "open": BAD,
    "suspected": UNKNOWN,
    "exempt": EXEMPT,
    "merged": UNSEEN,
    "rejected": PLAIN,
    "resolved": GOOD,
}
_BAND_COLOURS = {"proof": BAD, "indicated": UNKNOWN, "note": UNSEEN}


def texts(shown: Mapping[str, tuple[str, str]]) -> list[ValueMapping]:
    """Show values as other texts in a colour: value to (text, colour)."""
    options = {
        value: ValueMappingResult(text=text, color=colour, index=index)
        for index, (value, (text, colour)) in enumerate(shown.items())
    }
    return [ValueMap(options=options)]


def from_on(least: float, text: str, colour: str) -> list[ValueMapping]:
    """Show numbers from `least` on as a text."""
    result = ValueMappingResult(text=text, color=colour, index=0)
    return [RangeMap(options=DashboardRangeMapOptions(from_val=least, to=None, result=result))]


def painted(prefix: str, colours: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Give each value its words on the daemon's own pages, and its colour."""
    return {value: (both(f"{prefix}_{value}"), colour) for value, colour in colours.items()}


LINK_STATUS = texts(painted("link", LINK_COLOURS))
AGENCY_STATUS = texts(painted("status", AGENCY_COLOURS))
STATE = texts(painted("state", STATE_COLOURS))
BAND = texts(painted("band", _BAND_COLOURS))
KIND = texts({kind.value: (both(f"kind_{kind.value}"), PLAIN) for kind in FindingKind})
OBLIGED = texts(
    {"true": (pair("yes", "ya"), PLAIN), "false": (both("status_not_obliged"), NOT_OBLIGED)}
)
ANSWERS = texts({"1": (both("device_up"), GOOD), "0": (both("device_down"), BAD)})
MONITOR = texts(
    {
        "2": (pair("at work", "bekerja"), GOOD),
        "1": (pair("starting", "sedang mulai"), UNKNOWN),
        "0": (pair("NOT ANSWERING", "TIDAK MENJAWAB"), BAD),
    }
)


def steps(*above: tuple[float, str], unseen: str = UNKNOWN) -> ThresholdsConfig:
    """Colour numbers from each (number, colour) on; what is below all, or no number, `unseen`."""
    rest = [Threshold(value=number, color=colour) for number, colour in above]
    return ThresholdsConfig(steps=[Threshold(color=unseen), *rest])


NONE_IS_GOOD = steps((0, GOOD), (1, BAD))
NONE_IS_BETTER = steps((0, GOOD), (1, UNKNOWN))
ALL_IS_GOOD = steps((0, BAD), (0.9, UNKNOWN), (1, GOOD))
OF_WHAT_IS_SEEN = steps((0, BAD), (0.9, UNKNOWN), (1, PLAIN))
"""All of what is seen is not all: no share of it is green."""
JUST_A_NUMBER = steps((0, PLAIN))
FLOOR = 0.5
"""Seen less than this share of a site, nothing found means nothing: `coverage_floor`'s default."""
COVERAGE = steps((0, BAD), (0.01, UNKNOWN), (FLOOR, GOOD), unseen=UNSEEN)
