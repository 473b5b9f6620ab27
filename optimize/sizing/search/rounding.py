"""From a fractional sizing to whole chargers: decide who opens, round site by site, repair, route, trim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.sizing.search.drafts import Draft, Enough, draft_of
from optimize.sizing.search.repair import MoveBoard, mended, violation
from optimize.sizing.swaps import delivered

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.sizing.flow import Routing
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem

_ASKED = 3.0
"""Capacity that a part of the network is asked for, as a multiple of the energy it lacks."""

_ROUNDS = 6
"""Times that a draft is repaired for what the sites were asked, and for what they deliver."""

_PRICES = 9
"""Prices of missing energy that are tried for a draft within the budget."""

_OPEN_SHARES = (0.05, 0.5)
"""A site that may close opens from these shares of its least chargers on; both are tried."""


@dataclass(frozen=True, eq=False)
class Near:
    """What a draft shall be near to: a fractional sizing, as a relaxation gives it.

    Attributes
    ----------
    counts : numpy.ndarray
        Fractional chargers that meet every constraint, shape (S, T).
    load : numpy.ndarray
        Energy each pool of each site shall deliver, kWh/day, shape (P, S).
    extra
        Further whole counts a site may take, each of shape (S, T).
    """

    counts: Floats
    load: Floats
    extra: tuple[Whole, ...] = ()


@dataclass(frozen=True, eq=False)
class Terms:
    """On what terms a draft is made.

    Attributes
    ----------
    price
        Money per kWh/day of missing capacity; lowered until the budget is kept.
    enough
        When unmet energies count as equal.
    out_of_time
        Tells when to stop.
    lower
        Whether lower prices are tried where the budget is not kept.
    """

    price: float
    enough: Enough
    out_of_time: Callable[[], bool]
    lower: bool = True


def draft_near(problem: SizingProblem, layout: Layout, near: Near, terms: Terms) -> Draft | None:
    """Round a fractional sizing to whole chargers.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    near
        The fractional sizing.
    terms
        Price, when it is enough, and when to stop.

    Returns
    -------
    Draft or None
        The best draft found; None when rows or budget could not be met.
    """
    best: Draft | None = None
    for part in _choices(problem, near):
        draft = _within_budget(part, layout, near, terms)
        if draft is not None and draft.better_than(best, terms.enough):
            best = draft
        if terms.out_of_time():
            break
    return best


def _choices(problem: SizingProblem, near: Near) -> list[SizingProblem]:
    """Decide which sites open: those that a fractional sizing fills, as many as may."""
    opening = problem.opening
    if opening is None:
        return [problem]
    least = np.maximum(np.maximum(problem.open_chargers, problem.min_fast), 1)
    able = problem.room >= least
    total = near.counts.sum(axis=1)
    worth = np.where(able, near.load[0] + 1e-6 * total, -1.0)
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


def _within_budget(problem: SizingProblem, layout: Layout, near: Near, terms: Terms) -> Draft | None:
    """Draft at the price that missing energy is worth, lowered by halving until the budget pays for it."""
    price = terms.price
    best = _draft_at(problem, layout, near, terms)
    if problem.budget is None or best is not None or not terms.lower:
        return best
    # bounds on the price: free energy buys nothing, the full price bought too much
    low, high = price * 1e-5, price
    for _ in range(_PRICES):
        worth = float(np.sqrt(low * high))
        draft = _draft_at(problem, layout, near, replace(terms, price=worth))
        if draft is None:
            high = worth
        else:
            low = worth
            if draft.better_than(best, terms.enough):
                best = draft
        if terms.out_of_time():
            break
    return best


def round_near(problem: SizingProblem, layout: Layout, near: Near, price: float) -> Whole:
    """Round each site's counts up or down so that coupling rows stay near their fractional values.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    near
        The fractional sizing.
    price
        Money per kWh/day of missing capacity.

    Returns
    -------
    numpy.ndarray
        Counts within each site's own bounds where any choice was, shape (S, T).
    """
    counts = near.counts
    base = np.floor(counts + 1e-6)
    loose = counts - base > 1e-6
    # those in the place of standing ones round together: each alone would double the choices
    part = np.where(problem.adds, np.cumsum(problem.adds) - 1, problem.adds.sum())
    masks = product((0, 1), repeat=int(part.max(initial=-1)) + 1)
    choices = [base + loose * np.array(mask)[part] for mask in masks]
    stacked = np.stack([*choices, *(part.astype(float) for part in [*near.extra, *_least(problem)])], axis=1)
    merit, good = _judge_choices(problem, stacked, near.load, price)
    merit -= (problem.cost * counts).sum(axis=1)[:, None]
    merit = np.where(good, merit, np.inf)
    # whole already: what a site holds for rows over many sites, beyond its load, is not its own to give up
    kept = ~loose.any(axis=1) & good[:, 0]
    rounded = stacked[np.arange(problem.n_sites), np.where(kept, 0, np.argmin(merit, axis=1))]
    coupling = layout.coupling
    totals = coupling.totals(counts)
    weight = 2.0 * float(problem.cost[problem.allowed].mean()) if problem.allowed.any() else 1.0
    for s in np.flatnonzero(loose.any(axis=1) & good.any(axis=1)).tolist():
        some = np.flatnonzero(good[s])
        rows, counting = coupling.counting(s)
        step = (stacked[s, some] - counts[s]) @ counting
        missed = violation(totals[rows] + step, coupling.lower[rows], coupling.upper[rows])
        score = merit[s, some] + weight * missed
        best = int(np.argmin(score))
        totals[rows] += step[best]
        rounded[s] = stacked[s, some[best]]
    return np.asarray(np.rint(rounded), dtype=np.int64)


def _least(problem: SizingProblem) -> list[Whole]:
    """List the smallest fillings of every site: its least fast chargers of one type, the rest of another.

    Rounding up may break the bays (a large charger takes two) and rounding down the least number, at sites
    that are as small as their least number.
    """
    fillings: list[Whole] = []
    for quick in np.flatnonzero(problem.fast & problem.adds).tolist():
        for other in np.flatnonzero(problem.adds).tolist():
            counts = np.zeros(problem.capacity_kwh.shape, dtype=np.int64)
            counts[:, quick] += problem.min_fast
            counts[:, other] += np.maximum(problem.min_chargers - problem.min_fast, 0)
            fillings.append(counts)
    if problem.most_each is not None:
        fillings += [cheapest_least(problem, problem.most_each), np.asarray(problem.most_each)]
    return fillings


def cheapest_least(problem: SizingProblem, most_each: Whole) -> Whole:
    """Fill every site's least fast chargers, then its least chargers, with the cheapest that are left."""
    counts = np.zeros(problem.capacity_kwh.shape, dtype=np.int64)
    every = np.arange(problem.n_sites)
    ranked = np.argsort(np.where(problem.allowed, problem.cost, np.inf), axis=1, kind="stable")
    for fast_only, least in ((True, problem.min_fast), (False, problem.min_chargers)):
        for rank in ranked.T:
            standing = counts[:, problem.fast].sum(axis=1) if fast_only else counts.sum(axis=1)
            added = np.minimum(most_each[every, rank] - counts[every, rank], np.maximum(least - standing, 0))
            counts[every, rank] += np.where(problem.fast[rank] | (not fast_only), added, 0)
    return counts


def _judge_choices(
    problem: SizingProblem, choices: Floats, load: Floats, price: float
) -> tuple[Floats, Flags]:
    """Price each site's choices, shape (S, choices), and tell which respect the site's own bounds."""
    swaps, adds = problem.swaps, problem.adds
    if swaps is None:
        able = problem.pools.sums(problem.capacity_kwh[:, None, :] * choices)
    else:
        able = delivered(problem.delivers, choices)
    able = able + problem.standing_sums[:, :, None]
    missing = np.maximum(load[:, :, None] - able - 1e-6, 0.0).sum(axis=0)
    total = choices[:, :, adds].sum(axis=2)
    good = (
        (total >= problem.min_chargers[:, None])
        & (total <= problem.room[:, None])
        & (choices @ problem.bays_each <= problem.bays[:, None])
        & (choices[:, :, problem.fast].sum(axis=2) >= problem.min_fast[:, None])
        & (
            (problem.load_kw[:, None, :] * choices).sum(axis=2)
            <= problem.grid_most[:, None] * (1 + 1e-12) + 1e-12
        )
        & (choices <= problem.room_of_type[:, None, :]).all(axis=2)
        & (np.where(problem.allowed[:, None, :], 0.0, choices).sum(axis=2) == 0)
    )
    if swaps is not None:
        good &= swaps.over(choices) <= 0
    paid = (problem.cost[:, None, :] * choices).sum(axis=2)
    if problem.upgrades is not None:
        drawn = (problem.load_kw[:, None, :] * choices).sum(axis=2)
        paid = paid + problem.upgrades.cost(drawn, problem.grid_kw)
    return paid + price * missing, good


def _draft_at(problem: SizingProblem, layout: Layout, near: Near, terms: Terms) -> Draft | None:
    """Round, repair by moves, route the energy, add where it is short, trim where it is not needed.

    Returns
    -------
    Draft or None
        The best draft found; None when the coupling rows or the budget could not be met.
    """
    price, out_of_time = terms.price, terms.out_of_time
    board = MoveBoard(problem, layout, round_near(problem, layout, near, price), price)
    board.want(near.load)
    best: Draft | None = None
    for turn in range(2 * _ROUNDS):
        board.settle(out_of_time)
        if board.broken() > 0 and not out_of_time():
            whole = mended(problem, layout, board.counts, board.load, price)
            wanted = board.load
            board = MoveBoard(problem, layout, whole, price)
            board.want(wanted)
        routing = layout.network.route(problem.capacities(board.counts))
        draft = _draft(problem, layout, board, routing)
        improved = draft is not None and draft.better_than(best, terms.enough)
        if improved:
            best = draft
        if out_of_time() or (best is not None and not improved and turn % 2 == 1):
            break
        # every other turn asks for no more than is delivered, so that what did not help is let go
        board.want(_wanted(layout, routing) if turn % 2 else layout.network.loads(routing.flow))
    return best


def _draft(problem: SizingProblem, layout: Layout, board: MoveBoard, routing: Routing) -> Draft | None:
    none, counts = np.zeros(layout.most.shape), board.counts[:, None, :].astype(float)
    if board.broken() > 0 or not _judge_choices(problem, counts, none, 0.0)[1].all():
        return None
    draft = draft_of(problem, layout, board.counts.copy(), routing.flow)
    return None if problem.budget is not None and draft.cost > problem.budget else draft


def _wanted(layout: Layout, routing: Routing) -> Floats:
    """Ask of each pool what it delivers, and of those that hold demand back, what that demand lacks.

    Demand that lacks energy may be helped by a site out of its reach, over others' demand that
    moves there: so every holding site of a connected part is asked for that part's lack, as far as
    it can deliver.
    """
    network = layout.network
    rows, sites = network.energy.size, network.n_sites
    load = network.loads(routing.flow)
    lack = network.energy - np.bincount(network.row, routing.flow, minlength=rows)
    linked = np.any(routing.short, axis=0)[network.site]
    graph = sparse.csr_array(
        (np.ones(int(linked.sum())), (network.row[linked], rows + network.site[linked])),
        shape=(rows + sites, rows + sites),
    )
    part = csgraph.connected_components(graph, directed=False)[1]
    lacking = np.where(lack > 1e-6 * np.maximum(network.energy, 1.0), lack, 0.0)
    lack_of = np.bincount(part[:rows], lacking, minlength=int(part.max(initial=0)) + 1)[part[rows:]]

    def asked(short: Flags, headroom: Floats) -> Floats:
        room = np.where(short, np.maximum(headroom, 0.0), 0.0)
        all_room = np.bincount(part[rows:], room)[part[rows:]]
        return np.minimum(room, lack_of * np.minimum(1.0, _ASKED * room / np.maximum(all_room, 1e-9)))

    headroom = layout.most - load
    return load + np.stack([asked(*pool) for pool in zip(routing.short, headroom, strict=True)])
