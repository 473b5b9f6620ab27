"""The command ``gisplan progress``: what stands of a plan, and the plan rolled on from there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, spoken, tell, teller
from gisplan.cli.options import Debug, Quiet, RunFolder
from gisplan_errors import InfeasiblePlan, ScenarioError
from gisplan_words import Message, message

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.progress.counting import Progress
    from gisplan.progress.rolling import Rolled


def progress(
    folder: RunFolder,
    standing: Annotated[
        Path, typer.Option("--standing", help="Layer of what stands, as gisplan layers import makes it.")
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day that is looked at, as 2026-06-30.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the page and its tables.")] = None,
    *,
    replan: Annotated[
        bool, typer.Option("--replan", help="Plan on from that day with what stands, into --out/plan.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier plan in --out.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say how much of a plan stands on a day and what is left, with a page; --replan plans on from there."""
    with reported(debug=debug, quiet=quiet):
        from gisplan.plan.reading import read_plan
        from gisplan.progress.counting import progress_of
        from gisplan.progress.writing import write_progress
        from layers.sites.standing import read_standing
        from maps.page.progress import headline

        try:
            day = dt.date.fromisoformat(on)
        except ValueError:
            raise ScenarioError(message("progress-day", value=on)) from None
        if replan and out is None:
            raise ScenarioError(message("progress-no-out"))
        plan = read_plan(folder)
        if day <= plan.scenario.base_date:
            raise ScenarioError(message("progress-early", day=on, base=plan.scenario.base_date.isoformat()))
        crs = plan.headline.crs
        districts, places = plan.layers.districts.to_crs(crs), plan.layers.places.to_crs(crs)
        notes: list[Message] = []
        layer, outside = read_standing(standing, districts=districts, places=places, crs=crs, said=notes)
        for line in notes:
            typer.echo(line.said(spoken()), err=True)
        found = progress_of(plan, layer, day)
        if outside:
            tell("standing-outside", path=str(standing), outside=outside, kept=len(layer))
        typer.echo(headline(found.figures).said(spoken()))
        if out is None:
            tell("progress-again", folder=str(folder), standing=str(standing), day=on)
            return
        page = write_progress(found, plan, out)
        if replan:
            page = write_progress(
                found, plan, out, _rolled(folder, found, layer, out, force=force, quiet=quiet)
            )
        typer.echo(page)


def _rolled(
    folder: Path, found: Progress, layer: gpd.GeoDataFrame, out: Path, *, force: bool, quiet: bool
) -> Rolled:
    """Plan on from the day, and say what changes."""
    from gisplan.cli.explain import explained
    from gisplan.progress.rolling import PLAN, begin, roll
    from gisplan.runs.replacing import claimed

    told = teller(quiet=quiet)
    with claimed(out / PLAN, force=force):
        scenario = begin(folder, found, layer, out)
        try:
            rolled = roll(folder, found, scenario, out, force=force, progress=told)
        except InfeasiblePlan as error:
            raise explained(error, scenario, tell=told) from None
    kinds = rolled.changes["change"].value_counts()
    counts = {name: int(kinds.get(name, 0)) for name in ("kept", "resized", "opened", "closed")}
    line = message("progress-rolled", folder=str(rolled.folder), undone=len(rolled.undone), **counts)
    typer.echo(line.said(spoken()))
    return rolled
