"""Why a scenario has no plan: cheap truths, the rules that conflict, and the least that has to change."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gisplan.explain.book import Change, Conflict, Explanation
from gisplan.explain.charging import charging_rules
from gisplan.explain.hydrogen import hydrogen_rules, hydrogen_truths
from gisplan.explain.own_constraints import NEAR_ENOUGH, own_verdict
from gisplan.explain.truths import charging_truths
from gisplan.explain.years import year_rules
from gisplan.planning.chargers.sizing import plan_budget
from gisplan.planning.chargers.waiting import size_to_wait
from gisplan.planning.hydrogen.stations import hydrogen_inputs
from gisplan.planning.lorries.stops import plan_lorries
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.planning.siting.choice import site_public_chargers
from gisplan.planning.standing import counted_scenario
from gisplan.scenario.loading import changed_scenario, scenario_toml
from gisplan_errors import GisplanError
from gisplan_words import inside, listed, message
from layers.vocabulary import FUNCTIONS
from optimize.solvers.conflicts import (
    irreducible_conflict,
    is_possible,
    least_relaxation,
    sufficient_alone,
)
from optimize.solvers.limits import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan.explain.book import RuleBook
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import Constrain
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.solvers.conflicts import Relaxation

    BookOf = Callable[[Region, Scenario], RuleBook]

logger = logging.getLogger(__name__)

MOST_ALTERNATIVES = 6
"""Single settings that are tried alone."""
MOST_ROUNDS = 3
"""Times that a change goes further because the sites which siting then opens ask for more."""


def explain(
    scenario: Scenario,
    *,
    work: float = 60.0,
    time_limit: float | None = None,
    progress: Progress | None = None,
    constrain: Constrain | None = None,
) -> Explanation:
    """Explain a scenario on its own region.

    Parameters
    ----------
    scenario
        The resolved scenario.
    work
        Counted work for the solver in all, in units of `optimize.solvers.work`.
    time_limit
        Seconds for the solver in all, an emergency brake; none when None.
    progress
        Told one line per step.
    constrain
        A planner's own function, as `gisplan.make_plan` takes it: where the rules can hold, the decisions are
        taken with its constraints, and those that leave no answer are named.

    Returns
    -------
    Explanation
        What makes the scenario impossible, and the least that has to change.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid.
    """
    region = scenario_region(scenario, progress=progress)
    return explain_region(
        scenario, region, work=work, time_limit=time_limit, progress=progress, constrain=constrain
    )


def explain_region(
    scenario: Scenario,
    region: Region,
    *,
    work: float = 60.0,
    time_limit: float | None = None,
    progress: Progress | None = None,
    constrain: Constrain | None = None,
) -> Explanation:
    """Explain a scenario on a region that is already loaded.

    Parameters
    ----------
    scenario
        The resolved scenario; its region and spread are not looked at.
    region
        Layers in one projected CRS.
    work
        Counted work for the solver in all, in units of `optimize.solvers.work`.
    time_limit
        Seconds for the solver in all, an emergency brake; none when None.
    progress
        Told one line per step.
    constrain
        A planner's own function, as `gisplan.make_plan` takes it: where the rules can hold, the decisions are
        taken with its constraints, and those that leave no answer are named.

    Returns
    -------
    Explanation
        Every change it proposes was tried: the rules were written again with it and can hold together.
    """
    tell = progress or logger.info
    clock, scenario = Clock(work, time_limit), counted_scenario(scenario, region)
    tell(message("explain-counting"))
    prepared = prepare_region(region, scenario)
    truths = charging_truths(prepared.region, scenario, prepared.tables)
    plan, _ = hydrogen_inputs(prepared.region, scenario, prepared.tables)
    truths += hydrogen_truths(plan)
    verdicts: list[bool | None] = []
    conflicts = []
    for about, stages in _stages(scenario).items():
        books = tuple(book_of for _, book_of in stages)
        trial = _Trial(region, scenario, books, clock)
        verdict: bool | None = None
        for code, book_of in stages:
            told = {"about": inside(FUNCTIONS[about]), "stage": message(code)}
            tell(message("explain-judging", **told))
            found, verdict = trial.judged(book_of, scenario)
            if found is None:
                break
            if verdict is False:
                tell(message("explain-at-conflict", **told))
                conflicts.append(_conflict(about, found, trial))
                break
        verdicts.append(verdict)  # of the narrowest book that was judged: what holds there holds in all
    if constrain is not None and False not in verdicts:
        own = own_verdict(prepared, scenario, constrain, clock=clock, progress=progress)
        conflicts += own.conflicts
        truths += own.truths
        verdicts.append(own.possible)
    possible = False if False in verdicts else (None if None in verdicts else True)
    return Explanation(scenario.name, possible, truths, tuple(conflicts))


def _with_stops(region: Region, scenario: Scenario) -> Prepared:
    """Prepare a region, with the chargers that are asked where lorries stop."""
    prepared = prepare_region(region, scenario)
    return replace(prepared, tables=plan_lorries(prepared.region, scenario, prepared.tables)[1])


def _charging_book(region: Region, scenario: Scenario) -> RuleBook:
    prepared = _with_stops(region, scenario)
    return charging_rules(prepared.region, scenario, prepared.tables)


def _sited_book(region: Region, scenario: Scenario) -> RuleBook:
    """Write the rules where only the sites may open that siting opens first, as in a plan."""
    prepared = _with_stops(region, scenario)
    opened = site_public_chargers(prepared.region, scenario, prepared.tables).opened
    return charging_rules(prepared.region, scenario, prepared.tables, opened)


def _hydrogen_book(region: Region, scenario: Scenario) -> RuleBook:
    prepared = prepare_region(region, scenario)
    plan, _ = hydrogen_inputs(prepared.region, scenario, prepared.tables)
    return hydrogen_rules(prepared.region, scenario, plan)


@dataclass(frozen=True, eq=False)
class _YearsBook:
    """Writes the rules of the years over the chargers that sizing chooses, as in a plan.

    What differs in years alone is sized once: of them, sizing knows only what they may cost together.
    """

    known: dict[tuple[str, float | None], SizedSites] = field(default_factory=dict)

    def __call__(self, region: Region, scenario: Scenario) -> RuleBook:
        prepared = _with_stops(region, scenario)
        rest = scenario_toml(scenario.model_copy(update={"phasing": None}))
        sized = self.known.get((rest, plan_budget(scenario)))
        if sized is None:
            opened = site_public_chargers(prepared.region, scenario, prepared.tables).opened
            solver = scenario.solver.model_copy(update={"gap": max(scenario.solver.gap, NEAR_ENOUGH)})
            rough = scenario.model_copy(update={"solver": solver})
            sized, _ = size_to_wait(prepared.region, rough, prepared.tables, opened)
            self.known[rest, plan_budget(scenario)] = sized
        return year_rules(prepared.region, scenario, sized)


def _stages(scenario: Scenario) -> dict[str, tuple[tuple[str, BookOf], ...]]:
    """Give the rule books by subject, the wider ones first: what conflicts in one does in the next."""
    charging: tuple[tuple[str, BookOf], ...] = (
        ("explain-stage-any", _charging_book),
        ("explain-stage-sited", _sited_book),
    )
    if scenario.phasing is not None:
        charging += (("explain-stage-sized", _YearsBook()),)
    return {"charging": charging, "hydrogen": (("explain-stage-candidates", _hydrogen_book),)}


def _book(book_of: BookOf, region: Region, scenario: Scenario) -> RuleBook | None:
    """Write a rule book; None where siting itself finds no answer."""
    try:
        return book_of(region, scenario)
    except GisplanError as error:
        logger.info("no rules to judge: %s", error)
        return None


def _conflict(about: str, book: RuleBook, trial: _Trial) -> Conflict:
    """Find the conflict, then what ends it: in all, and setting by setting."""
    clock, solver = trial.clock, trial.scenario.solver.name
    names, proven = irreducible_conflict(book.system, clock=clock.part(0.4), solver=solver)
    # whatever ends the conflict moves a rule of it, so a setting that does so alone is one of its own
    keys = {rule.key for rule in book.system.rules if rule.name in names and rule.key}
    able = sufficient_alone(book.system, clock=clock.part(0.1), solver=solver)
    alternatives = []
    for key in [key for key in able if key in keys][:MOST_ALTERNATIVES]:
        alone = least_relaxation(book.system, [key], clock=clock.part(0.2), solver=solver)
        if alone is not None:
            change = trial.change(book, alone, [key])
            alternatives += [] if change is None else [change]
    alternatives.sort(key=lambda change: not change.checked)
    cheapest = next(iter(alternatives), None)
    if cheapest is None:
        least = least_relaxation(book.system, clock=clock.part(0.4), solver=solver)
        cheapest = None if least is None else trial.change(book, least)
    alternatives = [change for change in alternatives if change.checked]
    words = tuple(book.words[name] for name in names)
    return Conflict(about, words, proven, cheapest, tuple(alternatives))


@dataclass(frozen=True, eq=False)
class _Trial:
    """Tries settings: every rule book of a subject is written again with them."""

    region: Region
    scenario: Scenario
    books: tuple[BookOf, ...]
    clock: Clock

    def change(self, book: RuleBook, relaxation: Relaxation, keys: list[str] | None = None) -> Change | None:
        """Write a relaxation as settings, go on until every book holds, and leave out what is needless.

        Only ``keys`` may go further, if they are named. None where the settings turn out not to suffice.
        """
        named = {key: book.settings[key] for key in relaxation.amounts}
        texts = _texts(book, relaxation)
        checked, possible = False, None
        # rules that are a share of another setting follow it: what gives way most may do so alone
        most = max(named, key=lambda key: relaxation.amounts[key] / book.system.slacks[key].most)
        if len(texts) > 1 and self.failed({most: texts[most]})[1] is True:
            texts = {most: texts[most]}
        for _ in range(MOST_ROUNDS):
            failed, possible = self.failed(texts, narrow=keys is not None)
            checked = possible is True
            if failed is None:
                break
            more = least_relaxation(
                failed.system, keys, clock=self.clock.part(0.3), solver=self.scenario.solver.name
            )
            if more is None:
                break
            texts |= _texts(failed, more)
            named |= {key: failed.settings[key] for key in more.amounts}
        # One setting may follow from another: a lower target lowers the floors that are shares of it.
        for key in list(texts) if checked and len(texts) > 1 else []:
            others = {other: text for other, text in texts.items() if other != key}
            if others and self.failed(others)[1] is True:
                texts = others
        if possible is False:
            return None
        return Change(tuple(texts.values()), listed(named[key].words for key in texts), checked)

    def failed(
        self, texts: Mapping[str, str], *, narrow: bool = False
    ) -> tuple[RuleBook | None, bool | None]:
        """Give the first book that cannot hold with some settings, and whether all of them can.

        With ``narrow`` only the narrowest is judged.
        """
        try:
            changed = changed_scenario(self.scenario, texts.values())
        except GisplanError as error:
            logger.info("a change that is no scenario: %s", error)
            return None, False
        # What holds in the narrowest book holds in all of them; a wider one is only asked for its conflict.
        *wider, narrowest = self.books
        book, possible = self.judged(narrowest, changed)
        if possible is True:
            return None, True
        for book_of in () if narrow else wider:
            wide, verdict = self.judged(book_of, changed)
            if verdict is False:
                return wide, False
        return (book if possible is False else None), possible

    def judged(self, book_of: BookOf, scenario: Scenario) -> tuple[RuleBook | None, bool | None]:
        """Write a rule book and say whether it can hold; None where there is no book, or no time."""
        book = _book(book_of, self.region, scenario) if self.clock.left > 0 else None
        if book is None:
            return None, None
        solver = self.scenario.solver.name
        return book, is_possible(book.system, clock=self.clock.part(0.5), solver=solver)


def _texts(book: RuleBook, relaxation: Relaxation) -> dict[str, str]:
    return {
        key: book.settings[key].changed(amount, relaxation.values)
        for key, amount in relaxation.amounts.items()
    }
