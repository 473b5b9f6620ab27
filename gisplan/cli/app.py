"""The command line as a whole: every command under its name, and the end of the process."""

from __future__ import annotations

import codecs
import logging
import os
import signal
import sys
import warnings
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gisplan.cli.calibrate import calibrate
from gisplan.cli.clauses import clauses
from gisplan.cli.compare import compare
from gisplan.cli.console import reported, speak
from gisplan.cli.explain import explain
from gisplan.cli.hours import load, simulate
from gisplan.cli.layers.app import layers_app, region_app
from gisplan.cli.layers.edit import edit
from gisplan.cli.plans import plan, stock, sweep
from gisplan.cli.progress import progress
from gisplan.cli.runs import certain, draw, report, sign, verify, why
from gisplan.cli.scenario import regions, scenario_app, scenarios
from gisplan.cli.usage import LANGUAGE, LANGUAGE_FROM, SpeakingGroup
from gisplan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="gisplan",
    cls=SpeakingGroup,
    help="Plan charging and hydrogen infrastructure: proven, and on a map.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "clauses": clauses,
    "plan": plan,
    "compare": compare,
    "sweep": sweep,
    "stock": stock,
    "edit": edit,
    "explain": explain,
    "why": why,
    "certain": certain,
    "verify": verify,
    "sign": sign,
    "map": draw,
    "report": report,
    "progress": progress,
    "load": load,
    "simulate": simulate,
    "scenarios": scenarios,
    "regions": regions,
    "calibrate": calibrate,
}
for name, command in COMMANDS.items():
    app.command(name=name)(command)
app.add_typer(layers_app)
app.add_typer(region_app)
app.add_typer(scenario_app)


def main() -> None:
    """Run the command line; a SIGTERM ends a run as Ctrl-C does, so that nothing half-written stays."""
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        _able_to_write_all(stream)
    # what libraries say to programmers is not for a planner's screen: a new font cache, a deprecation
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    homeless = not os.access(os.path.expanduser("~"), os.W_OK)  # noqa: PTH111  Path raises without a home
    if homeless and not {"MPLCONFIGDIR", "XDG_CACHE_HOME"} & os.environ.keys():
        # fontconfig complains where it can keep no list; pictures have their own font
        os.environ.setdefault("MPL_IGNORE_SYSTEM_FONTS", "1")
    app()


def _able_to_write_all(stream: object) -> None:
    """Let a stream take every character: a plain C locale is read as UTF-8, as most terminals do."""
    if isinstance(stream, TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
        plain = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if plain else None, errors="backslashreplace")


@app.callback(invoke_without_command=True)
def _root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    language: Annotated[
        str | None,
        typer.Option(
            LANGUAGE,
            envvar=LANGUAGE_FROM,
            help="zh, en or one of your own, before or after the command; else the locale's.",
        ),
    ] = None,
) -> None:
    if version:
        typer.echo(f"gisplan {__version__}")
        raise typer.Exit
    with reported(debug=False):
        speak(language)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
