"""The command ``gisplan certain``: which sites every plan nearly as good has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, spoken, teller
from gisplan.cli.options import Debug, Quiet, RunFolder


def certain(
    folder: RunFolder,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for page and table; else beside DIR, as DIR-certain.")
    ] = None,
    within: Annotated[
        float,
        typer.Option("--within", min=0.0, max=0.5, help="Share beyond the gap asked that counts as near."),
    ] = 0.01,
    plans: Annotated[
        int, typer.Option("--plans", min=0, max=100, help="Times siting is solved under other weights.")
    ] = 6,
    *,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find which sites every nearly optimal plan has, and what could take the place of the others."""
    with reported(debug=debug, quiet=quiet):
        from gisplan.certain.finding import certain_sites
        from gisplan.certain.record import beside
        from gisplan.certain.writing import write_certain
        from gisplan.plan.reading import run_scenario
        from maps.page.certain import sentences_of

        found = certain_sites(folder, within=within, plans=plans, progress=teller(quiet=quiet))
        for line in sentences_of(found.figures, run_scenario(folder).currency):
            typer.echo(line.said(spoken()))
        typer.echo(write_certain(found, folder, beside(folder) if out is None else out))
