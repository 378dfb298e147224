"""
Tables: several queries of this moment, their rows merged where labels agree, headings for people.

Grafana merges rows that agree in the labels all queries have in common; of the rest each query
adds its own. Columns that are not listed are left out, so that labels which a Prometheus adds of
itself appear nowhere. The value of a query is called `Value #A`, or only `Value` where one query
alone brought an answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.models import common, table
from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    DashboardLink,
    DataTransformerConfig,
    Panel,
    ThresholdsConfig,
    ValueMapping,
)

from tools.dashboards.look import Look, override
from tools.dashboards.panels import Size, panel
from tools.dashboards.queries import rows
from tools.dashboards.words import NOTHING, Words

_MISSING = "–"
_COLOURED = common.TableColorTextCellOptions()


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column: the label or, in capitals, the query (`A`) it is of, its heading and how it is shown.

    `empty` stands where there is no number.
    """

    source: str
    heading: str
    unit: str | None = None
    decimals: int | None = None
    shown: list[ValueMapping] | None = None
    scale: ThresholdsConfig | None = None
    link: DashboardLink | None = None
    width: int | None = None
    empty: str = _MISSING

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names Grafana may have for it."""
        if not self.source.isupper():
            return (self.source,)
        alone = ("Value",) if self.source == "A" else ()
        return (f"Value #{self.source}", *alone)

    def override(self) -> DashboardFieldConfigSourceOverrides:
        """Return how it differs from the other columns."""
        given: dict[str, Any] = {
            "unit": self.unit,
            "decimals": self.decimals,
            "mappings": self.shown,
            "thresholds": self.scale,
            "links": [self.link] if self.link else None,
            "custom__width": self.width,
            "custom__cellOptions": _COLOURED if self.shown or self.scale else None,
            "noValue": self.empty,
        }
        return override(self.heading, **{k: v for k, v in given.items() if v is not None})


def grid(
    words: Words,
    queries: Mapping[str, str],
    columns: Sequence[Column],
    size: Size = (24, 8),
    *,
    sort: tuple[Column, bool] | None = None,
    empty: str = NOTHING,
) -> Panel:
    """
    Make a table of queries (`A` to expression) with columns from left to right.

    `sort`: a column, and whether the greatest comes first. `empty`: said where there is no row.
    """
    order = (
        [common.TableSortByFieldState(display_name=sort[0].heading, desc=sort[1])] if sort else None
    )
    options = table.Options(cell_height=common.TableCellHeight.SM, sort_by=order)
    defaults = Look(unit="short", empty=empty, least=None).config()
    defaults.custom = common.TableFieldOptions(filterable=True, inspect=False)
    made = panel(
        "table",
        words,
        [rows(expression, ref) for ref, expression in queries.items()],
        defaults=defaults,
        size=size,
        options=options,
        overrides=[column.override() for column in columns],
    )
    made.transformations = list(_transformations(len(queries), columns))
    return made


def _transformations(queries: int, columns: Sequence[Column]) -> Iterator[DataTransformerConfig]:
    if queries > 1:
        yield DataTransformerConfig(id_val="merge", options={})
    names = [name for column in columns for name in column.fields]
    yield DataTransformerConfig(id_val="filterFieldsByName", options={"include": {"names": names}})
    yield DataTransformerConfig(
        id_val="organize",
        options={
            "indexByName": {name: place for place, name in enumerate(names)},
            "renameByName": {name: column.heading for column in columns for name in column.fields},
        },
    )
