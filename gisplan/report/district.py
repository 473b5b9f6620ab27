"""The content of the report of one district: what is built there, what to file, whom it serves worst."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.regions import tiers_of
from gisplan.report.city import PICTURE_DPI
from gisplan.report.clauses import clauses_section
from gisplan.report.parts import Picture, Section, head, heads, number, share, table_of, text, verified
from gisplan.report.sections import (
    categories_section,
    not_known_section,
    proof_section,
    provenance_section,
    stations_section,
    years_section,
)
from gisplan_errors import ScenarioError
from maps.page.district import permits
from maps.page.worst_places import worst_places
from maps.words.catalogue import term
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.plan.record import Plan

WORST_CELLS: Final = 15
_SERVICE_AREAS: Final = ("expressway_service_area", "trunk_service_area")


def district_sections(plan: Plan, adcode: str) -> list[Section]:
    """Give the sections of one district's report in reading order.

    Parameters
    ----------
    run
        The plan.
    adcode
        Code of the district.

    Raises
    ------
    ScenarioError
        If no district of the plan has this code; the message lists the codes it has.
    """
    row = _district(plan, adcode)
    own = {name: _of(getattr(plan.layers, name), adcode) for name in ("sites", "stations", "demand")}
    sites, stations = own["sites"], own["stations"]
    schedule = plan.schedule[plan.schedule["site_id"].isin(set(sites["site_id"]))]
    clauses = district_clauses(plan, row)
    note = (
        "仅列指名本区、各区或区内地点的条款；其余条款面向全市，见全市报告。结论按全市评定。",
        "Clauses that name this district, all districts or a place here. Verdicts are those of the city.",
    )
    return [
        _summary(plan, row, sites),
        clauses_section(clauses, note),
        _map(plan, row, adcode),
        years_section(schedule, stations, plan.scenario.currency),
        categories_section(sites, plan.scenario.currency),
        _permits(sites, stations),
        stations_section(stations, plan.scenario.currency),
        _service_areas(sites),
        _worst(plan, own["demand"]),
        proof_section(plan),
        not_known_section(plan),
        provenance_section(plan),
        _sites(plan, sites),  # the longest, as an appendix
    ]


def district_clauses(plan: Plan, district: Mapping[str, Any]) -> pd.DataFrame:
    """Give the clauses addressed to a district.

    A clause counts when its bodies or its scope name the district or every district (各区), or when its
    scope names a place or a hydrogen source that lies in the district.
    """
    name = text(district["name_zh"])
    tiers = tiers_of(plan.scenario.region).groups
    inside = [
        place
        for layer in (plan.layers.places, plan.layers.hydrogen_supply)
        for place in layer.loc[layer.within(district["geometry"]), "name_zh"].astype(str)
    ]

    def addressed(clause: Mapping[Any, Any]) -> bool:
        bodies, scope = text(clause["bodies"]), text(clause["scope"])
        if name in bodies or "各区" in bodies or name in scope or scope == "districts":
            return True
        if scope in tiers:
            return district["tier"] in tiers[scope]
        named = [] if scope in {"", "city"} else [part for part in scope.split("、") if part]
        return any(part in place for part in named for place in inside)

    frame = plan.clauses
    return frame[[addressed(clause) for clause in frame.to_dict("records")]]


def _district(plan: Plan, adcode: str) -> dict[str, Any]:
    frame = plan.layers.districts.sort_values("adcode")
    for row in frame.to_dict("records"):
        if str(row["adcode"]) == adcode:
            return {str(key): value for key, value in row.items()}
    known = ", ".join(f"{row.adcode} {row.name_zh}" for row in frame.itertuples())
    raise ScenarioError(f"--district {adcode}: no district of this plan has this code. Known are: {known}.")


def _of(frame: gpd.GeoDataFrame, adcode: str) -> gpd.GeoDataFrame:
    return frame[frame["adcode"].astype(str) == adcode]


def _summary(plan: Plan, row: Mapping[str, Any], sites: pd.DataFrame) -> Section:
    scenario, currency = plan.scenario, plan.scenario.currency
    figures = (
        (head("districts", "population"), with_unit(row["population"], "people").zh),
        (head("districts", "sites"), with_unit(row["sites"], "sites").zh),
        (head("districts", "chargers"), with_unit(row["chargers"], "chargers").zh),
        (head("districts", "chargers_public"), with_unit(row["chargers_public"], "chargers").zh),
        (head("districts", "chargers_dedicated"), with_unit(row["chargers_dedicated"], "chargers").zh),
        (head("districts", "chargers_private"), with_unit(row["chargers_private"], "chargers").zh),
        (head("sites", "fast_chargers"), with_unit(sites["fast_chargers"].sum(), "chargers").zh),
        (head("districts", "chargers_per_10k"), number(row["chargers_per_10k"], 1)),
        (head("districts", "covered_share"), share(row["covered_share"])),
        (head("districts", "mean_access_m"), with_unit(row["mean_access_m"], "m").zh),
        (head("districts", "served_share"), share(row["served_share"])),
        (head("districts", "stations"), with_unit(row["stations"], "stations").zh),
        (head("districts", "investment_cost"), with_unit(row["investment_cost"], "currency", currency).zh),
    )
    zh = (
        f"{row['name_zh']}（{row['adcode']}），情景“{scenario.name}”，至{scenario.horizon}年底。"
        "需求、候选站点多为模型估算，位置以实地核实为准；筛选不等于合规。“覆盖”为空表示本区不在评价范围。"
    )
    en = (
        f"{row['name_en']} ({row['adcode']}), scenario {scenario.name}, by the end of {scenario.horizon}. "
        "Demand and candidate sites are mostly modelled: check places on the ground. Screening is not "
        "compliance. An empty covered share means that the district is not judged."
    )
    return Section("摘要", "Summary", ((zh, en),), table_of(("指标 Figure", "数值 Value"), figures))


def _map(plan: Plan, row: Mapping[str, Any], adcode: str) -> Section:
    from maps.pictures.still import plan_picture  # noqa: PLC0415 - matplotlib loads only when drawn

    picture = Picture(
        f"{row['name_zh']}充电站点与加氢站布局",
        f"Charging sites and hydrogen stations in {row['name_en']}",
        partial(plan_picture, plan.layers, "zh", adcode=adcode, dpi=PICTURE_DPI),
    )
    return Section("规划图", "Map", pictures=(picture,))


def _permits(sites: pd.DataFrame, stations: pd.DataFrame) -> Section:
    rows = [
        (
            text(row["authority"]),
            number(row["sites"]),
            number(row["chargers"]),
            number(row["kw"]),
            number(row["stations"]),
        )
        for row in permits(sites, stations)
    ]
    headers = (
        *(head("sites", "authority"), head("districts", "sites"), head("sites", "chargers")),
        *(head("sites", "kw", unit=True), head("districts", "stations")),
    )
    return Section("待办备案与许可", "Permits by authority", (), table_of(headers, rows))


def _service_areas(sites: pd.DataFrame) -> Section:
    own = sites[sites["category"].isin(_SERVICE_AREAS)]
    rows = [
        (
            text(row["road_ref"]),
            number(row["chainage_km"], 1),
            text(row["direction"]),
            f"{row['name_zh']} {row['name_en']}",
            term("category", row["category"]).zh,
            number(row["chargers"]),
            number(row["fast_chargers"]),
            number(row["kw"]),
            verified(row["verified"]),
        )
        for row in own.sort_values(["road_ref", "chainage_km", "direction", "site_id"]).to_dict("records")
    ]
    headers = (
        *(head("sites", "road_ref"), head("sites", "chainage_km", unit=True), head("sites", "direction")),
        *("名称 Name", *heads("sites", "category", "chargers", "fast_chargers")),
        *(head("sites", "kw", unit=True), head("sites", "verified")),
    )
    none = () if rows else (("本区没有服务区站点。", "No service area in this district."),)
    return Section("高速与干线服务区", "Service areas", none, table_of(headers, rows))


def _worst(plan: Plan, cells: gpd.GeoDataFrame) -> Section:
    """List the uncovered cells with the most people times distance; an unknown distance is the farthest."""
    left = cells[~cells["covered"].fillna(value=False).astype(bool) & (cells["population"] > 0)]
    metres = pd.to_numeric(left["nearest_public_m"], errors="coerce").replace(np.inf, np.nan)
    farthest = metres.max() if metres.notna().any() else 1.0
    order = (left["population"] * metres.fillna(farthest)).sort_values(ascending=False, kind="stable")
    listed = left.loc[order.index[:WORST_CELLS]]
    spots = listed.geometry.representative_point()
    rows = [
        (
            text(row["cell_id"]),
            _nearest_name(plan, spot),
            f"{spot.x:.4f}",
            f"{spot.y:.4f}",
            number(row["population"]),
            with_unit(distance, "m").zh,
            number(row["unmet_kwh_day"]),
        )
        for row, spot, distance in zip(
            listed.to_dict("records"), spots, metres.loc[listed.index], strict=True
        )
    ]
    headers = (
        *(head("demand", "cell_id"), "附近 Near", *heads("sites", "lon", "lat")),
        *heads("demand", "population", "nearest_public_m"),
        head("demand", "unmet_kwh_day", unit=True),
    )
    places = worst_places(cells, plan.layers.places)
    named_zh = "、".join(f"{place['name'].zh}（{place['people']:,.0f}人）" for place in places)
    named_en = ", ".join(f"{place['name'].en} ({place['people']:,.0f} people)" for place in places)
    note = (
        f"未覆盖居民最集中处：{named_zh or '无'}。距离为“—”表示超出计算范围。",
        f"Most people not covered near: {named_en or 'none'}. A dash is beyond the distances computed.",
    )
    return Section("服务最弱的单元", "Worst-served cells", (note,), table_of(headers, rows))


def _nearest_name(plan: Plan, spot: Any) -> str:  # noqa: ANN401 - a shapely point
    places = plan.layers.places
    if places.empty:
        return ""
    stretch = np.cos(np.radians(spot.y))
    away = np.hypot((places.geometry.x - spot.x) * stretch, places.geometry.y - spot.y)
    return text(places["name_zh"].iloc[int(np.argmin(away))])


def _sites(plan: Plan, sites: gpd.GeoDataFrame) -> Section:
    named = plan.scenario.chargers.type_names
    kinds = {kind: named.get(kind, (kind, kind))[0] for kind in plan.layers.charger_types()}
    rows = [
        (
            text(row["site_id"]),
            text(row["name_zh"]),
            term("category", row["category"]).zh,
            term("access", row["access"]).zh,
            "；".join(f"{zh}×{row[f'n_{kind}']}" for kind, zh in kinds.items() if row[f"n_{kind}"]),
            number(row["chargers"]),
            number(row["kw"]),
            text(row["year"]),
            f"{row['geometry'].x:.5f}, {row['geometry'].y:.5f}",
            verified(row["verified"]),
        )
        for row in sites.sort_values("site_id").to_dict("records")
    ]
    headers = (
        *(head("sites", "site_id"), "名称 Name", *heads("sites", "category", "access")),
        *("桩型 Types", head("sites", "chargers"), head("sites", "kw", unit=True), head("sites", "year")),
        *("经纬度 Lon, lat", head("sites", "verified")),
    )
    return Section("站点清单", "Sites", (), table_of(headers, rows))
