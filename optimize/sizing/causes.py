"""Why no sizing exists: the cheap truths first, then the rows that a relaxed plan must break."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from gisplan_words import Message, Said, Series, listed, message
from optimize.sizing.counts import build_counts
from optimize.sizing.subsets import LOAD
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.subsets import Floor, Share
    from optimize.solvers.limits import Limits


_LISTED = 5
"""Sites named in one message."""


def no_sizing(causes: Iterable[Said]) -> Message:
    """Say that no sizing is possible, and why."""
    return message("optimize-sizing-none", causes=Series(tuple(causes), "faults"))


def cheap_causes(problem: SizingProblem) -> list[Said]:
    """List what makes a sizing impossible by simple counting.

    Returns
    -------
    list of Said
        Each names its constraint family, indices or names, and figures; empty when counting finds nothing.
    """
    most = most_chargers(problem)
    causes = _site_causes(problem)
    total = int(_most_of_any(problem, np.flatnonzero(problem.adds)).sum())
    if total < problem.target:
        causes.append(
            message("optimize-sizing-target", asked=problem.target, sites=problem.n_sites, room=total)
        )
    for floor in problem.floors:
        causes += _floor_causes(problem, floor, most)
    for share in problem.shares:
        causes += _share_causes(problem, share)
    causes += _load_causes(problem)
    return causes + _table_causes(problem)


def most_chargers(problem: SizingProblem) -> Whole:
    """Bound the chargers of each type alone at each site by bays, own maximum and grid kW, shape (S, T)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        by_grid = np.floor(problem.grid_most[:, None] / problem.load_kw + 1e-9)
    by_grid = np.where(problem.load_kw > 0, by_grid, np.inf)
    return np.where(problem.allowed, np.minimum(by_grid, problem.room_of_type), 0).astype(np.int64)


def _most_of_any(problem: SizingProblem, types: Whole) -> Whole:
    """Bound the chargers of some types together at each site, shape (S,)."""
    if not types.size:
        return np.zeros(problem.n_sites, dtype=np.int64)
    allowed = problem.allowed[:, types]
    load = np.where(allowed, problem.load_kw[:, types], np.inf).min(axis=1)
    bays = np.where(allowed, problem.bays_each[types], np.inf).min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_grid = np.where(load > 0, np.floor(problem.grid_most / load + 1e-9), np.inf)
        most = np.minimum(np.minimum(by_grid, problem.bays // bays), problem.max_chargers)
    if problem.most_each is not None:
        most = np.minimum(most, problem.most_each[:, types].sum(axis=1))
    return np.where(allowed.any(axis=1), most, 0).astype(np.int64)


def _site_causes(problem: SizingProblem) -> list[Said]:
    any_type = _most_of_any(problem, np.flatnonzero(problem.adds))
    # a fast charger may also take the place of a slow one that stands
    more = 0 if problem.swaps is None else problem.swaps.most[:, problem.fast].sum(axis=1)
    fast_type = _most_of_any(problem, np.flatnonzero(problem.fast & problem.adds)) + more
    sure, sure_fast = problem.sure_chargers, problem.sure_fast
    checks = (
        ("min-chargers", sure, problem.bays, "bays"),
        ("min-chargers", sure, problem.max_chargers, "most"),
        ("min-chargers", sure, any_type, "grid"),
        ("min-fast", sure_fast, problem.room + more, "room"),
        ("min-fast", sure_fast, fast_type, "grid-fast"),
    )
    causes: list[Said] = []
    blamed = np.zeros(problem.n_sites, dtype=bool)
    for family, asked, have, what in checks:
        bad = np.flatnonzero((asked > have) & ~blamed)
        blamed[bad] = True
        if bad.size:
            sites = (
                message(
                    f"optimize-site-{what}",
                    site=message("optimize-site", site=str(s)),
                    asked=int(asked[s]),
                    has=int(have[s]),
                )
                for s in bad[:_LISTED].tolist()
            )
            more = message("optimize-sites-in-all", sites=int(bad.size)) if bad.size > _LISTED else ""
            causes.append(
                message(f"optimize-sizing-{family}", sites=Series(tuple(sites), "faults"), more=more)
            )
    return causes


def _floor_causes(problem: SizingProblem, floor: Floor, most: Whole) -> list[Said]:
    causes: list[Said] = []
    least = f"{floor.minimum:g}"
    part = most[np.ix_(floor.sites, floor.types)]
    room = int(np.minimum(part.sum(axis=1), problem.room[floor.sites]).sum())
    if room < floor.minimum:
        bays = int(problem.bays[floor.sites].sum())
        causes.append(
            message(
                "optimize-floor-room",
                name=floor.said,
                least=least,
                sites=len(floor.sites),
                room=room,
                bays=bays,
            )
        )
    if floor.maximum is not None:
        allowed = f"{floor.maximum:g}"
        if floor.maximum < floor.minimum:
            causes.append(message("optimize-floor-contradicts", name=floor.said, least=least, most=allowed))
        others = np.setdiff1d(np.flatnonzero(problem.adds), floor.types)
        forced = np.where(
            problem.allowed[np.ix_(floor.sites, others)].any(axis=1), 0, problem.sure_chargers[floor.sites]
        )
        if np.isin(np.flatnonzero(problem.fast), floor.types).all():
            forced = np.maximum(forced, problem.sure_fast[floor.sites])
        if forced.sum() > floor.maximum:
            causes.append(
                message("optimize-floor-most", name=floor.said, most=allowed, least=int(forced.sum()))
            )
    return causes


def _load_causes(problem: SizingProblem) -> list[Said]:
    """Find loads that the least chargers of their sites exceed, each the type that draws least."""
    if not problem.loads:
        return []
    may = problem.allowed & problem.adds

    def smallest(types: Flags) -> Floats:
        kw = np.where(types, problem.load_kw, np.inf).min(axis=1)
        return np.where(np.isfinite(kw), kw, 0.0)

    # a fast charger may also take the place of a slow one that stands
    quick = problem.sure_fast if problem.swaps is None else np.zeros_like(problem.sure_fast)
    rest = np.maximum(problem.sure_chargers - quick, 0)
    least = quick * smallest(may & problem.fast) + rest * smallest(may)
    causes: list[Said] = []
    for load in problem.loads:
        asked = float(least[load.sites].sum())
        if asked > load.most_kw * (1 + 1e-6) + 1e-6:
            told = {"least": round(asked, 1), "most": round(max(load.most_kw, 0.0), 1)}
            causes.append(message("optimize-load-least", name=load.said, sites=len(load.sites), **told))
    return causes


def _share_causes(problem: SizingProblem, share: Share) -> list[Said]:
    causes: list[Said] = []
    if share.lower is not None and share.upper is not None and share.lower > share.upper:
        bounds = {"least": f"{share.lower:g}", "most": f"{share.upper:g}"}
        causes.append(message("optimize-share-contradicts", name=share.said, **bounds))
    if share.lower and share.lower_shift >= 0 and not problem.allowed[np.ix_(share.sites, share.types)].any():
        others = np.setdiff1d(np.flatnonzero(problem.adds), share.base_types)
        only = ~problem.allowed[np.ix_(share.base_sites, others)].any(axis=1)
        forced = int(problem.sure_chargers[share.base_sites][only].sum())
        if forced:
            causes.append(
                message("optimize-share-types", name=share.said, least=f"{share.lower:g}", base=forced)
            )
    return causes


def _table_causes(problem: SizingProblem) -> list[Said]:
    """Find bases whose disjoint parts ask for more than all of it."""
    groups: dict[tuple[bytes, bytes], list[Share]] = {}
    for share in problem.shares:
        if share.lower:
            key = (np.sort(share.base_sites).tobytes(), np.sort(share.base_types).tobytes())
            groups.setdefault(key, []).append(share)
    causes: list[Said] = []
    for members in groups.values():
        total = sum(share.lower or 0.0 for share in members)
        if total <= 1 + 1e-9:
            continue
        seen = np.zeros((problem.n_sites, problem.n_types), dtype=np.int64)
        for share in members:
            seen[np.ix_(share.sites, share.types)] += 1
        base = members[0]
        others = np.setdiff1d(np.flatnonzero(problem.adds), base.base_types)
        only = ~problem.allowed[np.ix_(base.base_sites, others)].any(axis=1)
        if seen.max() <= 1 and problem.sure_chargers[base.base_sites][only].sum() > 0:
            told = ({"name": share.said, "least": f"{share.lower:g}"} for share in members)
            names = listed(message("optimize-share-lower", **one) for one in told)
            causes.append(message("optimize-share-table", names=names, total=f"{total:.4g}"))
    return causes


def coupling_causes(problem: SizingProblem, layout: Layout, **limits: Unpack[Limits]) -> list[Said]:
    """Name the floors, shares or target that a plan with the fewest missed chargers still breaks.

    Fractional chargers are allowed, so each line is true of whole chargers too.
    """
    model = build_counts(problem, layout, np.zeros(layout.most.shape), price=0.0, elastic=True)
    outcome = run(model.builder, relax=True, stage="sizing causes", **limits)
    if outcome.values is None:
        return []
    few, many = outcome.values[model.too_few], outcome.values[model.too_many]
    return [
        message(
            "optimize-too-much" if mark.startswith(LOAD) else f"optimize-too-{way}",
            name=name,
            missed=f"{missed[i] * layout.coupling.unit[i]:.6g}",
        )
        for i, (name, mark) in enumerate(zip(layout.coupling.names, layout.coupling.marks, strict=True))
        for missed, way in ((few, "few"), (many, "many"))
        if missed[i] > 1e-6
    ]


def budget_causes(problem: SizingProblem, layout: Layout, **limits: Unpack[Limits]) -> list[Said]:
    """Prove what the cheapest chargers cost that meet every other bound, when the budget is below it."""
    if problem.budget is None:
        return []
    least = least_cost(problem, layout, **limits)
    if least <= problem.budget * (1 + 1e-9):
        return []
    return [message("optimize-sizing-budget", budget=round(problem.budget), least=round(least))]


def least_cost(problem: SizingProblem, layout: Layout, **limits: Unpack[Limits]) -> float:
    """Prove what the cheapest chargers cost (money) that meet every bound but the budget."""
    model = build_counts(replace(problem, budget=None), layout, np.zeros(layout.most.shape), price=0.0)
    least = 0.0
    for relax in (True, False):
        outcome = run(model.builder, relax=relax, stage="sizing least cost", **limits)
        least = max(least, outcome.bound or 0.0)
        if problem.budget is not None and least > problem.budget * (1 + 1e-9):
            break
    return least
