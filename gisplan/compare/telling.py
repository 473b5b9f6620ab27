"""A comparison as tables for files: one tidy table, plain values for JSON, and one table a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan.clauses.evaluation import amount
from gisplan.compare.record import CHANGES, rows_of
from gisplan_words import message, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.compare.record import Comparison
    from gisplan_words import Said

TIDY: Final = (
    "what",
    "run",
    "key",
    "name_zh",
    "name_en",
    "before",
    "after",
    "difference",
    "unit",
    "note_zh",
    "note_en",
)
_SIDES: Final = ("zh", "en")


def tidy_table(found: Comparison) -> pd.DataFrame:
    """Give a comparison as one table, a row a difference.

    Returns
    -------
    DataFrame
        what (``figure``, ``input``, ``site``, ``district``, ``category``, ``clause``, ``proof``), run, key,
        name_zh, name_en, before, after, difference, unit, note_zh, note_en.
    """
    rows = [
        *_figures(found),
        *_roots(found),
        *_sites(found),
        *_groups(found),
        *_clauses(found),
        *_proofs(found),
    ]
    return pd.DataFrame(rows, columns=list(TIDY))


def _figures(found: Comparison) -> Iterator[tuple[Any, ...]]:
    note = message("compare-within")
    for row in rows_of(found.figures):
        if row.run != found.names[0]:
            label = message(f"headline-{row.key}")
            said = (note.zh, note.en) if row.within is True else ("", "")
            yield (
                *("figure", row.run, row.key, label.zh, label.en),
                *(row.before, row.value, row.difference, row.unit, *said),
            )


def _roots(found: Comparison) -> Iterator[tuple[Any, ...]]:
    for run, roots in found.roots.items():
        for one in roots:
            kind = message(f"compare-root-{one.kind}")
            yield "input", run, one.name, kind.zh, kind.en, one.before, one.after, None, "", "", ""


def _sites(found: Comparison) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(found.sites):
        unit = "kg/day" if row.kind == "hydrogen" else "chargers"
        change = message(f"compare-{row.change}")
        notes = [f"{getattr(change, side)}; {getattr(row.why, side)}" for side in _SIDES]
        yield (
            *("site", row.run, row.site_id, row.name_zh, row.name_en),
            *(row.before, row.after, row.difference, unit, *notes),
        )


def _groups(found: Comparison) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(found.groups):
        counts = [
            f"{message(f'compare-{one}').said(side)} {getattr(row, one)}"
            for side in _SIDES
            for one in CHANGES
        ]
        notes = ("; ".join(counts[: len(CHANGES)]), "; ".join(counts[len(CHANGES) :]))
        yield row.by, row.run, row.group, "", "", None, None, row.chargers, "chargers", *notes


def _clauses(found: Comparison) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(found.clauses):
        pair = [achieved(value, row) for value in (row.achieved_before, row.achieved)]
        notes = [" → ".join(one.said(side) for one in pair) for side in _SIDES]
        yield "clause", row.run, row.id, row.clause_zh, "", row.verdict_before, row.verdict, None, "", *notes


def achieved(value: float, clause: Any) -> Said:  # noqa: ANN401 - a row of the table
    """Give what a plan achieves of a clause, with its unit: as on the pages of the plan."""
    return amount(value, clause.unit, clause.target_value)


def _proofs(found: Comparison) -> Iterator[tuple[Any, ...]]:
    note = message("compare-within")
    for row in rows_of(found.proofs):
        said = (note.zh, note.en) if row.within is True else ("", "")
        yield (
            *("proof", row.run, row.stage, "", ""),
            *(row.objective_before, row.objective, row.difference, "", *said),
        )


def site_table(found: Comparison) -> pd.DataFrame:
    """Give the sites that differ with their reasons as columns of text."""
    why = found.sites["why"]
    return found.sites.drop(columns="why").assign(
        **{f"why_{side}": [getattr(one, side) for one in why] for side in _SIDES}
    )


def theme_tables(found: Comparison) -> dict[str, pd.DataFrame]:
    """Give the tables of a comparison by the name of their file (without ending)."""
    roots = [
        (run, one.kind, one.name, one.before, one.after)
        for run, all_of in found.roots.items()
        for one in all_of
    ]
    return {
        "figures": found.figures,
        "sites": site_table(found),
        "groups": found.groups,
        "clauses": found.clauses,
        "proofs": found.proofs,
        "inputs": pd.DataFrame(roots, columns=["run", "kind", "name", "before", "after"]),
        "edits": pd.concat([rows.assign(run=run) for run, rows in found.edits.items()], ignore_index=True),
    }


def as_dict(found: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values, ready for JSON; reasons in every language."""
    tables = {name: _records(table) for name, table in theme_tables(found).items() if name != "sites"}
    sites = _records(found.sites.drop(columns="why"))
    for row, why in zip(sites, found.sites["why"], strict=True):
        row["why"] = texts(why)
    return {"runs": list(found.names), **tables, "sites": sites}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
