"""Checks of the charging clauses: count, site categories, service areas, hubs, platform, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

from gisplan.clause_facts import Facts, Finding, by_share, by_year, inventory_en, inventory_zh
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.policies import Clause


def _new_chargers(clause: Clause, facts: Facts) -> Finding:
    counted = by_year(clause, facts.layers.sites)
    total = int(counted["chargers"].sum())
    parts = counted.groupby("access")["chargers"].sum()
    zh = "、".join(f"{ACCESS[kind].zh}{int(parts.get(kind, 0)):,}台" for kind in ACCESS)
    en = ", ".join(f"{int(parts.get(kind, 0)):,} {kind}" for kind in ACCESS)
    base = facts.scenario.base_date.isoformat()
    return Finding(
        "met" if total >= (clause.target or 0) else "not met",
        total,
        f"规划新增{total:,}台（{zh}），自{base}之后计。",
        f"{total:,} planned new chargers ({en}), counted after {base}.",
        f"baseline {base}",
    )


def _category_present(category: str) -> Callable[[Clause, Facts], Finding]:
    def check(clause: Clause, facts: Facts) -> Finding:
        sites = facts.layers.sites
        chosen = sites[sites["category"] == category]
        count = int(chosen["chargers"].sum())
        term = CATEGORIES[category]
        return Finding(
            "met" if count >= (clause.target or 1) else "not met",
            count,
            f"{term.zh}：{len(chosen):,}处站点、{count:,}台充电桩。{inventory_zh(chosen)}",
            f"{term.en}: {count:,} chargers at {len(chosen):,} sites. {inventory_en(chosen)}",
        )

    return check


def _service_areas(category: str, *, fast: bool) -> Callable[[Clause, Facts], Finding]:
    def check(clause: Clause, facts: Facts) -> Finding:
        everything = _in_play(facts.candidates, category)
        if everything.empty:
            return _no_inventory(category)
        sites = facts.layers.sites
        column = "fast_chargers" if fast else "chargers"
        equipped = set(sites.loc[(sites["access"] == "public") & (sites[column] > 0), "site_id"])
        covered = everything["site_id"].isin(equipped)
        share = float(covered.mean())
        term = CATEGORIES[category]
        kind_zh, kind_en = ("快充", "fast") if fast else ("公共", "public")
        return Finding(
            by_share(share, clause.target or 1.0),
            share,
            f"{len(everything)}处{term.zh}（双向分计）中{int(covered.sum())}处有{kind_zh}充电桩。"
            + inventory_zh(everything),
            f"{int(covered.sum())} of {len(everything)} {term.en.lower()} sites (each direction apart) have "
            f"{kind_en} chargers. {inventory_en(everything)}",
            "on the inventory of the region, which may be modelled",
        )

    return check


def _places_served(
    category: str, access: tuple[str, ...], *, truck: bool
) -> Callable[[Clause, Facts], Finding]:
    def check(clause: Clause, facts: Facts) -> Finding:
        places = _in_play(facts.candidates, category)
        if places.empty:
            return _no_inventory(category)
        sites = facts.layers.sites
        able = sites["access"].isin(access) & (sites["chargers"] > 0)
        if truck:
            able &= _truck_chargers(facts) > 0
        near = _within(places, sites[able], facts.parameter("catchment_m"))
        share = float(near.mean())
        metres = facts.parameter("catchment_m")
        term = CATEGORIES[category]
        what_zh = f"不低于{facts.parameter('truck_kw'):g} kW的充电桩" if truck else "公共充电桩"
        what_en = f"chargers of at least {facts.parameter('truck_kw'):g} kW" if truck else "public chargers"
        return Finding(
            by_share(share, clause.target or 1.0),
            share,
            f"{len(places)}处{term.zh}中{int(near.sum())}处在{metres:g}米（直线）内有{what_zh}。"
            + inventory_zh(places),
            f"{int(near.sum())} of {len(places)} {term.en.lower()} sites have {what_en} "
            f"within {metres:g} m (straight). "
            f"{inventory_en(places)}",
            f"catchment_m = {metres:g}" + (f", truck_kw = {facts.parameter('truck_kw'):g}" if truck else ""),
        )

    return check


def _platform_fields(_clause: Clause, facts: Facts) -> Finding:
    sites = facts.layers.sites
    fields = ["site_id", "name_zh", "category", "access", "adcode", "authority"]
    complete = sites[fields].notna().all(axis=1) & (sites[fields].astype(str) != "").all(axis=1)
    share = float(complete.mean()) if len(sites) else 0.0
    return Finding(
        "not assessable",
        None,
        f"接入属于运行阶段，规划无法证明；{share:.1%}的站点具备平台所需的标识、名称、类别、"
        "位置和备案机关字段（sites.csv）。",
        f"Connection happens in operation, a plan cannot show it; {share:.1%} of the sites carry the fields "
        "a platform needs (sites.csv).",
    )


def _interoperability(_clause: Clause, _facts: Facts) -> Finding:
    return Finding(
        "not assessable",
        None,
        "运营企业在规划之后确定，规划中没有互联互通数据。",
        "Operators are chosen after the plan; it holds no data on interoperability.",
    )


def _responsible_bodies(clause: Clause, facts: Facts) -> Finding:
    districts = len(facts.layers.districts)
    return Finding(
        "context",
        None,
        f"责任单位：{'、'.join(clause.bodies)}。{districts}个区的数量见districts.csv。",
        f"{len(clause.bodies)} responsible bodies; totals of {districts} districts stand in districts.csv.",
    )


def _in_play(candidates: gpd.GeoDataFrame, category: str) -> gpd.GeoDataFrame:
    return candidates[(candidates["category"] == category) & (candidates["status"] != "excluded")]


def _no_inventory(category: str) -> Finding:
    term = CATEGORIES[category]
    return Finding(
        "not assessable",
        None,
        f"区域数据中没有{term.zh}图层。",
        f"The region has no layer of this kind: {term.en.lower()}.",
    )


def _truck_chargers(facts: Facts) -> pd.Series[float]:
    least = facts.parameter("truck_kw")
    columns = [f"n_{kind.id}" for kind in facts.scenario.chargers.types if kind.power_kw >= least]
    power: pd.Series[float] = facts.layers.sites[columns].sum(axis=1)
    return power


def _within(places: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, metres: float) -> NDArray[np.bool_]:
    """Tell for each place whether a site lies within so many metres (geodesic, WGS84)."""
    if sites.empty:
        return np.zeros(len(places), dtype=bool)
    lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    geod = Geod(ellps="WGS84")

    def reached(x: float, y: float) -> bool:
        # A degree of latitude is 111 km, so this box holds every site that can be near enough.
        box = (np.abs(lat - y) < metres / 100_000) & (
            np.abs(lon - x) < metres / 100_000 / np.cos(np.radians(y))
        )
        count = int(box.sum())
        if count == 0:
            return False
        away = geod.inv(np.full(count, x), np.full(count, y), lon[box], lat[box])[2]
        return bool((np.asarray(away) <= metres).any())

    points = zip(places.geometry.x, places.geometry.y, strict=True)
    return np.array([reached(float(x), float(y)) for x, y in points], dtype=bool)


def _people_covered(clause: Clause, facts: Facts) -> Finding:
    profile = facts.scenario.coverage.active
    if profile.kind != "radius":
        return Finding(
            "not assessable",
            None,
            f"本情景按平均服务半径评价（{facts.scenario.coverage.profile}），未评价2公里覆盖。",
            f"This scenario judges mean distances ({facts.scenario.coverage.profile}), not the 2 km radius.",
        )
    limit = facts.parameter("radius_m")
    looser = [
        tier
        for tier in ("central", "binhai")
        if tier not in profile.judged_tiers
        or max(profile.radius_m[tier].urban, profile.radius_m[tier].rural) > limit
    ]
    if looser:
        return Finding(
            "not assessable",
            None,
            f"本情景的评价半径或范围与条款（{limit:g}米，中心城区和滨海新区）不同。",
            f"This scenario judges other radii or tiers than the clause ({limit:g} m, centre and Binhai).",
        )
    demand = facts.layers.demand
    judged = demand["judged"].astype(bool)
    people = float(demand.loc[judged, "population"].sum())
    if people == 0:
        return Finding(
            "not assessable", None, "没有评价范围内的人口。", "There are no people where coverage is judged."
        )
    covered = float(demand.loc[judged & demand["covered"].astype(bool), "population"].sum())
    share = covered / people
    straight = f"straight x {facts.scenario.coverage.detour.value:g}"
    way = "along roads" if facts.distances == "roads" else straight
    return Finding(
        by_share(share, clause.target or 1.0),
        share,
        f"评价范围{people / 1e4:,.1f}万人中{covered / 1e4:,.1f}万人在2公里内有公共充电站；"
        "人口分布为模型估算。",
        f"{covered:,.0f} of {people:,.0f} people have a public site within 2 km; homes are modelled.",
        f"threshold {clause.target:g}; distance = {way}",
    )


CHECKS: Final[Mapping[str, Callable[[Clause, Facts], Finding]]] = {
    "TJ15-01": _new_chargers,
    "TJ15-02": _category_present("residential"),
    "TJ15-03": _service_areas("expressway_service_area", fast=False),
    "TJ15-04": _service_areas("trunk_service_area", fast=False),
    "TJ15-05": _places_served("transport_hub", ("public",), truck=False),
    "TJ15-06": _places_served("logistics_park", ("public", "dedicated"), truck=True),
    "TJ15-12": _platform_fields,
    "TJ15-13": _interoperability,
    "TJ15-14": _responsible_bodies,
    "N24-01": _people_covered,
    "N24-02": _service_areas("expressway_service_area", fast=True),
}
