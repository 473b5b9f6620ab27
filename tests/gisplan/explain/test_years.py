"""Why there is no plan by year: the year and its figure are named, with a change that is shown to end it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.explain.charging import charging_rules
from gisplan.explain.explanation import explain_region
from gisplan.explain.settings import steepest
from gisplan.pipeline import plan_region
from gisplan.planning.prepared import prepare_region
from gisplan.scenario.loading import changed_scenario
from gisplan_errors import InfeasiblePlan
from optimize.solvers.conflicts import irreducible_conflict, is_possible, least_relaxation
from tests.gisplan.toy import toy_region, toy_scenario

if TYPE_CHECKING:
    from gisplan.explain.book import Conflict, RuleBook
    from gisplan.scenario.schema import Scenario

FROM = {"source": "test", "tag": "modelled", "as_of": "2026"}
YEARS: tuple[dict[str, Any], ...] = (
    {"year": 2025, "demand_share": 0.5, "chargers": 60},
    {"year": 2026, "demand_share": 0.75, "chargers_share": 0.7},
    {"year": 2027, "demand_share": 1.0},
)

PLANTED: dict[str, tuple[dict[int, dict[str, Any]], tuple[str, ...], str]] = {
    # what: changes by year, what is named, the setting that ends it
    "fewer built than asked": (
        {2025: {"max_new_chargers": 40}},
        ("at least 60 chargers by 2025", "at most 40 new chargers in 2025"),
        "phasing.years.2025.",
    ),
    "a share of the target": (
        {2025: {"max_new_chargers": 60}, 2026: {"max_new_chargers": 9}},
        ("at least 70 chargers by 2026", "at most 9 new chargers in 2026", "at most 60 new chargers in 2025"),
        "phasing.years.202",
    ),
    "all years together": (
        {2025: {"max_new_chargers": 60}, 2026: {"max_new_chargers": 20}, 2027: {"max_new_chargers": 10}},
        ("at least 100 new chargers", "at most 10 new chargers in 2027"),
        "phasing.years.202",
    ),
    "the budget of a year": (
        {2025: {"budget": 100_000.0}},
        ("at least 60 chargers by 2025", "at most CNY 100,000 in 2025"),
        "phasing.years.2025.",
    ),
    "the public sites of all years": (
        {year: {"max_new_public_sites": 2} for year in (2025, 2026, 2027)},
        ("at most 2 new public sites in 2025", "the plan of 2027: 100 chargers, 12 public sites"),
        "phasing.years.202",
    ),
}


def phased(changes: dict[int, dict[str, Any]]) -> Scenario:
    """Give the toy's scenario with years, some of which are changed."""
    rows = tuple({**row, **changes.get(row["year"], {}), **FROM} for row in YEARS)
    return toy_scenario(solver__gap=0.05, chargers__target=100, phasing={"years": rows})


def conflict_of(scenario: Scenario) -> Conflict:
    """Give the only conflict of a scenario that has no plan."""
    found = explain_region(scenario, toy_region())
    assert found.possible is False
    assert len(found.conflicts) == 1
    return found.conflicts[0]


@functools.cache
def planted_conflict(what: str) -> Conflict:
    """Explain a planted impossibility, once for all tests of it."""
    return conflict_of(phased(PLANTED[what][0]))


@pytest.mark.parametrize("what", PLANTED)
def test_the_year_and_its_figure_are_named_with_a_change_that_ends_it(what: str) -> None:
    _, named, setting = PLANTED[what]
    conflict = planted_conflict(what)
    told = "; ".join(rule.en for rule in conflict.rules)
    assert [words for words in named if words not in told] == []
    assert conflict.proven
    change = conflict.cheapest
    assert change is not None
    assert change.checked
    assert any(text.startswith(setting) for text in change.sets)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["the budget of a year", "the public sites of all years"])
def test_the_plan_itself_refuses_what_is_explained_and_takes_what_is_proposed(what: str) -> None:
    # the least that years take: a plan within a wider gap may buy dearer chargers than they can pay
    scenario = changed_scenario(phased(PLANTED[what][0]), ("solver.gap=0.001",))
    with pytest.raises(InfeasiblePlan):
        plan_region(scenario, toy_region())
    change = planted_conflict(what).cheapest
    assert change is not None
    assert plan_region(changed_scenario(scenario, change.sets), toy_region()).certificates


def test_the_budgets_of_all_years_bind_together_before_any_site_is_chosen() -> None:
    short = {2025: {"budget": 300_000.0}, 2026: {"budget": 10_000.0}, 2027: {"budget": 10_000.0}}
    book = rules_of(phased(short))
    names, proven = irreducible_conflict(book.system)
    assert proven
    told = [book.words[name].en for name in names]
    assert {"at least 100 new chargers", "at most CNY 10,000 in 2026"} <= set(told)
    assert {"at most CNY 300,000 in 2025", "at most CNY 10,000 in 2027"} <= set(told)
    change = least_relaxation(book.system, ["phasing.years.2027.budget"])
    assert change is not None
    (key, amount), *_ = change.amounts.items()
    text = book.settings[key].changed(amount, change.values)
    least = float(text.removeprefix("phasing.years.2027.budget="))
    # 100 chargers, of which the shares leave few at 4,000 CNY: far beyond what the other years pay
    assert is_possible(rules_of(phased({**short, 2027: {"budget": least}})).system)
    assert is_possible(rules_of(phased({**short, 2027: {"budget": least - 20_000.0}})).system) is False


def rules_of(scenario: Scenario) -> RuleBook:
    """Give the rules over any sites."""
    prepared = prepare_region(toy_region(), scenario)
    return charging_rules(prepared.region, scenario, prepared.tables)


def test_years_that_can_be_kept_are_no_conflict() -> None:
    loose = {2025: {"max_new_public_sites": 12, "max_new_chargers": 100, "budget": 5e6}}
    found = explain_region(phased(loose), toy_region())
    assert found.possible is True
    assert found.conflicts == ()


def test_the_lines_over_k_sites_touch_the_largest_and_bound_any_others() -> None:
    room = np.array([3.0, 8.0, 1.0, 5.0])
    for held, largest in ((room, [0, 8, 13, 16, 17]), (-room, [0, -1, -4, -9, -17])):
        lines = steepest(held)
        reached = [min(start + slope * k for slope, start in lines) for k in range(5)]
        assert reached == pytest.approx(largest)
