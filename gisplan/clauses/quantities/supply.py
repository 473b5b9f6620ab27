"""Plan quantities of hydrogen supply and demand: sources, what they give, what it costs, who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.clauses.quantities.facts import Facts, inventory_en, inventory_zh, no_new_station, shown, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.policies.expressions import Measured
from gisplan_numbers import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.policies.schema import Clause

_SUPPLY_NAMES_EN: Final[Mapping[str, str]] = {"临港": "lingang", "南港": "nangang"}
"""English names by which a source without a Chinese place name is known too."""
_SUPPLY_ZH: Final[Mapping[str, str]] = {
    "tube_trailer": "长管拖车运输",
    "pipeline": "管道输氢",
    "onsite": "站内制氢",
    "by-product": "工业副产氢",
    "electrolysis": "电解水制氢",
}
_TINY: Final = 1e-6


@quantity("kg/day", "规划站用氢量", "Hydrogen that the new stations take from the sources")
def hydrogen_used(facts: Facts, _clause: Clause) -> Measured:
    """Sum the hydrogen over the supply links."""
    supply = facts.layers.hydrogen_supply
    if supply.empty:
        return unknown("没有氢源图层。", "The region has no layer of hydrogen sources.")
    if facts.layers.stations.empty:
        return no_new_station()
    total = float(facts.layers.supply_links["kg_day"].sum())
    capacity = float(supply["capacity_kg_day"].sum())
    return shown(
        "supply_links",
        facts.layers.supply_links,
        total,
        zh=f"用氢{total:,.0f}千克/日，{len(supply)}处氢源能力合计{capacity:,.0f}千克/日。{inventory_zh(supply)}",
        en=f"{total:,.0f} kg/day used of {capacity:,.0f} kg/day at {len(supply)} sources."
        f"{inventory_en(supply)}",
        assumption="capacities of the supply layer",
    )


@quantity("kg/day", "氢源能力合计", "Capacity of all hydrogen sources")
def hydrogen_capacity(facts: Facts, _clause: Clause) -> Measured:
    """Sum the capacity of the sources."""
    supply = facts.layers.hydrogen_supply
    if supply.empty:
        return unknown("没有氢源图层。", "The region has no layer of hydrogen sources.")
    return shown("hydrogen_supply", supply, float(supply["capacity_kg_day"].sum()))


@quantity("sources", "用氢超过能力的氢源", "Hydrogen sources that are asked for more than they give")
def sources_overdrawn(facts: Facts, _clause: Clause) -> Measured:
    """Count the sources above their capacity."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    if supply.empty:
        return unknown("没有氢源图层。", "The region has no layer of hydrogen sources.")
    taken = supply["supply_id"].map(links.groupby("supply_id")["kg_day"].sum()).fillna(0.0)
    over = supply.loc[taken > supply["capacity_kg_day"] * (1 + _TINY)]
    return shown(
        "hydrogen_supply",
        supply,
        len(over),
        zh="".join(f"{name}超过能力。" for name in over["name_zh"]),
        en=" ".join(f"{name} is above its capacity." for name in over["name_zh"]),
    )


@quantity(
    "sources",
    "位于所列地点的氢源地点数",
    "How many of the named places have a hydrogen source",
    '<places: "临港", "南港">',
)
def sources_at(facts: Facts, _clause: Clause, *places: str) -> Measured:
    """Count the named places that a source carries in its name."""
    supply = facts.layers.hydrogen_supply
    names = (supply["name_zh"].astype(str) + " " + supply["name_en"].astype(str).str.lower()).tolist()
    absent = [
        place
        for place in places
        if not any(place in name or _SUPPLY_NAMES_EN.get(place, place) in name for name in names)
    ]
    return shown(
        "hydrogen_supply",
        supply,
        len(places) - len(absent),
        whole=len(places),
        zh="".join(f"缺少{place}氢源。" for place in absent),
        en=" ".join(f"No source at {place}." for place in absent),
    )


@quantity(
    "sources",
    "某种输送方式的氢源",
    "Hydrogen sources with one way of transport",
    '<"tube_trailer", "pipeline" or "onsite">',
)
def sources_by_transport(facts: Facts, _clause: Clause, transport: str) -> Measured:
    """Count the sources that deliver by one kind of transport."""
    return _sources(facts, "transport", transport)


@quantity(
    "sources",
    "某类氢源",
    "Hydrogen sources of one kind",
    '<kind as the supply layer writes it: "by-product", "electrolysis" …>',
)
def sources_of_kind(facts: Facts, _clause: Clause, kind: str) -> Measured:
    """Count the sources of one kind."""
    return _sources(facts, "kind", kind)


@quantity("currency/kg", "到站供氢成本（按用量加权平均）", "Delivered cost of hydrogen, mean by kilogram")
def delivered_hydrogen_cost(facts: Facts, _clause: Clause) -> Measured:
    """Give the mean delivered cost over the supply links."""
    links = facts.layers.supply_links
    kilograms = float(links["kg_day"].sum()) if len(links) else 0.0
    if kilograms <= 0:
        return no_new_station()
    mean = float((links["kg_day"] * links["delivered_cost_kg"]).sum() / kilograms)
    currency = facts.scenario.currency
    cost = Figure(mean, "currency/kg", currency=currency)
    return shown(
        "supply_links",
        links,
        round(mean, 2),
        unit=f"{currency}/kg",
        zh=f"规划站到站供氢成本平均{cost.zh}，各站见stations.csv。",
        en=f"Delivered hydrogen costs {cost.en} on average, by station in stations.csv.",
        assumption="costs of sources and haul are assumptions of the scenario",
    )


@quantity("kg/day", "规划站满足的加氢需求", "Hydrogen demand that the new stations serve")
def hydrogen_demand_served(facts: Facts, _clause: Clause) -> Measured:
    """Compare what the new stations sell with the hydrogen demand of the region."""
    asked = float(facts.layers.demand["h2_kg_day"].sum())
    if asked <= 0 or facts.layers.stations.empty:
        return no_new_station()
    served = min(float(facts.layers.stations["served_kg_day"].sum()), asked)
    return shown(
        "stations",
        facts.layers.stations,
        served,
        whole=asked,
        zh=f"加氢需求{asked:,.0f}千克/日中满足{served:,.0f}千克/日；需求为模型估算。",
        en=f"{served:,.0f} of {asked:,.0f} kg/day are served; the demand is modelled.",
        assumption="hydrogen demand of the model",
    )


@quantity("vehicles", "氢能需求对应的车辆", "Fuel-cell vehicles that the hydrogen demand stands for")
def hydrogen_vehicles(facts: Facts, _clause: Clause) -> Measured:
    """Give the trucks and buses of the demand model."""
    parameters = facts.scenario.demand.parameters(facts.scenario.region)
    trucks, buses = parameters["hydrogen_trucks_new"], parameters["hydrogen_buses_new"]
    total = trucks.value + buses.value
    return Measured(
        total,
        unit="vehicles",
        layer="demand",
        rows=2,
        zh=f"需求模型含氢能货车{trucks.value:g}辆、客车{buses.value:g}辆。",
        en=f"The demand model holds {trucks.value:g} fuel-cell trucks and {buses.value:g} buses.",
        assumption=f"hydrogen_trucks_new ({trucks.tag}), hydrogen_buses_new ({buses.tag})",
    )


def _sources(facts: Facts, column: str, value: str) -> Measured:
    supply = facts.layers.hydrogen_supply
    if supply.empty:
        return unknown("没有氢源图层。", "The region has no layer of hydrogen sources.")
    count = int((supply[column] == value).sum())
    return shown(
        "hydrogen_supply",
        supply,
        count,
        unit="sources",
        zh=f"{len(supply)}处氢源中{count}处为{_SUPPLY_ZH.get(value, value)}。",
        en=f"{count} of {len(supply)} sources: {value}.",
    )
