"""The region that a run was planned on, made again from its files and held against what the run keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.hydrogen.freight import freight_table, plan_freight
from gisplan.planning.hydrogen.stations import hydrogen_candidates
from gisplan.planning.lorries.stops import lorry_plan
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.planning.trips import route_bends
from gisplan.resources import region_folder
from gisplan.results.inputs import file_records, layer_records
from gisplan.results.layers.hydrogen import with_protected_distances
from gisplan.results.lorries import lorry_bends, lorry_table, opened_stops
from gisplan.results.not_known import not_known
from gisplan.tables.reading import HEADLINE, INPUTS, NOT_KNOWN
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, key_of
from gisplan.verify.run.cells import MOST, record_differences, same
from gisplan.verify.run.faults import by, differs, fault
from gisplan.verify.run.inputs import standing_file
from gisplan.verify.run.tables import row_names, table_differences
from gisplan.verify.run.ways import EPS_M
from gisplan_errors import ScenarioError
from gisplan_stored import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.planning.prepared import Prepared
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

GIVES: Final = by("inputs")
ROUNDED: Final = 1e-7
"""Share by which figures may be off that were summed in another order."""


def region_faults(run: Plan) -> Iterator[Fault]:
    """Compare what a run keeps of its region with the region itself, where all its files are at hand.

    A file of the region that is gone, changed or new makes another region: then nothing is compared.

    Parameters
    ----------
    run
        A run with its layers in the projected CRS.
    """
    if not _whole(run):
        return
    prepared = prepare_region(scenario_region(run.scenario), run.scenario)
    yield from _layers(run, prepared)
    yield from _freight(run, prepared)
    yield from _lorries(run, prepared)
    yield from _told(run, prepared)


def _whole(run: Plan) -> bool:
    """Tell whether the folder of the region holds the files that went in, and no other."""
    said = [row for row in run.inputs if str(row.get("path", "")).startswith("regions/")]
    try:
        folder = region_folder(run.scenario.region)
    except ScenarioError:
        return False
    if run.scenario.standing and standing_file(run) is None:
        return False
    return bool(said) and folder.is_dir() and said == file_records(folder, folder.name)


def _layers(run: Plan, prepared: Prepared) -> Iterator[Fault]:
    region, layers, evidence = prepared.region, run.layers, run.evidence
    sites = with_protected_distances(region.sites, region.protected)
    for where, said, due, key in (
        (f"{EVIDENCE} candidates", evidence.candidates, sites, key_of(EVIDENCE, "candidates")),
        (f"{LAYERS} demand", layers.demand, region.demand, key_of(LAYERS, "demand")),
        (f"{LAYERS} districts", layers.districts, region.districts, key_of(LAYERS, "districts")),
        (f"{LAYERS} corridors", layers.corridors, region.corridors, key_of(LAYERS, "corridors")),
        (f"{LAYERS} places", layers.places, region.places, ()),
    ):
        yield from _compared(where, said, due, key)
    sources, key = layers.hydrogen_supply, key_of(LAYERS, "hydrogen_supply")
    # a station that makes its own hydrogen is a source of the plan, and none of the region
    bought = sources[sources["transport"] != "onsite"] if "transport" in sources else sources
    yield from _compared(f"{LAYERS} hydrogen_supply", bought, region.hydrogen_supply, key)


def _compared(
    where: str, said: gpd.GeoDataFrame, due: gpd.GeoDataFrame, key: Sequence[str]
) -> Iterator[Fault]:
    """Compare the columns that both have: to some of a region's the plan adds its own."""
    shared = [name for name in due.columns if name in said.columns]
    yield from table_differences(where, said[shared], due[shared], key, gives=GIVES, share=ROUNDED)
    if not {*key} <= {*shared} or len(said) != len(due):
        return
    rows = row_names(said, key)
    right = due.geometry.set_axis(row_names(due, key)).reindex(rows).to_numpy()
    here = said.geometry.to_numpy()
    unlike = ~shapely.equals_exact(here, right, tolerance=EPS_M)
    found = 0
    for at in np.flatnonzero(unlike).tolist():
        off = float(shapely.hausdorff_distance(here[at], right[at]))
        if found < MOST and not off <= EPS_M:
            found += 1
            yield fault("shape-off", f"{where} {rows[at]}", metres=f"{off:.1f}")


def _freight(run: Plan, prepared: Prepared) -> Iterator[Fault]:
    """Route the freight again: where it bends, what its trips need, and whom the plan's stations refuel."""
    region, scenario, evidence = prepared.region, run.scenario, run.evidence
    candidates = hydrogen_candidates(region.sites)
    freight = plan_freight(region, scenario, candidates)
    built = region.sites["site_id"].iloc[candidates].isin(run.layers.stations["site_id"]).to_numpy()
    stands = standing_at(prepared.tables, len(region.sites)).hydrogen_kg[candidates] > 0
    flows = freight_table(region, freight, np.flatnonzero(built | stands), candidates)
    for name, said, due in (
        ("freight", evidence.freight, flows),
        (
            "freight_routes",
            evidence.freight_routes,
            route_bends(region, [] if freight is None else freight.routes, "R"),
        ),
    ):
        where, key = f"{EVIDENCE} {name}", key_of(EVIDENCE, name)
        yield from table_differences(where, said, due, key, gives=GIVES, share=ROUNDED)


def _lorries(run: Plan, prepared: Prepared) -> Iterator[Fault]:
    """Route the lorries again: where they bend, what they charge where, and whom the plan keeps charged."""
    region, scenario, sites = prepared.region, run.scenario, run.layers.sites
    plan = lorry_plan(region, scenario, prepared.tables)
    opened = None if plan is None else opened_stops(region, plan, sites, scenario)
    for name, said, due in (
        ("lorries", run.evidence.lorries, lorry_table(region, plan, opened)),
        ("lorry_routes", run.evidence.lorry_routes, lorry_bends(region, plan)),
    ):
        yield from table_differences(f"{name}.csv", said, due, key_of(CSV, name), gives=GIVES, share=ROUNDED)


def _told(run: Plan, prepared: Prepared) -> Iterator[Fault]:
    """Compare what a run tells of its region: origins, rows, what is not known, what a pile delivers."""
    region = prepared.region
    key = key_of(CSV, "provenance")
    yield from table_differences("provenance.csv", run.provenance, region.provenance, key, gives=GIVES)
    said = [row for row in run.inputs if "layer" in row]
    yield from record_differences(f"{INPUTS} layers", said, layer_records(region), GIVES)
    agreement, sites = run.headline.spread_agreement, run.layers.sites
    due = not_known(region, run.scenario, agreement, prepared.standing, sites)
    yield from record_differences(NOT_KNOWN, _written(run.not_known), _written(due), GIVES)
    told = {
        "region_zh": region.name_zh,
        "region_en": region.name_en,
        "tiers": region.tiers.labels(),
        "home_kwh_day": prepared.home_kwh,
    }
    for name, right in told.items():
        if not same(getattr(run.headline, name), right):
            yield differs(HEADLINE, name, getattr(run.headline, name), right, GIVES)


def _written(lines: Sequence[Said]) -> list[dict[str, Any]]:
    return [{"zh": one.zh, "en": one.en, "said": written(one)} for one in lines]
