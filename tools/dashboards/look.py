"""How numbers are shown: unit, colour, and what stands where there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    DynamicConfigValue,
    FieldColor,
    FieldColorModeId,
    FieldConfig,
    MatcherConfig,
    ThresholdsConfig,
    ValueMapping,
)

from tools.dashboards.palette import (
    BAD,
    GOOD,
    JUST_A_NUMBER,
    NONE_IS_BETTER,
    NONE_IS_GOOD,
    UNKNOWN,
    steps,
)
from tools.dashboards.words import NO_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`unit` is one of Grafana's; `scale` colours, `shown` renames values; `empty`: no number."""

    unit: str
    decimals: int | None = None
    scale: ThresholdsConfig = field(default_factory=lambda: JUST_A_NUMBER)
    shown: list[ValueMapping] | None = None
    empty: str = NO_DATA
    least: float | None = 0
    most: float | None = None

    def config(self, mode: FieldColorModeId = FieldColorModeId.THRESHOLDS) -> FieldConfig:
        """Return it as Grafana's defaults of a panel's fields."""
        return FieldConfig(
            unit=self.unit,
            decimals=self.decimals,
            thresholds=self.scale,
            mappings=self.shown,
            no_value=self.empty,
            min_val=self.least,
            max_val=self.most,
            color=FieldColor(mode=mode),
        )


COUNT = Look(unit="short", decimals=0)
FAULTS = Look(unit="short", decimals=0, scale=NONE_IS_GOOD)
DOUBTS = Look(unit="short", decimals=0, scale=NONE_IS_BETTER)
SECONDS = Look(unit="s")
SHARE = Look(unit="percentunit", decimals=1, most=1)
PER_SECOND = Look(unit="cps")
BITS = Look(unit="bps")


def age(worry_s: float, alarm_s: float) -> Look:
    """Show an age, in another colour from `worry_s` and from `alarm_s` on."""
    scale = steps((0, GOOD), (worry_s, UNKNOWN), (alarm_s, BAD))
    return Look(unit="s", decimals=0, scale=scale)


def named(shown: Mapping[str, tuple[str, str]]) -> list[DashboardFieldConfigSourceOverrides]:
    """Give series other names and a colour: legend to (name, colour)."""
    return [
        override(
            legend,
            displayName=name,
            color=FieldColor(mode=FieldColorModeId.FIXED, fixed_color=colour),
        )
        for legend, (name, colour) in shown.items()
    ]


def override(field_name: str, **properties: object) -> DashboardFieldConfigSourceOverrides:
    """Show one field differently; `__` in a property's name is a dot."""
    return DashboardFieldConfigSourceOverrides(
        matcher=MatcherConfig(id_val="byName", options=field_name),
        properties=[
            DynamicConfigValue(id_val=key.replace("__", "."), value=value)
            for key, value in properties.items()
        ],
    )
