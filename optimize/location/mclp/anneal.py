"""Simulated annealing for maximal covering: many cheap exchanges, compiled where numba is installed.

After Kirkpatrick, S., Gelatt, C. and Vecchi, M. (1983), Optimization by simulated annealing, Science 220,
671-680; for maximal covering Murray, A. and Church, R. (1996), Applying simulated annealing to
location-planning models, Journal of Heuristics 2, 31-53.
"""

from __future__ import annotations

import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from optimize.location.mclp.exchange import ruin_and_recreate

if TYPE_CHECKING:
    from optimize.covering.state import Allowance, CoverState
    from optimize.solvers.limits import Settings

COMPILED = importlib.util.find_spec("numba") is not None
"""Whether exchanges are compiled; without numba `ruin_and_recreate` searches, a round for a thousand."""
_HOT, _COLD = 0.025, 0.004
"""First and last temperature, as shares of what an open site holds on average (tuned on NewYork, Bronx)."""
_COLDER = 0.0007
"""Last temperature of every second searcher: less is at stake where nearly all demand is covered."""
_FAR = 0.15
"""Share of proposals that bring a site from anywhere."""
_BLOCKS = 40
"""Calls of the compiled loop in one cooling, between which the clock is read."""
_MOST_SEARCHERS = 4
_TRIAL = 5_000
"""Proposals that measure the speed."""


def improve(
    state: CoverState,
    limits: Allowance,
    rng: np.random.Generator,
    how: Settings,
    *,
    steps: int,
    share: float = 1.0,
    target: float = np.inf,
) -> None:
    """Search for a better choice of as many sites; the best state found is left in `state`.

    Parameters
    ----------
    state, limits
        Where to start, and what may open.
    rng
        Source of chance.
    how
        Its threads are searchers side by side, each with its own chance: one per core, at most four, when it
        names none. It is told of better states.
    share
        Use this share of the time left, in one cooling.
    steps
        Proposals of every searcher when there is no time limit.
    target
        Stop at this value: a proven bound.
    """
    if not COMPILED:
        ruin_and_recreate(
            state, limits, rng, how.clock, steps=steps // 1_000, share=share, target=target, tell=how.tell
        )
        return
    if not 0 < state.n_open < state.is_open.size:
        return
    number = (os.cpu_count() or 1) if how.threads is None else max(1, how.threads)
    searchers = [
        _Searcher(state, limits, seed, _COLDER if k % 2 else _COLD)
        for k, seed in enumerate(rng.spawn(min(number, _MOST_SEARCHERS)))
    ]
    try:
        with ThreadPoolExecutor(len(searchers)) as pool:
            _cool(searchers, pool, how, steps=steps, share=share, target=target)
    finally:
        top = max(searchers, key=lambda one: one.figures[1])
        if top.figures[1] > state.value:
            state.become(top.best)


class _Searcher:
    """One search with its own books."""

    def __init__(self, state: CoverState, limits: Allowance, rng: np.random.Generator, cold: float) -> None:
        from optimize.location.mclp.kernel import exchange  # noqa: PLC0415 - numba is an optional extra

        self.exchange, self.rng, self.cold = exchange, rng, cold
        self.opened, self.best = state.sites(), state.sites()
        costs = np.zeros(state.is_open.size) if limits.costs is None else limits.costs
        money = limits.budget - float(costs[self.opened].sum())
        self.figures = np.array([state.value, state.value, money])
        self.warmth = max(1e-9, float(state.holds[self.opened].mean()))
        self.given = (
            *state.by_site(),
            state.cover.indptr.astype(np.int64),
            state.cover.indices.astype(np.int32),
            state.weights,
            state.gain,
            costs,
        )
        self.books = state.books()

    def between(self, done: float, ahead: float) -> tuple[float, float]:
        """Give the temperatures at two shares of the cooling."""
        return _HOT * (self.cold / _HOT) ** done, _HOT * (self.cold / _HOT) ** ahead

    def block(self, moves: int, hot: float, cold: float) -> None:
        """Propose some exchanges between two temperatures."""
        self.exchange(
            *self.given,
            self.opened,
            *self.books,
            self.best,
            self.figures,
            moves,
            hot * self.warmth,
            cold * self.warmth,
            _FAR,
            int(self.rng.integers(2**31)),
        )


def _cool(
    searchers: list[_Searcher],
    pool: ThreadPoolExecutor,
    how: Settings,
    *,
    steps: int,
    share: float,
    target: float,
) -> None:
    """Cool once: the number of proposals follows from the speed measured and the time given."""
    clock = how.clock

    def everyone(moves: int, done: float, ahead: float) -> None:
        list(pool.map(lambda one: one.block(moves, *one.between(done, ahead)), searchers))

    searchers[0].block(1, _HOT, _HOT)  # compiles, or loads what is compiled
    begin, span = clock.seconds, share * clock.left
    if np.isfinite(span):
        everyone(_TRIAL, 0.0, 0.0)
        steps = int(span * _TRIAL / max(1e-6, clock.seconds - begin))
    moves = max(1, steps // _BLOCKS)
    best, ended = max(one.figures[1] for one in searchers), clock.seconds
    for block in range(_BLOCKS):
        done, ahead = block / _BLOCKS, (block + 1) / _BLOCKS
        everyone(moves, done, ahead)
        before, best = best, max(one.figures[1] for one in searchers)
        if best > before:
            how.tell(f"MCLP: annealing, {ahead:.0%} cooled: {best:.10g}")
        if best >= target * (1 - 1e-12):
            break
        if np.isfinite(span):
            used = (clock.seconds - begin) / max(span, 1e-9)
            if used >= 1.0:
                break
            # What is left of the time goes to what is left of the cooling; proposals get cheaper as it cools.
            pace = moves / max(1e-6, clock.seconds - ended)
            moves = max(1, int(min(2.0 * moves, pace * (1 - used) * span / max(1, _BLOCKS - block - 1))))
            ended = clock.seconds
