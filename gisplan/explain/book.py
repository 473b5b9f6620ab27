"""What an explanation is made of: truths, rules as they are collected, settings that may give way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
from scipy import sparse

from gisplan_numbers import Figure
from gisplan_words import Message, Said, message, texts
from optimize.solvers.conflicts import Rule, RuleSystem, Slack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from gisplan_arrays import Floats, Whole
    from gisplan_words import Sayable


Severity = Literal["impossible", "limits"]

OWN: Final = "own constraints"
"""What a conflict is about that the planner's own constraints make."""


@dataclass(frozen=True)
class Truth(Message):
    """Something that counting alone shows: a message, with names, places and figures.

    Attributes
    ----------
    severity
        ``impossible``: no plan exists; ``limits``: a plan exists, but cannot do better there.
    """

    severity: Severity = "impossible"


def impossible(code: str, /, **figures: Sayable) -> Truth:
    """Tell what leaves no plan."""
    return Truth(code, figures)


def limits(code: str, /, **figures: Sayable) -> Truth:
    """Tell what limits every plan."""
    return Truth(code, figures, "limits")


@dataclass(frozen=True)
class Change:
    """Settings that together make the rules possible.

    Attributes
    ----------
    sets
        Texts for ``--set``, one a setting.
    words
        What changes.
    checked
        Whether the rules were built again with these settings and found possible.
    """

    sets: tuple[str, ...]
    words: Said
    checked: bool


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together, and what ends their conflict.

    Attributes
    ----------
    about
        ``charging``, ``hydrogen`` or ``own constraints``.
    rules
        The rules, none of which can be spared.
    proven
        Whether each of them was proven to be needed.
    cheapest
        The fewest settings that have to change, and by how much; None when none suffice.
    alternatives
        Single settings each of which suffices alone.
    """

    about: str
    rules: tuple[Message, ...]
    proven: bool
    cheapest: Change | None
    alternatives: tuple[Change, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a scenario has no plan, or what limits the plans it has.

    Attributes
    ----------
    scenario
        Its name.
    possible
        Whether the rules can hold together; None when that could not be told in time.
    truths
        What counting shows.
    conflicts
        What the solver shows.
    """

    scenario: str
    possible: bool | None
    truths: tuple[Truth, ...]
    conflicts: tuple[Conflict, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the explanation as plain values, ready for JSON: codes, figures, texts in every language."""
        found: dict[str, Any] = _plain(self)
        return found

    def lines(self, language: str) -> list[str]:
        """Give the explanation as text in a language."""
        return [
            *(line for severity in get_args(Severity) for line in _truth_lines(self, severity, language)),
            *(line for part in self.conflicts for line in _conflict_lines(part, language)),
        ]


@dataclass(frozen=True, eq=False)
class Setting:
    """A setting of the scenario that may give way.

    Attributes
    ----------
    key
        Its dotted key.
    slack
        How far it may give way.
    words
        What a planner calls it.
    changed
        From the amount it gives way and the values of all columns: the text for ``--set``.
    """

    key: str
    slack: Slack
    words: Said
    changed: Callable[[float, NDArray[np.float64]], str]


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Rules over columns with the words for them.

    Attributes
    ----------
    system
        The rules.
    words
        What every rule says, by its name.
    settings
        The settings that may give way, by the key of the system.
    """

    system: RuleSystem
    words: Mapping[str, Message]
    settings: Mapping[str, Setting]


def _truth_lines(found: Explanation, severity: Severity, language: str) -> list[str]:
    told = [f"  - {truth.said(language)}" for truth in found.truths if truth.severity == severity]
    return [message(f"explain-facts-{severity}").said(language), *told] if told else []


def _conflict_lines(conflict: Conflict, language: str) -> list[str]:
    def say(code: str) -> str:
        return message(code).said(language)

    lines = [say("explain-conflict-proven" if conflict.proven else "explain-conflict")]
    lines += [f"  - {rule.said(language)}" for rule in conflict.rules]
    if conflict.about == OWN:
        return lines  # no setting of the scenario ends it
    if conflict.cheapest is None:
        return [*lines, say("explain-no-setting")]
    lines += [say("explain-least"), *_change_lines(conflict.cheapest, language)]
    others = [change for change in conflict.alternatives if change != conflict.cheapest]
    if others:
        lines.append(say("explain-or-alone"))
    return lines + [line for change in others for line in _change_lines(change, language)]


def _change_lines(change: Change, language: str) -> list[str]:
    code = "explain-change" if change.checked else "explain-change-unchecked"
    sets = " ".join(f"--set {text}" for text in change.sets)
    return [f"  {sets}", f"    {message(code, change=change.words).said(language)}"]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a part of an explanation of any type
    """Give a part of an explanation as plain values; whatever is said, in every language."""
    if isinstance(value, Figure):
        return value.value
    if isinstance(value, Said) and not isinstance(value, Message):
        return texts(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not is_dataclass(value):
        return value
    said = {"texts": texts(value)} if isinstance(value, Message) else {}
    return {item.name: _plain(getattr(value, item.name)) for item in fields(value)} | said


INF = math.inf


@dataclass
class BookDraft:
    """Rules with their words, and settings with how far they may give way."""

    rules: list[Rule] = field(default_factory=list, init=False)
    words: dict[str, Message] = field(default_factory=dict, init=False)
    settings: dict[str, Setting] = field(default_factory=dict, init=False)

    def add(
        self,
        name: str,
        words: Message,
        matrix: sparse.csr_array,
        *,
        lower: Floats | float = -INF,
        upper: Floats | float = INF,
        way: Setting | None = None,
        gives: Floats | float = 1.0,
    ) -> None:
        """Add a rule with its words, and the setting that may give way for it."""
        rows = matrix.shape[0]
        low, high = (np.broadcast_to(bound, (rows,)).astype(np.float64) for bound in (lower, upper))
        key, each = "", None
        if way is not None:
            key, each = way.key, np.broadcast_to(gives, (rows,)).astype(np.float64)
            self.settings[key] = way
        self.rules.append(Rule(name, sparse.csr_array(matrix), low, high, key, each))
        self.words[name] = words

    def book(self, upper: Floats, *, whole: NDArray[np.bool_] | None = None) -> RuleBook:
        """Close the draft over columns from 0 to their bounds, all of them whole unless some are not.

        Rules that were written over fewer columns have no part in those behind them.
        """
        integer = np.ones(upper.size, dtype=bool) if whole is None else whole
        rules = tuple(
            replace(rule, matrix=_cells(rule.matrix, (rule.matrix.shape[0], upper.size)))
            for rule in self.rules
        )
        slacks = {key: setting.slack for key, setting in self.settings.items()}
        system = RuleSystem(np.zeros(upper.size), upper, integer, rules, slacks)
        return RuleBook(system, self.words, self.settings)


def _cells(matrix: sparse.csr_array, shape: tuple[int, int]) -> sparse.csr_array:
    """Give the cells of a matrix in one of another width."""
    return sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=shape)


def picked(columns: Whole, width: int, figures: Floats | float = 1.0) -> sparse.csr_array:
    """Give one row a column, with a figure in it."""
    rows = np.arange(len(columns))
    data = np.broadcast_to(figures, rows.shape)
    return sparse.csr_array((data, (rows, columns)), shape=(rows.size, width))
