"""
Where panels stand: from left to right, then down. Rows that are collapsed hold what is detail.

On a phone Grafana puts panels one below the other in the same order, so what matters is first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import (
    Dashboard,
    DashboardCursorSync,
    DashboardDashboardTemplating,
    DashboardDashboardTime,
    GridPos,
    Panel,
    RowPanel,
    VariableModel,
)

from tools.dashboards.links import TAG, dashboard_links
from tools.dashboards.words import Words

_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Section:
    """
    Panels under a heading, which is collapsed; without one they stand open at the top.

    Panels in a tuple stand one below the other, beside what is left of them.
    """

    blocks: Sequence[Panel | tuple[Panel, ...]]
    heading: str | None = None

    @property
    def stacks(self) -> list[tuple[Panel, ...]]:
        """Return every block as panels one below the other."""
        return [block if isinstance(block, tuple) else (block,) for block in self.blocks]

    @property
    def panels(self) -> list[Panel]:
        """Return all panels, what stands first first."""
        return [panel for stack in self.stacks for panel in stack]


def page(
    uid: str,
    words: Words,
    sections: Sequence[Section],
    *,
    variables: Sequence[VariableModel],
    since: str = "now-24h",
) -> Dashboard:
    """Put a dashboard together."""
    return Dashboard(
        uid=uid,
        title=f"opd-monitor: {words.title}",
        description=words.description,
        tags=[TAG],
        editable=False,
        graph_tooltip=DashboardCursorSync.CROSSHAIR,
        time=DashboardDashboardTime(from_val=since, to="now"),
        refresh="1m",
        links=dashboard_links(),
        templating=DashboardDashboardTemplating(list_val=list(variables)),
        panels=list(_numbered(_placed(sections))),
    )


def _placed(sections: Sequence[Section]) -> Iterator[Panel | RowPanel]:
    top = 0
    for section in sections:
        if section.heading is None:
            top = _flow(section.stacks, top)
            yield from section.panels
            continue
        row = RowPanel(
            title=section.heading,
            collapsed=True,
            grid_pos=GridPos(x=0, y=top, w=_WIDTH, h=1),
            panels=section.panels,
        )
        _flow(section.stacks, top + 1)
        yield row
        top += 1


def _flow(stacks: Sequence[tuple[Panel, ...]], top: int) -> int:
    """Place panels from a line on; return the first line below them."""
    left = below = 0
    for stack in stacks:
        width = max(_place(panel).w for panel in stack)
        if left + width > _WIDTH:
            left, top = 0, below
        line = top
        for panel in stack:
            place = _place(panel)
            place.x, place.y = left, line
            line += place.h
        left, below = left + width, max(below, line)
    return below


def _place(panel: Panel) -> GridPos:
    assert panel.grid_pos is not None
    return panel.grid_pos


def _numbered(panels: Iterator[Panel | RowPanel]) -> Iterator[Panel | RowPanel]:
    number = 0
    for panel in panels:
        inside = panel.panels if isinstance(panel, RowPanel) else []
        for one in (panel, *inside):
            number += 1
            one.id_val = number
        yield panel
