"""What a run passes on from its region is what the region's own files and figures say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan.resources import region_folder
from gisplan.runs import remade
from gisplan.runs.screened import screened_faults
from gisplan.scenario.loading import load_scenario
from gisplan.verify.region import passed_on_faults
from gisplan.verify.run.inputs import file_sum
from layers.corridors import read_corridors
from layers.demand.cells import SOURCE
from layers.demand.energy import private_cars
from layers.demand.homes import homes_of
from layers.files.tables import read_table
from tests.gisplan.spoilt_runs import in_english, spoilt

if TYPE_CHECKING:
    from gisplan.plan.record import Plan


@pytest.fixture
def run() -> Any:
    folder = region_folder("tianjin")
    path = folder / "corridors.csv"
    scenario = load_scenario("tianjin-2027")
    districts = read_table(folder / "districts.csv", ["adcode", "tier", "population"], {"adcode": str})
    cells = pd.DataFrame(
        {
            "cell_id": [f"c{row}" for row in range(len(districts))],
            "adcode": districts["adcode"],
            "population": districts["population"].astype(float),
        }
    )
    parameters = scenario.demand.parameters("tianjin")
    cells["private_cars"] = private_cars(cells, homes_of(cells["adcode"], districts, parameters), parameters)
    layers = SimpleNamespace(
        corridors=read_corridors(path, crs="EPSG:4548"), districts=districts, demand=cells
    )
    inputs = [{"path": "regions/tianjin/corridors.csv", "sha256": file_sum(path)}]
    headline = SimpleNamespace(crs="EPSG:4548")
    made = pd.DataFrame({"layer": ["demand"], "source": [f"{SOURCE}; spread settlements"]})
    return SimpleNamespace(
        inputs=inputs, scenario=scenario, layers=layers, headline=headline, provenance=made
    )


def test_a_road_bears_the_name_of_its_file_in_both_directions(run: Any) -> None:
    assert [*passed_on_faults(run)] == []
    roads = run.layers.corridors
    one = roads.index[roads["road_ref"] == "S40"][1]
    roads.loc[one, "name_zh"] = "别的路"
    faults = in_english(passed_on_faults(run))
    assert len(faults) == 1
    assert "corridors S40: name_zh 别的路, its file has 京津塘高速" in faults[0]


def test_a_road_runs_where_its_file_has_it(run: Any) -> None:
    roads = run.layers.corridors
    run.layers.corridors = roads.set_geometry(
        roads.geometry.where(roads["road_ref"] != "S40", roads.translate(xoff=12.0))
    )
    faults = in_english(passed_on_faults(run))
    assert [fault for fault in faults if "corridors S40" in fault] == faults
    assert len(faults) == 2
    assert "12.0 m" in faults[0]


def test_a_candidate_is_screened_for_the_reasons_that_it_has(clean: Plan) -> None:
    assert [*screened_faults(clean)] == []
    table = clean.evidence.screening.astype(object)
    for column in ("reason_500_zh", "not_assessed_en"):
        table.loc[0, column] = "because"
    faults = in_english(screened_faults(spoilt(clean, "evidence.screening", table)))
    assert len(faults) == 2
    where = f"hydrogen_screening.csv {table.loc[0, 'site_id']}"
    assert any(f"{where}: reason_500_zh because, its candidate has" in fault for fault in faults), faults


def test_private_cars_are_shared_out_as_the_regions_model_does(run: Any) -> None:
    assert [*remade._cars(run)] == []
    cells = run.layers.demand
    cells.loc[3, "private_cars"] *= 1.001
    assert any("plan.gpkg demand c3: private_cars" in fault for fault in in_english(remade._cars(run)))
    cells["private_cars"] *= 1.5  # more than a rounding in all: no reason to look away
    assert len(in_english(remade._cars(run))) >= 5
    run.provenance["source"] = "counted by hand"  # a demand of a planner's own
    assert [*remade._cars(run)] == []
