"""What an explanation is made of: truths, rules as they are collected, settings that may give way."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy import sparse

from optimize.solvers.conflicts import Rule, RuleSystem, Slack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from gisplan_arrays import Floats


Severity = Literal["impossible", "limits"]


@dataclass(frozen=True)
class Truth:
    """Something that counting alone shows.

    Attributes
    ----------
    kind
        What it is about, such as ``service-area-bays``.
    severity
        ``impossible``: no plan exists; ``limits``: a plan exists, but cannot do better there.
    zh, en
        The sentence, with names, places and figures.
    figures
        The figures by name.
    """

    kind: str
    severity: Severity
    zh: str
    en: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Settings that together make the rules possible.

    Attributes
    ----------
    sets
        Texts for ``--set``, one a setting.
    zh, en
        What changes, in words.
    checked
        Whether the rules were built again with these settings and found possible.
    """

    sets: tuple[str, ...]
    zh: str
    en: str
    checked: bool


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together, and what ends their conflict.

    Attributes
    ----------
    about
        ``charging`` or ``hydrogen``.
    rules
        The rules, none of which can be spared, as (Chinese, English).
    proven
        Whether each of them was proven to be needed.
    cheapest
        The fewest settings that have to change, and by how much; None when none suffice.
    alternatives
        Single settings each of which suffices alone.
    """

    about: str
    rules: tuple[tuple[str, str], ...]
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
        """Give the explanation as plain values, ready for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Give the explanation as text, a sentence in Chinese and in English after each other."""
        return [
            *_truth_lines(self.truths),
            *(line for part in self.conflicts for line in _conflict_lines(part)),
        ]


@dataclass(frozen=True, eq=False)
class Setting:
    """A setting of the scenario that may give way.

    Attributes
    ----------
    zh, en
        What a planner calls it.
    changed
        From the amount it gives way and the values of all columns: the text for ``--set``.
    """

    zh: str
    en: str
    changed: Callable[[float, NDArray[np.float64]], str]


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Rules over columns with the words for them.

    Attributes
    ----------
    system
        The rules.
    words
        Chinese and English sentence of every rule, by its name.
    settings
        The settings that may give way, by the key of the system.
    """

    system: RuleSystem
    words: Mapping[str, tuple[str, str]]
    settings: Mapping[str, Setting]


def _truth_lines(truths: tuple[Truth, ...]) -> list[str]:
    lines: list[str] = []
    for severity, zh, en in (
        ("impossible", "以下事实使方案不可行", "These facts leave no plan"),
        ("limits", "以下事实限制方案的效果", "These facts limit every plan"),
    ):
        mine = [truth for truth in truths if truth.severity == severity]
        if mine:
            lines.append(f"{zh} / {en}:")
            lines += [f"  - {truth.zh}\n    {truth.en}" for truth in mine]
    return lines


def _conflict_lines(conflict: Conflict) -> list[str]:
    proof = ("，缺一不可", ", and none of them can be spared") if conflict.proven else ("", "")
    lines = [f"以下规则不能同时满足{proof[0]} / These rules cannot hold together{proof[1]}:"]
    lines += [f"  - {zh}\n    {en}" for zh, en in conflict.rules]
    if conflict.cheapest is None:
        lines.append("没有任何设置能解决 / No setting of the scenario ends this; change the layers.")
        return lines
    lines += ["改动最少的办法 / The least that has to change:", _change_line(conflict.cheapest)]
    others = [change for change in conflict.alternatives if change != conflict.cheapest]
    if others:
        lines.append("也可只改其中一项 / Or one of these alone:")
        lines += [_change_line(change) for change in others]
    return lines


def _change_line(change: Change) -> str:
    sets = " ".join(f"--set {text}" for text in change.sets)
    doubt = "" if change.checked else "（未能核实 / could not be checked）"
    return f"  {sets}\n    {change.zh} / {change.en}{doubt}"


INF = math.inf


@dataclass
class BookDraft:
    """Rules with their words, and settings with how far they may give way."""

    rules: list[Rule] = field(default_factory=list, init=False)
    words: dict[str, tuple[str, str]] = field(default_factory=dict, init=False)
    slacks: dict[str, Slack] = field(default_factory=dict, init=False)
    settings: dict[str, Setting] = field(default_factory=dict, init=False)

    def add(
        self,
        name: str,
        zh: str,
        en: str,
        matrix: sparse.csr_array,
        *,
        lower: Floats | float = -INF,
        upper: Floats | float = INF,
        key: str = "",
        gives: Floats | float = 1.0,
    ) -> None:
        """Add a rule with its words."""
        rows = matrix.shape[0]
        low, high = (np.broadcast_to(bound, (rows,)).astype(np.float64) for bound in (lower, upper))
        each = np.broadcast_to(gives, (rows,)).astype(np.float64) if key else None
        self.rules.append(Rule(name, sparse.csr_array(matrix), low, high, key, each))
        self.words[name] = (zh, en)

    def setting(self, key: str, slack: Slack, setting: Setting) -> None:
        """Let a setting give way."""
        self.slacks[key], self.settings[key] = slack, setting

    def book(self, upper: Floats, *, whole: NDArray[np.bool_] | None = None) -> RuleBook:
        """Close the draft over columns from 0 to their bounds, all of them whole unless some are not."""
        integer = np.ones(upper.size, dtype=bool) if whole is None else whole
        system = RuleSystem(np.zeros(upper.size), upper, integer, tuple(self.rules), self.slacks)
        return RuleBook(system, self.words, self.settings)
