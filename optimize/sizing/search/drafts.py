"""Whole chargers near a fractional sizing, with closed sites closed and the budget kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.search.rounding import finish, round_near

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.arrays import Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.search.rounding import Draft, Enough


_PRICES = 9
"""Prices of missing energy that are tried for a draft within the budget."""

_OPEN_SHARES = (0.05, 0.5)
"""A site that may close opens from these shares of its least chargers on; both are tried."""


def draft_near(
    problem: SizingProblem,
    layout: Layout,
    near: Floats,
    load: Floats,
    fast_load: Floats,
    extra: list[Whole],
    *,
    price: float,
    enough: Enough,
    out_of_time: Callable[[], bool],
) -> Draft | None:
    """Round a fractional sizing to whole chargers.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    near : numpy.ndarray
        Fractional counts that meet every constraint, shape (S, T).
    load, fast_load : numpy.ndarray
        Energy each site shall deliver, kWh/day.
    extra
        Further integer counts a site may take.
    price
        CNY per kWh/day of missing capacity; lowered until the budget is kept.
    enough
        When unmet energies count as equal.
    out_of_time
        Tells when to stop.

    Returns
    -------
    Draft or None
        The best draft found; None when rows or budget could not be met.
    """
    best: Draft | None = None
    for part in _choices(problem, near, load):
        draft = _within_budget(
            part, layout, near, load, fast_load, extra, price=price, enough=enough, out_of_time=out_of_time
        )
        if draft is not None and draft.better_than(best, enough):
            best = draft
        if out_of_time():
            break
    return best


def _choices(problem: SizingProblem, near: Floats, load: Floats) -> list[SizingProblem]:
    """Decide which sites open: those that a fractional sizing fills, as many as may."""
    opening = problem.opening
    if opening is None:
        return [problem]
    least = np.maximum(np.maximum(problem.open_chargers, problem.min_fast), 1)
    able = problem.room >= least
    total = near.sum(axis=1)
    worth = np.where(able, load + 1e-6 * total, -1.0)
    out: list[SizingProblem] = []
    seen: set[bytes] = set()
    for share in _OPEN_SHARES:
        stands = (total >= share * least) & able
        counted = np.flatnonzero(opening.counted)
        ranked = counted[np.argsort(-worth[counted], kind="stable")]
        number = int(stands[counted].sum())
        if opening.most is not None:
            number = min(number, opening.most)
        number = max(number, opening.least)
        stands[counted] = False
        stands[ranked[:number]] = able[ranked[:number]]
        if stands.tobytes() not in seen:
            seen.add(stands.tobytes())
            out.append(problem.with_open(stands))
    return out


def _within_budget(
    problem: SizingProblem,
    layout: Layout,
    near: Floats,
    load: Floats,
    fast_load: Floats,
    extra: list[Whole],
    *,
    price: float,
    enough: Enough,
    out_of_time: Callable[[], bool],
) -> Draft | None:
    """Draft at the price that missing energy is worth, lowered by halving until the budget pays for it."""

    def draft_at(worth: float) -> Draft | None:
        counts = round_near(problem, layout, near, load, fast_load, extra, worth)
        return finish(
            problem,
            layout,
            counts,
            load,
            fast_load,
            price=worth,
            enough=enough,
            out_of_time=out_of_time,
        )

    best = draft_at(price)
    if problem.budget is None or best is not None:
        return best
    # bounds on the price: free energy buys nothing, the full price bought too much
    low, high = price * 1e-5, price
    for _ in range(_PRICES):
        worth = float(np.sqrt(low * high))
        draft = draft_at(worth)
        if draft is None:
            high = worth
        else:
            low = worth
            if draft.better_than(best, enough):
                best = draft
        if out_of_time():
            break
    return best
