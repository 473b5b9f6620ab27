"""The commands on the hours of a plan: load curves, and a day simulated car by car."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, tell
from gisplan.cli.options import Debug, RunFolder


def load(
    folder: RunFolder,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Parquet file to write.")] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="Curves of each site, feeder, substation (as the sites name it) or district."
        ),
    ] = "site",
    year: Annotated[
        int | None,
        typer.Option("--year", help="All hours of this year; without it 24 hours of every day type."),
    ] = None,
    utility: Annotated[
        Path | None,
        typer.Option(
            "--utility",
            metavar="DIR",
            help="Folder for what the utility asks: connections as CSV and GeoPackage, and their curves.",
        ),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Write the load of a plan's chargers by hour, for the utility."""
    with reported(debug=debug):
        if out is None and utility is None:
            from gisplan_errors import ScenarioError
            from gisplan_words import message

            raise ScenarioError(message("load-nowhere"))
        if out is not None:
            from gisplan.runs.load import write_load

            keys, hours = write_load(folder, out, by=by, year=year)
            tell("load-written", path=str(out), keys=keys, hours=hours)
        if utility is not None:
            from gisplan.runs.load import write_utility
            from gisplan_numbers import Figure

            sites, over, share = write_utility(folder, utility)
            tell("utility-written", path=str(utility), sites=sites, tight=over, share=Figure(share, "share"))


def simulate(
    folder: RunFolder,
    day: Annotated[str, typer.Option("--day", help="Day type, such as workday, cold-day or golden-week.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="First seed; the same seeds, the same day.")] = 1,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, max=100, help="How many seeds: waits have an interval over them.")
    ] = 5,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="New folder for simulation.csv and a page with an hour slider."
        ),
    ] = None,
    target: Annotated[
        float | None,
        typer.Option(
            "--target",
            metavar="MINUTES",
            help="Name the sites with a longer mean wait in an hour, and the relief they need.",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier simulation in --out.")] = False,
    debug: Debug = False,
) -> None:
    """Simulate a day of a plan's chargers car by car: waits by site, hour and group, and sessions lost."""
    with reported(debug=debug):
        from gisplan.simulate.simulation import simulate_run
        from gisplan_numbers import Figure

        found = simulate_run(folder, day, seed=seed, seeds=seeds, target=target)
        figures = found.figures
        wait, late = (Figure(figures[name], "min") for name in ("wait_minutes", "wait_p95"))
        amounts = {name: round(figures[name]) for name in ("sessions", "moved", "lost")}
        tell("simulate-said", wait=wait, late=late, seeds=seeds, **amounts)
        judged, agree = figures["site_hours_judged"], figures["site_hours_agree"]
        tell("simulate-erlang", judged=judged, agree=agree)
        if target is not None:
            relieved = {"sites": figures["relief_sites"], "chargers": figures["relief_chargers"]}
            tell("simulate-relief", target=Figure(target, "min"), **relieved)
        if out is not None:
            from gisplan.simulate.writing import write_simulation

            tell("simulate-written", path=str(write_simulation(found, out, force=force)))
