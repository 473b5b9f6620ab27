"""How the commands speak: errors as exit codes, progress on standard error, the summary of a plan."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import typer

from gisplan_errors import GisplanError, ScenarioError
from gisplan_files import reason_of
from gisplan_words import language_of, message, say, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan_errors import Speaks
    from gisplan_progress import Progress
    from gisplan_words import Sayable

INTERRUPTED = 130
BUG = 1


_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str | None) -> None:
    """Set the language of the console: one that has a catalogue, or that of the locale."""
    _language.set(language_of(language))


def spoken() -> str:
    """Give the language of the console."""
    return _language.get()


def asked_language(context: typer.Context) -> str | None:
    """Give the language asked for on the command line.

    The locale or the environment says how the console speaks, not the reader of pages and papers.
    """
    root = context.find_root()
    source = root.get_parameter_source("language")
    asked = source is not None and source.name == "COMMANDLINE"
    return root.params["language"] if asked else None


def said(code: str, /, **figures: Sayable) -> str:
    """Give a message of the catalogue in the language of the console."""
    return message(code, **figures).said(spoken())


def tell(code: str, /, *, err: bool = False, **figures: Sayable) -> None:
    """Print a message of the catalogue, on standard error with ``err``."""
    typer.echo(said(code, **figures), err=err)


@contextmanager
def reported(*, debug: bool, quiet: bool = False) -> Iterator[None]:
    """Turn errors into a message and the exit code of the contract; a traceback only with ``--debug``.

    ``quiet`` silences the log while the command runs.
    """
    before = logging.root.manager.disable
    if quiet:
        logging.disable(logging.WARNING)
    try:
        yield
    except GisplanError as error:
        fail(error.said(spoken()), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        fail(said("cli-interrupted"), INTERRUPTED, debug=False)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BUG) from None
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        fail(f"{named}{say(reason_of(error), spoken())}.", ScenarioError.exit_code, debug=debug)
    except MemoryError:
        fail(said("cli-memory"), ScenarioError.exit_code, debug=debug)
    except typer.Exit:
        raise
    except Exception as error:  # noqa: BLE001 - the border to the user
        fail(f"{type(error).__name__}: {error}\n{said('cli-bug')}", BUG, debug=debug)
    finally:
        logging.disable(before)


def fail(text: str, code: int, *, debug: bool) -> NoReturn:
    """Print a text in red on standard error and end with an exit code; a traceback with ``debug``."""
    from rich.console import Console

    console = Console(stderr=True)
    if debug:
        console.print_exception()
    text = "\n".join(map(shortened, text.split("\n")))
    console.print(text, markup=False, highlight=False, soft_wrap=True, style="red")
    raise typer.Exit(code)


def teller(*, quiet: bool) -> Progress:
    """Give the progress callback: one line a step on standard error, with the seconds since the start."""
    if quiet:
        return lambda _text: None
    from rich.console import Console

    console, start = Console(stderr=True), time.monotonic()

    def told(line: Speaks) -> None:
        text = f"{time.monotonic() - start:6.1f} s  {line.said(spoken())}"
        console.print(text, markup=False, highlight=False, soft_wrap=True)

    return told


def print_summary(made: Plan) -> None:
    """Print the headline figures of a plan and what was proven, one line each."""
    from gisplan.plan.grades import graded
    from gisplan.results.headline_rows import headline_rows
    from maps.words.figures import with_unit
    from maps.words.proof import in_words, stage_name

    for row in headline_rows(made.scenario, made.headline, made.layers.districts):
        said = partial(with_unit, unit=row["unit"], currency=made.scenario.currency)
        code = "cli-figure" if row["target"] is None else "cli-figure-target"
        target = {} if row["target"] is None else {"target": said(row["target"])}
        line = message(code, label=row["label"], value=said(row["value"], asked=row["target"]), **target)
        typer.echo(line.said(spoken()))
    for row in graded(made):
        line = message("cli-proof", stage=stage_name(row["stage"]), proof=in_words(row))
        typer.echo(line.said(spoken()))
