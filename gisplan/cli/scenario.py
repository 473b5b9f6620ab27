"""The command line of scenarios and regions: those that ship, and a planner's own to upgrade."""

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, said, spoken, tell
from gisplan.cli.options import Debug
from gisplan_words import named

scenario_app = typer.Typer(
    name="scenario", help="Keep a scenario of your own up to date.", no_args_is_help=True
)


@scenario_app.callback()
def _root() -> None:
    pass


@scenario_app.command()
def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML file of a scenario.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Where to write; else in place, the old file kept as FILE.bak."),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Rewrite a scenario to the keys of today; comments and layout stay."""
    with reported(debug=debug):
        from gisplan.scenario.upgrade import upgrade_file

        changes = upgrade_file(file, out)
        for line in changes:
            typer.echo(line)
        tell("cli-upgraded", file=str(out or file), count=len(changes))


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
