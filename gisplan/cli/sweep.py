"""The command ``gisplan sweep``: many scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, teller
from gisplan.cli.options import Debug, Quiet
from gisplan_errors import DraftPlan
from gisplan_words import message


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
        typer.echo(done.folder / "table.csv")
        if done.failed:
            raise DraftPlan(message("sweep-failures", failed=done.failed, count=len(done.items)))
