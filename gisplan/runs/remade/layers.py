"""Columns of the layers that follow from others, made again as planning made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.results.costs import with_district_costs, with_site_costs
from gisplan.results.layers.areas import plan_coverage, plan_districts
from gisplan.results.layers.freight import plan_energy_facilities
from gisplan.results.layers.parcels import plan_parcels, with_functions
from gisplan.tables.registry import EVIDENCE, LAYERS, key_of
from gisplan.verify.run.faults import by, differs, fault
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.tables import table_differences
from gisplan.verify.run.ways import EPS_M
from layers.files.reading import read_csv
from layers.hydrogen.screening import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region

GIVES: Final = by("layers")
OF_DISTRICTS: Final = (
    *("judged_people", "covered_people", "energy_kwh_day", "unmet_kwh_day", "worst_access_m"),
    *("covered_share", "reach_share", "mean_access_m", "served_share", "chargers", "stations"),
    *("chargers_public", "chargers_dedicated", "chargers_private", "sites", "investment_cost"),
    *("chargers_per_10k", "annual_cost", "site_served_kwh_day", "delivered_cost_kwh"),
)
_FLOW: Final = ["name_zh", "vehicle_class"]
_WHENCE: Final = ["origin", "source", "as_of", "verified"]
NEAR_M2: Final = 1.0
"""Area by which a drawn surface may be off after its coordinates went through degrees."""


def layer_faults(run: Plan, region: Region) -> Iterator[Fault]:
    """Compare the columns of the layers that sum up or follow from others.

    Parameters
    ----------
    run
        A run with its layers in the projected CRS.
    region
        Its candidates and districts, as the makers of layers read them of a region.
    """
    layers = run.layers
    sites, demand = layers.sites, layers.demand
    districts = with_district_costs(plan_districts(region, demand, sites, layers.stations), sites)
    yield from table_differences(
        "plan.gpkg districts", layers.districts, districts, _key("districts"), gives=GIVES
    )
    costed = with_site_costs(sites, run.scenario)
    yield from table_differences("plan.gpkg sites", sites, costed, _key("sites"), gives=by("chargers"))
    yield from _coverage(layers.coverage, plan_coverage(demand))
    yield from _parcels(run, region)
    yield from _stations(run)
    yield from _routes(run)


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
