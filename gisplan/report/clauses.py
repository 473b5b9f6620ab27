"""Sections of a report that set the clauses beside what the plan achieves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.clauses.evaluation import VERDICTS, amount
from gisplan.report.parts import Row, Section, plain, table_of, text_of
from gisplan_stored import retold
from gisplan_words import inside, listed, message, named
from maps.page.clause_groups import clause_groups, ground_of, met_grounds
from maps.words.catalogue import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from gisplan.report.parts import ReportTable, Shown
    from gisplan_words import Said

_LONGEST = 160
"""Characters of a background clause that a report prints; clauses.csv has it whole."""
_ID = plain("report-clause-id", "id")


def clauses_section(clauses: pd.DataFrame, *notes: Said) -> Section:
    """Set clauses beside what the plan achieves, as one table."""
    return Section(message("report-clauses"), notes, _judged(clauses.to_dict("records")))


def headline_clauses(clauses: pd.DataFrame, *, evidence: bool = True) -> Section:
    """Set the main clauses beside what the plan achieves, and count the verdicts of all."""
    found = clauses["verdict"].value_counts()
    counts = listed(
        message("report-verdict-count", verdict=inside(said), count=found[verdict])
        for verdict, said in sorted(VERDICTS.items(), key=lambda item: -found.get(item[0], 0))
        if verdict in found
    )
    note = message("report-clauses-count", clauses=len(clauses), counts=counts)
    main = next((group for group in clause_groups(clauses) if not group.folded), None)
    return Section(
        message("report-clauses"),
        tuple(filter(None, (note, met_grounds(clauses)))),
        _judged(() if main is None else main.rows, evidence=evidence),
        kept=("clauses.csv",),
    )


def other_clauses(clauses: pd.DataFrame, *, main: bool = False) -> list[Section]:
    """Give the sections of the other clauses: by document, then without verdict; with the ``main`` first."""
    background = (_ID, (message("report-clause-text"), _short), (message("report-why"), _evidence))
    return [
        Section(
            group.title,
            table=table_of("clauses", group.rows, *background)
            if all(row["verdict"] == "context" for row in group.rows)
            else _judged(group.rows),
        )
        for group in clause_groups(clauses)
        if group.folded or main
    ]


def _judged(clauses: Iterable[Row], *, evidence: bool = True) -> ReportTable:
    columns: tuple[Shown, ...] = (
        _ID,
        (message("report-clause-text"), _placed),
        (word("target"), lambda row: amount(row["target_value"], text_of(row, "unit"))),
        (
            word("achieved"),
            lambda row: amount(row["achieved_value"], text_of(row, "unit"), row["target_value"]),
        ),
        (word("verdict"), lambda row: VERDICTS[row["verdict"]]),
        (word("ground"), lambda row: ground_of(row) or ""),
        *([(word("evidence"), _evidence)] if evidence else []),
    )
    return table_of("clauses", clauses, *columns)


def _evidence(row: Row) -> Said:
    return retold(row["evidence"], named(text_of(row, "evidence_zh"), text_of(row, "evidence_en")))


def _placed(row: Row) -> str:
    place = text_of(row, "place")
    return f"{place}：{text_of(row, 'clause_zh')}" if place else text_of(row, "clause_zh")


def _short(row: Row) -> str:
    whole = _placed(row)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
