"""What stands, in the rules that explain: it is replaced, but never counted as new."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from gisplan.explain.charging import charging_rules
from gisplan.explain.explanation import explain_region
from gisplan.planning.prepared import prepare_region
from gisplan.scenario.loading import changed_scenario
from optimize.solvers.conflicts import is_possible
from tests.gisplan.standing_city import standing_region
from tests.gisplan.test_replaced import RULES, SLOW
from tests.gisplan.toy import toy_scenario

if TYPE_CHECKING:
    from gisplan.explain.book import RuleBook


@functools.cache
def book_of(*rules: int) -> RuleBook:
    """Write the rules of a city where a station of 20 slow and 2 fast chargers stands."""
    scenario = toy_scenario(chargers__replacements=tuple(RULES[k] for k in rules))
    prepared = prepare_region(standing_region(SLOW), scenario)
    return charging_rules(prepared.region, scenario, prepared.tables)


def counted(book: RuleBook, name: str) -> int:
    """Count the columns that a rule sums."""
    (rule,) = (one for one in book.system.rules if one.name == name)
    return int((rule.matrix != 0).sum())


def test_chargers_in_the_place_of_others_are_columns_that_no_target_counts() -> None:
    both, none = book_of(0, 1), book_of()
    # ac7 for dc60 or dc120, dc60 for dc240
    assert both.system.upper.size == none.system.upper.size + 3
    for name in ("target", "min_chargers", "access public lower"):
        assert counted(both, name) == counted(none, name)
    assert is_possible(both.system) is is_possible(none.system) is True


def test_no_more_is_replaced_than_stands() -> None:
    upper = {rule.name: rule.upper.max() for rule in book_of(0, 1).system.rules if "stock" in rule.name}
    assert sorted(upper.values()) == [2.0, 20.0]
    assert not any("stock" in rule.name for rule in book_of().system.rules)


def test_what_stands_limits_what_is_proposed() -> None:
    """A proposed target is one that its bays, feeds and chargers leave room for, and was tried."""
    scenario = toy_scenario(chargers__target=300, chargers__replacements=RULES)
    found = explain_region(scenario, standing_region(SLOW))
    assert found.possible is False
    change = found.conflicts[0].cheapest
    assert change is not None
    assert change.checked
    assert explain_region(changed_scenario(scenario, change.sets), standing_region(SLOW)).possible is True
