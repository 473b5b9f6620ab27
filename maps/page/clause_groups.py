"""Clauses in the order a reader wants them: headline ones, then by document, then what has no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import inside, listed, message
from maps.data.contents import records
from maps.words.catalogue import word
from maps.words.text import tidy
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan_words import Said

JUDGED: Final = ("met", "not met", "partly")
"""Verdicts that say something of the plan."""
GROUNDS: Final = ("shown", "required", "written")
"""What a verdict can rest on, see `gisplan.policies.expressions.Ground`."""


@dataclass(frozen=True)
class ClauseGroup:
    """Clauses under one heading.

    Parameters
    ----------
    title
        The heading.
    rows
        One dict a clause.
    folded
        Whether a page shows it closed at first.
    """

    title: Said
    rows: tuple[dict[str, Any], ...]
    folded: bool


def clause_groups(clauses: pd.DataFrame) -> list[ClauseGroup]:
    """Part the clauses of a plan into groups, in reading order; a group without a row is left out.

    Parameters
    ----------
    clauses
        One row a clause with ``verdict``; ``headline`` and ``document`` when it has them.
    """
    rows = records(clauses)
    first = [row for row in rows if row.get("headline", True) and row["verdict"] != "context"]
    rest = [row for row in rows if row not in first]
    judged = [row for row in rest if row["verdict"] in JUDGED]
    groups = [ClauseGroup(word("main_clauses"), tuple(first), folded=False)]
    for title in dict.fromkeys(tidy(row.get("document", "")) for row in judged):
        own = tuple(row for row in judged if tidy(row.get("document", "")) == title)
        groups.append(ClauseGroup(message("clauses-of", document=data_text(title)), own, folded=True))
    for title, verdict in (("not_assessable_clauses", "not assessable"), ("background_clauses", "context")):
        own = tuple(row for row in rest if row["verdict"] == verdict)
        groups.append(ClauseGroup(word(title), own, folded=True))
    return [group for group in groups if group.rows]


def ground_of(row: Mapping[Any, Any]) -> Said | None:
    """Say what the verdict of a clause rests on; None where nothing is judged.

    Parameters
    ----------
    row
        A clause with ``ground``.
    """
    kind = row.get("ground")
    return message(f"ground-{kind}") if kind in GROUNDS else None


def met_grounds(clauses: pd.DataFrame) -> Said | None:
    """Count the clauses that are met by what their verdict rests on; None when none is met.

    Parameters
    ----------
    clauses
        One row a clause with ``verdict`` and ``ground``.
    """
    if "ground" not in clauses:
        return None
    met = clauses[clauses["verdict"] == "met"]
    counts = met["ground"].value_counts()
    parts = listed(
        message("ground-count", ground=inside(message(f"ground-{kind}")), count=int(counts[kind]))
        for kind in GROUNDS
        if kind in counts
    )
    return message("ground-met", met=len(met), parts=parts) if len(met) else None
