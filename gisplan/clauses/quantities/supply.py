"""Plan quantities of hydrogen supply and demand: sources, what they give, what it costs, who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.clauses.quantities.facts import Facts, flagged, inventory, names_of, shown, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan_numbers import Figure
from gisplan_words import inside, message, named, sentences
from layers.templates.words import SUPPLY_KINDS, TRANSPORT

if TYPE_CHECKING:
    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause

_TINY: Final = 1e-6


@quantity("kg/day", needs=("hydrogen_supply", "stations"))
def hydrogen_used(facts: Facts, _clause: Clause) -> Measured:
    """Sum the hydrogen over the supply links."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    total, capacity = float(links["kg_day"].sum()), float(supply["capacity_kg_day"].sum())
    return shown(
        *("hydrogen_used", "supply_links", links, total),
        assumption=message("assumes-source-capacity"),
        also=inventory(supply),
        used=Figure(total, "kg/day"),
        capacity=Figure(capacity, "kg/day"),
        sources=len(supply),
    )


@quantity("kg/day", needs=("hydrogen_supply",))
def hydrogen_capacity(facts: Facts, _clause: Clause) -> Measured:
    """Sum the capacity of the sources."""
    supply = facts.layers.hydrogen_supply
    return shown("", "hydrogen_supply", supply, float(supply["capacity_kg_day"].sum()))


@quantity("sources", needs=("hydrogen_supply",))
def sources_overdrawn(facts: Facts, _clause: Clause) -> Measured:
    """Count the sources above their capacity."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    taken = supply["supply_id"].map(links.groupby("supply_id")["kg_day"].sum()).fillna(0.0)
    over = taken > supply["capacity_kg_day"] * (1 + _TINY)
    told = sentences(*(message("clause-source-overdrawn", name=name) for name in names_of(supply[over])))
    return flagged("", "hydrogen_supply", supply, over, part=False, also=told)


@quantity("sources", "<places, each in one spelling or several with / between>")
def sources_at(facts: Facts, _clause: Clause, *places: str) -> Measured:
    """Count the named places that a source carries in its name."""
    supply = facts.layers.hydrogen_supply
    names = " ".join([*supply["name_zh"].astype(str), *supply["name_en"].astype(str)]).lower()
    spelt = [place.split("/") for place in places]
    absent = [ways for ways in spelt if not any(way.lower() in names for way in ways)]
    told = (message("clause-source-missing", place=named(ways[0], ways[-1])) for ways in absent)
    count = len(places) - len(absent)
    return shown("", "hydrogen_supply", supply, count, whole=len(places), also=sentences(*told))


@quantity("sources", '<"tube_trailer", "pipeline" or "onsite">', needs=("hydrogen_supply",))
def sources_by_transport(facts: Facts, _clause: Clause, transport: str) -> Measured:
    """Count the sources that deliver by one kind of transport."""
    return _sources(facts, "transport", transport)


@quantity(
    "sources",
    '<kind as the supply layer writes it: "by-product", "electrolysis" …>',
    needs=("hydrogen_supply",),
)
def sources_of_kind(facts: Facts, _clause: Clause, kind: str) -> Measured:
    """Count the sources of one kind."""
    return _sources(facts, "kind", kind)


@quantity("currency/kg")
def delivered_hydrogen_cost(facts: Facts, _clause: Clause) -> Measured:
    """Give the mean delivered cost over the supply links."""
    links = facts.layers.supply_links
    kilograms = float(links["kg_day"].sum())
    if kilograms <= 0:
        return unknown("clause-no-stations", layer="stations")
    mean = float((links["kg_day"] * links["delivered_cost_kg"]).sum() / kilograms)
    return shown(
        *("delivered_hydrogen_cost", "supply_links", links, round(mean, 2)),
        assumption=message("assumes-haul-cost"),
        cost=Figure(mean, "currency/kg", currency=facts.currency),
    )


@quantity("kg/day", needs=("stations",))
def hydrogen_demand_served(facts: Facts, _clause: Clause) -> Measured:
    """Compare what the new stations sell with the hydrogen demand of the region."""
    stations, asked = facts.layers.stations, float(facts.layers.demand["h2_kg_day"].sum())
    if asked <= 0:
        return unknown("clause-no-stations", layer="stations")
    served = min(float(stations["served_kg_day"].sum()), asked)
    return shown(
        *("hydrogen_demand_served", "stations", stations, served),
        whole=asked,
        assumption=message("assumes-hydrogen-demand"),
        served=Figure(served, "kg/day"),
        asked=Figure(asked, "kg/day"),
    )


@quantity("vehicles")
def hydrogen_vehicles(facts: Facts, _clause: Clause) -> Measured:
    """Give the trucks and buses of the demand model."""
    parameters = facts.scenario.demand.parameters(facts.scenario.region)
    names = ("hydrogen_trucks_new", "hydrogen_buses_new")
    trucks, buses = (parameters[name].value for name in names)
    return shown(
        *("hydrogen_vehicles", "demand", names, trucks + buses),
        assumption=", ".join(f"{name} ({parameters[name].tag})" for name in names),
        trucks=round(trucks),
        buses=round(buses),
    )


def _sources(facts: Facts, column: str, value: str) -> Measured:
    supply = facts.layers.hydrogen_supply
    word = {**SUPPLY_KINDS, **TRANSPORT}.get(value)
    kind = value if word is None else inside(word)
    return flagged("sources", "hydrogen_supply", supply, supply[column] == value, part=False, kind=kind)
