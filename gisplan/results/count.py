"""What the count of chargers buys: which of them the energy needs, and which rule keeps each of the others.

A charger is *spare* when it can go and its site still delivers what it delivers: at every site the dearest
kinds go first, as many as the energy leaves. A rule keeps a spare charger when it fails without it: of the
spare ones, those that a site's own least numbers need are put back first, then those that floors and shares
need, the cheapest first, in the order of the rules until all hold; what the target needs comes last, and what
no rule needs is left to the gap of the cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.chargers.capacity import AREAS, standing_at
from gisplan.planning.chargers.waiting import judged
from gisplan.tables.count import NOTHING, ROUND_OFF, TARGET
from optimize.sizing.layout import couple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Whole
    from layers.region.loading import Region
    from optimize.sizing.layout import Coupling
    from optimize.sizing.problem import SizingProblem


@dataclass(frozen=True, eq=False)
class CountUse:
    """What each charger of a plan stands for.

    Attributes
    ----------
    spare : numpy.ndarray
        Chargers that the energy of their site does not need, shape (S, T).
    kept : dict
        Of the spare ones, those that each rule keeps, shape (S, T), by its key; in the order of the rules.
    rules : dict
        The mark of each rule in the model, by its key.
    """

    spare: Whole
    kept: dict[str, Whole]
    rules: dict[str, str]


def count_use(region: Region, scenario: Scenario, sized: SizedSites, tables: ChargerTables) -> CountUse:
    """Tell what every charger of a plan stands for.

    Under a waiting target no judged charger is spare: with fewer, drivers wait longer.
    """
    problem, counts = sized.problem, sized.sizing.counts
    frame = region.sites.iloc[sized.sites]
    here = tables.capacity_kwh[sized.sites]
    old = standing_at(tables, len(region.sites)).energy[sized.sites]
    free = ~judged(frame, scenario)
    spare = spare_chargers(problem, counts, here, old, _loads(sized), free)
    kept, rules = kept_by(problem, counts, spare, _site_keys(frame, scenario), couple(problem))
    return CountUse(spare, kept, rules)


def _loads(sized: SizedSites) -> Floats:
    """Give what the users of each pool draw at each site, kWh/day, shape (P, S)."""
    problem, pairs = sized.problem, sized.problem.pairs
    return problem.pools.loads(pairs.indices, problem.kind[pairs.rows()], sized.sizing.flow, problem.n_sites)


def spare_chargers(
    problem: SizingProblem, counts: Whole, each: Floats, old: Floats, load: Floats, may: Flags | None = None
) -> Whole:
    """Count the chargers that can go while every pool of every site still delivers what it does.

    Parameters
    ----------
    problem
        Whose pools and costs hold.
    counts, each, old : numpy.ndarray
        Chargers, kWh/day of one, and kWh/day of all that stand already, shape (S, T).
    load : numpy.ndarray
        What each pool of each site delivers, kWh/day, shape (P, S).
    may : numpy.ndarray or None
        Whether chargers of a type at a site may go at all, shape (S, T); all when None.

    Returns
    -------
    numpy.ndarray
        Shape (S, T); of a site the dearest kinds go first.
    """
    pools = problem.pools
    slack = pools.sums(counts * each + old) - load
    spare = np.zeros_like(counts)
    for t in np.argsort(-problem.cost.mean(axis=0), kind="stable").tolist():
        gives = each[:, t]
        free = np.full(len(counts), np.inf)
        for pool in np.flatnonzero(pools.types[:, t]).tolist():
            free = np.minimum(free, slack[pool])
        fits = np.divide(free, gives, out=np.zeros(len(counts)), where=gives > 0)
        gone = np.clip(np.floor(fits + ROUND_OFF), 0, counts[:, t]).astype(counts.dtype)
        gone = gone if may is None else np.where(may[:, t], gone, 0)
        spare[:, t] = gone
        slack[pools.types[:, t]] -= gone * gives
    return spare


def kept_by(
    problem: SizingProblem,
    counts: Whole,
    spare: Whole,
    site_keys: tuple[list[str], list[str]],
    coupling: Coupling,
) -> tuple[dict[str, Whole], dict[str, str]]:
    """Put spare chargers back until every rule holds: those of sites, of many sites, then the target.

    Returns
    -------
    tuple of dict
        Chargers that each rule keeps, shape (S, T), and its mark in the model, by the key of the rule.
    """
    board = _Board(problem.cost, counts - spare, spare.copy(), {}, {})
    board.site_least(problem.min_fast, problem.fast, site_keys[1])
    board.site_least(problem.min_chargers, np.ones(problem.n_types, dtype=bool), site_keys[0])
    marks = {mark: rule_key(mark) for mark in coupling.marks}
    last = [i for i, mark in enumerate(coupling.marks) if marks[mark] == TARGET]
    first = [i for i in range(len(coupling.marks)) if i not in last]
    cells = coupling.matrix.toarray()[:, coupling.of]
    for rows in (first, [*last, *first]):
        again = True
        while again:
            sides = zip(coupling.lower[rows], coupling.upper[rows], strict=True)
            put = [
                board.meet(cells[i], side, coupling.marks[i], marks)
                for i, side in zip(rows, sides, strict=True)
            ]
            again = any(put)
    if board.left.any():
        board.kept[NOTHING] = board.left
    return board.kept, board.rules


@dataclass(eq=False)
class _Board:
    """Chargers that stand, spare ones that are left, and what has put which back."""

    cost: Floats
    stand: Whole
    left: Whole
    kept: dict[str, Whole]
    rules: dict[str, str]

    def put(self, added: Whole, key: str, mark: str) -> None:
        self.stand = self.stand + added
        self.left = self.left - added
        self.kept[key] = self.kept.get(key, np.zeros_like(added)) + added
        self.rules.setdefault(key, mark)

    def site_least(self, least: Whole, types: Flags, keys: list[str]) -> None:
        """Put back what sites lack of their own least number, the cheapest kinds first."""
        lack = np.maximum(least - self.stand[:, types].sum(axis=1), 0)
        added = np.zeros_like(self.left)
        for t in np.argsort(self.cost.mean(axis=0), kind="stable").tolist():
            if types[t]:
                added[:, t] = np.minimum(lack, self.left[:, t])
                lack = lack - added[:, t]
        for key in sorted({keys[s] for s in np.flatnonzero(added.any(axis=1)).tolist()}):
            mine = np.array([one == key for one in keys])
            self.put(np.where(mine[:, None], added, 0), key, "site")

    def meet(self, cells: Floats, sides: tuple[float, float], mark: str, keys: Mapping[str, str]) -> bool:
        """Put back what one rule lacks, the cheapest first; tell whether anything was."""
        total = float((cells * self.stand).sum())
        lack = sides[0] - total if total < sides[0] - ROUND_OFF else sides[1] - total
        if np.isnan(lack) or sides[0] - ROUND_OFF <= total <= sides[1] + ROUND_OFF:
            return False
        helps = cells * np.sign(lack)
        site, kind = np.nonzero((helps > ROUND_OFF) & (self.left > 0))
        if not site.size:
            return False
        order = np.lexsort((kind, site, self.cost[site, kind]))
        site, kind = site[order], kind[order]
        gain, many = helps[site, kind], self.left[site, kind]
        before = np.concatenate([[0.0], np.cumsum(gain * many)[:-1]])
        taken = np.clip(np.ceil((abs(lack) - before - ROUND_OFF) / gain), 0, many).astype(self.left.dtype)
        added = np.zeros_like(self.left)
        added[site, kind] = taken
        self.put(added, keys[mark], mark)
        return bool(taken.any())


_KEYS: Final = {
    "district": "chargers.district_floor_share.{}",
    "category": "chargers.category_floors.counts.{}",
    "bound": "chargers.bounds.{}",
    "stop": "lorries.least_share.{}",
    "access": "chargers.access_shares.bands.{}.{}",
}
"""Keys of floors and shares by the first word of their names."""


def rule_key(mark: str) -> str:
    """Give the key of the scenario that a rule of the sizing model comes from."""
    side, _, rest = mark.partition(" ")
    kind, _, name = rest.partition(" ")
    if mark == "target" or rest.startswith("target of "):
        return TARGET
    limit = side.removeprefix("share-")
    if kind == "type":
        of, _, category = name.partition(" in ")
        return f"chargers.category_type_shares.bands.{category}.{of}.{limit}"
    if side == "own" or kind not in _KEYS:
        return f"own.{rest}" if side == "own" else mark
    return _KEYS[kind].format(name, limit)


def _site_keys(frame: pd.DataFrame, scenario: Scenario) -> tuple[list[str], list[str]]:
    """Give the keys that a site's least chargers, and its least fast ones, come from."""
    rule = scenario.chargers.service_areas
    area = "chargers.min_dc_per_service_area" if rule is None else "chargers.service_areas"
    least, fast = [], []
    for access, category, status in zip(frame["access"], frame["category"], frame["status"], strict=True):
        least.append(f"chargers.min_chargers_per_site.counts.{access}")
        if category == AREAS[0] and access == "public":
            fast.append(area)
        elif status == "required":
            fast.append(f"coverage.required_categories.min_fast.{category}")
        elif category in AREAS:
            fast.append("coverage.corridor_max_gap_km")
        else:
            fast.append(f"chargers.min_fast_per_site.counts.{access}")
    return least, fast
