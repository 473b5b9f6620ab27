"""Checks of the hydrogen clauses: count, ownership, supply, cost, co-location, filing, districts served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.clause_facts import Facts, Finding, by_share, by_year, inventory_en, inventory_zh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan.policies import Clause

_SUPPLY_PLACES: Final = {"临港": "lingang", "南港": "nangang"}
_OIL_COMPANIES: Final = ("中国石化", "中石化", "中国石油", "中石油", "sinopec", "petrochina")


def stations_in_all(clause: Clause, facts: Facts) -> Finding:
    """Count stations as the clause does: cumulative, commercial and self-use together."""
    settings = facts.scenario.hydrogen
    new, standing = len(by_year(clause, facts.layers.stations)), settings.existing_count
    target = clause.target or 0
    rests = "" if new >= target else "rests on the reported number of existing stations"
    return Finding(
        "met" if new + standing >= target else "not met",
        new + standing,
        f"新建{new}座；另据{settings.existing_on.isoformat()}前的报道已建{standing}座（多数无位置，未核实）；"
        f"累计{new + standing}座。",
        f"{new} new; {standing} more stood by {settings.existing_on.isoformat()} as the press reports "
        f"(most without a place, not verified); {new + standing} in all.",
        "; ".join(part for part in (f"count = {settings.count}", rests) if part),
    )


def both_ownerships(clause: Clause, facts: Facts) -> Finding:
    """Tell whether commercial and self-use stations are both planned."""
    stations = facts.layers.stations
    if stations.empty:
        return _no_new_station()
    commercial = int((stations["ownership"] == "commercial").sum())
    captive = int((stations["ownership"] == "captive").sum())
    kinds = (commercial > 0) + (captive > 0)
    return Finding(
        by_share(kinds / 2, (clause.target or 2) / 2),
        kinds,
        f"新建商业站{commercial}座、自用站{captive}座。",
        f"{commercial} new commercial and {captive} new captive stations.",
    )


def supply_within_capacity(_clause: Clause, facts: Facts) -> Finding:
    """Compare the hydrogen used with the capacity of each source, and look for the two named ones."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    if supply.empty:
        return Finding(
            "not assessable", None, "没有氢源图层。", "The region has no layer of hydrogen sources."
        )
    if facts.layers.stations.empty:
        return _no_new_station()
    used = links.groupby("supply_id")["kg_day"].sum()
    taken = supply["supply_id"].map(used).fillna(0.0)
    over = supply.loc[taken > supply["capacity_kg_day"] * (1 + 1e-6), "name_zh"].tolist()
    names = (supply["name_zh"].astype(str) + " " + supply["name_en"].astype(str).str.lower()).tolist()
    absent = [zh for zh, en in _SUPPLY_PLACES.items() if not any(zh in name or en in name for name in names)]
    capacity, total = float(supply["capacity_kg_day"].sum()), float(taken.sum())
    faults_zh = "".join(f"{name}超过能力。" for name in over) + "".join(
        f"缺少{name}氢源。" for name in absent
    )
    faults_en = "".join(f" {name} is above its capacity." for name in over)
    faults_en += "".join(f" No source at {name}." for name in absent)
    return Finding(
        "not met" if over else "partly" if absent else "met",
        total,
        f"用氢{total:,.0f}千克/日，{len(supply)}处氢源能力合计{capacity:,.0f}千克/日。{faults_zh}{inventory_zh(supply)}",
        f"{total:,.0f} kg/day used of {capacity:,.0f} kg/day at {len(supply)} sources.{faults_en} "
        f"{inventory_en(supply)}".strip(),
        "capacities of the supply layer",
    )


def delivered_cost(_clause: Clause, facts: Facts) -> Finding:
    """Report the delivered cost; whether it fell cannot be told without a baseline."""
    links = facts.layers.supply_links
    kilograms = float(links["kg_day"].sum()) if len(links) else 0.0
    if kilograms <= 0:
        return _no_new_station()
    mean = float((links["kg_day"] * links["cny_kg"]).sum() / kilograms)
    return Finding(
        "not assessable",
        round(mean, 2),
        f"规划站到站供氢成本平均{mean:.1f}元/千克，各站见stations.csv；条款未给出基准，无法判断是否降低。",
        f"Delivered hydrogen costs {mean:.1f} CNY/kg on average, by station in stations.csv; the clause "
        "names no baseline to compare with.",
    )


def on_fuel_station_land(clause: Clause, facts: Facts) -> Finding:
    """Count new stations on fuel-station land."""
    stations = facts.layers.stations
    if stations.empty:
        return _no_new_station()
    count = int((stations["category"] == "fuel_station").sum())
    share = count / len(stations)
    return Finding(
        "met" if count >= (clause.target or 1) else "not met",
        count,
        f"新建{len(stations)}座中{count}座（{share:.0%}）利用加油站土地。",
        f"{count} of {len(stations)} new stations ({share:.0%}) use fuel-station land.",
    )


def at_oil_companies(clause: Clause, facts: Facts) -> Finding:
    """Count new stations at sites that Sinopec or PetroChina is known to run."""
    stations = facts.layers.stations
    if stations.empty:
        return _no_new_station()
    at = stations[stations["category"] == "fuel_station"]
    sites = facts.candidates.set_index("site_id")
    names = sites["operator"].reindex(at["site_id"]).fillna("").astype(str).str.lower()
    known = names[names != ""]
    theirs = sum(1 for name in known if any(company in name for company in _OIL_COMPANIES))
    if known.empty:
        return Finding(
            "not assessable",
            None,
            f"{len(at)}座利用加油站土地，但数据中没有经营单位。",
            f"{len(at)} use fuel-station land, but the layer names no operator.",
        )
    return Finding(
        "met" if theirs >= (clause.target or 1) else "not met",
        theirs,
        f"{theirs}座位于中国石化、中国石油场站；{len(at) - len(known)}座经营单位不明。",
        f"{theirs} at stations of Sinopec or PetroChina; {len(at) - len(known)} without a known operator.",
    )


def integrated_stations(clause: Clause, facts: Facts) -> Finding:
    """Count parcels with two or more functions."""
    stations = facts.layers.stations
    if stations.empty:
        return _no_new_station()
    count = int(stations["integrated"].astype(bool).sum())
    return Finding(
        "met" if count >= (clause.target or 1) else "not met",
        count,
        f"{count}座加氢站与充电或加油同址，为综合供能站。",
        f"{count} hydrogen stations share their parcel with charging or fuel: integrated energy stations.",
    )


def filed_by_district(clause: Clause, facts: Facts) -> Finding:
    """Tell the share of sites and stations that name the authority which files them."""
    authorities = [*facts.layers.sites["authority"], *facts.layers.stations["authority"]]
    named = [name for name in authorities if isinstance(name, str) and name]
    share = len(named) / len(authorities) if authorities else 0.0
    return Finding(
        by_share(share, clause.target or 1.0),
        share,
        f"{len(named):,}/{len(authorities):,}个项目列明备案机关（{len(set(named))}个）。",
        f"{len(named):,} of {len(authorities):,} projects name the authority that files them "
        f"({len(set(named))} authorities).",
    )


def districts_served(clause: Clause, facts: Facts) -> Finding:
    """Tell whether a station stands in each district the scenario wants served."""
    wanted = facts.scenario.hydrogen.served_districts
    stations = facts.layers.stations
    if stations.empty:
        return _no_new_station()
    count = stations["adcode"].astype(str).value_counts()
    names = facts.layers.districts.set_index("adcode")[["name_zh", "name_en"]]
    zh = "、".join(f"{names['name_zh'].get(code, code)}{int(count.get(code, 0))}座" for code in wanted)
    en = ", ".join(f"{int(count.get(code, 0))} in {names['name_en'].get(code, code)}" for code in wanted)
    served = sum(1 for code in wanted if count.get(code, 0) > 0)
    return Finding(
        by_share(served / max(len(wanted), 1), (clause.target or 1) / max(len(wanted), 1)),
        served,
        f"新建加氢站：{zh}。",
        f"New hydrogen stations: {en}.",
    )


def _no_new_station() -> Finding:
    return Finding(
        "not assessable", None, "本情景不新建加氢站。", "This scenario plans no new hydrogen station."
    )


CHECKS: Final[Mapping[str, Callable[[Clause, Facts], Finding]]] = {
    "TJ17-01": stations_in_all,
    "TJ17-02": both_ownerships,
    "TJ17-03": supply_within_capacity,
    "TJ17-04": delivered_cost,
    "TJ17-05": on_fuel_station_land,
    "TJ17-07": at_oil_companies,
    "TJ17-09": integrated_stations,
    "TJ17-10": filed_by_district,
    "N24-06": districts_served,
}
