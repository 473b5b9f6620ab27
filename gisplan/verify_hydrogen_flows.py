"""Verify where hydrogen goes: customers within reach, sales within size, supply within capacity and haul."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.verify_run import records, sums
from gisplan.verify_ways import flow_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

EPS_KG = 1e-2
EPS_M = 0.5
EPS_KM = 0.01
MOST = 5
"""Faults of one kind that are listed."""


def hydrogen_flow_faults(run: Run) -> Iterator[str]:
    """Check who refuels where, what every station sells and buys, and what every source delivers."""
    stations, flows = run.layers["stations"], run.hydrogen_assignment
    foreign = ~flows["site_id"].isin(stations["site_id"]) | ~flows["cell_id"].isin(
        run.layers["demand"]["cell_id"]
    )
    for row in records(flows.loc[foreign].head(MOST)):
        yield f"hydrogen of cell {row['cell_id']} is sold at {row['site_id']}: no such cell or station"
    flows = flows.loc[~foreign]
    yield from _sales(run, flows)
    yield from _reach(run, flows)
    yield from _customers(run, flows)
    yield from _sources(run)
    yield from _links(run)


def _sales(run: Run, flows: pd.DataFrame) -> Iterator[str]:
    sold, bought = (sums(part, "site_id", "kg_day") for part in (flows, run.layers["supply_links"]))
    for row in records(run.layers["stations"]):
        name, said = f"station {row['site_id']}", float(row["served_kg_day"])
        sells, buys = sold.get(row["site_id"], 0.0), bought.get(row["site_id"], 0.0)
        if sells > row["size_kg_day"] + EPS_KG:
            yield f"{name}: sells {sells:.1f} kg/day, its size is {row['size_kg_day']:.0f}"
        if abs(sells - said) > EPS_KG:
            yield f"{name}: says {said:.2f} kg/day, assigned are {sells:.2f}"
        if abs(buys - sells) > EPS_KG:
            yield f"{name}: buys {buys:.2f} kg/day, sells {sells:.2f}"


def _reach(run: Run, flows: pd.DataFrame) -> Iterator[str]:
    if flows.empty:
        return
    settings = run.scenario.hydrogen
    cells = pd.Index(run.layers["demand"]["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    at = run.layers["stations"].set_index("site_id").loc[flows["site_id"]].reset_index()
    away = flow_m(run, cells, at, flows["metres"].to_numpy(dtype=float), settings.detour.value)
    captive = (at["ownership"] == "captive").to_numpy()
    limit = np.where(captive, settings.captive_radius_m.value, settings.service_radius_m.value)
    for i in np.flatnonzero(away > limit + EPS_M)[:MOST].tolist():
        row = flows.iloc[i]
        yield f"cell {row.cell_id}: refuels at {row.site_id}, {away[i]:.0f} m away, limit {limit[i]:.0f} m"


def _customers(run: Run, flows: pd.DataFrame) -> Iterator[str]:
    given = sums(flows, "cell_id", "kg_day")
    asked = sums(run.layers["demand"], "cell_id", "h2_kg_day")
    for cell, kilograms in given.items():
        if kilograms > asked.get(cell, 0.0) + EPS_KG:
            yield f"cell {cell}: gets {kilograms:.2f} kg/day, asks {asked.get(cell, 0.0):.2f}"
    for row in records(run.hydrogen_demand):
        name = f"cell {row['cell_id']}"
        if abs(row["h2_kg_day"] - asked.get(row["cell_id"], 0.0)) > EPS_KG:
            yield f"{name}: evidence says it asks {row['h2_kg_day']:.2f} kg/day, the demand layer differs"
        taken = given.get(row["cell_id"], 0.0)
        if abs(row["served_kg_day"] - taken) > EPS_KG:
            yield f"{name}: says {row['served_kg_day']:.2f} kg/day, assigned are {taken:.2f}"
    total, stated = sum(given.values()), run.headline["hydrogen_served_kg_day"]
    if abs(total - stated) > EPS_KG * max(1, len(given)):
        yield f"plan.json hydrogen_served_kg_day: {stated:.2f}, assigned are {total:.2f}"


def _sources(run: Run) -> Iterator[str]:
    able = sums(run.layers["hydrogen_supply"], "supply_id", "capacity_kg_day")
    for supply, kilograms in sums(run.layers["supply_links"], "supply_id", "kg_day").items():
        if kilograms > able.get(supply, 0.0) + EPS_KG:
            yield f"source {supply}: delivers {kilograms:.1f} kg/day, can give {able.get(supply, 0.0):.1f}"


def _links(run: Run) -> Iterator[str]:
    settings = run.scenario.hydrogen
    sources = run.layers["hydrogen_supply"].set_index("supply_id")
    ends = run.layers["stations"].set_index("site_id")
    pressed = settings.compression_kwh_kg.value * settings.electricity_cny_kwh.value
    for link in records(run.layers["supply_links"]):
        name = f"supply link {link['supply_id']} to {link['site_id']}"
        if link["site_id"] not in ends.index or link["supply_id"] not in sources.index:
            yield f"{name}: no such source or station"
            continue
        straight = sources.geometry[link["supply_id"]].distance(ends.geometry[link["site_id"]])
        km = straight * settings.detour.value / 1000.0
        if abs(km - link["km"]) > EPS_KM:
            yield f"{name}: {km:.2f} km, plan says {link['km']:.2f}"
        if km > settings.max_haul_km.value + EPS_KM:
            yield f"{name}: {km:.1f} km, at most {settings.max_haul_km.value:g} (hydrogen.max_haul_km)"
        made = float(sources["cost_cny_kg"][link["supply_id"]])
        cost = made + km * settings.haul_cny_kg_km.value + pressed
        if abs(cost - link["cny_kg"]) > 0.01:
            yield f"{name}: {cost:.2f} CNY/kg, plan says {link['cny_kg']:.2f}"
