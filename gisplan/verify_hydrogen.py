"""Verify hydrogen: number, ownership, districts, class, size, reach, supply and cost of the stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.verify_run import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

EPS_KG = 1e-3
EPS_M = 0.5
MOVED_M = 0.5


def hydrogen_faults(run: Run) -> Iterator[str]:
    """Check the stations against the scenario, their customers and their supply."""
    stations = run.layers["stations"].reset_index(drop=True)
    yield from _counts(run, stations)
    known = stations["site_id"].isin(run.candidates["site_id"])
    for site in stations.loc[~known, "site_id"]:
        yield f"station {site}: not among the candidates of this run"
    if stations.empty or not known.all():
        return
    yield from _places(run, stations)
    yield from _customers(run, stations)
    yield from _supply(run, stations)


def _counts(run: Run, stations: pd.DataFrame) -> Iterator[str]:
    settings = run.scenario.hydrogen
    asked = settings.new_target
    if len(stations) != asked:
        yield f"{len(stations)} new hydrogen stations, {asked} are asked for"
    if stations["site_id"].duplicated().any():
        yield "two hydrogen stations stand on one site"
    if not asked:
        return
    owners = stations["ownership"].value_counts()
    for name, least in (("commercial", settings.min_commercial), ("captive", settings.min_captive)):
        if owners.get(name, 0) < least:
            yield f"{owners.get(name, 0)} {name} hydrogen stations, at least {least}"
    for adcode in settings.served_districts:
        if not (stations["adcode"] == adcode).any():
            yield f"district {adcode}: no hydrogen station, at least one is asked for"


def _places(run: Run, stations: pd.DataFrame) -> Iterator[str]:
    was = run.candidates.set_index("site_id").loc[stations["site_id"]]
    moved = np.hypot(*(points(stations) - points(was)).T)  # type: ignore[arg-type]
    sizes = {size.kg_day for size in run.scenario.hydrogen.sizes}
    centre = run.layers["districts"].loc[run.layers["districts"]["tier"] == "central"].union_all()
    for i, row in enumerate(stations.itertuples()):
        if moved[i] > MOVED_M:
            yield f"station {row.site_id}: stands {moved[i]:.1f} m from its candidate"
        if "hydrogen" not in was["allows"].iloc[i].split(";") or was["status"].iloc[i] == "excluded":
            yield f"station {row.site_id}: its site is excluded or not for hydrogen"
        if row.size_kg_day not in sizes:
            yield f"station {row.site_id}: size {row.size_kg_day} kg/day is not on offer"
        if row.station_class == "I" and row.geometry.within(centre):
            yield f"station {row.site_id}: class I in the city centre"
        if row.station_class == "over I":
            yield f"station {row.site_id}: stores more than class I allows"
        owner = "captive" if was["ownership"].iloc[i] == "captive" else "commercial"
        if row.ownership != owner:
            yield f"station {row.site_id}: ownership {row.ownership}, its site is {owner}"


def _customers(run: Run, stations: pd.DataFrame) -> Iterator[str]:
    settings, flows = run.scenario.hydrogen, run.hydrogen_assignment
    cells = run.layers["demand"].set_index("cell_id")
    by_id = stations.set_index("site_id")
    foreign = ~flows["site_id"].isin(by_id.index)
    for site in flows.loc[foreign, "site_id"].unique()[:5]:
        yield f"hydrogen is sold at {site}, where no station stands"
    flows = flows.loc[~foreign]
    served = flows.groupby("site_id")["kg_day"].sum()
    for site, row in by_id.iterrows():
        sold = float(served.get(site, 0.0))
        if sold > row["size_kg_day"] + EPS_KG:
            yield f"station {site}: sells {sold:.1f} kg/day, its size is {row['size_kg_day']:.0f}"
        if abs(sold - row["served_kg_day"]) > EPS_KG:
            yield f"station {site}: says {row['served_kg_day']:.2f} kg/day, assigned are {sold:.2f}"
    from_xy = cells.loc[flows["cell_id"], ["x", "y"]].to_numpy(dtype=float)
    at = by_id.loc[flows["site_id"]]
    away = np.hypot(*(from_xy - points(at)).T) * settings.detour.value
    limit = np.where(
        at["ownership"].to_numpy() == "captive",
        settings.captive_radius_m.value,
        settings.service_radius_m.value,
    )
    for i in np.flatnonzero(away > limit + EPS_M)[:5].tolist():
        row = flows.iloc[i]
        yield f"cell {row.cell_id}: refuels at {row.site_id}, {away[i]:.0f} m away, limit {limit[i]:.0f} m"
    given = flows.groupby("cell_id")["kg_day"].sum()
    asked = run.hydrogen_demand.set_index("cell_id")
    for cell, kg in given.items():
        if kg > asked["h2_kg_day"].get(cell, 0.0) + EPS_KG:
            yield f"cell {cell}: gets {kg:.2f} kg/day, asks {asked['h2_kg_day'].get(cell, 0.0):.2f}"
    total = run.headline["hydrogen_served_kg_day"]
    if abs(float(given.sum()) - total) > EPS_KG * max(1, len(given)):
        yield f"hydrogen_served_kg_day {total:.2f}, assigned are {given.sum():.2f}"


def _supply(run: Run, stations: pd.DataFrame) -> Iterator[str]:
    settings, links = run.scenario.hydrogen, run.layers["supply_links"]
    sources = run.layers["hydrogen_supply"].set_index("supply_id")
    for supply, kg in links.groupby("supply_id")["kg_day"].sum().items():
        able = float(sources["capacity_kg_day"].get(supply, 0.0))
        if kg > able + EPS_KG:
            yield f"source {supply}: delivers {kg:.1f} kg/day, can give {able:.1f}"
    bought = links.groupby("site_id")["kg_day"].sum()
    for row in stations.itertuples():
        if abs(bought.get(row.site_id, 0.0) - row.served_kg_day) > EPS_KG:
            yield f"station {row.site_id}: buys {bought.get(row.site_id, 0.0):.2f} kg/day, sells {row.served_kg_day:.2f}"
    ends = stations.set_index("site_id")
    for link in links.itertuples():
        if link.site_id not in ends.index or link.supply_id not in sources.index:
            yield f"supply link {link.supply_id} to {link.site_id}: no such source or station"
            continue
        straight = sources.geometry[link.supply_id].distance(ends.geometry[link.site_id])
        km = straight * settings.detour.value / 1000.0
        if abs(km - link.km) > 0.01:
            yield f"supply link {link.supply_id} to {link.site_id}: {km:.2f} km, plan says {link.km:.2f}"
        if km > settings.max_haul_km.value + 0.01:
            yield f"supply link {link.supply_id} to {link.site_id}: {km:.1f} km over the limit"
        pressed = settings.compression_kwh_kg.value * settings.electricity_cny_kwh.value
        cost = sources["cost_cny_kg"][link.supply_id] + km * settings.haul_cny_kg_km.value + pressed
        if abs(cost - link.cny_kg) > 0.01:
            yield f"supply link {link.supply_id} to {link.site_id}: {cost:.2f} CNY/kg, plan says {link.cny_kg:.2f}"
