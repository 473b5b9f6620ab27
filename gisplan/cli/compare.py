"""The command ``gisplan compare``: runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gisplan.cli.console import reported, said, spoken, tell
from gisplan.cli.options import Debug
from gisplan_words import message

if TYPE_CHECKING:
    from rich.table import Table

    from gisplan.compare.record import Comparison

MOST = 20
"""Sites and inputs that the terminal lists of each run."""


def compare(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="DIR DIR2 [DIR3 …]", help="Run folders; all are held against the first."),
    ],
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every difference as one table.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="New folder for a page with maps, and a table a theme."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print every difference as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier comparison in --out.")] = False,
    debug: Debug = False,
) -> None:
    """Compare runs: figures, sites, clauses, money and energy, and why each site differs."""
    with reported(debug=debug):
        from gisplan.compare.runs import compare_runs
        from gisplan.compare.telling import as_dict, tidy_table
        from gisplan.runs.tables import write_csv
        from gisplan.tables.format import json_text

        found = compare_runs(*folders)
        if csv is not None:
            write_csv(tidy_table(found), csv)
        if out is not None:
            from gisplan.compare.writing import write_comparison

            page = write_comparison(found, out, force=force)
        if as_json:
            typer.echo(json_text(as_dict(found)).rstrip())
        else:
            print_comparison(found)
            if out is not None:
                tell("compare-written", folder=str(page))


def print_comparison(found: Comparison) -> None:
    """Print figures of runs side by side, and what differs of each."""
    from rich.console import Console

    console = Console()
    base, *others = found.names
    names = message("between-list").said(spoken()).join(others)
    console.print(
        said("compare-against", base=base, others=names), style="bold", markup=False, highlight=False
    )
    console.print(_figures(found))
    for run in others:
        _print_run(found, run)


def _figures(found: Comparison) -> Table:
    """Give the figures as a table of the terminal: the first run, then each other one and its difference."""
    from rich.table import Table
    from rich.text import Text

    from gisplan.compare.record import rows_of
    from maps.words.figures import signed, with_unit

    table = Table(said("compare-figure"), box=None, pad_edge=False)
    for place, name in enumerate(found.names):
        table.add_column(Text(name), justify="right")
        if place:
            table.add_column(said("compare-difference"), justify="right")
    currency = found.plans[0].scenario.currency
    mark, marked = " ≈", False
    for key, rows in found.figures.groupby("key", sort=False):
        cells = [said(f"headline-{key}")]
        for place, row in enumerate(rows_of(rows)):
            cells.append(with_unit(row.value, row.unit, currency).said(spoken()))
            if place:
                within = row.within is True
                marked |= within
                text = signed(row.difference, row.unit, currency).said(spoken())
                cells.append(f"{text}{mark if within else ''}" if row.difference else "=")
        table.add_row(*map(Text, cells))
    if marked:
        table.caption = Text(f"≈ {said('compare-within-note')}")
    return table


def _print_run(found: Comparison, run: str) -> None:
    """Print what went in differently, the clauses that turned, and the sites that differ most."""
    from gisplan.compare.record import CHANGES, rows_of
    from gisplan.compare.telling import achieved

    typer.echo()
    sites = found.sites[found.sites["run"] == run]
    counts: dict[str, Any] = {change: int((sites["change"] == change).sum()) for change in CHANGES}
    tell("compare-counts", run=run, **counts)
    typer.echo(f"  {said('compare-went-in')}")
    roots = found.roots[run]
    for one in roots[:MOST]:
        kind = said(f"compare-root-{one.kind}")
        typer.echo(f"    {kind} {one.name}: {one.before or '—'} → {one.after or '—'}")
    if not roots:
        typer.echo(f"    {said('compare-nothing-in')}")
    if len(roots) > MOST:
        typer.echo(f"    {said('cli-more', count=len(roots) - MOST)}")
    clauses = found.clauses[found.clauses["run"] == run]
    if len(clauses):
        typer.echo(f"  {said('compare-clauses')}")
    for row in rows_of(clauses):
        turned = [
            message(f"verdict-{one.replace(' ', '-')}").said(spoken()) if one else "—"
            for one in (row.verdict_before, row.verdict)
        ]
        figures = [achieved(value, row).said(spoken()) for value in (row.achieved_before, row.achieved)]
        typer.echo(f"    {row.id}: {turned[0]} → {turned[1]}  {figures[0]} → {figures[1]}")
    if len(sites):
        typer.echo(f"  {said('compare-sites')}")
    for row in rows_of(sites.head(MOST)):
        name = row.name_zh if spoken() == "zh" else row.name_en
        size = f"{row.before:g} → {row.after:g}"
        typer.echo(
            f"    {said(f'compare-{row.change}')} {row.site_id} {name} {size}: {row.why.said(spoken())}"
        )
    if len(sites) > MOST:
        typer.echo(f"    {said('cli-more', count=len(sites) - MOST)}")
