"""Panels of numbers and words as they are now; `look` says how any panel shows a number."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.models import bargauge, common, stat
from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    FieldConfig,
    FieldConfigSource,
    GridPos,
    Panel,
    ValueMapping,
)
from grafana_foundation_sdk.models.prometheus import Dataquery

from tools.dashboards.look import Look, named
from tools.dashboards.palette import steps
from tools.dashboards.queries import now, rows
from tools.dashboards.variables import SOURCE
from tools.dashboards.words import Words

Size = tuple[int, int]
"""Width in twenty-fourths of the page, and height in rows of 30 pixels."""

_LAST = common.ReduceDataOptions(calcs=["lastNotNull"])


def panel(
    kind: str,
    words: Words,
    queries: Sequence[Dataquery],
    *,
    defaults: FieldConfig,
    size: Size,
    options: object,
    overrides: Sequence[DashboardFieldConfigSourceOverrides] = (),
) -> Panel:
    """Make a panel of any kind; where it stands is decided by the layout."""
    width, height = size
    return Panel(
        type_val=kind,
        title=words.title,
        description=words.description,
        datasource=SOURCE,
        targets=list(queries),
        grid_pos=GridPos(w=width, h=height),
        field_config=FieldConfigSource(defaults=defaults, overrides=list(overrides)),
        options=options,
    )


def number(words: Words, expression: str, look: Look, size: Size = (4, 4)) -> Panel:
    """Show one number, as it is now."""
    options = stat.Options(
        graph_mode=common.BigValueGraphMode.NONE,
        color_mode=common.BigValueColorMode.BACKGROUND,
        reduce_options=_LAST,
    )
    queries = [now(expression, "A")]
    return panel("stat", words, queries, defaults=look.config(), size=size, options=options)


def word(
    words: Words,
    expression: str,
    label: str,
    shown: list[ValueMapping] | None = None,
    size: Size = (4, 4),
) -> Panel:
    """Show what a label says now; `shown` gives it words and colours."""
    mode = common.BigValueColorMode
    options = stat.Options(
        graph_mode=common.BigValueGraphMode.NONE,
        color_mode=mode.NONE if shown is None else mode.BACKGROUND,
        reduce_options=common.ReduceDataOptions(calcs=["lastNotNull"], fields=f"/^{label}$/"),
    )
    look = Look(unit="string", shown=shown, scale=steps(), least=None)
    queries = [rows(expression, "A")]
    return panel("stat", words, queries, defaults=look.config(), size=size, options=options)


def bars(
    words: Words,
    lines: tuple[str, str],
    look: Look,
    size: Size,
    shown: Mapping[str, tuple[str, str]] | None = None,
) -> Panel:
    """Compare numbers as they are now, a bar for each of (legend, expression)."""
    legend, expression = lines
    options = bargauge.Options(
        display_mode=common.BarGaugeDisplayMode.BASIC,
        orientation=common.VizOrientation.HORIZONTAL,
        reduce_options=_LAST,
    )
    return panel(
        "bargauge",
        words,
        [now(expression, "A", legend)],
        defaults=look.config(),
        size=size,
        options=options,
        overrides=named(shown or {}),
    )
