"""Integrated energy stations: placed beside what stands, told by the rule that stops them, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.integrated import plan_integrated, too_near
from gisplan.verify.run.reading import read_run
from tests.gisplan.planned import write_data
from tests.gisplan.planning.hydrogen.test_facilities import region, swap
from tests.gisplan.spoilt_runs import folder_faults, sees
from tests.gisplan.toy import figure, toy_scenario, with_sites
from tests.gisplan.toy_freight import freight_region
from tests.gisplan.verify.hydrogen.test_stations import added, first, full_scenario, spoiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan.plan.record import Plan
    from gisplan.planning.hydrogen.facilities import FacilityPlan

METHANOL = {"name_zh": "甲醇", "name_en": "Methanol", "area_m2": 400.0, "grid_kw": 50.0}


def asked(stations: int = 1, **changes: Any) -> dict[str, Any]:
    return {"stations": stations, "ground_cost": figure(1e6), **changes}


def kinds(**changes: Any) -> dict[str, Any]:
    return {"swap_truck": swap(**changes), "methanol": swap(**METHANOL)}


def place(
    taken: dict[str, tuple[float, float]] | None = None,
    opened: tuple[str, ...] = ("FS-1",),
    facilities: dict[str, Any] | None = None,
    area_m2: float = 5000.0,
    **changes: Any,
) -> FacilityPlan:
    """FS-1, FS-2 and FS-3 have 5,000 m2, 1,000 of them for fuel, and 400 kW; chargers open at FS-1."""
    here = with_sites(region(), FS_1={"area_m2": area_m2}, PP_1={"allows": "charging;swap", "area_m2": 9e3})
    scenario = toy_scenario(facilities=facilities or kinds(), integrated=asked(**changes))
    at = {name: k for k, name in enumerate(here.sites["site_id"])}
    takes = np.zeros((len(at), 2))
    for name, pair in (taken or {}).items():
        takes[at[name]] = pair
    tables = charger_tables(here.sites, scenario, home_kwh_day=8.0)
    sites = np.array([at[name] for name in opened], dtype=np.int64)
    return plan_integrated(here, scenario, tables, sites, takes)


def reached(plan: FacilityPlan) -> list[tuple[str, str]]:
    return list(zip(plan.stations["site_id"], plan.stations["rule"], strict=True))


def test_fuel_and_chargers_that_are_there_count() -> None:
    """FS-1 has fuel and chargers, so that either kind makes it a station; the others have fuel alone."""
    plan = place()
    assert reached(plan) == [("FS-1", "")]
    assert [one.status for one in plan.certificates.values()] == ["optimal"] * 3
    assert plan.facilities["investment_cost"].tolist() == [5e6, 5e6]


@pytest.mark.parametrize(
    ("taken", "changes", "rule"),
    [
        ({}, {"area_m2": 2050.0}, "land"),
        ({"FS-1": (0.0, 51.0)}, {}, "power"),
        ({}, {"functions": ("charging", "hydrogen")}, "functions"),
        ({}, {"stations": 2}, "several"),
    ],
)
def test_the_rule_that_stops_a_station_is_named(
    taken: dict[str, tuple[float, float]], changes: dict[str, Any], rule: str
) -> None:
    """FS-1 alone has chargers, and so four functions with swap and methanol: of 1,000 m2 and 350 kW.

    Fuel and the least charging leave it 960 of 2,050 m2, or 344.8 of 400 kW.
    """
    assert reached(place(taken, least_functions=4, **changes))[-1] == ("", rule)


def test_too_few_facilities_are_named() -> None:
    """Chargers at two fuel stations make two stations of two facilities; of one facility only one."""
    both = ("FS-1", "FS-2")
    assert [rule for _, rule in reached(place(opened=both, stations=2))] == ["", ""]
    one = {"methanol": swap(**METHANOL)}
    assert [rule for _, rule in reached(place(opened=both, facilities=one, stations=2))] == ["", "facilities"]


def test_a_distance_takes_a_strip_across_the_parcel() -> None:
    """On 2,500 m2, 50 m wide, 8 m between them take 400 m2: 1,000 and 1,100 m2 fit, 1,101 do not."""
    area = np.array([2500.0])
    assert not too_near(area, 1000.0, 1100.0, 8.0).any()
    assert too_near(area, 1000.0, 1101.0, 8.0).all()
    assert not too_near(area, 2500.0, 2500.0, 0.0).any()


def test_internal_distances_bind() -> None:
    """Beside 1,000 m2 of fuel 8 m across 5,000 m2 take 566: swap of 3,430 m2 fits, of 3,440 it does not.

    Its place is then at PP-1, where nothing else is.
    """
    for area, found in ((3430.0, ("FS-1", "")), (3440.0, ("", "distance"))):
        large = {
            "swap_truck": swap(area_m2=area, grid_kw=50.0, categories=("fuel_station", "public_parking"))
        }
        assert reached(place(facilities=large)) == [found]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Three stations asked on the toy with every part of hydrogen at work; three fuel stations carry them."""
    folder = tmp_path_factory.mktemp("integrated") / "run"
    scenario = full_scenario().model_copy(update={"integrated": toy_scenario(integrated=asked(3)).integrated})
    write_data(plan_region(scenario, freight_region()), folder)
    assert folder_faults(folder) == []
    return read_run(folder)


def test_the_table_lists_every_station_asked(clean: Plan) -> None:
    table = clean.evidence.integrated
    assert table["station"].tolist() == [1, 2, 3]
    assert {"integrated: stations", "integrated: share", "integrated: cost"} <= {
        one.stage for one in clean.certificates
    }
    row = clean.clauses.set_index("id").loc["TJ17-09"]
    assert row["achieved_value"] == table["site_id"].notna().sum() == 1
    assert row["required_by"] == "integrated.stations"


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("integrated", lambda f: f.iloc[1:], "integrated stations"),
        ("integrated", first("site_id", "PP-1"), "is not planned"),
        ("integrated", first("functions", "fuel"), "functions"),
        ("integrated", first("new", ""), "new"),
        ("integrated", added("ground_cost", 1e6), "ground_cost"),
        ("facilities", added("investment_cost", 1e6), "the scenario has"),
        ("candidates", lambda f: f.assign(area_m2=f["area_m2"] / 3), "distance between them"),
    ],
)
def test_each_corruption_is_caught(clean: Plan, name: str, change: Callable[[Any], Any], words: str) -> None:
    sees(spoiled(clean, name, change), words)
