"""Planted impossibilities of freight, least use and supply are named with figures, and a change ends them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.explain.explanation import explain_region
from gisplan.pipeline import plan_region
from gisplan.scenario.loading import changed_scenario
from gisplan_errors import InfeasiblePlan
from tests.gisplan.toy import toy_scenario
from tests.gisplan.toy_freight import SAID, freight, freight_region

if TYPE_CHECKING:
    from gisplan.explain.book import Conflict, Explanation
    from gisplan.scenario.schema import Scenario

USE, TRIPS = "hydrogen.min_use", "hydrogen.freight.least_share"
FIRST = "hydrogen.supply_share.HS-1.share"
# One captive station, which refuels no passing trip; with a second one HH-2 keeps all trips refuelled.
CAPTIVE = {"hydrogen__target": 1, "hydrogen__min_captive": 1, "hydrogen__min_commercial": 0}


def with_use(share: float, **changes: Any) -> Scenario:
    return toy_scenario(hydrogen__min_use=share, **changes)


def cut_supply(share: float) -> dict[str, Any]:
    """Leave nothing of the second source and a share of the first, 3,000 kg/day in full."""
    return {name: {"share": part, **SAID} for name, part in (("HS-1", share), ("HS-2", 0.0))}


# what: scenario, words that name it, setting that ends it
PLANTED: dict[str, tuple[Scenario, str, str]] = {
    "trips": (
        freight(100.0, 1.0, **CAPTIVE),
        "at least 100.0 % (8.0) of the 8.0 trips a day that can be refuelled",
        TRIPS,
    ),
    "use": (
        with_use(1.0, hydrogen__target=5),
        "every new station sells at least 100.0 % of its size (from 500 kg/day)",
        USE,
    ),
    "supply": (
        with_use(0.2, hydrogen__supply_share=cut_supply(0.01)),
        "source HS-1 gives at most 30 kg/day (1.0 % of what it can)",
        FIRST,
    ),
}


def explained(scenario: Scenario) -> Explanation:
    return explain_region(scenario, freight_region(), work=60)


@functools.cache
def explained_planted(what: str) -> Explanation:
    """Explain a planted impossibility, once for all tests of it."""
    return explained(PLANTED[what][0])


def the_conflict(found: Explanation) -> Conflict:
    assert found.possible is False
    assert [conflict.about for conflict in found.conflicts] == ["hydrogen"]
    return found.conflicts[0]


@pytest.mark.parametrize("what", list(PLANTED))
def test_a_planted_impossibility_is_named_and_ended(what: str) -> None:
    scenario, words, key = PLANTED[what]
    region = freight_region()
    with pytest.raises(InfeasiblePlan):
        plan_region(scenario, region)
    conflict = the_conflict(explained_planted(what))
    assert conflict.proven
    assert words in "; ".join(rule.en for rule in conflict.rules)
    changes = [change for change in (conflict.cheapest, *conflict.alternatives) if change is not None]
    alone = [change for change in changes if [text.partition("=")[0] for text in change.sets] == [key]]
    assert alone
    assert alone[0].checked
    changed = changed_scenario(scenario, alone[0].sets)
    assert plan_region(changed, region).headline["hydrogen_stations_new"] == scenario.hydrogen.target


def test_supply_need_not_rise_further_than_it_must() -> None:
    """Three stations of 500 kg/day at 20 % sell 300 kg/day: a tenth of 3,000."""
    conflict = the_conflict(explained_planted("supply"))
    assert conflict.cheapest is not None
    assert conflict.cheapest.sets == (f"{FIRST}=0.1",)


def test_counting_alone_tells_of_too_few_customers() -> None:
    truths = {truth.code: truth for truth in explained_planted("use").truths}
    assert truths["explain-station-use"].figures["able"] == 4
    assert truths["explain-station-use-total"].en == (
        "5 stations sell at least 2,500 kg/day together; 2,300 kg/day are asked for and sources give "
        "5,000 kg/day"
    )


def test_what_can_be_met_is_no_conflict() -> None:
    """A tenth of 500 kg/day is sold everywhere; two stations keep all trips refuelled."""
    asked = {**CAPTIVE, "hydrogen__target": 2, "hydrogen__min_use": 0.1}
    found = explained(freight(100.0, 1.0, **asked))
    assert found.possible is True
    assert found.conflicts == ()
