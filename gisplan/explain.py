"""Why a scenario has no plan: cheap truths, the rules that conflict, and the least that has to change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gisplan.charger_capacity import charger_tables
from gisplan.explain_charging import charging_rules
from gisplan.explain_hydrogen import hydrogen_rules, hydrogen_truths
from gisplan.explain_parts import Change, Conflict, Explanation
from gisplan.explain_truths import charging_truths
from gisplan.hydrogen import hydrogen_inputs
from gisplan.resources import region_folder
from gisplan.scenario_loading import changed_scenario
from gisplan.siting import with_required_categories
from gisplan_errors import GisplanError
from layers.energy import home_pile_kwh_day
from layers.region import load_region
from optimize.answers import Clock
from optimize.conflicts import irreducible_conflict, is_possible, least_relaxation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gisplan.charger_capacity import ChargerTables
    from gisplan.explain_parts import RuleBook
    from gisplan.scenario import Scenario
    from layers.region import Region
    from optimize.conflicts import Relaxation

logger = logging.getLogger(__name__)

MOST_ALTERNATIVES = 6
"""Single settings that are tried alone."""


def explain(
    scenario: Scenario, *, time_limit: float = 60.0, progress: Callable[[str], None] | None = None
) -> Explanation:
    """Explain a scenario on its own region.

    Parameters
    ----------
    scenario
        The resolved scenario.
    time_limit
        Seconds for the solver in all.
    progress
        Told one line per step.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid.
    """
    tell = progress or logger.info
    folder = region_folder(scenario.region)
    tell(f"region: loading {scenario.region}")
    region = load_region(
        folder, demand=scenario.demand.parameters(), spread=scenario.demand.spread, progress=progress
    )
    return explain_region(scenario, region, time_limit=time_limit, progress=progress)


def explain_region(
    scenario: Scenario,
    region: Region,
    *,
    time_limit: float = 60.0,
    progress: Callable[[str], None] | None = None,
) -> Explanation:
    """Explain a scenario on a region that is already loaded.

    Parameters
    ----------
    scenario
        The resolved scenario; its region and spread are not looked at.
    region
        Layers in one projected CRS.
    time_limit
        Seconds for the solver in all.
    progress
        Told one line per step.

    Returns
    -------
    Explanation
        Every change it proposes was tried: the rules were written again with it and can hold together.
    """
    tell = progress or logger.info
    clock = Clock(time_limit)
    books: dict[str, Callable[[Scenario], RuleBook]] = {
        "charging": lambda chosen: _charging_book(region, chosen),
        "hydrogen": lambda chosen: _hydrogen_book(region, chosen),
    }
    tell("explain: counting")
    marked = with_required_categories(region, scenario)
    tables = _tables(marked, scenario)
    truths = charging_truths(marked, scenario, tables)
    truths += hydrogen_truths(marked, hydrogen_inputs(marked, scenario, tables)[0])
    verdicts: list[bool | None] = []
    conflicts = []
    for about, book_of in books.items():
        tell(f"explain: the rules of {about}")
        book = book_of(scenario)
        verdicts.append(is_possible(book.system, time_limit=clock.part(0.5), solver=scenario.solver.name))
        if verdicts[-1] is False:
            tell(f"explain: the conflict in {about}")
            conflicts.append(_conflict(about, book, book_of, scenario, clock))
    possible = False if False in verdicts else (None if None in verdicts else True)
    return Explanation(scenario.name, possible, truths, tuple(conflicts))


def _charging_book(region: Region, scenario: Scenario) -> RuleBook:
    marked = with_required_categories(region, scenario)
    return charging_rules(marked, scenario, _tables(marked, scenario))


def _hydrogen_book(region: Region, scenario: Scenario) -> RuleBook:
    marked = with_required_categories(region, scenario)
    plan, _ = hydrogen_inputs(marked, scenario, _tables(marked, scenario))
    return hydrogen_rules(marked, scenario, plan)


def _tables(region: Region, scenario: Scenario) -> ChargerTables:
    home_kwh = home_pile_kwh_day(scenario.demand.parameters())
    return charger_tables(region.sites, scenario, home_kwh_day=home_kwh)


def _conflict(
    about: str,
    book: RuleBook,
    book_of: Callable[[Scenario], RuleBook],
    scenario: Scenario,
    clock: Clock,
) -> Conflict:
    """Find the conflict, then what ends it: in all, and setting by setting."""
    solver = scenario.solver.name
    names, proven = irreducible_conflict(book.system, time_limit=clock.part(0.4), solver=solver)
    least = least_relaxation(book.system, time_limit=clock.part(0.4), solver=solver)
    cheapest = None if least is None else _change(book, least, book_of, scenario, clock)
    keys = sorted({rule.key for rule in book.system.rules if rule.name in names and rule.key})
    alternatives = []
    for key in keys[:MOST_ALTERNATIVES]:
        alone = least_relaxation(book.system, [key], time_limit=clock.part(0.2), solver=solver)
        if alone is not None:
            change = _change(book, alone, book_of, scenario, clock)
            alternatives += [change] if change.checked else []
    words = tuple(book.words[name] for name in names)
    return Conflict(about, words, proven, cheapest, tuple(alternatives))


def _change(
    book: RuleBook,
    relaxation: Relaxation,
    book_of: Callable[[Scenario], RuleBook],
    scenario: Scenario,
    clock: Clock,
) -> Change:
    """Write a relaxation as settings, try them, and leave out those that the others make needless."""
    texts = {
        key: book.settings[key].changed(amount, relaxation.values)
        for key, amount in relaxation.amounts.items()
    }
    checked = _holds(texts.values(), book_of, scenario, clock)
    # One setting may follow from another: a lower target lowers the floors that are shares of it.
    for key in list(texts) if checked and len(texts) > 1 else []:
        others = {other: text for other, text in texts.items() if other != key}
        if others and _holds(others.values(), book_of, scenario, clock):
            texts = others
    named = [book.settings[key] for key in texts]
    zh, en = "、".join(setting.zh for setting in named), ", ".join(setting.en for setting in named)
    return Change(tuple(texts.values()), zh, en, checked)


def _holds(
    sets: Iterable[str], book_of: Callable[[Scenario], RuleBook], scenario: Scenario, clock: Clock
) -> bool:
    """Write the rules again with some settings, and say whether they can hold together."""
    try:
        again = book_of(changed_scenario(scenario, sets)).system
    except GisplanError as error:
        logger.info("a change that is no scenario: %s", error)
        return False
    return is_possible(again, time_limit=clock.part(0.5), solver=scenario.solver.name) is True
