"""Plan quantities of coverage: service areas, places served, people, corridors, districts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.access.nearness import within
from gisplan.clauses.quantities.facts import Facts, inventory_en, inventory_zh, shown, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.policies.expressions import Measured
from gisplan.regions import tiers_of
from layers.vocabulary import CATEGORIES, PLACE_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gisplan.policies.schema import Clause

_ROADS: Final[Mapping[str, str]] = {
    "expressway": "expressway_service_area",
    "trunk": "trunk_service_area",
}


@quantity(
    "sites",
    "有公共充电桩（或快充）的服务区，双向分计",
    "Service areas with public chargers (or fast ones), each direction apart",
    '<road: "expressway" or "trunk">, "fast" or none',
)
def service_areas_equipped(facts: Facts, _clause: Clause, road: str, speed: str = "") -> Measured:
    """Count the service areas with public chargers among all of the region."""
    everything = _in_play(facts, _ROADS[road])
    if everything.empty:
        return _no_inventory(_ROADS[road])
    sites = facts.layers.sites
    column = "fast_chargers" if speed == "fast" else "chargers"
    equipped = set(sites.loc[(sites["access"] == "public") & (sites[column] > 0), "site_id"])
    count = int(everything["site_id"].isin(equipped).sum())
    term = CATEGORIES[_ROADS[road]]
    kind_zh, kind_en = ("快充", "fast") if speed == "fast" else ("公共", "public")
    return shown(
        "sites",
        everything,
        count,
        whole=len(everything),
        zh=f"{len(everything)}处{term.zh}（双向分计）中{count}处有{kind_zh}充电桩。"
        f"{inventory_zh(everything)}",
        en=f"{count} of {len(everything)} {term.en.lower()} sites (each direction apart) have {kind_en} "
        f"chargers.{inventory_en(everything)}",
        assumption="on the inventory of the region, which may be modelled",
    )


@quantity(
    "sites",
    "半径catchment_m内有公共（或货车可用）充电桩的场所",
    "Sites of a category with public chargers within catchment_m; truck: or dedicated, of truck_kw",
    '<category>, <"public" or "truck">',
)
def places_served(facts: Facts, _clause: Clause, category: str, who: str) -> Measured:
    """Count the sites of a category that have chargers near them."""
    places = _in_play(facts, category)
    if places.empty:
        return _no_inventory(category)
    metres = facts.parameter("catchment_m")
    if metres is None:
        return _no_parameter("catchment_m")
    able = _able(facts, who)
    if able is None:
        return _no_parameter("truck_kw")
    near = within(places, able, metres)
    count, term = int(near.sum()), CATEGORIES[category]
    what_zh, what_en = _what(facts, who)
    more_zh, more_en = "", ""
    if who == "truck":
        public = int(within(places, able[able["access"] == "public"], metres).sum())
        more_zh, more_en = f"其中{public}处为公共桩。", f" {public} of them have public ones."
    return shown(
        "sites",
        places,
        count,
        whole=len(places),
        zh=f"{len(places)}处{term.zh}中{count}处在{metres:g}米（直线）内有{what_zh}。{more_zh}{inventory_zh(places)}",
        en=f"{count} of {len(places)} {term.en.lower()} sites have {what_en} within {metres:g} m (straight)."
        f"{more_en}{inventory_en(places)}",
        assumption=_assumed(facts, who, "catchment_m"),
    )


@quantity(
    "places",
    "半径place_m内有充电桩（或货车可用设施）的指名地点",
    "Named places of a kind with public chargers within place_m; truck: with truck_kw or a hydrogen station",
    '<kind: "port", "settlement", "rail_station" …>, <"public" or "truck">',
)
def named_places_served(facts: Facts, _clause: Clause, kind: str, who: str) -> Measured:
    """Count the named places of a kind that have facilities near them."""
    places = facts.layers.places
    places = places[places["kind"] == kind]
    metres, able = facts.parameter("place_m"), _able(facts, who)
    if metres is None or able is None:
        return _no_parameter("place_m" if metres is None else "truck_kw")
    term = PLACE_KINDS[kind]
    if places.empty:
        return unknown(
            f"区域数据中没有{term.zh}。", f"The region names no place of this kind: {term.en.lower()}."
        )
    near = within(places, able, metres)
    if who == "truck":
        near = near | within(places, facts.layers.stations, metres)
    count = int(near.sum())
    what_zh, what_en = _what(facts, who)
    also = ("或加氢站", " or a hydrogen station") if who == "truck" else ("", "")
    return shown(
        "places",
        places,
        count,
        whole=len(places),
        zh=f"{len(places)}处{term.zh}中{count}处在{metres:g}米（直线）内有{what_zh}{also[0]}。",
        en=f"{count} of {len(places)} places ({term.en.lower()}) have {what_en}{also[1]} "
        f"within {metres:g} m.",
        assumption=_assumed(facts, who, "place_m"),
    )


@quantity(
    "people",
    "2公里（radius_m）公共充电网络覆盖的评价人口",
    "People within radius_m of a public site, in the tiers named",
    '<tiers: "central" …>',
)
def people_covered(facts: Facts, clause: Clause, *tiers: str) -> Measured:
    """Count judged people with a public site within the clause's radius, when the scenario judges that."""
    coverage = facts.scenario.coverage
    profile, limit = coverage.active, facts.parameter("radius_m")
    if limit is None:
        return _no_parameter("radius_m")
    if profile.kind != "radius":
        return unknown(
            f"本情景按平均服务半径评价（{coverage.profile}），未评价{limit:g}米覆盖。",
            f"This scenario judges mean distances ({coverage.profile}), not the {limit:g} m radius.",
        )
    known = tiers_of(facts.scenario.region)
    if absent := [tier for tier in tiers if tier not in known.by_name]:
        held = "、".join(known.by_name)
        return unknown(f"区域没有片区{'、'.join(absent)}；有{held}。", "; ".join(known.unknown(absent)))
    looser = [
        tier
        for tier in tiers
        if tier not in profile.judged_tiers
        or max(profile.radius_m[tier].urban, profile.radius_m[tier].rural) > limit
    ]
    if looser:
        return unknown(
            f"本情景的评价半径或范围与条款（{limit:g}米，{'、'.join(tiers)}）不同。",
            f"This scenario judges other radii or tiers than the clause ({limit:g} m, {', '.join(tiers)}).",
        )
    demand, districts = facts.layers.demand, facts.layers.districts
    inside = set(districts.loc[districts["tier"].isin(tiers), "adcode"].astype(str))
    judged = demand["judged"].astype(bool) & demand["adcode"].astype(str).isin(inside)
    people = float(demand.loc[judged, "population"].sum())
    if people == 0:
        return unknown("没有评价范围内的人口。", "There are no people where coverage is judged.")
    covered = float(demand.loc[judged & demand["covered"].astype(bool), "population"].sum())
    way = "along roads" if facts.distances == "roads" else f"straight x {coverage.detour.value:g}"
    return Measured(
        covered,
        whole=people,
        unit="people",
        layer="demand",
        rows=int(judged.sum()),
        zh=f"评价范围{people / 1e4:,.1f}万人中{covered / 1e4:,.1f}万人在{limit / 1000:g}公里内有公共充电站；"
        f"人口分布为模型估算。",
        en=f"{covered:,.0f} of {people:,.0f} people have a public site within {limit / 1000:g} km; "
        f"homes are modelled.",
        assumption=f"threshold {clause.target:g}; distance = {way}" if clause.target else f"distance = {way}",
    )


@quantity(
    "people",
    "情景半径内有公共充电站的全部人口",
    "All people with a public site within the scenario's radii, where judged and elsewhere",
)
def people_reached(facts: Facts, _clause: Clause) -> Measured:
    """Count all people within the radius that holds for them, the allocation radius included."""
    demand = facts.layers.demand
    people = float(demand["population"].sum())
    if people == 0:
        return unknown("没有人口。", "There are no people.")
    reached = float(demand.loc[demand["covered"].astype(bool), "population"].sum())
    return shown(
        "demand",
        demand,
        reached,
        whole=people,
        zh=f"{people / 1e4:,.1f}万人中{reached / 1e4:,.1f}万人在情景半径内有公共充电站。",
        en=f"{reached:,.0f} of {people:,.0f} people have a public site within the scenario's radii.",
        assumption=f"radii of coverage.profile = {facts.scenario.coverage.profile}",
    )


@quantity(
    "zones",
    "平均服务半径达标的片区",
    "Zones whose people have a mean way to a public site within the zone's mean radius",
)
def zones_within_mean_distance(facts: Facts, _clause: Clause) -> Measured:
    """Count the zones that hold their mean radius, when the scenario judges by mean distance."""
    coverage = facts.scenario.coverage
    if coverage.active.kind != "mean":
        return unknown(
            f"本情景按覆盖半径评价（{coverage.profile}），未评价平均服务半径。",
            f"This scenario judges a radius ({coverage.profile}), not mean distances.",
        )
    demand = facts.layers.demand
    lived = demand[demand["judged"].astype(bool) & (demand["population"] > 0)]
    if lived.empty or "radius_m" not in lived.columns:
        return unknown("没有评价范围内的人口。", "There are no people where distances are judged.")
    weighted = (lived["population"] * lived["nearest_public_m"]).groupby(lived["radius_m"]).sum()
    mean = weighted / lived.groupby("radius_m")["population"].sum()
    held = int((mean <= mean.index.to_numpy(dtype=float) + 1e-6).sum())
    words = "、".join(f"{metres:g}米：{value:,.0f}米" for metres, value in mean.items())
    return shown(
        "demand",
        lived,
        held,
        whole=len(mean),
        zh=f"{len(mean)}类片区中{held}类平均距离达标（{words}）。",
        en=f"{held} of {len(mean)} kinds of zone hold their mean radius ({words}).",
        assumption="mean radii of a plan known from the press",
    )


@quantity(
    "corridors",
    "快充间距不超过上限的高速公路（分方向）",
    "Expressways and directions whose gaps between fast sites hold coverage.corridor_max_gap_km",
)
def corridors_within_gap(facts: Facts, _clause: Clause) -> Measured:
    """Count the corridors that hold the largest gap; one whose ends are not known does not count as held."""
    corridors = facts.layers.corridors
    if corridors.empty:
        return unknown("区域没有高速走廊图层。", "The region has no layer of corridors.", layer="corridors")
    limit = facts.scenario.coverage.corridor_max_gap_km.value
    counts = corridors["verdict"].value_counts()
    held, broken = int(counts.get("met", 0)), int(counts.get("not met", 0))
    open_ended = len(corridors) - held - broken
    return shown(
        "corridors",
        corridors,
        held,
        whole=len(corridors),
        zh=f"{len(corridors)}条走廊（分方向）中{held}条快充间距不超过{limit:g}公里，{broken}条超过，"
        f"{open_ended}条末端未知。{inventory_zh(corridors)}",
        en=f"{held} of {len(corridors)} corridors (each direction apart) have no gap beyond {limit:g} km, "
        f"{broken} have one, {open_ended} end where it is not known.{inventory_en(corridors)}",
        assumption=f"coverage.corridor_max_gap_km = {limit:g}",
    )


@quantity(
    "districts",
    "有评价数据的区",
    "Districts with every figure that an assessment of the network takes",
)
def districts_scored(facts: Facts, _clause: Clause) -> Measured:
    """Count the districts whose network figures are all there."""
    districts = facts.layers.districts
    names = ["chargers", "chargers_per_10k", "reach_share", "mean_access_m", "served_share", "stations"]
    whole = districts[names].notna().all(axis=1)
    return shown(
        "districts",
        districts,
        int(whole.sum()),
        whole=len(districts),
        zh=f"{len(districts)}个区中{int(whole.sum())}个有全部评价数据（districts.csv）。",
        en=f"{int(whole.sum())} of {len(districts)} districts have every figure (districts.csv).",
    )


def _in_play(facts: Facts, category: str) -> gpd.GeoDataFrame:
    candidates = facts.candidates
    return candidates[(candidates["category"] == category) & (candidates["status"] != "excluded")]


def _no_inventory(category: str) -> Measured:
    term = CATEGORIES[category]
    return unknown(
        f"区域数据中没有{term.zh}图层。", f"The region has no layer of this kind: {term.en.lower()}."
    )


def _no_parameter(name: str) -> Measured:
    return unknown(
        f"条款文件没有参数{name}。", f"The policy file has no parameter {name}: give it under [parameters]."
    )


def _able(facts: Facts, who: str) -> gpd.GeoDataFrame | None:
    """Give the planned sites that serve: public ones, or those of any fleet with truck power."""
    sites = facts.layers.sites
    if who != "truck":
        return sites[(sites["access"] == "public") & (sites["chargers"] > 0)]
    least = facts.parameter("truck_kw")
    if least is None:
        return None
    columns = [f"n_{kind.id}" for kind in facts.scenario.chargers.types if kind.power_kw >= least]
    power: pd.Series[float] = sites[columns].sum(axis=1)
    return sites[sites["access"].isin(("public", "dedicated")) & (power > 0)]


def _what(facts: Facts, who: str) -> tuple[str, str]:
    if who != "truck":
        return "公共充电桩", "public chargers"
    least = facts.parameter("truck_kw")
    return f"不低于{least:g} kW的充电桩", f"chargers of at least {least:g} kW"


def _assumed(facts: Facts, who: str, radius: str) -> str:
    names = [radius, *(["truck_kw"] if who == "truck" else [])]
    return ", ".join(f"{name} = {facts.parameter(name):g}" for name in names)
