"""Simulated annealing for maximal covering: many cheap exchanges, compiled.

After Kirkpatrick, S., Gelatt, C. and Vecchi, M. (1983), Optimization by simulated annealing, Science 220,
671-680; for maximal covering Murray, A. and Church, R. (1996), Applying simulated annealing to
location-planning models, Journal of Heuristics 2, 31-53.

Before it, an open site is exchanged for a shut one as long as that covers more.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message
from optimize.covering.state import Allowance, CoverState, fill
from optimize.solvers.work import LOOK, PROPOSE

if TYPE_CHECKING:
    from optimize.solvers.limits import Clock, Settings, Until


def swap(state: CoverState, limits: Allowance, rng: np.random.Generator, clock: Clock) -> None:
    """Exchange sites until no exchange of one for one covers more.

    Every open site is shut in turn and the best site put in its place: the whole swap neighbourhood, first
    improvement over the open sites.
    """
    improved = True
    while improved and clock.left > 0:
        improved = False
        for site in rng.permutation(state.sites()).tolist():
            if clock.left <= 0:
                return
            clock.charge(LOOK * 2 * state.is_open.size)
            before = state.value
            state.shut(site)
            pick = limits.best(state)
            if pick is None or pick == site:
                state.open(site)
                continue
            state.open(pick)
            if state.value > before * (1 + 1e-12) + 1e-9:
                fill(state, limits)
                improved = True
            else:
                state.shut(pick)
                state.open(site)


_HOT, _COLD = 0.025, 0.004
"""First and last temperature, as shares of what an open site holds on average (tuned on NewYork, Bronx)."""
_COLDER = 0.0007
"""Last temperature of a second searcher: less is at stake where nearly all demand is covered."""
_FAR = 0.15
"""Share of proposals that bring a site from anywhere."""
_BLOCKS = 40
"""Calls of the compiled loop in one cooling, between which the clock is read."""
_TRIAL = 5_000
"""Proposals that measure the speed."""


def improve(
    state: CoverState, limits: Allowance, rng: np.random.Generator, how: Settings, until: Until
) -> None:
    """Search for a better choice of as many sites; the best state found is left in `state`.

    Parameters
    ----------
    state, limits
        Where to start, and what may open.
    rng
        Source of chance.
    how
        Its threads run the searchers side by side, which changes no answer; it is told of better states.
    until
        When it ends; steps are the proposals of every searcher without a limit, else the share of what is
        left is used in one cooling.
    """
    if not 0 < state.n_open < state.is_open.size:
        return
    colds = (_COLD, _COLDER)
    searchers = [
        _Searcher(state, limits, seed, cold) for cold, seed in zip(colds, rng.spawn(len(colds)), strict=True)
    ]
    threads = (os.cpu_count() or 1) if how.threads is None else how.threads
    try:
        with ThreadPoolExecutor(min(threads, len(searchers))) as pool:
            _cool(searchers, pool, how, until)
    finally:
        top = max(searchers, key=lambda one: one.figures[1])
        if top.figures[1] > state.value:
            state.become(top.best)


class _Searcher:
    """One search with its own books."""

    def __init__(self, state: CoverState, limits: Allowance, rng: np.random.Generator, cold: float) -> None:
        from optimize.location.mclp.kernel import exchange  # noqa: PLC0415 - numba takes long to load

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


def _cool(searchers: list[_Searcher], pool: ThreadPoolExecutor, how: Settings, until: Until) -> None:
    """Cool once: the number of proposals follows from the work given, or from the speed and the time."""
    clock, steps, each = how.clock, until.steps, PROPOSE * len(searchers)

    def everyone(moves: int, done: float, ahead: float) -> None:
        list(pool.map(lambda one: one.block(moves, *one.between(done, ahead)), searchers))

    searchers[0].block(1, _HOT, _HOT)  # compiles, or loads what is compiled
    begin, span = clock.seconds, until.share * clock.left
    if clock.limit is not None:
        steps, span = int(span / each), float("inf")
    elif np.isfinite(span):
        everyone(_TRIAL, 0.0, 0.0)
        steps = int(span * _TRIAL / max(1e-6, clock.seconds - begin))
    moves = max(1, steps // _BLOCKS)
    best, ended = max(one.figures[1] for one in searchers), clock.seconds
    for block in range(_BLOCKS):
        done, ahead = block / _BLOCKS, (block + 1) / _BLOCKS
        everyone(moves, done, ahead)
        clock.charge(moves * each)
        before, best = best, max(one.figures[1] for one in searchers)
        if best > before:
            value = f"{how.shown(best):.10g}"
            how.tell(message("progress-mclp-annealing", ahead=f"{ahead:.0%}", value=value))
        if best >= until.target * (1 - 1e-12) or clock.seconds_left <= 0.0:
            break
        if np.isfinite(span):
            used = (clock.seconds - begin) / max(span, 1e-9)
            if used >= 1.0:
                break
            # What is left of the time goes to what is left of the cooling; proposals get cheaper as it cools.
            pace = moves / max(1e-6, clock.seconds - ended)
            moves = max(1, int(min(2.0 * moves, pace * (1 - used) * span / max(1, _BLOCKS - block - 1))))
            ended = clock.seconds
