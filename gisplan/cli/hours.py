"""The commands on the hours of a plan: load curves, and a day simulated car by car."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, tell
from gisplan.cli.options import Debug, RunFolder


def load(
    folder: RunFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Parquet file to write.")],
    by: Annotated[
        str,
        typer.Option("--by", help="Curves of each site, substation (where the sites name it) or district."),
    ] = "site",
    year: Annotated[
        int | None,
        typer.Option("--year", help="All hours of this year; without it 24 hours of every day type."),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Write the load of a plan's chargers by hour, for the utility."""
    with reported(debug=debug):
        from gisplan.runs.load import write_load

        keys, hours = write_load(folder, out, by=by, year=year)
        tell("load-written", path=str(out), keys=keys, hours=hours)
