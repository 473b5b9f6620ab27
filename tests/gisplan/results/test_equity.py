"""Equity among districts: the worst one first, a bounded Gini, and what is reported of both."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gisplan.verify.coverage.equity import equity_faults
from gisplan_errors import InfeasiblePlan
from tests.gisplan.siting_cases import FREE, metres, opened
from tests.gisplan.spoilt_runs import sees, spoilt
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def uneven(sites: int = 2, **changes: object):
    """Put the outer people in the far east; no site is forced but the hub."""
    shut = {f"SA_{n}": {"status": "excluded"} for n in ("1N", "2N", "1S", "2S")}
    region = with_sites(toy_region(), **shut)
    demand = region.demand.copy()
    demand["population"] = np.where(demand["adcode"] == "120101", 2000.0, 0.0)
    east = (demand["adcode"] == "120118") & (demand["x"] > 518_000)
    demand.loc[east, "population"] = 1000.0
    asked = toy_scenario(
        **FREE, coverage__max_new_sites=sites, coverage__required_categories__min_fast={}, **changes
    )
    return dataclasses.replace(region, demand=demand), asked


def test_most_people_leave_the_outer_district_out_and_the_worst_district_first_does_not() -> None:
    """The hub is required; one more site covers most of the centre, or the outer east."""
    region, scenario = uneven()
    assert opened(region, scenario) <= {"TH-1", "PP-1", "PP-2", "PP-3", "PP-4", "PK-1", "CO-1"}
    region, fair = uneven(coverage__equity="worst-district")
    assert opened(region, fair) & {"PP-6", "FS-3"}


def test_a_bounded_gini_sends_a_site_to_the_outer_district() -> None:
    region, free = uneven(3)
    east = {"PP-5", "PP-6", "FS-2", "FS-3", "TS-1"}
    assert not opened(region, free) & east
    region, bounded = uneven(3, coverage__equity="gini", coverage__max_gini=metres(0.17))
    assert opened(region, bounded) & east


def test_a_gini_that_no_choice_reaches_names_the_setting() -> None:
    region, scenario = uneven(coverage__equity="gini", coverage__max_gini=metres(0.001))
    with pytest.raises(InfeasiblePlan, match=r"coverage.max_gini = 0.001"):
        opened(region, scenario)


def test_equity_is_always_reported(spaced) -> None:
    head = spaced[0].headline
    districts = spaced[0].layers.districts.set_index("adcode")
    assert head["worst_district_share"] == pytest.approx(districts["reach_share"].min())
    assert head["worst_district"] in districts.index
    assert 0 <= head["coverage_gini"] <= head["access_gini"] < 1
    for code, away in head["access_by_district"].items():
        assert away["mean_m"] == pytest.approx(districts.loc[code, "mean_access_m"])
        assert away["worst_m"] >= away["mean_m"]


@pytest.mark.parametrize(
    "key", ["worst_district_share", "coverage_gini", "access_gini", "access_by_district"]
)
def test_a_changed_figure_of_equity_is_caught(spaced, key: str) -> None:
    run = spaced[1]
    value = {} if key == "access_by_district" else (run.headline[key] or 0.0) + 0.01
    spoiled = spoilt(run, f"headline.{key}", value)
    sees(spoiled, f"plan.json {key.removesuffix('_share')}")


@pytest.mark.parametrize("column", ["mean_access_m", "worst_access_m", "reach_share"])
def test_a_changed_access_of_a_district_is_caught(spaced, column: str) -> None:
    run = spaced[1]
    frame = run.layers.districts.copy()
    frame.loc[0, column] = frame.loc[0, column] * 0.9
    sees(spoilt(run, "layers.districts", frame), f"district {frame.loc[0, 'adcode']}: {column}")


def test_a_worse_district_than_certified_is_caught(spaced) -> None:
    run = spaced[1]
    claims = [
        dataclasses.replace(row, objective=1.1, bound=1.1) if "worst" in row.stage else row
        for row in run.certificates
    ]
    sees(dataclasses.replace(run, certificates=claims), "coverage.equity: share of the worst district")


def test_a_district_that_is_left_out_counts_as_the_worst(spaced) -> None:
    run = spaced[1]
    demand = run.layers.demand.copy()
    demand.loc[demand["adcode"] == "120118", "covered"] = False
    faults = [str(one) for one in equity_faults(spoilt(run, "layers.demand", demand))]
    assert any("coverage.equity: share of the worst district 0.000000" in fault for fault in faults), faults


def test_a_bound_on_the_gini_that_the_plan_breaks_is_caught(spaced) -> None:
    run = spaced[1]
    demand = run.layers.demand.copy()
    demand.loc[demand["adcode"] == "120118", "covered"] = False
    asked = toy_scenario(coverage__equity="gini", coverage__max_gini=metres(0.01))
    spoiled = spoilt(dataclasses.replace(run, scenario=asked), "layers.demand", demand)
    sees(spoiled, "coverage.max_gini: Gini coefficient")
