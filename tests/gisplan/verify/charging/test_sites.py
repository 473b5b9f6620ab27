"""Every corruption of sites, cells, districts and roads is caught by a line that names the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from tests.gisplan.spoilt_runs import (
    Held,
    both,
    caught,
    caught_by,
    change_layer,
    change_scenario,
    more,
    moved,
    put,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    Change = Callable[[Any], Any]


SITES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a charger moved between two sites": (
        both(
            more("site_id", "PP-6", n_ac7=-1, chargers=-1),
            more("site_id", "PP-4", n_ac7=1, chargers=1),
        ),
        ("site PP-6: ac7", "schedule.csv has"),
    ),
    "a charger that no sum knows of": (more("site_id", "PP-1", n_ac7=1), ("site PP-1: chargers",)),
    "a site moved 30 m": (moved("site_id", "PP-1", 30.0), ("site PP-1: stands 30.0 m",)),
    "a site outside the candidates": (
        put("site_id", "PP-1", site_id="XX-9"),
        ("site XX-9: not among the candidates",),
    ),
    "a site twice": (
        lambda f: pd.concat([f, f[f["site_id"] == "PP-1"]], ignore_index=True),
        ("site_id PP-1 stands twice",),
    ),
    "bays exceeded": (more("site_id", "PP-1", n_dc60=60), ("site PP-1: bays used", "there are 40")),
    "bays of two-bay chargers exceeded": (
        more("site_id", "PP-1", n_dc120=40),
        ("site PP-1: bays used", "there are 40"),
    ),
    "bays painted on": (put("site_id", "PP-1", bays=400), ("site PP-1: bays 400, its candidate has 40",)),
    "grid exceeded": (more("site_id", "PP-1", n_dc240=5), ("site PP-1: load in kW", "at most 320.0")),
    "a feed painted on": (put("site_id", "PP-1", grid_kw=9e3), ("site PP-1: grid_kw 9000",)),
    "an access changed": (put("site_id", "PP-1", access="private"), ("site PP-1: access private",)),
    "a negative count": (put("site_id", "PP-1", n_dc480=-1), ("site PP-1: n_dc480 -1, at least 0",)),
    "fast charging at home": (more("site_id", "RS-1", n_dc60=1), ("direct-current charger dc60", "RS-1")),
    "a type that the category rules out": (more("site_id", "RS-1", n_dc480=1), ("RS-1: holds dc480",)),
    "fast chargers overstated": (more("site_id", "PP-1", fast_chargers=3), ("site PP-1: fast_chargers",)),
    "a cost understated": (more("site_id", "PP-1", investment_cost=-5e3), ("site PP-1: investment_cost",)),
    "too few chargers at an open site": (
        put("site_id", "PP-1", n_ac7=1, n_dc60=0, n_dc120=0, n_dc240=0, n_dc480=0, chargers=1),
        ("site PP-1: chargers 1, at least 2",),
    ),
    "category share broken": (
        more("site_id", "PP-6", n_dc480=20),
        ("category public_parking (chargers.category_type_shares): 20 of", "between 0% and 2%"),
    ),
    "category floor broken": (
        put("site_id", "LP-1", chargers=3),
        ("category logistics_park (chargers.category_floors): chargers 3, at least 4",),
    ),
    "target missed": (more("site_id", "PP-1", chargers=-2), ("chargers.target: ", "at least 150")),
    "a required site closed": (lambda f: f[f["site_id"] != "TH-1"], ("site TH-1", "required, but has no")),
    "a service area with too few fast chargers": (
        put("site_id", "SA-1N", n_ac7=4, n_dc60=0, n_dc120=3, n_dc240=0),
        ("expressway_service_area SA-1N", "fast chargers 3, at least 4"),
    ),
    "a hub without fast chargers": (
        put("site_id", "TH-1", n_dc60=0, n_dc120=0, n_dc240=0),
        ("transport_hub TH-1", "fast chargers 0, at least 1"),
    ),
    "an excluded site equipped": (
        lambda f: pd.concat(
            [f, f[f["site_id"] == "PP-1"].assign(site_id="CO-2", category="commercial")], ignore_index=True
        ),
        ("site CO-2: excluded",),
    ),
    "a headroom painted on": (more("site_id", "PP-1", headroom_kw=5.0), ("site PP-1: headroom_kw",)),
    "energy that nobody assigned": (
        more("site_id", "PP-1", served_kwh_day=50),
        ("site PP-1: served_kwh_day",),
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_a_change_of_the_sites_is_caught(run: Held, name: str) -> None:
    change, words = SITES[name]
    if "PK-1" in "".join(words):
        _open_park(run)
    change_layer(run, "sites", change)
    caught(run, *words)


def _open_park(run: Held) -> None:
    """Equip the park, which the plan leaves alone, by moving another site's row there."""
    donor = run.run.evidence.candidates
    park = donor[donor["site_id"] == "PK-1"].iloc[0]

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if (frame["site_id"] == "PK-1").any():
            return frame
        row = frame[frame["site_id"] == "PP-1"].copy()
        for column in ("site_id", "category", "access", "adcode", "bays", "grid_kw", "geometry"):
            row[column] = park[column]
        return pd.concat([frame, row], ignore_index=True)

    change_layer(run, "sites", change)


def test_more_sites_than_the_limit(run: Held) -> None:
    change_scenario(run, coverage__max_new_sites=7)
    caught(run, "coverage.max_new_sites", "at most 7")


def test_a_required_place_without_an_open_site_near(run: Held) -> None:
    """A place is moved onto the roomiest shut candidate: no open site is within 100 m of it."""
    told = {"source": "test", "tag": "modelled", "as_of": "2026"}
    change_scenario(run, coverage__required_places={"kinds": ["settlement"], "within_m": 100, **told})
    able = run.run.evidence.candidates
    shut = able[
        (able["access"] == "public")
        & (able["status"] == "candidate")
        & ~able["site_id"].isin(run.run.layers.sites["site_id"])
    ].sort_values(["grid_kw", "site_id"])
    spot = shut.geometry.iloc[-1]
    change_layer(run, "places", lambda f: f.set_geometry([spot] * len(f), crs=f.crs))
    name = run.run.layers.places["name_zh"].iloc[0]
    assert (run.run.layers.places["kind"] == "settlement").any()
    caught_by(run, "bound", f"place {name}: no open public site within 100 m of it")


def test_a_district_floor(run: Held) -> None:
    sites = run.run.layers.sites
    for site in sites.loc[sites["adcode"] == "120118", "site_id"]:
        change_layer(run, "sites", put("site_id", site, chargers=0))
    caught(run, "district 120118 (chargers.district_floor_share): chargers 0, at least")


def test_an_access_share(run: Held) -> None:
    sites = run.run.layers.sites
    for site in sites.loc[sites["access"] == "private", "site_id"]:
        change_layer(run, "sites", put("site_id", site, n_ac7=0, chargers=0))
    caught(run, "access private (chargers.access_shares): 0 of", "between 10% and 40%")


def test_a_budget(run: Held) -> None:
    change_scenario(run, costs__budget=1000.0)
    caught(run, "costs.budget: investment in CNY", "at most 1000")


CELLS: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a covered flag flipped": (put("cell_id", "C12", covered=False), ("cell C12:", "covered is False")),
    "a judged flag flipped": (put("cell_id", "C12", judged=False), ("cell C12: judged False",)),
    "a way left blank": (put("cell_id", "C00", nearest_public_m=np.nan), ("cell C00: nearest_public_m",)),
    "a way shortened": (more("cell_id", "C00", nearest_public_m=-300), ("cell C00: nearest_public_m",)),
    "a census sum broken": (
        more("cell_id", "C12", population=10),
        ("district 120101: population", "its cells hold 50010"),
    ),
    "unmet energy hidden": (
        more("cell_id", "C12", unmet_kwh_day=-9),
        ("cell C12: ev_kwh_day", "evidence.gpkg assignment gives"),
    ),
    "served energy overstated": (more("cell_id", "C12", served_kwh_day=9), ("cell C12: served_kwh_day",)),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_change_of_the_cells_is_caught(run: Held, name: str) -> None:
    change, words = CELLS[name]
    change_layer(run, "demand", change)
    caught(run, *words)


def test_covered_people_of_a_district(run: Held) -> None:
    change_layer(run, "districts", more("adcode", "120101", covered_people=-100))
    caught(run, "district 120101: covered_people")


@pytest.mark.parametrize("column", ["chargers", "stations", "sites", "investment_cost", "unmet_kwh_day"])
def test_sums_of_a_district(run: Held, column: str) -> None:
    # a few CNY of millions are round-off of a float sum
    change_layer(
        run, "districts", more("adcode", "120118", **{column: 3000 if column == "investment_cost" else 3})
    )
    caught(run, f"district 120118: {column}")


def test_a_corridor_gap_misreported(run: Held) -> None:
    change_layer(run, "corridors", put("direction", "E", max_gap_km=5.0))
    caught(run, "G18 E: max_gap_km 5.00, measured again 8.00")


def test_a_corridor_called_met_over_the_limit(run: Held) -> None:
    change_scenario(run, coverage__corridor_max_gap_km=7.5)
    caught(run, "G18 E: 8.0 km without fast charging, but called met")
