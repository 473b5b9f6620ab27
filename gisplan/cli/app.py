"""The command line: plan, verify, map, report, scenarios, regions; layers and region are sub-commands."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from gisplan.cli.clauses import clauses
from gisplan.cli.explain import MOST_SECONDS, explain_scenario, explained
from gisplan.cli.layers import layers_app, region_app
from gisplan.version import __version__
from gisplan_errors import GisplanError, InfeasiblePlan, ScenarioError, VerificationFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gisplan.plan import Plan

DEFAULT_SCENARIO = "tianjin-2027"
INTERRUPTED = 130
BUG = 1
SOLVER_THREAD = "highs"
"""Name of the threads in which `optimize.solvers.highs` works."""

MOST_FAULTS = 50
"""Faults that verify prints for a reader."""

app = typer.Typer(
    name="gisplan",
    help="Plan charging and hydrogen infrastructure: proven, and on a map.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(layers_app)
app.add_typer(region_app)
app.command()(clauses)

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the result's path.")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder that `gisplan plan` wrote.")]


def main() -> None:
    """Run the command line; a SIGTERM ends a run as Ctrl-C does, so that nothing half-written stays."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app()
    finally:
        error = sys.exc_info()[1]
        if isinstance(error, SystemExit) and any(one.name == SOLVER_THREAD for one in threading.enumerate()):
            # a solver left behind at its limit still works: the end of the interpreter would abort under it
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(error.code if isinstance(error.code, int) else 0 if error.code is None else BUG)


@app.callback(invoke_without_command=True)
def _root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"gisplan {__version__}")
        raise typer.Exit


@app.command()
def plan(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario, or path of a TOML file.")
    ] = DEFAULT_SCENARIO,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write; without it, runs/<scenario>, numbered when it exists."),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a value, such as chargers.target=60000."),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier run in --out.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make a plan and write its run folder: layers, tables, certificate, map and report."""
    with _reported(debug=debug):
        from gisplan.planning.solver_choice import check_solver  # noqa: PLC0415
        from gisplan.runs.folder import write_plan  # noqa: PLC0415
        from gisplan.runs.manifest import check_target, free_folder  # noqa: PLC0415
        from gisplan.scenario.loading import load_scenario  # noqa: PLC0415

        chosen = load_scenario(scenario, overrides or [])
        target = free_folder(Path("runs"), chosen.name) if out is None else out
        check_target(target, force=force)
        check_solver(chosen.solver.name)
        tell = _teller(quiet=quiet)
        stations = chosen.hydrogen.new_target
        tell(f"scenario {chosen.name}: {chosen.chargers.new_target:,} new chargers, {stations} stations")
        # The solvers load only now, so that a wrong scenario is answered at once.
        from gisplan.pipeline import make_plan  # noqa: PLC0415

        try:
            made = make_plan(chosen, progress=tell)
        except InfeasiblePlan as error:
            raise explained(error, chosen, tell=tell) from None
        write_plan(made, target, force=force, progress=tell)
        tell("done")
        if not quiet:
            _print_summary(made)
        typer.echo(target / "index.html" if not quiet else target)


@app.command()
def explain(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario, or path of a TOML file.")],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a value, such as chargers.target=60000."),
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="Seconds for the solver in all.", min=1.0)
    ] = MOST_SECONDS,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say why a scenario has no plan, or what limits it: facts, conflicting rules, least changes."""
    with _reported(debug=debug):
        tell = _teller(quiet=quiet)
        explain_scenario(scenario, overrides or [], time_limit=time_limit, as_json=as_json, tell=tell)


@app.command()
def why(
    site_id: Annotated[
        str, typer.Argument(metavar="SITE_ID", help="Key of a candidate site, such as PP-0012.")
    ],
    folder: RunFolder,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reasons as JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Say why a site of a plan was chosen or not: what it adds, what replaces it, the next best."""
    with _reported(debug=debug):
        from gisplan.why.site import why_site  # noqa: PLC0415
        from gisplan.why.words import reason_lines  # noqa: PLC0415

        told = why_site(folder, site_id)
        plain = json.dumps(told.as_dict(), ensure_ascii=False, indent=2) if as_json else None
        typer.echo("\n".join(reason_lines(told)) if plain is None else plain)


@app.command()
def verify(
    folder: RunFolder,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every fault as JSON on standard output.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Check every constraint of a written plan again, from its files alone."""
    with _reported(debug=debug):
        from gisplan.tables.format import MANIFEST, is_run_folder  # noqa: PLC0415
        from gisplan.verify.folder import verify_folder  # noqa: PLC0415

        if not is_run_folder(folder):
            raise ScenarioError(f"{folder}: is not a run folder of gisplan (no {MANIFEST}).")
        faults = verify_folder(folder)
        if as_json:
            answer = {"folder": str(folder), "holds": not faults, "count": len(faults), "faults": faults}
            typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        if faults:
            raise VerificationFailed(_faults_text(folder, faults, shown=0 if as_json else MOST_FAULTS))
        if not as_json:
            typer.echo(f"{folder}: every constraint holds.")


def _faults_text(folder: Path, faults: list[str], *, shown: int) -> str:
    lines = [f"{folder}: {len(faults):,} constraints do not hold."]
    lines += [f"  {fault}" for fault in faults[:shown]]
    if shown and len(faults) > shown:
        lines.append(f"  … and {len(faults) - shown:,} more; --json prints all of them.")
    return "\n".join(lines)


@app.command(name="map")
def draw(
    folder: RunFolder,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="DIR2", help="Another run; the map shows what changed since it."),
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            "--tiles",
            metavar="URL",
            help="Background tiles: https://HOST/… with {z}, {x} and {y}. Without it, Tianditu's when "
            "GISPLAN_TIANDITU_KEY is set, else none.",
        ),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Draw the pages of a run again, with what was edited in its plan.gpkg."""
    with _reported(debug=debug):
        from gisplan.runs.reading import redraw  # noqa: PLC0415

        for page in redraw(folder, against=against, tiles=tiles):
            typer.echo(page)


@app.command()
def report(
    folder: RunFolder,
    district: Annotated[
        str | None, typer.Option("--district", metavar="ADCODE", help="Only this district, such as 120114.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="File to write, .docx or .html: both are written, side by side. Without it, in DIR.",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that you wrote or edited.")] = False,
    debug: Debug = False,
) -> None:
    """Write the report of a run, or of one district of it, as Word and as HTML."""
    with _reported(debug=debug):
        from gisplan.runs.report import write_run_report  # noqa: PLC0415

        for path in write_run_report(folder, adcode=district, out=out, force=force):
            typer.echo(path)


@app.command()
def scenarios(*, debug: Debug = False) -> None:
    """List the shipped scenarios."""
    with _reported(debug=debug):
        from gisplan.resources import scenario_names  # noqa: PLC0415
        from gisplan.scenario.loading import load_scenario  # noqa: PLC0415

        for name in scenario_names():
            row = load_scenario(name)
            counts = f"{row.chargers.target:,} chargers, {row.hydrogen.new_target} new stations"
            typer.echo(f"{name}\t{counts}, {row.coverage.profile}\t{row.title_zh} / {row.title_en}")


@app.command()
def regions(*, debug: Debug = False) -> None:
    """List the shipped regions and their folders."""
    with _reported(debug=debug):
        from gisplan.resources import region_folder, region_names  # noqa: PLC0415

        for name in region_names():
            typer.echo(f"{name}\t{region_folder(name)}")


@contextmanager
def _reported(*, debug: bool) -> Iterator[None]:
    """Turn errors into a message and the exit code of the contract; a traceback only with ``--debug``."""
    try:
        yield
    except GisplanError as error:
        _fail(str(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        _fail("Interrupted: nothing was written.", INTERRUPTED, debug=False)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BUG) from None
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _fail(f"{named}{error.strerror or error}.", ScenarioError.exit_code, debug=debug)
    except typer.Exit:
        raise
    except Exception as error:  # noqa: BLE001 - the border to the user
        advice = "This is a fault of gisplan. Run again with --debug for the traceback."
        _fail(f"{type(error).__name__}: {error}\n{advice}", BUG, debug=debug)


def _fail(message: str, code: int, *, debug: bool) -> NoReturn:
    console = Console(stderr=True)
    if debug:
        console.print_exception()
    console.print(message, markup=False, highlight=False, soft_wrap=True, style="red")
    raise typer.Exit(code)


def _teller(*, quiet: bool) -> Callable[[str], None]:
    """Give the progress callback: one line a step on standard error, with the seconds since the start."""
    if quiet:
        return lambda _text: None
    console, start = Console(stderr=True), time.monotonic()

    def tell(text: str) -> None:
        console.print(
            f"{time.monotonic() - start:6.1f} s  {text}", markup=False, highlight=False, soft_wrap=True
        )

    return tell


def _print_summary(made: Plan) -> None:
    from gisplan.results.headline_rows import headline_rows  # noqa: PLC0415
    from maps.words.figures import with_unit  # noqa: PLC0415

    for row in headline_rows(made.scenario, made.headline):
        target = "" if row["target"] is None else f" (target {with_unit(row['target'], row['unit']).zh})"
        typer.echo(f"{row['zh']} {row['en']}: {with_unit(row['value'], row['unit']).zh}{target}")
    for certificate in made.certificates:
        gap = "no bound" if certificate.gap is None else f"gap {certificate.gap:.2%}"
        typer.echo(f"证明 {certificate.stage}: {certificate.status}, {gap}")


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
