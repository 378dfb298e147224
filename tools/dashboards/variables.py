"""What a person may choose at the top of a dashboard: where from, which daemon, then of what."""

from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
    VariableType,
)

from tools.dashboards.promql import AGENCY, of
from tools.dashboards.words import pair

PROVISIONED = VariableOption(text="opd-monitor", value="opd-prometheus")
"""The data source of config/grafana/provisioning, chosen unless a person chooses another."""

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")


def _asked(
    name: str, label: str, query: str, regex: str = "", *, is_hidden: bool = False
) -> VariableModel:
    return VariableModel(
        type_val=VariableType.QUERY,
        name=name,
        label=label,
        query=query,
        regex=regex,
        datasource=SOURCE,
        refresh=VariableRefresh.ON_TIME_RANGE_CHANGED,
        sort=VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC,
        allow_custom_value=False,
        hide=VariableHide.HIDE_VARIABLE if is_hidden else None,
    )


def which_daemon() -> list[VariableModel]:
    """Choose the data source and, where there are several, the daemon; `base` is its address."""
    source = VariableModel(
        type_val=VariableType.DATASOURCE,
        name="datasource",
        label=pair("Data source", "Sumber data"),
        query="prometheus",
        current=PROVISIONED,
        refresh=VariableRefresh.ON_DASHBOARD_LOAD,
    )
    return [
        source,
        _asked("job", "Job", "label_values(opd_build_info, job)"),
        _asked(
            "instance",
            pair("Daemon", "Pemantau"),
            'label_values(opd_build_info{job="$job"}, instance)',
        ),
        _asked("base", "", f"label_values({of('opd_external_url_info')}, url)", is_hidden=True),
    ]


def which_agency() -> VariableModel:
    """Choose an agency by its name; the value is its code."""
    # Prometheus gives the labels of a series in the order of their names.
    regex = '/[{,]agency="(?<value>[^"]+)".*,name="(?<text>[^"]+)"/'
    query = f"query_result({of('opd_agency_info')})"
    return _asked("agency", pair("Agency", "Perangkat Daerah"), query, regex)


def which_device() -> VariableModel:
    """Choose a device of the agency."""
    query = f"label_values({of('opd_device_info', AGENCY)}, device)"
    return _asked("device", pair("Device", "Perangkat"), query)
