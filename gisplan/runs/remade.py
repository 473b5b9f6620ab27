"""What the plan's own code makes of the files of a run, held against what the run says.

Beside `gisplan.verify`, which computes by code of its own: here every figure and column that follows from
others is made again as planning made it, so that none of them can be changed alone.
"""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd

from gisplan.plan.headline import Headline
from gisplan.planning.chargers.waiting import wait_figures
from gisplan.regions import is_at_hand
from gisplan.results.assumptions import scenario_assumptions
from gisplan.results.costs import cost_figures, with_district_costs, with_site_costs
from gisplan.results.equity import equity_figures
from gisplan.results.headline import headline_figures, hydrogen_figures
from gisplan.results.layers.areas import plan_coverage, plan_districts
from gisplan.results.layers.freight import plan_energy_facilities
from gisplan.results.layers.parcels import plan_parcels, with_functions
from gisplan.runs.screened import screened_faults
from gisplan.tables.reading import HEADLINE
from gisplan.tables.registry import EVIDENCE, LAYERS, key_of
from gisplan.verify.files import away
from gisplan.verify.run.cells import record_differences, same
from gisplan.verify.run.faults import by, differs, fault
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.tables import table_differences
from gisplan.verify.run.ways import EPS_M
from layers.demand.cells import SOURCE
from layers.demand.energy import private_cars
from layers.demand.homes import homes_of
from layers.files.reading import read_csv
from layers.hydrogen.screening import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region

GIVES: Final = by("layers")
SOLVED: Final = frozenset({"fingerprint", "crs", "home_kwh_day", "spread_agreement"}) | {
    "existing_supply",
    "hydrogen_shared_parcels",
    "own_rows",
    "own_rows_cost",
}
"""Figures of plan.json that follow from nothing in the layers."""
OF_DISTRICTS: Final = (
    *("judged_people", "covered_people", "energy_kwh_day", "unmet_kwh_day", "worst_access_m"),
    *("covered_share", "reach_share", "mean_access_m", "served_share", "chargers", "stations"),
    *("chargers_public", "chargers_dedicated", "chargers_private", "sites", "investment_cost"),
    *("chargers_per_10k", "annual_cost", "site_served_kwh_day", "delivered_cost_kwh"),
)
_alike: Final = partial(same, share=1e-7, near=1e-9)
_FLOW: Final = ["name_zh", "vehicle_class"]
_WHENCE: Final = ["origin", "source", "as_of", "verified"]
NEAR_M2: Final = 1.0
"""Area by which a drawn surface may be off after its coordinates went through degrees."""


def remade_faults(run: Plan) -> Iterator[Fault]:
    """Make the figures of plan.json and the summed columns of the layers again and compare each.

    Parameters
    ----------
    run
        A run with its layers in the projected CRS of the region, as `gisplan.verify` reads it.
    """
    layers = run.layers
    sites, demand = layers.sites, layers.demand
    base = layers.districts.drop(columns=list(OF_DISTRICTS), errors="ignore")
    crs = run.headline.crs
    shim = cast("Region", SimpleNamespace(sites=run.evidence.candidates, districts=base, crs=crs))
    districts = with_district_costs(plan_districts(shim, demand, sites, layers.stations), sites)
    yield from table_differences(
        "plan.gpkg districts", layers.districts, districts, _key("districts"), gives=GIVES
    )
    costed = with_site_costs(sites, run.scenario)
    yield from table_differences("plan.gpkg sites", sites, costed, _key("sites"), gives=by("chargers"))
    yield from _coverage(layers.coverage, plan_coverage(demand))
    yield from _parcels(run, shim)
    yield from _stations(run)
    yield from _routes(run)
    yield from _figures(run)
    yield from _cars(run)
    yield from _headline(run, shim)
    yield from screened_faults(run)


def _key(layer: str) -> tuple[str, ...]:
    return key_of(LAYERS, layer)


def _coverage(said: gpd.GeoDataFrame, due: gpd.GeoDataFrame) -> Iterator[Fault]:
    key = list(_key("coverage"))
    yield from table_differences("plan.gpkg coverage", said, due, key, gives=by("cells"))
    right = due.set_index(key).geometry
    for code, state, shape in zip(said["adcode"], said["state"], said.geometry, strict=True):
        if (code, state) in right.index:
            off = shape.symmetric_difference(right[code, state]).area
            if off > NEAR_M2 + 1e-6 * shape.area:
                yield fault("surface", f"plan.gpkg coverage {code} {state}", area=f"{off:.0f}")


def _parcels(run: Plan, region: Region) -> Iterator[Fault]:
    layers, evidence = run.layers, run.evidence
    due = plan_parcels(region, run.scenario, layers.sites, layers.stations, evidence.facilities)
    yield from table_differences(
        "evidence.gpkg parcels", evidence.parcels, due, key_of(EVIDENCE, "parcels"), gives=GIVES
    )
    drawn = plan_energy_facilities(region, evidence.facilities, evidence.parcels)
    where, said = "plan.gpkg energy_facilities", layers.energy_facilities
    yield from table_differences(where, said, drawn, _key("energy_facilities"), gives=by("its-tables"))
    at = region.sites.set_index("site_id").geometry
    for site, point in zip(said["site_id"], said.geometry, strict=True):
        if site in at.index and point.distance(at[site]) > EPS_M:
            yield fault("moved", f"{where} {site}", metres=f"{point.distance(at[site]):.1f}")


def _stations(run: Plan) -> Iterator[Fault]:
    """Make again what stations tell of their parcel, their screening and their sources."""
    stations, links, where = run.layers.stations, run.layers.supply_links, "plan.gpkg stations"
    if stations.empty:
        return
    due = with_functions(stations, run.layers.sites, run.evidence.facilities, run.scenario)
    known = run.evidence.screening.drop_duplicates("site_id").set_index("site_id")
    screened = known.reindex(stations["site_id"])
    bought = [links[links["site_id"] == site] for site in stations["site_id"]]
    due = due.assign(
        screening=[f"{text} ({LABEL})" for text in screened["screening"]],
        **{name: screened[name].to_numpy() for name in ("not_assessed_zh", "not_assessed_en")},
        delivered_cost_kg=[_mean_cost(part) for part in bought],
        supply_id=[
            str(part.loc[part["kg_day"].idxmax(), "supply_id"]) if len(part) else "" for part in bought
        ],
    )
    yield from table_differences(where, stations, due, _key("stations"), gives=by("its-tables"), share=1e-7)
    for site, text, part in zip(stations["site_id"], stations["supply_shares"], bought, strict=True):
        each = zip(part["supply_id"], part["kg_day"] / part["kg_day"].sum(), strict=True)
        right = [f"{name} {share:.0%}" for name, share in each]
        if sorted(filter(None, str(text or "").split("; "))) != sorted(right):
            yield differs(f"{where} {site}", "supply_shares", text, "; ".join(right), by("its-links"))


def _mean_cost(links: pd.DataFrame) -> float | None:
    kilograms = float(links["kg_day"].sum())
    return float((links["kg_day"] * links["delivered_cost_kg"]).sum()) / kilograms if kilograms else None


def _routes(run: Plan) -> Iterator[Fault]:
    """Make again how drawn routes are called, and why a flow is not refuelled."""
    flows, drawn = run.evidence.freight, run.layers.freight_routes
    if flows.empty:
        return
    ends = flows["origin"].astype(str) + "—" + flows["destination"].astype(str)
    due = flows.assign(name_zh=ends, name_en=ends)[
        ["route_id", "name_zh", "name_en", "reason_en", "reason_zh"]
    ]
    yield from table_differences(
        "plan.gpkg freight_routes", drawn[[*due.columns]], due, _key("freight_routes"), gives=by("its-flow")
    )
    path = at_hand(run, "flows.csv")
    if path is not None:
        written = read_csv(path, dtype=str)
        written["name_zh"] = written["origin_id"] + "—" + written["destination_id"]
        one = written[~written.duplicated(_FLOW, keep=False)]
        whence = drawn[["route_id", *_FLOW]].merge(one[[*_FLOW, *_WHENCE]], on=_FLOW)
        said = drawn.loc[drawn["route_id"].isin(whence["route_id"]), [*whence.columns]]
        where = "plan.gpkg freight_routes"
        yield from table_differences(where, said, whence, _key("freight_routes"), gives=by("its-file"))


def _figures(run: Plan) -> Iterator[Fault]:
    """List the figures of the scenario again; those of other files are left to `gisplan.verify`."""
    said, due = run.assumptions, scenario_assumptions(run.scenario)
    own = said.loc[said["name"].isin(due["name"]), [*due.columns]]
    yield from table_differences("assumptions.csv", own, due, ("name",), gives=by("scenario"))


def _cars(run: Plan) -> Iterator[Fault]:
    """Share the private cars out to the cells again, where it is the region's model that did so."""
    cells, scenario = run.layers.demand, run.scenario
    sources = run.provenance.loc[run.provenance["layer"] == "demand", "source"].astype(str)
    changed = any(path.startswith("regions/") for path in away(run))
    if not sources.str.startswith(SOURCE).any() or changed or not is_at_hand(scenario.region):
        return
    parameters = scenario.demand.parameters(scenario.region)
    cars = private_cars(cells, homes_of(cells["adcode"], run.layers.districts, parameters), parameters)
    said = pd.DataFrame(cells[["cell_id", "private_cars"]])
    due = said.assign(private_cars=cars)
    yield from table_differences("plan.gpkg demand", said, due, _key("demand"), gives=by("cells"), share=1e-6)


def _headline(run: Plan, region: Region) -> Iterator[Fault]:
    layers, evidence, said = run.layers, run.evidence, run.headline
    due: dict[str, Any] = {
        **headline_figures(
            region,
            run.scenario,
            layers.frames(),
            run.certificates,
            group_energy=_group_energy(run),
            hydrogen_demand=evidence.hydrogen_demand,
        ),
        **cost_figures(layers.sites),
        **wait_figures(layers.sites, run.scenario),
        **hydrogen_figures(
            layers.supply_links,
            evidence.freight,
            evidence.parcels,
            evidence.facilities,
            said.hydrogen_shared_parcels,
        ),
        **equity_figures(layers.demand, layers.districts),
        "distances": "roads" if any(row.get("layer") == "roads" for row in run.inputs) else "circuity",
        "phases": run.phases.astype(object).where(run.phases.notna(), None).to_dict("records"),
    }
    for one in fields(Headline):
        if one.name not in SOLVED:
            told, right = getattr(said, one.name), due.get(one.name)
            yield from record_differences(f"{HEADLINE} {one.name}", told, right, GIVES, alike=_alike)


def _group_energy(run: Plan) -> pd.DataFrame:
    """Sum what each service group asks for and does not get."""
    cells, flows = run.layers.demand, run.evidence.assignment
    given = flows.groupby("group")["kwh_day"].sum()
    asked = {
        name: float(cells[[f"kwh_{kind}" for kind in group.classes]].to_numpy(dtype=float).sum())
        for name, group in run.scenario.service.items()
    }
    return pd.DataFrame(
        {
            "group": list(asked),
            "energy_kwh_day": list(asked.values()),
            "unmet_kwh_day": [value - float(given.get(name, 0.0)) for name, value in asked.items()],
        }
    )
