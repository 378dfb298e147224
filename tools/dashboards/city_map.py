"""
The city's sites on a map, coloured by what is known of each.

A site without coordinates in the registry is not on it; the tables have them all.
"""

from grafana_foundation_sdk.models import common, geomap
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig, Panel

from tools.dashboards.links import TO_AGENCY
from tools.dashboards.look import Look, override
from tools.dashboards.palette import BAD, FLOOR, GOOD, UNKNOWN, UNSEEN, steps, texts
from tools.dashboards.panels import Size, panel
from tools.dashboards.promql import SAID, SITE, as_ones, of, with_agency
from tools.dashboards.queries import rows
from tools.dashboards.words import Words, both, pair

_IN_ORDER, _DOUBTFUL, _UNSEEN, _ROGUE = range(4)
_LOOK = Look(
    unit="string",
    scale=steps((_IN_ORDER, GOOD), (_DOUBTFUL, UNKNOWN), (_UNSEEN, UNSEEN), (_ROGUE, BAD)),
    shown=texts(
        {
            str(_IN_ORDER): (pair("nothing found", "tidak ada temuan"), GOOD),
            str(_DOUBTFUL): (both("status_unknown"), UNKNOWN),
            str(_UNSEEN): (both("not_seen"), UNSEEN),
            str(_ROGUE): (both("status_violating"), BAD),
        }
    ),
)


def _state_of_sites() -> str:
    """Return each site's state: the first that holds of rogue, unseen, doubtful, in order."""
    rogue = as_ones(SITE, of("opd_finding_confidence_ratio", SAID))
    coverage = of("opd_site_coverage_ratio")
    links = of("opd_link_info", 'status="unknown"')
    doubts = f"{links} or {of('opd_device_up')} == 0 or {coverage} < {FLOOR}"
    seen = f"({coverage} > 0)"
    doubtful = f"{as_ones(SITE, doubts)} and on ({SITE}) {seen}"
    states = (
        f"{_ROGUE} * {rogue}",
        f"{_DOUBTFUL} * ({doubtful})",
        f"{_IN_ORDER} * {as_ones(SITE, seen)}",
        f"{_UNSEEN} * {as_ones(SITE, of('opd_site_info'))}",
    )
    return " or ".join(states)


def city_map(size: Size) -> Panel:
    """Make the map."""
    placed = of("opd_site_info", 'latitude!=""', 'longitude!=""')
    state = f"{placed} * on ({SITE}) group_left () ({_state_of_sites()})"
    style = {
        "color": {"field": "Value", "fixed": UNSEEN},
        "opacity": 0.9,
        "size": {"fixed": 9, "min": 2, "max": 15},
        "symbol": {"fixed": "img/icons/marker/circle.svg", "mode": "fixed"},
        "text": {"field": "name", "fixed": "", "mode": "field"},
        "textConfig": {"fontSize": 11, "offsetX": 0, "offsetY": 16, "textAlign": "center"},
    }
    markers = common.MapLayerOptions(
        type_val="markers",
        name=pair("Sites", "Lokasi"),
        config={"showLegend": False, "style": style},
        location=common.FrameGeometrySource(
            mode=common.FrameGeometrySourceMode.COORDS, latitude="latitude", longitude="longitude"
        ),
        tooltip=True,
    )
    made = panel(
        "geomap",
        Words(
            "Sites on the map",
            "Peta lokasi",
            "Red: a finding is open or verified there. Orange: a line is not known, a device is"
            " down, or too little could be seen. Grey: nobody sees the site. Green: nothing found"
            " among what can be seen. Sites without coordinates are only in the tables.",
            "Merah: ada temuan terbuka atau terverifikasi. Jingga: ada jalur yang belum diketahui,"
            " perangkat yang terganggu, atau terlalu sedikit yang dapat dilihat. Abu-abu: lokasi"
            " tidak terpantau. Hijau: tidak ada temuan pada yang terlihat. Lokasi tanpa koordinat"
            " hanya ada di tabel.",
        ),
        [rows(with_agency(state), "A")],
        defaults=_LOOK.config(),
        size=size,
        options=geomap.Options(
            view=geomap.MapViewConfig(id_val="fit", zoom=15, all_layers=True, padding=10),
            controls=geomap.ControlsOptions(
                show_zoom=True, mouse_wheel_zoom=False, show_attribution=True
            ),
            basemap=common.MapLayerOptions(type_val="default", name="Base", config={}),
            layers=[markers],
            tooltip=geomap.TooltipOptions(mode=geomap.TooltipMode.DETAILS),
        ),
        overrides=[override("agency_name", links=[TO_AGENCY])],
    )
    made.transformations = [_numbers("latitude", "longitude"), _without("Time", "job", "instance")]
    return made


def _numbers(*labels: str) -> DataTransformerConfig:
    conversions = [{"targetField": label, "destinationType": "number"} for label in labels]
    return DataTransformerConfig(id_val="convertFieldType", options={"conversions": conversions})


def _without(*fields: str) -> DataTransformerConfig:
    hidden = dict.fromkeys(fields, True)
    renamed = {
        "name": pair("Site", "Lokasi"),
        "agency_name": pair("Agency", "Perangkat Daerah"),
        "Value": pair("State", "Keadaan"),
    }
    return DataTransformerConfig(
        id_val="organize", options={"excludeByName": hidden, "renameByName": renamed}
    )
