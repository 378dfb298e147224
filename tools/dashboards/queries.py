"""
Queries as Grafana keeps them.

Single numbers and tables ask for this moment only. Asked over a range, Grafana would show the last
number of a daemon that is long gone as if it were of now.
"""

from grafana_foundation_sdk.models.prometheus import Dataquery, PromQueryFormat, QueryEditorMode

from tools.dashboards.variables import SOURCE


def now(expression: str, ref: str, legend: str = "") -> Dataquery:
    """Ask for this moment, as numbers with a legend."""
    return _query(expression, ref, PromQueryFormat.TIME_SERIES, legend)


def rows(expression: str, ref: str) -> Dataquery:
    """Ask for this moment, as rows of a table."""
    return _query(expression, ref, PromQueryFormat.TABLE)


def over_time(expression: str, ref: str, legend: str) -> Dataquery:
    """Ask for a course over the time that is looked at."""
    return _query(expression, ref, PromQueryFormat.TIME_SERIES, legend, is_instant=False)


def _query(
    expression: str, ref: str, form: PromQueryFormat, legend: str = "", *, is_instant: bool = True
) -> Dataquery:
    return Dataquery(
        expr=expression,
        ref_id=ref,
        format_val=form,
        legend_format=legend,
        instant=is_instant,
        range_val=not is_instant,
        datasource=SOURCE,
        editor_mode=QueryEditorMode.CODE,
    )
