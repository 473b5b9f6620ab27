"""Local search for maximal covering: exchange an open site for a shut one as long as that covers more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.covering.state import Allowance, CoverState, fill

if TYPE_CHECKING:
    from gisplan_progress import Progress
    from optimize.solvers.limits import Clock

_START_HEAT = 0.1
"""First temperature, as a share of what an open site holds on average."""
_BLINK = 0.01
"""Chance that a site is overlooked when filling up."""


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


def ruin_and_recreate(
    state: CoverState,
    limits: Allowance,
    rng: np.random.Generator,
    clock: Clock,
    *,
    steps: int,
    share: float = 1.0,
    target: float = np.inf,
    tell: Progress | None = None,
) -> None:
    """Shut a few neighbouring sites and fill up again, accepting losses that shrink over time.

    After Schrimpf, G. et al. (2000), Record breaking optimization results using the ruin and recreate
    principle, Journal of Computational Physics 159, 139-171. The best state found is left in `state`.

    Parameters
    ----------
    state, limits
        Where to start, and what may open.
    rng
        Source of chance.
    clock, share
        Stop when this share of the time left at the start is over.
    steps
        Most rounds.
    target
        Stop at this value: a proven bound.
    tell
        Told of better states.
    """
    best, best_value = state.sites(), state.value
    if not 0 < best.size < state.is_open.size:
        return
    begin, span = clock.seconds, share * clock.left
    heat = _START_HEAT * max(1e-9, float(state.holds[best].mean()))
    value = state.value
    for step in range(steps):
        done = max(step / steps, (clock.seconds - begin) / span if np.isfinite(span) else 0.0)
        if done >= 1.0 or best_value >= target * (1 - 1e-12):
            break
        gone, come = _ruin(state, limits, rng)
        if state.value > best_value * (1 + 1e-12) + 1e-9:
            best, best_value = state.sites(), state.value
            if tell is not None:
                tell(f"ruin and recreate, round {step}: {best_value:.10g}")
        if state.value >= value + heat * (1 - done) ** 2 * np.log(max(rng.random(), 1e-300)):
            value = state.value
            continue
        for site in come:
            state.shut(site)
        for site in gone:
            state.open(site)
    state.become(best)


def _ruin(state: CoverState, limits: Allowance, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """Shut up to three neighbouring sites, bar some of them, fill up; give what went and what came."""
    opened = state.sites()
    near = state.neighbours(int(rng.choice(opened)))
    near = near if near.size > 1 else opened
    gone = rng.choice(near, size=min(int(rng.integers(1, 4)), near.size), replace=False).tolist()
    for site in gone:
        state.shut(site)
    barred = rng.random(state.is_open.size) < _BLINK
    barred[gone[: int(rng.integers(1, len(gone) + 1))]] = True
    come = []
    while (site := limits.best(state, barred)) is not None:
        state.open(site)
        come.append(site)
    while (site := limits.best(state)) is not None:
        state.open(site)
        come.append(site)
    return [site for site in gone if site not in come], [site for site in come if site not in gone]
