"""The command ``gisplan explain``, and what it adds to a plan that cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, spoken, teller
from gisplan.cli.options import Debug, Overrides, Quiet, ScenarioName
from gisplan_errors import InfeasiblePlan
from gisplan_words import message

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress

MOST_WORK = 90.0
"""Counted work of an explanation that follows a failed plan."""
VERDICTS = {False: "explain-no-plan", True: "explain-possible", None: "explain-not-told"}


def explain(
    scenario: ScenarioName,
    overrides: Overrides = None,
    work: Annotated[
        float, typer.Option("--work", help="Counted work of the solver in all, about seconds.", min=1.0)
    ] = MOST_WORK,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="Emergency brake, seconds of the solver.", min=1.0)
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say why a scenario has no plan, or what limits it: facts, conflicting rules, least changes."""
    with reported(debug=debug, quiet=quiet):
        tell = teller(quiet=quiet)
        limits = (work, time_limit)
        explain_scenario(scenario, overrides or [], limits=limits, as_json=as_json, tell=tell)


def explain_scenario(
    name: str,
    overrides: list[str],
    *,
    limits: tuple[float, float | None],
    as_json: bool,
    tell: Progress,
) -> None:
    """Explain a scenario, print the explanation, and end with exit code 3 when no plan exists.

    Raises
    ------
    InfeasiblePlan
        The rules cannot hold together; the text is the explanation.
    """
    from gisplan.explain.explanation import explain
    from gisplan.planning.solver_choice import check_solver
    from gisplan.scenario.loading import load_scenario

    language, chosen = spoken(), load_scenario(name, overrides)
    check_solver(chosen.solver.name)
    found = explain(chosen, work=limits[0], time_limit=limits[1], progress=tell)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2, default=float))
    verdict = message(VERDICTS[found.possible], scenario=found.scenario).said(language)
    if found.possible is False:
        raise InfeasiblePlan("" if as_json else "\n".join([verdict, *found.lines(language)]))
    if not as_json:
        typer.echo("\n".join([*found.lines(language), verdict]))


def explained(error: InfeasiblePlan, scenario: Scenario, *, tell: Progress) -> InfeasiblePlan:
    """Add to the error of a plan what explains it."""
    from gisplan.explain.explanation import explain

    found = explain(scenario, work=MOST_WORK, progress=tell)
    if found.possible is not False:
        return error
    return InfeasiblePlan("\n".join([error.said(spoken()), *found.lines(spoken())]))
