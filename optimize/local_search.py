"""Swap local search for covering: exchange an open site for a shut one as long as that covers more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.greedy import fill

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.answers import Clock
    from optimize.cover_state import CoverState

    Indices = NDArray[np.int64]


def swap(state: CoverState, rng: np.random.Generator, clock: Clock) -> None:
    """Exchange sites until no exchange of one for one covers more.

    Every open site is shut in turn and the best site put in its place: the whole swap neighbourhood, first
    improvement over the open sites.
    """
    improved = True
    while improved and clock.left > 0:
        improved = False
        for site in rng.permutation(state.sites()).tolist():
            before = state.value
            state.shut(site)
            pick = state.best()
            if pick is None or pick == site:
                state.open(site)
                continue
            state.open(pick)
            if state.value > before * (1 + 1e-12) + 1e-12:
                fill(state)
                improved = True
            else:
                state.shut(pick)
                state.open(site)


def shake(state: CoverState, rng: np.random.Generator, clock: Clock, rounds: int) -> None:
    """Shut a few neighbouring sites, fill up, swap, keep what is better (iterated local search).

    The best state found is left in `state`.
    """
    best, best_value = state.sites(), state.value
    if best.size < 2:
        return
    for _ in range(rounds):
        if clock.left <= 0:
            break
        size = int(rng.integers(2, min(6, best.size) + 1))
        seed = int(rng.choice(best))
        near = state.neighbours(seed)
        pool = near if near.size >= size else best
        leaving = rng.choice(pool, size=min(size, pool.size), replace=False)
        barred = np.zeros(state.is_open.size, dtype=bool)
        for site in leaving.tolist():
            state.shut(site)
        barred[leaving[: max(1, size // 2)]] = True
        while (site := state.best(barred)) is not None:
            state.open(site)
        fill(state)
        swap_near(state, rng, clock, leaving)
        if state.value >= best_value * (1 - 1e-12):
            best, best_value = state.sites(), state.value
        else:
            state.become(best)


def swap_near(state: CoverState, rng: np.random.Generator, clock: Clock, around: Indices) -> None:
    """Swap only open sites that share rows with the given ones, then with the sites just exchanged."""
    queue = set()
    for site in around.tolist():
        queue.update(state.neighbours(site).tolist())
    while queue and clock.left > 0:
        site = int(rng.choice(sorted(queue)))
        queue.discard(site)
        if not state.is_open[site]:
            continue
        before = state.value
        state.shut(site)
        pick = state.best()
        if pick is None or pick == site:
            state.open(site)
            continue
        state.open(pick)
        if state.value > before * (1 + 1e-12) + 1e-12:
            fill(state)
            queue.update(state.neighbours(site).tolist())
            queue.update(state.neighbours(pick).tolist())
        else:
            state.shut(pick)
            state.open(site)
