"""Two edits of one layer put together, row by row: what both changed differently is a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gisplan_words import Message, message
from layers.store.rows import differing, same, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.store.rows import Cells, Rows


@dataclass(frozen=True, slots=True)
class Change:
    """A row that two states of a layer have differently.

    Attributes
    ----------
    key
        Key of the row.
    before, after
        The row; None where it is not there.
    """

    key: str
    before: Cells | None
    after: Cells | None

    @property
    def kind(self) -> str:
        """What became of the row: ``added``, ``removed`` or ``changed``."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    def columns(self) -> list[str]:
        """Give the columns that differ; none of a row that is added or removed."""
        return differing(self.before, self.after) if self.before and self.after else []

    def said(self) -> list[Message]:
        """Say what changed, a message a column; one of a row that is added or removed."""
        if self.before is None or self.after is None:
            return [message(f"store-diff-{self.kind}", key=self.key)]
        return [
            message(
                "store-diff-changed",
                key=self.key,
                column=name,
                before=shown(name, self.before.get(name)),
                after=shown(name, self.after.get(name)),
            )
            for name in self.columns()
        ]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that two people changed from one base in different ways.

    Attributes
    ----------
    key
        Key of the row.
    mine, theirs
        The row as this save has it, and as the store has it; None: removed.
    """

    key: str
    mine: Cells | None
    theirs: Cells | None

    def columns(self) -> list[str]:
        """Give the columns that differ; none of a row that either removed."""
        return differing(self.mine, self.theirs) if self.mine and self.theirs else []

    def said(self) -> list[Message]:
        """Say both values of every column that differs."""
        if self.mine is None or self.theirs is None:
            code = "store-conflict-removed-here" if self.mine is None else "store-conflict-removed-there"
            return [message(code, key=self.key)]
        return [
            message(
                "store-conflict-row",
                key=self.key,
                column=name,
                mine=shown(name, self.mine.get(name)),
                theirs=shown(name, self.theirs.get(name)),
            )
            for name in self.columns()
        ]


def changes(before: Rows, after: Rows) -> list[Change]:
    """Give the rows that differ, in the order of their keys."""
    found = (Change(key, before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys()))
    return [one for one in found if not same(one.before, one.after)]


def with_lacking(mine: Rows, origin: Rows) -> Rows:
    """Give rows with what their origin has in the columns that they lack."""
    given = set(next(iter(mine.values()), {}))
    return {
        key: {name: cell for name, cell in origin.get(key, {}).items() if name not in given} | cells
        for key, cells in mine.items()
    }


def merged(
    base: Rows, mine: Rows, theirs: Rows, choice: Mapping[str, str] | None = None
) -> tuple[Rows, list[Conflict]]:
    """Put the changes from a base to ``mine`` on top of ``theirs``.

    Parameters
    ----------
    base
        What both started from.
    mine
        The rows to save.
    theirs
        The rows that the store has now.
    choice
        Whose row stands where both changed it: ``mine`` or ``theirs``, by key.

    Returns
    -------
    tuple
        The rows together, and the conflicts that no choice decides; those rows stand as in ``theirs``.
    """
    result = dict(theirs)
    conflicts = []
    for change in changes(base, mine):
        now, wanted = theirs.get(change.key), change.after
        if same(now, wanted):
            continue
        taken = (choice or {}).get(change.key)
        if not same(now, change.before) and taken is None:
            conflicts.append(Conflict(change.key, wanted, now))
        elif taken == "theirs":
            continue
        elif wanted is None:
            result.pop(change.key, None)
        else:
            result[change.key] = wanted
    return result, conflicts
