"""Result layers of hydrogen: stations, supply links, and what was assigned, in the region's projected CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from gisplan.planning.hydrogen.stations import OWNERSHIP, onsite_kg
from gisplan.planning.hydrogen.supply import ONSITE
from gisplan_catalogue import SHIPPED
from gisplan_words import listed, message
from layers.hydrogen.screening import LABEL, rules_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region


SMALLEST_FLOW = 1e-6
"""kg/day below which a flow is round-off."""
ELECTROLYSER = "EL-"
"""Start of the key of what is made on site; the site's own key follows."""
STUB_M = 30.0


def plan_stations(region: Region, scenario: Scenario, hydrogen: HydrogenPlan) -> gpd.GeoDataFrame:
    """List the new stations with size, pressure, class, customers, supply and cost.

    ``pressure_mpa`` is the highest: 70 fills at 35 as well. ``supply_shares`` names every source with its
    share of what the station sells, ``supply_id`` the largest; ``made_kg_day`` is made on site. ``land_m2``
    and ``load_kw`` are what the station takes of its parcel.
    """
    kept = [
        *("site_id", "name_zh", "name_en", "category", "adcode", "authority"),
        *("origin", "source", "as_of", "verified", "allows", "oil_m3", "area_m2"),
    ]
    siting = hydrogen.siting
    rows = np.empty(0, dtype=np.int64) if siting is None else hydrogen.candidates[siting.sites]
    frame = region.sites.iloc[rows][[*kept, "geometry"]].reset_index(drop=True)
    chosen = [] if siting is None else [scenario.hydrogen.sizes[k] for k in hydrogen.option[siting.sizes]]
    frame["size_kg_day"] = np.array([size.kg_day for size in chosen], dtype=float)
    frame["storage_kg"] = np.array([size.storage_kg for size in chosen], dtype=float)
    frame["year"] = scenario.horizon
    frame["integrated"] = False
    if siting is None:
        text = (
            *("ownership", "station_class", "supply_id", "supply_shares", "screening"),
            *("not_assessed_zh", "not_assessed_en"),
        )
        numbers = (
            "served_kg_day",
            "delivered_cost_kg",
            "made_kg_day",
            "investment_cost",
            "land_m2",
            "load_kw",
        )
        empty = frame.assign(**dict.fromkeys(text, ""), **dict.fromkeys(numbers, 0.0))
        return empty.assign(pressure_mpa=35, served_70_kg_day=0.0).iloc[:0]
    problem, supply = hydrogen.problem, siting.supply[:, siting.sites]
    frame["investment_cost"] = problem.station_cost[siting.sites, siting.sizes]
    frame["pressure_mpa"] = np.where(problem.high[siting.sizes], 70, 35)
    screening = hydrogen.screening.loc[frame["site_id"]]
    frame["ownership"] = [OWNERSHIP[k] for k in problem.ownership[siting.sites].tolist()]
    frame["station_class"] = [screening[f"class_{size.kg_day:g}"].iloc[i] for i, size in enumerate(chosen)]
    frame["screening"] = [f"{text} ({LABEL})" for text in screening["screening"]]
    frame["not_assessed"] = screening["not_assessed"].to_numpy()
    frame = _told(frame, ["not_assessed"])
    flow = sold_flow(hydrogen)
    n = problem.pairs.n_sites
    highly = np.where(problem.high_rows[problem.pairs.rows()], flow, 0.0)
    frame["served_kg_day"] = np.bincount(problem.pairs.indices, weights=flow, minlength=n)[siting.sites]
    frame["served_70_kg_day"] = np.bincount(problem.pairs.indices, weights=highly, minlength=n)[siting.sites]
    used = supply > SMALLEST_FLOW
    spent = np.where(used, supply * np.where(used, problem.haul_cost[:, siting.sites], 0.0), 0.0).sum(axis=0)
    bought = supply.sum(axis=0)
    frame["delivered_cost_kg"] = np.divide(spent, bought, out=np.full(len(frame), np.nan), where=bought > 0)
    names = source_names(region, hydrogen, siting.sites.astype(np.int64))
    largest = names[np.argmax(supply, axis=0), np.arange(len(frame))]
    frame["supply_id"] = np.where(bought > SMALLEST_FLOW, largest, "")
    frame["supply_shares"] = [
        "; ".join(
            f"{names[q, i]} {supply[q, i] / bought[i]:.0%}"
            for q in np.argsort(-supply[:, i], kind="stable")
            if used[q, i]
        )
        for i in range(len(frame))
    ]
    frame["made_kg_day"] = onsite_kg(hydrogen, siting)[siting.sites]
    taken = hydrogen.takes[rows]
    frame["land_m2"], frame["load_kw"] = taken[:, 0], taken[:, 1]
    return frame


def source_names(region: Region, hydrogen: HydrogenPlan, stations: NDArray[np.int64]) -> NDArray[np.object_]:
    """Name every source at every station, (Q, stations); an electrolyser is named after its site."""
    named = region.hydrogen_supply["supply_id"].to_numpy(dtype=object)
    at = region.sites["site_id"].to_numpy(dtype=object)[hydrogen.candidates[stations]]
    n_sources = hydrogen.supply.km.shape[0]
    rows = [np.full(len(stations), name, dtype=object) for name in named]
    if n_sources > len(named):
        rows.append(np.array([f"{ELECTROLYSER}{site}" for site in at], dtype=object))
    return np.array(rows, dtype=object).reshape(n_sources, len(stations))


def sold_flow(hydrogen: HydrogenPlan) -> NDArray[np.float64]:
    """Give the kg/day over every pair, nothing at sites without a station, new or standing.

    A solver's tolerance may let a few grams through a site that it leaves shut.
    """
    pairs, siting = hydrogen.problem.pairs, hydrogen.siting
    if siting is None:
        return np.zeros(pairs.n_pairs)
    return np.where(np.isin(pairs.indices, hydrogen.selling), siting.flow, 0.0)


def plan_supply_links(region: Region, hydrogen: HydrogenPlan) -> gpd.GeoDataFrame:
    """Draw a straight line from source to station for every delivery: kg/day, km, cost of a kg, mode.

    What is made on site is a short stub at the station.
    """
    columns = ["supply_id", "site_id", "kg_day", "km", "delivered_cost_kg", "mode"]
    siting = hydrogen.siting
    if siting is None:
        empty = pd.DataFrame({name: [] for name in columns})
        return gpd.GeoDataFrame(empty, geometry=[], crs=region.crs)
    stations = hydrogen.selling
    source, at = np.nonzero(siting.supply[:, stations] > SMALLEST_FLOW)
    site = stations[at]
    position = hydrogen.candidates[site]
    ends = region.sites.geometry.iloc[position].tolist()
    works = region.hydrogen_supply.geometry.tolist()
    starts = [
        works[q] if q < len(works) else shapely.Point(end.x + STUB_M, end.y)
        for q, end in zip(source.tolist(), ends, strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "supply_id": source_names(region, hydrogen, stations)[source, at],
            "site_id": region.sites["site_id"].to_numpy()[position],
            "kg_day": siting.supply[source, site],
            "km": hydrogen.supply.km[source, site],
            "delivered_cost_kg": hydrogen.problem.haul_cost[source, site],
            "mode": hydrogen.supply.mode[source, site],
        },
        geometry=[shapely.LineString(pair) for pair in zip(starts, ends, strict=True)],
        crs=region.crs,
    )


def plan_hydrogen_supply(region: Region, hydrogen: HydrogenPlan, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List the region's sources, and an electrolyser for every station that makes hydrogen."""
    sources = region.hydrogen_supply
    made = links.loc[links["mode"] == ONSITE] if len(links) else links
    if made.empty:
        return sources
    at = region.sites.set_index("site_id").loc[made["site_id"]]
    column = pd.Index(region.sites["site_id"]).get_indexer(pd.Index(made["site_id"]))
    place = {position: s for s, position in enumerate(hydrogen.candidates.tolist())}
    options = dict(zip(hydrogen.stations.tolist(), hydrogen.siting.sizes.tolist(), strict=True))  # type: ignore[union-attr]
    most = [
        hydrogen.problem.limit[-1, place[int(position)], options[place[int(position)]]] for position in column
    ]
    frame = gpd.GeoDataFrame(
        {
            "supply_id": made["supply_id"].to_numpy(),
            "name_zh": [message("made-on-site", name=name).zh for name in at["name_zh"]],
            "name_en": [message("made-on-site", name=name).en for name in at["name_en"]],
            "kind": "electrolysis",
            "capacity_kg_day": np.array(most, dtype=float),
            "capacity_full_kg_day": np.array(most, dtype=float),
            "cost_kg": made["delivered_cost_kg"].to_numpy(dtype=float),
            "purification_cost_kg": 0.0,
            "transport": ONSITE,
            "origin": "modelled",
            "source": "gisplan: electrolysis of the scenario on the parcel's grid connection",
            "as_of": at["as_of"].to_numpy(),
            "verified": False,
        },
        geometry=at.geometry.to_numpy(),
        crs=region.crs,
    )
    return gpd.GeoDataFrame(pd.concat([sources, frame], ignore_index=True), crs=region.crs)


def hydrogen_demand_points(region: Region, hydrogen: HydrogenPlan) -> pd.DataFrame:
    """Tabulate demand points: cell_id, adcode, h2_kg_day, served_kg_day."""
    points, row = np.unique(hydrogen.cells, return_inverse=True)
    cells = region.demand.iloc[points]
    asked = cells["h2_kg_day"].to_numpy(dtype=float)
    rows = row[hydrogen.problem.pairs.rows()]
    served = np.bincount(rows, weights=sold_flow(hydrogen), minlength=asked.size)
    return pd.DataFrame(
        {
            "cell_id": cells["cell_id"].to_numpy(),
            "adcode": cells["adcode"].to_numpy(),
            "h2_kg_day": asked,
            "served_kg_day": np.minimum(served, asked),
        }
    )


def hydrogen_assignment(region: Region, hydrogen: HydrogenPlan) -> pd.DataFrame:
    """Tabulate who refuels where: cell_id, site_id, kg_day, metres, and the pressure in MPa."""
    columns = ["cell_id", "site_id", "kg_day", "metres", "pressure_mpa"]
    if hydrogen.siting is None:
        return pd.DataFrame({name: [] for name in columns})
    pairs = hydrogen.problem.pairs
    flow = sold_flow(hydrogen)
    used = np.flatnonzero(flow > SMALLEST_FLOW)
    cell = hydrogen.cells[pairs.rows()[used]]
    site = hydrogen.candidates[pairs.indices[used]]
    return pd.DataFrame(
        {
            "cell_id": region.demand["cell_id"].to_numpy()[cell],
            "site_id": region.sites["site_id"].to_numpy()[site],
            "kg_day": flow[used],
            "metres": pairs.distances[used],
            "pressure_mpa": np.where(hydrogen.problem.high_rows[pairs.rows()[used]], 70, 35),
        }
    )


def hydrogen_screening(region: Region, scenario: Scenario, hydrogen: HydrogenPlan) -> pd.DataFrame:
    """Tabulate how every candidate was screened: for each size its class, whether it may stand, and why not.

    ``label`` says what the table is: a screening, for as long as a figure in it is remembered or assumed.
    """
    sites = region.sites.iloc[hydrogen.candidates]
    named = sites[["site_id", "name_zh", "name_en", "category", "adcode"]].reset_index(drop=True)
    table = hydrogen.screening.loc[named["site_id"]].reset_index(drop=True)
    names = [f"reason_{size.kg_day:g}" for size in scenario.hydrogen.sizes]
    found = [{rule for reason in row for rule in rules_of(reason)} for row in table[names].to_numpy()]
    rules = [listed(sorted(message(f"screening-rule-{rule}").zh for rule in row)).zh for row in found]
    out = _told(pd.concat([named, table], axis=1).assign(rules_zh=rules), [*names, "not_assessed"])
    labelled: pd.DataFrame = out.assign(label_zh=LABEL.zh, label_en=LABEL.en)
    return labelled


def _told(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Put the Chinese and the English text of columns of things said in their place."""
    for name in names:
        said = frame.pop(name)
        for language in SHIPPED:
            frame[f"{name}_{language}"] = [one.said(language) for one in said]
    return frame


def with_protected_distances(sites: gpd.GeoDataFrame, protected: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Add a column ``near_<kind>_m`` for every kind of protected object: metres to the nearest one.

    Without a layer of protected objects nothing is added: setbacks are then not assessed.
    """
    if protected is None or protected.empty:
        return sites
    out = sites.copy()
    for kind, objects in protected.groupby("kind"):
        tree = STRtree(objects.geometry.to_numpy())
        (rows, _), metres = tree.query_nearest(
            sites.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        away = np.full(len(sites), np.nan)
        away[rows] = metres
        out[f"near_{kind}_m"] = away
    return out
