"""The commands that list what ships: scenarios, regions."""

from __future__ import annotations

import typer

from gisplan.cli.console import reported, said, spoken
from gisplan.cli.options import Debug
from gisplan_words import named


def scenarios(*, debug: Debug = False) -> None:
    """List the shipped scenarios."""
    with reported(debug=debug):
        from gisplan.resources import scenario_names
        from gisplan.scenario.loading import load_scenario

        for name in scenario_names():
            row = load_scenario(name)
            counts = {"chargers": row.chargers.target, "stations": row.hydrogen.new_target}
            about = said("cli-scenario", **counts, profile=row.coverage.profile)
            typer.echo(f"{name}\t{about}\t{named(row.title_zh, row.title_en).said(spoken())}")


def regions(*, debug: Debug = False) -> None:
    """List the shipped regions and their folders."""
    with reported(debug=debug):
        from gisplan.resources import region_folder, region_names

        for name in region_names():
            typer.echo(f"{name}\t{region_folder(name)}")
