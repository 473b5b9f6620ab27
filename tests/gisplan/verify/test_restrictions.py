"""Verify sees when hours, polygons, routes or what stands is not what the run's restrictions say."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.report.lorries import restriction_sections
from gisplan.verify.restrictions import restriction_faults
from gisplan.verify.run.reading import read_run
from gisplan.why.site import why_site
from gisplan.why.words import reason_lines
from tests.gisplan.planned import write_data
from tests.gisplan.spoilt_runs import folder_faults, sees, spoilt
from tests.gisplan.toy_freight import freight_region
from tests.gisplan.toy_lorries import lorries
from tests.gisplan.toy_restrictions import ALL_DAY, closed

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

ROWS = (
    ("truck", "06:00-18:00", (17.9, -2.7, 18.1, -2.55)),
    ("hazardous", "20:00-06:00", (9.5, -0.5, 10.5, 0.5)),
    ("both", ALL_DAY, (9.9, -2.62, 10.1, -2.58)),
    ("truck", "07:00-09:00", (13.0, -5.0, 14.0, 0.0)),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    region = closed(freight_region(), *ROWS)
    return write_data(plan_region(lorries(106.0), region), tmp_path_factory.mktemp("zones") / "run")


@pytest.fixture(scope="module")
def run(kept: Path) -> Plan:
    return read_run(kept)


def test_a_run_keeps_its_restrictions_and_has_no_fault(kept: Path, run: Plan) -> None:
    assert (kept / "restrictions.geojson").is_file()
    assert folder_faults(kept) == []
    assert run.restrictions is not None
    hours = run.evidence.candidates.set_index("site_id")
    assert hours.loc["SA-2S", ["truck_hours", "hazardous_hours"]].tolist() == [12.0, 12.0]
    assert hours.loc["FS-2", ["truck_hours", "hazardous_hours"]].tolist() == [24.0, 14.0]
    assert hours.loc["SA-1S", ["truck_hours", "hazardous_hours"]].tolist() == [0.0, 0.0]
    assert run.evidence.lorries["closed_hours"].tolist() == ["R4 07:00-09:00"] * 2


def test_other_hours_of_a_candidate_are_caught(run: Plan) -> None:
    frame = run.evidence.candidates.copy()
    frame.loc[frame["site_id"] == "SA-2S", "truck_hours"] = 24.0
    sees(spoilt(run, "evidence.candidates", frame), "SA-2S", "truck_hours", "24", "12")


def test_hours_left_out_are_caught(run: Plan) -> None:
    frame = run.evidence.candidates.drop(columns="hazardous_hours")
    sees(spoilt(run, "evidence.candidates", frame), "hazardous_hours")


def test_other_closed_hours_in_the_file_are_caught(kept: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(kept, tmp_path / "run")
    path = folder / "restrictions.geojson"
    table: Any = json.loads(path.read_text("utf-8"))
    table["features"][0]["properties"]["hours"] = "06:00-20:00"
    path.write_text(json.dumps(table), "utf-8")
    assert any("SA-2S" in line and "truck_hours" in line for line in folder_faults(folder))


def test_a_file_that_is_gone_is_caught(kept: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(kept, tmp_path / "run")
    (folder / "restrictions.geojson").unlink()
    assert any("restrictions.geojson" in line for line in folder_faults(folder))


def test_lorries_served_where_they_may_never_come_are_caught(run: Plan) -> None:
    flows = run.evidence.assignment.copy()
    at = flows.index[flows["group"] == "lorry"][0]
    flows.loc[at, "site_id"] = "SA-1S"
    sees(spoilt(run, "evidence.assignment", flows), "SA-1S", "which may not serve it")


def test_hours_on_the_way_that_nobody_told_are_caught(run: Plan) -> None:
    frame = run.evidence.lorries.assign(closed_hours="")
    sees(spoilt(run, "evidence.lorries", frame), "closed_hours", "R4")


@pytest.mark.parametrize("told", [-1.0, 0.05, 99.0])
def test_another_way_round_than_the_roads_give_is_caught(run: Plan, told: float) -> None:
    frame = run.evidence.lorries.assign(detour_km=told)
    sees(spoilt(run, "evidence.lorries", frame), "lorries.csv L001", "detour_km", "measured again")


def test_a_way_that_is_longer_than_the_shortest_has_to_say_so(run: Plan) -> None:
    """A bend 3 km beside the road, with lengths that fit it, is a way round that the row does not tell."""
    table = run.evidence.lorry_routes.copy()
    bend = table.index[(table["route_id"] == "L001") & (table["seq"] == 1)][0]
    table.loc[bend, "lat"] += 0.03
    sees(spoilt(run, "evidence.lorry_routes", table), "lorries.csv L001", "detour_km 0, measured again")


def test_a_route_through_ground_closed_all_day_is_caught(run: Plan) -> None:
    assert run.restrictions is not None
    shut = run.restrictions.assign(hours=ALL_DAY, vehicles="truck")
    sees(spoilt(run, "restrictions", shut), "through ground closed to trucks all day", "counts as driven")


def test_more_kg_by_trailer_than_drops_fit_is_caught(run: Plan) -> None:
    hydrogen = run.scenario.hydrogen
    drops = {"kg": _figure(100.0, "kg"), "hours": _figure(6.0, "hours")}
    scenario = run.scenario.model_copy(
        update={"hydrogen": type(hydrogen).model_validate(hydrogen.model_dump() | {"drops": drops})}
    )
    links = pd.DataFrame(
        {"supply_id": ["S"], "site_id": ["FS-2"], "mode": ["tube_trailer"], "kg_day": [201.0]}
    )
    stations = pd.DataFrame({"site_id": ["FS-2"]})
    bad = spoilt(spoilt(run, "layers.supply_links", links), "layers.stations", stations)
    said = [one.said("en") for one in restriction_faults(spoilt(bad, "scenario", scenario))]
    assert any("FS-2" in line and "201.0" in line and "200.0" in line for line in said)


def test_why_and_report_name_the_rule(kept: Path, run: Plan) -> None:
    told = reason_lines(why_site(kept, "SA-1S"), "en")
    assert any("closed to trucks all day" in line for line in told)
    assert any("open to trucks 12.0 hours" in line for line in reason_lines(why_site(kept, "SA-2S"), "en"))
    assert not any("hours a day" in line for line in reason_lines(why_site(kept, "TS-1"), "en"))
    (section,) = restriction_sections(run)
    said = " ".join(one.said("en") for one in section.paragraphs)
    assert "closed to trucks all day: 1 of 27; at some hours: 1." in said
    assert "closed to hazardous goods all day: 1 of 27; at some hours: 2." in said
    assert section.table is not None
    assert len(section.table.rows) == len(ROWS)


def _figure(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "test", "tag": "modelled", "as_of": "2026"}
