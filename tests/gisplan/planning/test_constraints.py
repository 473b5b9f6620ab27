"""A planner's own PuLP constraints hold in the plan and its run folder, and the plan says what they cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pulp
import pytest

from gisplan.explain.explanation import explain_region
from gisplan.pipeline import plan_region
from gisplan.results.headline_rows import headline_rows
from gisplan.runs.folder import write_plan
from gisplan.runs.judging import verify_folder
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.consistency import key_faults
from gisplan.verify.own_constraints import own_faults
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan, ScenarioError, SolverFailed
from optimize.names import decoded
from tests.gisplan.planned import planned
from tests.gisplan.planning.hydrogen.test_facilities import swap
from tests.gisplan.planning.test_phases import QUICK, phasing
from tests.gisplan.spoilt_runs import in_english
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def apart(decision, metres=2_100.0):
    """Add: no two public sites that may hold fast chargers within so many metres."""
    if decision.name != "siting":
        return
    fast = decision.sites[decision.sites["fast"]]
    for a, at in fast.geometry.items():
        for b, there in fast.geometry.items():
            x, y = decision.variables[a], decision.variables[b]
            if a < b and at.distance(there) < metres and x.lowBound + y.lowBound < 2:
                decision.problem += x + y <= 1, f"apart {a} {b}"


def few_at(decision, most=10):
    """Add: at most so many chargers at a public car park."""
    if decision.name == "sizing":
        parks = decision.sites.index[decision.sites["category"] == "public_parking"]
        for site in parks:
            here = [x for (at, _), x in decision.variables.items() if at == site]
            decision.problem += pulp.lpSum(here) <= most, f"at most {most} at {site}"


def both(decision):
    apart(decision)
    few_at(decision)


@pytest.fixture(scope="module")
def plain():
    return planned()


@pytest.fixture(scope="module")
def constrained():
    return plan_region(toy_scenario(), toy_region(), constrain=both)


def chargers(plan, category):
    sites = plan.layers.sites
    return sites.loc[sites["category"] == category].set_index("site_id")["chargers"]


def test_own_constraints_hold_where_the_plan_alone_would_break_them(plain, constrained):
    assert chargers(plain, "public_parking").max() > 10
    assert 0 < chargers(constrained, "public_parking").max() <= 10
    sites = constrained.layers.sites.to_crs("EPSG:4548")
    fast = sites[(sites["access"] == "public") & (sites["status"] == "candidate")]
    points = np.column_stack([fast.geometry.x, fast.geometry.y])
    away = np.linalg.norm(points[:, None] - points[None], axis=2) + 1e9 * np.eye(len(points))
    assert away.min() >= 2_100.0


def test_the_plan_says_what_they_cost(plain, constrained):
    costs = {one["stage"]: one for one in constrained.headline.own_rows_cost}
    siting = costs["siting"]
    assert siting["with"] <= siting["without"]
    assert siting["cost"] == pytest.approx(siting["without"] - siting["with"])
    assert siting["least"] <= siting["cost"] <= siting["most"] + 1e-6
    assert plain.headline.covered_people >= constrained.headline.covered_people
    assert "own_rows" not in plain.headline
    said = next(one for one in constrained.certificates if one.stage == "siting")
    assert "own rows of the planner" in str(said.proven)


def test_the_run_folder_has_the_rows_and_verify_checks_them(constrained, tmp_path):
    folder = write_plan(constrained, tmp_path / "run", drawn=False)
    assert verify_folder(folder) == []
    table = constrained.evidence.own_constraints
    assert set(table["decision"]) == {"siting", "sizing"}
    assert table.loc[table["decision"] == "sizing", "right_side"].unique().tolist() == [10.0]


def test_bounds_follow_from_prices_of_the_planners_rows_too(tmp_path):
    """With a wide gap the relaxation proves the cost, and its prices are kept."""
    plan = plan_region(toy_scenario(solver__gap=0.3), toy_region(), constrain=both)
    folder = write_plan(plan, tmp_path / "run", drawn=False)
    found = {one.stage: one for one in bound_checks(read_run(folder), folder)}
    # no chargers fit beside the stations that the ties choose: they are told, and left open
    ties = [one for one in plan.certificates if one.stage.startswith("hydrogen ties: ")]
    assert ties
    assert all(one.bound is None and one.objective is not None for one in ties)
    assert found["sizing: cost"].verdict == "derived"
    assert found["siting"].verdict in {"word", "derived"}
    prices = next(one.multipliers for one in plan.certificates if one.stage == "sizing: cost")
    priced = dict(zip(map(str, prices["names"]), prices["coupling"].tolist(), strict=True))
    assert any(abs(price) > 1e-9 for name, price in priced.items() if name.startswith("own at_most_10"))


def test_the_rows_stand_in_the_models_that_planners_read():
    names = {}

    def read(stages, keys, *, part=""):
        for stage in stages:
            names[stage.name] = set(stage.builder.key_names(keys)[1])

    plan_region(toy_scenario(), toy_region(), constrain=both, models=read)
    siting = [decoded(one) for one in names["siting"]]
    assert [one.keys[0] for one in siting if one.block == "own"]
    assert all(one.keys[0].startswith("apart_") for one in siting if one.block == "own")
    rules = {decoded(one).keys for one in names["sizing_cost"] if one.startswith("coupling.")}
    assert any(one[0].startswith("own at_most_10_at_") for one in rules)


def test_constraints_that_cost_nothing_leave_the_plan_as_it_is(plain):
    plan = plan_region(toy_scenario(), toy_region(), constrain=lambda one: few_at(one, 500))
    assert plan.layers.sites["chargers"].tolist() == plain.layers.sites["chargers"].tolist()
    assert all(one["cost"] == 0 and not one["binding"] for one in plan.headline.own_rows_cost)


def none_at_all(decision):
    few_at(decision, 12)
    if decision.name == "sizing":
        decision.problem += pulp.lpSum(decision.variables.values()) <= 20, "twenty in all"


def test_explain_names_the_rows_as_the_planners_own():
    found = explain_region(toy_scenario(), toy_region(), constrain=none_at_all)
    assert found.possible is False
    (conflict,) = found.conflicts
    assert conflict.about == "own constraints"
    assert "twenty_in_all" in "\n".join(found.lines("en"))
    assert "自定约束" in "\n".join(found.lines("zh"))
    assert "at_most_12" not in "\n".join(found.lines("en"))


def test_explain_says_that_own_constraints_leave_a_plan():
    assert explain_region(toy_scenario(), toy_region(), constrain=both).possible is True


def test_explain_does_not_call_possible_what_planning_refuses(monkeypatch):
    """No rule book knows of facilities: their parcels are first looked at when the plan is decided."""
    scenario = toy_scenario(facilities={"swap_truck": swap(target=3)})
    with pytest.raises(InfeasiblePlan):
        plan_region(scenario, toy_region(), constrain=few_at)
    found = explain_region(scenario, toy_region(), constrain=few_at)
    assert found.possible is False
    assert "facilities.swap_truck.target" in "\n".join(found.lines("zh"))


def test_explain_decides_with_own_constraints_within_its_limits(monkeypatch):
    asked = []

    def failing(_, scenario, **__):
        asked.append(scenario.solver)
        raise SolverFailed("no answer in time")

    monkeypatch.setattr("gisplan.explain.own_constraints.decide", failing)
    found = explain_region(toy_scenario(), toy_region(), work=7.0, time_limit=50.0, constrain=both)
    assert found.possible is None
    assert asked[0].work <= 7.0
    assert asked[0].time_limit <= 50.0


def test_a_refusal_names_the_rows_as_the_planners_own():
    with pytest.raises(InfeasiblePlan, match=r"planner's own constraints.*twenty_in_all") as told:
        plan_region(toy_scenario(), toy_region(), constrain=none_at_all)
    assert "at_most_12" not in str(told.value)


def test_a_refusal_names_the_kind_of_facility():
    def none(decision):
        if decision.name == "facilities":
            decision.problem += pulp.lpSum(decision.variables.values()) <= -1, "none"

    here = with_sites(toy_region(), **dict.fromkeys(("FS_1", "FS_2", "FS_3"), ALLOWING))
    with pytest.raises(InfeasiblePlan) as told:
        plan_region(toy_scenario(facilities={"swap_truck": swap()}), here, constrain=none)
    assert told.value.said("zh").startswith("设施布局（换电）因自定约束而无解")


def raising(decision):
    raise LookupError("no such park")


def quadratic(decision):
    x, y = list(decision.variables.values())[:2]
    decision.problem += x * y <= 1


def another_objective(decision):
    decision.problem.setObjective(pulp.lpSum(decision.variables.values()))


def capped(decision):
    next(iter(decision.variables.values())).upBound = 0


def without_a_row(decision):
    decision.problem._constraints.popitem()


def foreign(decision):
    elsewhere = pulp.LpProblem("other").add_variable("elsewhere")
    decision.problem += elsewhere + next(iter(decision.variables.values())) <= 1


def replaced(decision):
    decision.problem = pulp.LpProblem()


def over_cells(decision):
    z = next(one for one in decision.problem.order if one.name.startswith("z."))
    decision.problem += z >= 1, "this cell"


def endless(decision):
    row = pulp.LpAffineExpression({next(iter(decision.variables.values())): 1.0})
    row[next(iter(row))] = float("inf")
    decision.problem += row <= 1


def of_nothing(decision):
    decision.problem += pulp.lpSum([]) >= 2, "nothing"


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (raising, "raised at the decision “siting”: LookupError: no such park"),
        (quadratic, "raised at the decision “siting”"),
        (replaced, "the problem of a decision stays"),
        (another_objective, "changed the objective"),
        (capped, "changed bounds or kinds of variables"),
        (without_a_row, "changed constraints that were there"),
        (foreign, "uses elsewhere, which is no variable of its model"),
        (over_cells, "“this_cell” .* uses z.* nobody could check"),
        (endless, "no finite number"),
        (of_nothing, "“nothing” .* has no variable and does not hold"),
    ],
)
def test_what_is_no_linear_constraint_over_the_handed_variables_is_refused(function, told):
    with pytest.raises(ScenarioError, match=told):
        plan_region(toy_scenario(), toy_region(), constrain=function)


def test_a_row_that_asks_nothing_is_left_out():
    def nothing(decision):
        decision.problem += pulp.lpSum([]) <= 40

    plan = plan_region(toy_scenario(), toy_region(), constrain=nothing)
    assert plan.evidence.own_constraints.empty
    assert (plan.headline.own_rows, plan.headline.own_rows_cost) == (0, [])


def test_own_constraints_on_siting_need_sites_that_tables_tell(monkeypatch):
    monkeypatch.setattr("gisplan.planning.siting.choice.solve", lambda *_, **__: pytest.fail("was solved"))
    free = toy_scenario(chargers__min_chargers_per_site__counts={"public": 0})
    with pytest.raises(ScenarioError, match=r"min_chargers_per_site.counts.public of at least 1"):
        plan_region(free, toy_region(), constrain=apart)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"right_side": 3.0}, "does not hold"),
        ({"sense": "<"}, "no such decision, or more than one sense"),
        ({"decision": "parking"}, "no such decision"),
        ({"site_id": "XX-9"}, "XX-9: not among the candidates"),
        ({"size": "500"}, "size 500, no place of the decision has one"),
        ({"part": "swap"}, "part swap, no place of the decision has one"),
    ],
)
def test_rows_that_do_not_hold_in_the_tables_are_faults_of_the_run(constrained, change, told):
    table = constrained.evidence.own_constraints
    sizing = table["decision"] == "sizing"
    spoilt = table.assign(**{name: table[name].where(~sizing, value) for name, value in change.items()})
    run = replace(constrained, evidence=replace(constrained.evidence, own_constraints=spoilt))
    assert any(told in fault for fault in in_english(own_faults(run)))


def test_a_row_that_was_dropped_from_the_run_is_missed(constrained):
    table = constrained.evidence.own_constraints
    fewer = table.loc[table["row"] != table["row"].iloc[0]]
    run = replace(constrained, evidence=replace(constrained.evidence, own_constraints=fewer))
    assert any("own_rows" in fault for fault in in_english(own_faults(run)))


ALLOWING = {"allows": "charging;hydrogen;swap"}


def test_stations_facilities_and_years_take_own_constraints_too():
    """Each takes less of what the plan alone takes: its first station, its facility, an early charger."""
    changes = {**QUICK, "phasing": phasing(), "facilities": {"swap_truck": swap()}, "hydrogen__target": 2}
    here = with_sites(toy_region(), **dict.fromkeys(("FS_1", "FS_2", "FS_3"), ALLOWING))
    alone = plan_region(toy_scenario(**changes), here)
    station, facility = (
        frame["site_id"].iloc[0] for frame in (alone.layers.stations, alone.evidence.facilities)
    )
    early = alone.schedule.loc[alone.schedule["year"] < alone.scenario.horizon].iloc[0]

    def less(decision):
        if decision.name == "hydrogen":
            there = [x for (at, _), x in decision.variables.items() if at == station]
            decision.problem += pulp.lpSum(there) <= 0, "no station there"
        elif decision.name == "facilities":
            decision.problem += decision.variables[facility] == 0, "no swap there"
        elif decision.name == "years":
            place = (early["year"], early["site_id"], early["type"])
            decision.problem += decision.variables[place] <= early["count"] - 1, "one fewer"

    plan = plan_region(toy_scenario(**changes), here, constrain=less)
    assert station not in set(plan.layers.stations["site_id"])
    assert facility not in set(plan.evidence.facilities["site_id"])
    assert {(one["decision"], one["binding"]) for one in plan.headline.own_rows_cost} == {
        ("hydrogen", True),
        ("facilities", True),
        ("years", True),
    }
    assert list(own_faults(plan)) == []
    assert "swap_truck served" in {one["stage"] for one in plan.headline.own_rows_cost}
    said = next(
        row["note"] for row in headline_rows(plan.scenario, plan.headline) if row["key"] == "own_rows"
    )
    assert "设施布局（换电）：1条，swap_truck：服务量由" in said.zh
    assert "分期：规划期末前供电量由" in said.zh
    # what was taken away is what the rows of the run refuse
    own = plan.evidence.own_constraints
    before = replace(alone, evidence=replace(alone.evidence, own_constraints=own))
    assert len([fault for fault in in_english(own_faults(before)) if "does not hold" in fault]) == 3


def test_a_line_that_stands_twice_is_a_fault_of_the_run(constrained):
    table = constrained.evidence.own_constraints
    twice = replace(constrained.evidence, own_constraints=table.iloc[[0, *range(len(table))]])
    assert any(
        "stands twice" in fault for fault in in_english(key_faults(replace(constrained, evidence=twice)))
    )
