"""Clauses come in the order a reader wants: main ones, by document, then what has no verdict."""

from __future__ import annotations

import pandas as pd

from maps.page.clause_groups import clause_groups

CLAUSES = pd.DataFrame(
    [
        ("A-1", "甲", True, "met"),
        ("A-2", "甲", False, "not met"),
        ("B-1", "乙", False, "partly"),
        ("A-3", "甲", False, "not assessable"),
        ("B-2", "乙", True, "not assessable"),
        ("B-3", "乙", False, "context"),
        ("B-4", "乙", True, "context"),
    ],
    columns=["id", "document", "headline", "verdict"],
)


def test_every_clause_stands_in_one_group_and_only_the_first_is_open() -> None:
    groups = clause_groups(CLAUSES)
    assert [[row["id"] for row in group.rows] for group in groups] == [
        ["A-1", "B-2"],
        ["A-2"],
        ["B-1"],
        ["A-3"],
        ["B-3", "B-4"],
    ]
    assert [group.folded for group in groups] == [False, True, True, True, True]
    assert "《甲》" in groups[1].title.zh


def test_a_table_without_headlines_is_one_open_group() -> None:
    (group,) = clause_groups(CLAUSES[CLAUSES["verdict"] == "met"][["id", "verdict"]])
    assert not group.folded


def test_no_clause_gives_no_group() -> None:
    assert clause_groups(CLAUSES.iloc[:0]) == []
