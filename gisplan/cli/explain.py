"""The command ``gisplan explain``, and what it adds to a plan that cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, teller
from gisplan.cli.options import Debug, Overrides, Quiet, ScenarioName
from gisplan_errors import InfeasiblePlan

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress

MOST_SECONDS = 90.0
"""Solver seconds of an explanation that follows a failed plan."""


def explain(
    scenario: ScenarioName,
    overrides: Overrides = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="Seconds for the solver in all.", min=1.0)
    ] = MOST_SECONDS,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say why a scenario has no plan, or what limits it: facts, conflicting rules, least changes."""
    with reported(debug=debug, quiet=quiet):
        tell = teller(quiet=quiet)
        explain_scenario(scenario, overrides or [], time_limit=time_limit, as_json=as_json, tell=tell)


def explain_scenario(
    name: str, overrides: list[str], *, time_limit: float, as_json: bool, tell: Progress
) -> None:
    """Explain a scenario, print the explanation, and end with exit code 3 when no plan exists.

    Raises
    ------
    InfeasiblePlan
        The rules cannot hold together; the text is the explanation.
    """
    from gisplan.explain.explanation import explain
    from gisplan.scenario.loading import load_scenario

    found = explain(load_scenario(name, overrides), time_limit=time_limit, progress=tell)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2, default=float))
    if found.possible is False:
        raise InfeasiblePlan("" if as_json else "\n".join([_headline(found.scenario), *found.lines()]))
    if as_json:
        return
    for line in found.lines():
        typer.echo(line)
    told = {
        True: f"{name}：各项规则可以同时满足 / the rules can hold together.",
        None: f"{name}：限时内未能判定 / could not be told in time; raise --time-limit.",
    }
    typer.echo(told[found.possible])


def explained(error: InfeasiblePlan, scenario: Scenario, *, tell: Progress) -> InfeasiblePlan:
    """Add to the error of a plan what explains it."""
    from gisplan.explain.explanation import explain

    found = explain(scenario, time_limit=MOST_SECONDS, progress=tell)
    if found.possible is not False:
        return error
    return InfeasiblePlan("\n".join([str(error), *found.lines()]))


def _headline(name: str) -> str:
    return f"{name}：没有可行方案 / no plan exists."
