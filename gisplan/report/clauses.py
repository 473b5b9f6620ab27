"""Sections of a report that set the clauses beside what the plan achieves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.report.parts import Section, table_of, text
from maps.page.clause_groups import clause_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_HEADERS = ("条款 Id", "原文 Clause", "目标 Target", "规划 Achieved", "结论 Verdict", "依据 Evidence")
_LONGEST = 160
"""Characters of a background clause that a report prints; clauses.csv has it whole."""


def clauses_section(clauses: pd.DataFrame, *notes: tuple[str, str]) -> Section:
    """Set clauses beside what the plan achieves, as one table."""
    return _judged("目标与政策条款逐条对照", "Targets and policy clauses", clauses.to_dict("records"), *notes)


def headline_clauses(clauses: pd.DataFrame) -> Section:
    """Set the main clauses beside what the plan achieves, and count the verdicts of all."""
    counts = clauses["verdict_zh"].value_counts()
    english = clauses["verdict"].value_counts()
    words_zh = "、".join(f"{name}{count}条" for name, count in counts.items())
    words_en = ", ".join(f"{count} {name}" for name, count in english.items())
    note = (
        f"共{len(clauses)}条：{words_zh}。此处列主要条款，其余见“其他政策条款”，全部见clauses.csv。",
        (
            f"{len(clauses)} clauses: {words_en}. The main ones stand here, the others further down, all in "
            "clauses.csv."
        ),
    )
    main = next((group for group in clause_groups(clauses) if not group.folded), None)
    rows = () if main is None else main.rows
    return _judged("目标与政策条款逐条对照", "Targets and policy clauses", rows, note)


def other_clauses(clauses: pd.DataFrame) -> list[Section]:
    """Give the sections of the other clauses: by document, then what has no verdict, shortened."""
    sections = []
    for group in clause_groups(clauses):
        if not group.folded:
            continue
        if all(row["verdict"] == "context" for row in group.rows):
            rows = [(text(row["id"]), _short(row), text(row["evidence_zh"])) for row in group.rows]
            table = table_of(("条款 Id", "原文 Clause", "说明 Why"), rows)
            sections.append(Section(group.title.zh, group.title.en, (), table))
        else:
            sections.append(_judged(group.title.zh, group.title.en, group.rows))
    return sections


def _judged(zh: str, en: str, clauses: Sequence[Mapping[Any, Any]], *notes: tuple[str, str]) -> Section:
    rows = [
        (
            text(row["id"]),
            _placed(row),
            text(row["target"]),
            text(row["achieved"]),
            text(row["verdict_zh"]),
            text(row["evidence_zh"]),
        )
        for row in clauses
    ]
    return Section(zh, en, notes, table_of(_HEADERS, rows))


def _placed(row: Mapping[Any, Any]) -> str:
    place = text(row["place"])
    return f"{place}：{text(row['clause_zh'])}" if place else text(row["clause_zh"])


def _short(row: Mapping[Any, Any]) -> str:
    whole = _placed(row)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
