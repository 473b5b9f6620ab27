"""The command ``gisplan clauses``: the clauses of a scenario's policy, and of a run what it achieves."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, said, spoken, tell
from gisplan.cli.options import DEFAULT_SCENARIO, Debug
from gisplan_catalogue import codes
from gisplan_errors import ScenarioError
from gisplan_files import reason_of
from gisplan_words import inside, listed, message, say, texts

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from gisplan_words import Sayable

_LONGEST = 60
_PIPED = 160
"""Columns of a table that goes into a file or another program."""
_STYLES = {"met": "green", "not met": "red", "partly": "yellow"}
_UNCUT = ("name", "arguments", "unit", "counts", "judged_by")

Scenario = Annotated[
    str,
    typer.Argument(
        metavar="[SCENARIO|DIR]",
        help="A scenario, a policy register, the path of either, or a run folder.",
    ),
]


def clauses(
    scenario: Scenario = DEFAULT_SCENARIO,
    *,
    document: Annotated[
        str | None, typer.Option("--document", help="Only documents whose title holds this text.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only this kind, such as target.")] = None,
    verdict: Annotated[
        str | None,
        typer.Option("--verdict", help='Only this verdict, such as "not met"; needs a run folder.'),
    ] = None,
    quantities: Annotated[
        bool, typer.Option("--quantities", help="List the quantities that a check may name.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every column as JSON.")] = False,
    debug: Debug = False,
) -> None:
    """List the policy clauses of a scenario; of a run folder, with target, achieved and verdict."""
    with reported(debug=debug):
        if quantities:
            table = quantity_frame()
        else:
            table = filtered(clause_frame(scenario), document=document, kind=kind, verdict=verdict)
        _print(table, as_json=as_json)


def _print(table: pd.DataFrame, *, as_json: bool) -> None:
    from rich.console import Console

    if as_json:
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    Console(width=None if sys.stdout.isatty() else _PIPED).print(_drawn(table))
    if "verdict" in table.columns:
        counts = table["verdict"].value_counts().items()
        told = listed(message("cli-verdicts", count=n, verdict=_verdict(name)) for name, n in counts)
        typer.echo(told.said(spoken()) or said("cli-no-clause"))
    else:
        tell("cli-rows", rows=len(table))


def clause_frame(name: str) -> pd.DataFrame:
    """Give the clauses of a run folder with their verdicts, else of a scenario or a register without.

    Raises
    ------
    ScenarioError
        If there is neither a run folder, nor a scenario, nor a register of that name or path.
    """
    from gisplan.clauses.evaluation import listed_clauses
    from gisplan.clauses.registers import checked_registers
    from gisplan.resources import policy_names, scenario_names
    from gisplan.scenario.loading import load_scenario
    from gisplan.tables.format import is_run_folder

    path = Path(name)
    if path.is_dir():
        if not is_run_folder(path):
            raise ScenarioError(message("cli-no-run", path=str(path)))
        return _written(path / "clauses.csv")
    if name not in scenario_names() and (name in policy_names() or _is_register(path)):
        return listed_clauses(checked_registers([name]))
    return listed_clauses(checked_registers(load_scenario(name).policy))


def _written(path: Path) -> pd.DataFrame:
    from layers.files.reading import FAULTS, read_csv

    try:
        return read_csv(path)
    except FAULTS as error:
        raise ScenarioError(message("run-unreadable", path=str(path), error=reason_of(error))) from None


def quantity_frame() -> pd.DataFrame:
    """List the quantities of the registry: name, arguments, unit, and what each counts by language."""
    import pandas as pd

    from gisplan.clauses.quantities.lookup import QUANTITIES

    rows = [
        {"name": one.name, "arguments": one.arguments, "unit": one.unit, **texts(one.counts)}
        for one in sorted(QUANTITIES.values(), key=lambda one: one.name)
    ]
    return pd.DataFrame(rows)


def filtered(
    table: pd.DataFrame, *, document: str | None, kind: str | None, verdict: str | None
) -> pd.DataFrame:
    """Keep the clauses that fit; a filter that names nothing of the table is refused.

    Raises
    ------
    ScenarioError
        If there is no such kind or verdict, no document holds the text, or there are no verdicts.
    """
    if document is not None:
        fits = table["document"].str.contains(document, regex=False)
        table = _kept(table, fits, "--document", document, "document")
    if kind is not None:
        table = _kept(table, table["kind"] == kind, "--kind", kind, "kind")
    if verdict is not None:
        if "verdict" not in table.columns:
            raise ScenarioError(message("cli-no-verdicts"))
        table = _kept(table, table["verdict"] == verdict, "--verdict", verdict, "verdict")
    return table


def _kept(table: pd.DataFrame, fits: pd.Series[bool], option: str, value: str, column: str) -> pd.DataFrame:
    if not fits.any():
        known = listed(sorted(table[column].astype(str).unique()))
        raise ScenarioError(message("cli-no-such-clause", option=option, value=value, known=known))
    return table[fits]


def _is_register(path: Path) -> bool:
    """Tell whether a TOML file holds clauses, not a scenario."""
    return path.suffix == ".toml" and path.is_file() and "[[clause]]" in path.read_text(encoding="utf-8-sig")


def _drawn(table: pd.DataFrame) -> Table:
    from rich.table import Table

    from layers.columns import columns as registry
    from maps.page.clause_groups import ground_of

    if "name" in table.columns:
        table = table.rename(columns={spoken(): "counts"})
        columns = ["name", "arguments", "unit", "counts"]
    elif "verdict" in table.columns:
        columns = ["id", "kind", "clause_zh", "target", "achieved", "verdict", "ground", "evidence_layer"]
    else:
        columns = ["id", "kind", "strength", "clause_zh", "target", "judged_by"]
    columns = [column for column in columns if column in table.columns]  # an older run has fewer
    drawn, known = Table(show_lines=False), registry()["clauses"]
    for name in columns:
        label = known[name].label.said(spoken()) if name in known else said(f"cli-head-{name}")
        drawn.add_column(label, overflow="fold", no_wrap=name in {"id", "name"})
    for row in table[columns].astype(object).where(table[columns].notna(), "").to_dict("records"):
        style = _STYLES.get(str(row.get("verdict")), "")
        cells = {**row, "verdict": say(_verdict(row.get("verdict", "")), spoken())}
        cells["ground"] = say(ground_of(row) or "", spoken())
        drawn.add_row(*(_cut(str(cells[name]), whole=name in _UNCUT) for name in columns), style=style)
    return drawn


def _verdict(key: object) -> Sayable:
    """Name a verdict as it stands within a sentence; an older run may hold others."""
    code = f"verdict-{str(key).replace(' ', '-')}"
    return inside(message(code)) if code in codes("en", code) else str(key)


def _cut(text: str, *, whole: bool) -> str:
    from rich.markup import escape

    return escape(text if whole or len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
