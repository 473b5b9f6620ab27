"""Plan quantities of hydrogen supply and demand: sources, what they give, what it costs, who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.clauses.quantities.facts import Facts, Found, flagged, inventory, names_of, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named, sentences
from layers.vocabulary import SUPPLY_KINDS, TRANSPORT

if TYPE_CHECKING:
    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause

_TINY: Final = 1e-6
_SUPPLY: Final = "hydrogen_supply"
_CAPACITY: Final = "hydrogen_supply.capacity_kg_day"
"""No plan is made that draws more from a source than it gives."""


@quantity("kg/day", "supply_links", needs=(_SUPPLY, "stations"))
def hydrogen_used(facts: Facts, _clause: Clause) -> Found:
    """Sum the hydrogen over the supply links."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    used, capacity = float(links["kg_day"].sum()), float(supply["capacity_kg_day"].sum())
    figures = {"used": Figure(used, "kg/day"), "capacity": Figure(capacity, "kg/day"), "sources": len(supply)}
    assumption = message("assumes-source-capacity")
    told: dict[str, Any] = {"figures": figures, "assumption": assumption, "also": inventory(supply)}
    return Found(links, used, **told, required_by=_CAPACITY)


@quantity("kg/day", _SUPPLY, needs=(_SUPPLY,))
def hydrogen_capacity(facts: Facts, _clause: Clause) -> Found:
    """Sum the capacity of the sources."""
    supply = facts.layers.hydrogen_supply
    return Found(supply, float(supply["capacity_kg_day"].sum()), silent=True)


@quantity("sources", _SUPPLY, needs=(_SUPPLY,))
def sources_overdrawn(facts: Facts, _clause: Clause) -> Found:
    """Count the sources above their capacity."""
    supply, links = facts.layers.hydrogen_supply, facts.layers.supply_links
    taken = supply["supply_id"].map(links.groupby("supply_id")["kg_day"].sum()).fillna(0.0)
    over = taken > supply["capacity_kg_day"] * (1 + _TINY)
    told = (message("clause-source-overdrawn", name=name) for name in names_of(supply[over]))
    also = sentences(*told)
    return flagged(supply, over, part=False, also=also, silent=True, required_by=_CAPACITY)


@quantity("kg/day", _SUPPLY, "<places, each in one spelling or several with / between>", needs=(_SUPPLY,))
def purification_at(facts: Facts, _clause: Clause, *places: str) -> Found:
    """Sum what the sources of by-product hydrogen give that carry one of the places in their name."""
    supply = facts.layers.hydrogen_supply
    names = (supply["name_zh"].astype(str) + " " + supply["name_en"].astype(str)).str.lower()
    spelt = [place.lower().split("/") for place in places]
    at = [names.map(lambda name, ways=ways: any(way in name for way in ways)) for ways in spelt]
    own = supply[(supply["kind"] == "by-product") & np.logical_or.reduce(at)]
    guessed = own.loc[own["capacity_tag"] == "modelled", "capacity_kg_day"].sum()
    absent = [place.split("/") for place, there in zip(places, at, strict=True) if not there.any()]
    told = (message("clause-source-missing", place=named(ways[0], ways[-1])) for ways in absent)
    figures = {
        "guessed": Figure(float(guessed), "kg/day"),
        "sources": listed(names_of(own)) if len(own) else message("clause-none"),
    }
    capacity = float(own["capacity_kg_day"].sum())
    figures["capacity"] = Figure(capacity, "kg/day")
    assumption = message("assumes-source-capacity")
    return Found(own, capacity, figures=figures, assumption=assumption, also=sentences(*told))


@quantity("sources", _SUPPLY, '<"tube_trailer", "pipeline" or "onsite">', needs=(_SUPPLY,))
def sources_by_transport(facts: Facts, _clause: Clause, transport: str) -> Found:
    """Count the sources that deliver by one kind of transport."""
    return _sources(facts, "transport", transport)


_KIND: Final = '<kind as the supply layer writes it: "by-product", "electrolysis" …>'


@quantity("sources", _SUPPLY, _KIND, needs=(_SUPPLY,))
def sources_of_kind(facts: Facts, _clause: Clause, kind: str) -> Found:
    """Count the sources of one kind."""
    return _sources(facts, "kind", kind)


@quantity("currency/kg", "supply_links")
def delivered_hydrogen_cost(facts: Facts, _clause: Clause) -> Found | Measured:
    """Give the mean delivered cost over the supply links."""
    links = facts.layers.supply_links
    kilograms = float(links["kg_day"].sum())
    if kilograms <= 0:
        return unknown("clause-no-stations", layer="stations")
    mean = float((links["kg_day"] * links["delivered_cost_kg"]).sum() / kilograms)
    currency = facts.scenario.currency
    cost = Figure(mean, "currency/kg", currency=currency)
    figures, assumption = {"cost": cost}, message("assumes-haul-cost")
    return Found(links, round(mean, 2), unit=f"{currency}/kg", figures=figures, assumption=assumption)


@quantity("kg/day", "stations", needs=("stations",))
def hydrogen_demand_served(facts: Facts, _clause: Clause) -> Found | Measured:
    """Compare what the new stations sell with the hydrogen demand of the region."""
    stations, asked = facts.layers.stations, float(facts.layers.demand["h2_kg_day"].sum())
    if asked <= 0:
        return unknown("clause-no-stations", layer="stations")
    served = min(float(stations["served_kg_day"].sum()), asked)
    figures = {"served": Figure(served, "kg/day"), "asked": Figure(asked, "kg/day")}
    return Found(stations, served, asked, figures=figures, assumption=message("assumes-hydrogen-demand"))


@quantity("vehicles", "demand", ground="written")
def hydrogen_vehicles(facts: Facts, _clause: Clause) -> Found:
    """Give the trucks and buses of the demand model."""
    parameters = facts.scenario.demand.parameters(facts.scenario.region)
    names = ("hydrogen_trucks_new", "hydrogen_buses_new")
    trucks, buses = (parameters[name].value for name in names)
    tags = ", ".join(f"{name} ({parameters[name].tag})" for name in names)
    figures = {"trucks": round(trucks), "buses": round(buses)}
    return Found(names, trucks + buses, figures=figures, assumption=tags)


def _sources(facts: Facts, column: str, value: str) -> Found:
    supply, word = facts.layers.hydrogen_supply, {**SUPPLY_KINDS, **TRANSPORT}.get(value)
    figures = {"kind": inside(word) if word else value}
    return flagged(supply, supply[column] == value, part=False, figures=figures)
