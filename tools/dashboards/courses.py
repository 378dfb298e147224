"""Panels of courses over time: lines, and which state held when."""

from collections.abc import Mapping

from grafana_foundation_sdk.models import common, statetimeline, timeseries
from grafana_foundation_sdk.models.dashboard import FieldColorModeId, Panel

from tools.dashboards.look import Look, named
from tools.dashboards.panels import Size, panel
from tools.dashboards.queries import over_time
from tools.dashboards.words import Words


def _legend(*, is_shown: bool) -> common.VizLegendOptions:
    return common.VizLegendOptions(
        show_legend=is_shown,
        display_mode=common.LegendDisplayMode.LIST,
        placement=common.LegendPlacement.BOTTOM,
        calcs=[],
    )


_TOOLTIP = common.VizTooltipOptions(
    mode=common.TooltipDisplayMode.MULTI, sort=common.SortOrder.DESCENDING
)


def trend(
    words: Words,
    lines: Mapping[str, str],
    look: Look,
    size: Size = (12, 8),
    *,
    shown: Mapping[str, tuple[str, str]] | None = None,
    is_stacked: bool = False,
    smoothed_s: int = 0,
) -> Panel:
    """
    Draw courses over time: legend to expression.

    `shown` names and colours lines. `smoothed_s` is the least time that rates are taken over, for
    counters that move at polls and not at scrapes.
    """
    stacking = common.StackingMode.NORMAL if is_stacked else common.StackingMode.NONE
    defaults = look.config(FieldColorModeId.PALETTE_CLASSIC)
    defaults.custom = common.GraphFieldConfig(
        line_width=1,
        fill_opacity=60 if is_stacked else 8,
        show_points=common.VisibilityMode.AUTO,
        stacking=common.StackingConfig(mode=stacking, group="A"),
    )
    made = panel(
        "timeseries",
        words,
        [
            over_time(expression, chr(ord("A") + place), legend)
            for place, (legend, expression) in enumerate(lines.items())
        ],
        defaults=defaults,
        size=size,
        options=timeseries.Options(legend=_legend(is_shown=True), tooltip=_TOOLTIP),
        overrides=named(shown or {}),
    )
    made.interval = f"{smoothed_s}s" if smoothed_s else None
    return made


def states(words: Words, line: tuple[str, str], look: Look, size: Size) -> Panel:
    """Draw which state held when, for (legend, expression); gaps are times nobody knows of."""
    legend, expression = line
    defaults = look.config()
    defaults.custom = statetimeline.FieldConfig(fill_opacity=80)
    return panel(
        "state-timeline",
        words,
        [over_time(expression, "A", legend)],
        defaults=defaults,
        size=size,
        options=statetimeline.Options(
            show_value=common.VisibilityMode.AUTO, legend=_legend(is_shown=False), tooltip=_TOOLTIP
        ),
    )
