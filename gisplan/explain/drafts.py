"""Rules as they are collected, each with its words, until they are a book."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.parts import RuleBook
from optimize.solvers.conflicts import Rule, RuleSystem, Slack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.explain.parts import Setting

    Floats = NDArray[np.float64]

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
