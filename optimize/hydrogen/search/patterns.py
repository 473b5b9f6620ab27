"""How many stations of each size open: the patterns, and the cheapest choice of sites for every one of them.

Where each (site, size) has a value of its own, the sites and sizes of least total value with a given number
of stations of each size follow by dynamic programming over a few sites: of every size only the `target` best
matter, because an optimal choice with a worse site leaves one of those unused. One pass gives all patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.hydrogen.problem import HydrogenProblem

Pattern = tuple[int, ...]
MOST_CELLS = 4000
"""Entries of the table of counts up to which sizes are told apart; beyond, all sizes are one kind."""


@dataclass(frozen=True, eq=False)
class Choices:
    """Least total value by counts of every kind, (target + 1, ...), and how each entry came about."""

    least: Floats
    sites: Whole
    picked: list[Whole]
    best_size: Whole


class SizePatterns:
    """The patterns of a problem.

    Parameters
    ----------
    problem
        Target, sizes and required sites.
    room_kg
        Capacity that the new stations must have together, kg/day; None tells no sizes apart.
    """

    def __init__(self, problem: HydrogenProblem, room_kg: float | None) -> None:
        self.target, self.required = problem.target, np.unique(problem.required)
        sizes = problem.sizes_kg
        self.by_size = room_kg is not None and (self.target + 1) ** sizes.size <= MOST_CELLS
        self.kinds = sizes.size if self.by_size else 1
        self.shape = (self.target + 1,) * self.kinds
        counts = np.moveaxis(np.indices(self.shape), 0, -1).reshape(-1, self.kinds)
        able = counts.sum(axis=1) == self.target
        if self.by_size and room_kg is not None:
            able &= counts @ sizes >= room_kg * (1.0 - 1e-9)
        self.alive: list[Pattern] = [tuple(int(n) for n in row) for row in counts[able]]

    def choose(self, value: Floats) -> Choices:
        """Find the least total value of every pattern; `value` is (S, K), infinite where nothing may open."""
        best_size = np.argmin(value, axis=1)
        kinds = value if self.by_size else value.min(axis=1)[:, None]
        finite = np.where(np.isfinite(kinds), kinds, 0.0)
        # A required site is worth more than all others, until the sum is taken.
        bonus = 2.0 * (np.abs(finite).max(initial=0.0) + 1.0) * (self.target + 1)
        ranked = kinds.copy()
        ranked[self.required] -= bonus
        few = min(self.target, len(ranked))
        sites = np.unique(np.argpartition(ranked, max(few - 1, 0), axis=0)[:few])
        least = np.full(self.shape, np.inf)
        least[(0,) * self.kinds] = 0.0
        picked: list[Whole] = []
        for site in sites.tolist():
            after = least.copy()
            pick: Whole = np.full(self.shape, -1, dtype=np.int64)
            for kind in range(self.kinds):
                with_one, without = _shifted(self.kinds, kind)
                total = least[without] + ranked[site, kind]
                better = total < after[with_one]
                after[with_one][better] = total[better]
                pick[with_one][better] = kind
            least = after
            picked.append(pick)
        least = least + bonus * self.required.size
        least[least > bonus / 2] = np.inf
        return Choices(least, sites, picked, best_size)

    def stations(self, choices: Choices, pattern: Pattern) -> tuple[Flags, Whole]:
        """Give the sites that open in a pattern, (S,), and the size of every site."""
        size = choices.best_size.copy()
        opened = np.zeros(size.size, dtype=bool)
        left = list(pattern)
        for site, pick in zip(choices.sites[::-1].tolist(), choices.picked[::-1], strict=True):
            kind = int(pick[tuple(left)])
            if kind >= 0:
                opened[site] = True
                left[kind] -= 1
                size[site] = kind if self.by_size else size[site]
        return opened, size

    def forced(self, choices: Choices, value: Floats, pattern: Pattern) -> Floats:
        """Bound the total value with each (site, size) among the stations of a pattern, (S, K)."""
        total = np.full(value.shape, np.inf)
        for kind in range(self.kinds):
            if pattern[kind]:
                fewer = tuple(count - (kind == at) for at, count in enumerate(pattern))
                columns = kind if self.by_size else slice(None)
                total[:, columns] = float(choices.least[fewer]) + value[:, columns]
        # A required site stands among the fewer already: nothing is said of it.
        total[self.required] = -np.inf
        return total


def _shifted(kinds: int, kind: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Index the entries with at least one of a kind, and the entries with one less of it."""
    every = slice(None)
    with_one = tuple(slice(1, None) if at == kind else every for at in range(kinds))
    without = tuple(slice(None, -1) if at == kind else every for at in range(kinds))
    return with_one, without
