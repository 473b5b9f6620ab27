"""The commands that plan: ``plan``, one run folder; ``sweep``, many; ``stock``, a low and a high guess."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import INTERRUPTED, fail, print_summary, reported, said, teller
from gisplan.cli.explain import explained
from gisplan.cli.options import DEFAULT_SCENARIO, Debug, Overrides, Quiet, RunFolder, ScenarioName
from gisplan_errors import DraftPlan, InfeasiblePlan
from gisplan_words import message


def plan(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write; without it, runs/<scenario>, numbered when it exists."),
    ] = None,
    overrides: Overrides = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier run in --out.")] = False,
    write_models: Annotated[
        Path | None,
        typer.Option(
            "--write-models",
            help="New or empty folder to write the model of every decision into: .lp, .mps and models.csv.",
        ),
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make a plan and write its run folder: layers, tables, certificate, map and report.

    Exit code 6: the plan is written, but is a draft, for a stage missed the gap asked (solver.gap).
    """
    with reported(debug=debug, quiet=quiet):
        from gisplan.scenario.loading import load_scenario

        # Writers and solvers load only after this, so that a wrong scenario is answered at once.
        chosen = load_scenario(scenario, overrides or [])
        from gisplan.planning.solver_choice import check_solver
        from gisplan.runs.folder import write_plan
        from gisplan.runs.models import ModelFolder
        from gisplan.runs.replacing import claimed, free_folder

        target = free_folder(Path("runs"), chosen.name) if out is None else out
        check_solver(chosen.solver.name)
        models = None if write_models is None else ModelFolder(write_models)
        with claimed(target, force=force):
            if models is not None:
                models.check()
            tell = teller(quiet=quiet)
            targets = {"chargers": chosen.chargers.new_target, "stations": chosen.hydrogen.new_target}
            tell(message("planning-scenario", scenario=chosen.name, **targets))
            # The models load only now, so that a taken folder is answered at once.
            from gisplan.pipeline import make_plan
            from gisplan.plan.grades import graded
            from maps.words.proof import draft_words

            try:
                made = make_plan(chosen, progress=tell, models=models)
            except InfeasiblePlan as error:
                raise explained(error, chosen, tell=tell) from None
            write_plan(made, target, force=force, progress=tell)
            tell(message("planning-done"))
            if not quiet:
                print_summary(made)
            typer.echo(target / "index.html" if not quiet else target)
        draft = draft_words(graded(made))
        if draft is not None:
            raise DraftPlan(draft)


def sweep(
    file: Annotated[Path, typer.Argument(metavar="SWEEP.toml", help="File of the sweep.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the sweep, gone on with when it exists; sweeps/<name>."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Runs at once; as many as processors.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="DIR", help="Kept answers; else GISPLAN_CACHE, else the user's cache."
        ),
    ] = None,
    *,
    pages: Annotated[bool, typer.Option("--pages", help="Draw pages and reports of every run too.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Plan again what has failed before.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Plan many scenarios: a grid, a list or a sample of settings, in one table and on one page.

    Killed or stopped, the same command goes on where it was. Exit code 6: some runs have no plan; why stands
    in the table.
    """
    with reported(debug=debug, quiet=quiet):
        from gisplan.sweep.running import run_sweep
        from gisplan.sweep.spec import load_sweep

        asked = load_sweep(file)
        target = Path("sweeps") / asked.name if out is None else out
        try:
            done = run_sweep(
                asked,
                target,
                scheduler=scheduler,
                workers=workers,
                cache=cache,
                pages=pages,
                retry=retry,
                progress=teller(quiet=quiet),
            )
        except KeyboardInterrupt:
            fail(said("sweep-interrupted", folder=str(target)), INTERRUPTED, debug=False)
        typer.echo(done.folder / "table.csv")
        if done.failed:
            raise DraftPlan(message("sweep-failures", failed=done.failed, count=len(done.items)))


def stock(
    folder: RunFolder,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of both plans, gone on with; sweeps/<name>-stock.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Runs at once; as many as processors.")
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="DIR", help="Kept answers; else GISPLAN_CACHE, else the user's cache."
        ),
    ] = None,
    *,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Plan a run again under a low and a high guess of the chargers that stand, and compare the plans."""
    with reported(debug=debug, quiet=quiet):
        from gisplan.cli.compare import print_comparison
        from gisplan.sweep.stock import plan_guesses

        target = Path("sweeps") / f"{folder.resolve().name}-stock" if out is None else out
        told = teller(quiet=quiet)
        found = plan_guesses(folder, target, workers=workers, cache=cache, force=True, progress=told)
        print_comparison(found.compared)
        typer.echo(found.page)
