"""The command line of a planner's own scenarios: upgrade."""

from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, tell
from gisplan.cli.options import Debug

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
