"""Simulated annealing for maximal covering: many cheap exchanges, compiled where numba is installed.

After Kirkpatrick, S., Gelatt, C. and Vecchi, M. (1983), Optimization by simulated annealing, Science 220,
671-680; for maximal covering Murray, A. and Church, R. (1996), Applying simulated annealing to
location-planning models, Journal of Heuristics 2, 31-53.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

from optimize.local_search import ruin_and_recreate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.answers import Clock
    from optimize.cover_state import CoverState, Limits

COMPILED = importlib.util.find_spec("numba") is not None
"""Whether exchanges are compiled; without numba `ruin_and_recreate` searches, about fifty times slower."""
_HOT, _COLD = 0.04, 0.0015
"""First and last temperature, as shares of what an open site holds on average (tuned on NewYork, Bronx)."""
_FAR = 0.15
"""Share of proposals that bring a site from anywhere."""
_BLOCKS = 40
"""Calls of the compiled loop in one cooling, between which the clock is read."""
_TRIAL = 5_000
"""Proposals that measure the speed."""


def improve(
    state: CoverState,
    limits: Limits,
    rng: np.random.Generator,
    clock: Clock,
    *,
    steps: int,
    share: float = 1.0,
    target: float = np.inf,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Search for a better choice of as many sites; the best state found is left in `state`.

    Parameters
    ----------
    state, limits
        Where to start, and what may open.
    rng
        Source of chance.
    clock, share
        Use this share of the time left, in one cooling.
    steps
        Proposals when there is no time limit.
    target
        Stop at this value: a proven bound.
    tell
        Told of better states.
    """
    if not COMPILED:
        ruin_and_recreate(
            state, limits, rng, clock, steps=steps // 1_000, share=share, target=target, tell=tell
        )
        return
    _cool(state, limits, rng, clock, steps=steps, share=share, target=target, tell=tell)


def _cool(
    state: CoverState,
    limits: Limits,
    rng: np.random.Generator,
    clock: Clock,
    *,
    steps: int,
    share: float,
    target: float,
    tell: Callable[[str], None] | None,
) -> None:
    """Cool once: the number of proposals follows from the speed measured and the time given."""
    from optimize.mclp_kernel import exchange  # noqa: PLC0415 - numba is an optional extra

    opened = state.sites()
    if not 0 < opened.size < state.is_open.size:
        return
    costs = np.zeros(state.is_open.size) if limits.costs is None else limits.costs
    best = opened.copy()
    money = limits.budget - float(costs[opened].sum())
    figures = np.array([state.value, state.value, money])
    warmth = max(1e-9, float(state.holds[opened].mean()))
    is_open, times, owners, holds = state.books()
    by_site_start, by_site_rows = state.by_site()

    def block(moves: int, hot: float, cold: float) -> None:
        exchange(
            by_site_start,
            by_site_rows,
            state.cover.indptr.astype(np.int64),
            state.cover.indices.astype(np.int32),
            state.weights,
            state.gain,
            costs,
            opened,
            is_open,
            times,
            owners,
            holds,
            best,
            figures,
            moves,
            hot * warmth,
            cold * warmth,
            _FAR,
            int(rng.integers(2**31)),
        )

    block(1, _HOT, _HOT)  # compiles, or loads what is compiled
    begin, span = clock.seconds, share * clock.left
    block(_TRIAL, _HOT, _HOT)
    if np.isfinite(span):
        # Proposals are made faster as it cools, since fewer are accepted: half as many again fit in.
        steps = int(1.5 * span * _TRIAL / max(1e-6, clock.seconds - begin))
    moves = max(1, steps // _BLOCKS)
    done = 0.0
    while done < 1.0:
        before = figures[1]
        ahead = min(1.0, done + 1 / _BLOCKS)
        block(moves, _HOT * (_COLD / _HOT) ** done, _HOT * (_COLD / _HOT) ** ahead)
        done = ahead if ahead < 1.0 - 1e-9 else 1.0
        if tell is not None and figures[1] > before:
            tell(f"annealing, {done:.0%} cooled: {figures[1]:.10g}")
        if figures[1] >= target * (1 - 1e-12):
            break
        if np.isfinite(span):
            used = (clock.seconds - begin) / max(span, 1e-9)
            if used >= 1.0:
                break
            # What is left of the time goes to what is left of the cooling.
            speed = moves * max(done * _BLOCKS, 1.0) / max(used, 1e-9)
            moves = max(1, int(min(2.0 * moves, speed * (1 - used) / max(1.0, (1 - done) * _BLOCKS))))
    state.become(best)
