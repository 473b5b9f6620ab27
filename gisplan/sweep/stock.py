"""Two plans for two guesses of the chargers that stand: a run planned again under a low and a high one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gisplan.compare.runs import compare_plans
from gisplan.compare.writing import write_comparison
from gisplan.plan.reading import read_plan
from gisplan.sweep.running import run_sweep
from gisplan.sweep.spec import Sweep
from gisplan.tables.reading import SCENARIO
from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.compare.record import Comparison
    from gisplan.plan.record import Plan
    from gisplan_progress import Progress

SIDES: Final = ("low", "high")
COMPARED: Final = "compared"


@dataclass(frozen=True)
class Guessed:
    """A run beside its plans under both guesses.

    Parameters
    ----------
    compared
        The run and the plans called ``low`` and ``high``, held against it.
    page
        The page of the comparison.
    """

    compared: Comparison
    page: Path


def guessed_sweep(run: Path, plan: Plan) -> Sweep:
    """Give the sweep of a run's scenario under the low and the high guess of the chargers that stand.

    Raises
    ------
    ScenarioError
        The scenario has no guesses, or they do not matter: a layer tells what stands, or the demand is no
        modelled one.
    """
    rule = plan.scenario.chargers.existing_supply
    if rule is None:
        raise ScenarioError(message("stock-no-guess", folder=str(run)))
    told = (plan.layers.standing["told_by"] == "standing") & (plan.layers.standing["chargers"] > 0)
    demand = plan.provenance.loc[plan.provenance["layer"] == "demand", "origin"]
    if told.any() or not (demand == "modelled").all():
        raise ScenarioError(message("stock-known", folder=str(run)))
    shares = ((rule.public_low, rule.fleet_low), (rule.public_high, rule.fleet_high))
    points = tuple(
        {
            "demand.coefficients.existing_public_share": public,
            "demand.coefficients.existing_fleet_share": fleet,
        }
        for public, fleet in shares
    )
    fixed = {"demand.compare_spread": "none"}
    return Sweep(f"{plan.scenario.name}-stock", str(run / SCENARIO), fixed, "list", points, SIDES)


def plan_guesses(
    run: Path,
    out: Path,
    *,
    workers: int | None = None,
    cache: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Guessed:
    """Plan a run again under both guesses of the chargers that stand, and hold the plans against it.

    Parameters
    ----------
    run
        The run folder.
    out
        Folder of the sweep, gone on with when it exists; the comparison stands in it.
    workers, cache
        As in `gisplan.sweep.run_sweep`.
    force
        Replace an earlier comparison.
    progress
        Told one line a step.

    Returns
    -------
    Guessed
        The three plans side by side.

    Raises
    ------
    ScenarioError
        See `guessed_sweep`; or a guess has no plan, with its reason.
    """
    plan = read_plan(run)
    done = run_sweep(guessed_sweep(run, plan), out, workers=workers, cache=cache, progress=progress)
    for row in done.table.to_dict("records"):
        if row["state"] != "done":
            raise ScenarioError(
                message("stock-no-plan", side=str(row["label"]), reason=str(row["reason_en"]))
            )
    folders = [done.run(item) for item in done.items]
    plans = [plan, *map(read_plan, folders)]
    compared = compare_plans(plans, [run, *folders], names=(run.resolve().name, *SIDES))
    return Guessed(compared, write_comparison(compared, out / COMPARED, force=force))
