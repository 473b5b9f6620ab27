"""Arguments and options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_SCENARIO = "tianjin-2027"

ScenarioName = Annotated[str, typer.Argument(help="Name of a shipped scenario, or path of a TOML file.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a value, such as chargers.target=60000."),
]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder that `gisplan plan` wrote.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the result's path.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
