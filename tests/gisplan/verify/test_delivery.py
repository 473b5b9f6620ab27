"""The tables of delivery are checked against layers and schedule; every corruption is named."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan.clauses.evaluation import clause_facts
from gisplan.delivery.metrology import verification_table
from gisplan.runs.tables import write_csv
from gisplan.scenario.loading import load_scenario
from gisplan.verify.delivery import delivery_faults
from tests.gisplan.spoilt_runs import in_english, spoilt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers

NOTHING = pd.DataFrame({"site_id": []})


@pytest.fixture
def run(plan: Plan, scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> Plan:
    facts = clause_facts(scenario, layers, candidates)
    frames = {name: frame.to_crs("EPSG:4548") for name, frame in layers.frames().items()}
    return dataclasses.replace(
        plan,
        layers=dataclasses.replace(layers, **frames, checked=False),
        evidence=dataclasses.replace(plan.evidence, facilities=pd.DataFrame()),
        delivery={name: table.copy() for name, table in facts.tables().items()},
        schedule=facts.built,
    )


def faults(run: Plan) -> list[str]:
    return in_english(delivery_faults(run))


def test_a_written_plan_holds(run: Plan) -> None:
    assert faults(run) == []


def set_cell(table: str, key: str, column: str, value: Any) -> Callable[[Plan], None]:
    def change(run: Plan) -> None:
        frame = run.delivery[table].astype({column: object})
        name = "site_id" if "site_id" in frame.columns else "body" if "body" in frame.columns else "year"
        frame.loc[frame[name].astype(str) == key, column] = value
        run.delivery[table] = frame

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            set_cell("permits", "PP-1", "authority", "滨海新区人民政府"),
            "PP-1: authority '滨海新区人民政府'",
        ),
        (set_cell("permits", "RS-1", "kind", "filing"), "site RS-1: a private site asks for more"),
        (set_cell("permits", "FS-1", "round", 1), "waits for planning, which is not filed before it"),
        (set_cell("permits", "PP-1", "round", 2), "waits for nothing and is in round 2"),
        (set_cell("permits", "PP-1", "site_id", "XX-1"), "site PP-1 is missing"),
        (set_cell("platform", "PP-1", "dc_chargers", 9), "PP-1: dc_chargers 9, its chargers give 8"),
        (set_cell("platform", "PP-1", "total_kw", 1.0), "PP-1: total_kw 1.0"),
        (set_cell("platform", "RS-1", "interoperable", True), "RS-1: interoperable True"),
        (set_cell("platform", "PP-1", "site_id", "XX-1"), "site XX-1 is not planned"),
        (set_cell("verification", "2027", "due", 77), "2027: due 77, the schedule gives 78"),
        (set_cell("verification", "2030", "due", 0), "2030: due 0, the schedule gives 78"),
        (
            set_cell("bodies", "和平区人民政府", "chargers", 1),
            "和平区人民政府: chargers 1, the layers give 158",
        ),
        (set_cell("bodies", "和平区人民政府", "level", "city"), "government of district 120101 is missing"),
        (set_cell("pilots", "SA-1E", "kind", "flying"), "asks for no flying pilot"),
        (set_cell("pilots", "SA-1E", "site_id", "RS-1"), "RS-1 is no public site"),
    ],
)
def test_every_corruption_is_named(run: Plan, change: Callable[[Plan], None], said: str) -> None:
    change(run)
    assert any(said in fault for fault in faults(run)), faults(run)


def piloted(run: Plan, **changed: object) -> Plan:
    """Give the run under a scenario whose pilots all ask for the same ground."""
    pilots = tuple(pilot.model_copy(update=changed) for pilot in run.scenario.delivery.pilots)
    delivery = run.scenario.delivery.model_copy(update={"pilots": pilots})
    return dataclasses.replace(run, scenario=run.scenario.model_copy(update={"delivery": delivery}))


def test_a_pilot_outside_its_districts_or_places_is_named(run: Plan) -> None:
    set_cell("pilots", "SA-1E", "site_id", "PP-1")(run)
    away = piloted(run, adcodes=("120116",), place="")
    assert any("v2g: stands at PP-1, outside the districts" in fault for fault in faults(away))
    near = run.layers.places.assign(name_zh="某园区", authority="", authority_radius_m=0.0)
    off = piloted(spoilt(run, "layers.places", near), adcodes=(), place="别处")
    assert any("v2g: stands at PP-1, outside the places" in fault for fault in faults(off))
    there = piloted(spoilt(run, "layers.places", near), adcodes=(), place="某园区")
    assert not any("PP-1, outside" in fault for fault in faults(there))


def test_a_zone_may_file_what_lies_in_its_circle(run: Plan) -> None:
    set_cell("permits", "PP-1", "authority", "天津港保税区管委会")(run)
    assert faults(run)
    near = run.layers.places.assign(authority="天津港保税区管委会", authority_radius_m=3_000.0)
    assert faults(spoilt(run, "layers.places", near)) == []


def test_a_gap_against_the_capacity_is_computed_again(run: Plan) -> None:
    figure = '{value=50,unit="chargers/year",source="t",tag="modelled",as_of="2026"}'
    tight = load_scenario("tianjin-2027", [f"delivery.verification_capacity={figure}"])
    run.delivery["verification"] = run.delivery["verification"].assign(gap=0.0)
    said = faults(dataclasses.replace(run, scenario=tight))
    assert any("2027: gap 0.0, the schedule gives" in fault for fault in said)


def test_figures_of_a_province_hold_after_the_digits_of_a_csv_file(run: Plan, tmp_path: Path) -> None:
    schedule, delivery = run.schedule, run.scenario.delivery
    public = run.layers.sites.loc[lambda sites: sites["access"] == "public", "site_id"].iloc[0]
    run = dataclasses.replace(run, schedule=schedule.head(1).assign(site_id=public, count=80_001))
    access = run.layers.sites.set_index("site_id")["access"]
    # a third of what stands is due each year: 103,334 and a third, of which the file keeps ten digits
    write_csv(verification_table(run.schedule, access, delivery, 70_000), tmp_path / "table.csv")
    run.delivery["verification"] = pd.read_csv(tmp_path / "table.csv", encoding="utf-8-sig")

    assert "103334.3333" in (tmp_path / "table.csv").read_text(encoding="utf-8-sig")
    assert not [fault for fault in faults(run) if fault.startswith("verification.csv")]

    run.delivery["verification"]["due"] += 0.001
    assert [fault for fault in faults(run) if fault.startswith("verification.csv")]
