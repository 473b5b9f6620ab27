"""A part of a parted sizing as a problem of its own, with its portion of all that couples parts.

Every part meets the shares by itself, for a share of parts that each lie in a band lies in it too. The target
and the floors and loads over several parts are portioned by the room (bays) of their sites.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import places_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.sizing.parts import PartedSizing
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.subsets import Load, Share


def part_problem(
    parted: PartedSizing,
    amounts: Floats,
    part: int,
    *,
    done: Flags | None = None,
    give: float = 0.0,
) -> SizingProblem:
    """Cut one part out, with its portion of everything that couples parts.

    Parameters
    ----------
    parted
        The whole and its parts.
    amounts : numpy.ndarray
        Shape (S, T): chargers of the sites of sized parts, and weights that portion bounds for the others.
    part
        The part asked for.
    done : numpy.ndarray or None
        Parts that are sized, shape (parts,): what they leave of a bound is shared by the others.
    give
        Chargers by which every coupling bound may be missed, for a part whose few sites fit no portion; the
        parts that follow make up for it.
    """
    problem, site_part, row_part = parted.whole, parted.site_part, parted.row_part
    sites, rows = np.flatnonzero(site_part == part), np.flatnonzero(row_part == part)
    place = places_of(sites, problem.n_sites)
    fixed = np.zeros(problem.n_sites, dtype=bool) if done is None else done[site_part]

    def own(index: Whole) -> Whole:
        return np.asarray(place[index][place[index] >= 0])

    def held(index: Whole, types: Whole) -> tuple[float, float, float]:
        """Sum chargers in the part, in all parts that are not sized, and in those that are."""
        each = amounts[np.ix_(index, types)].sum(axis=1)
        mine, sized = site_part[index] == part, fixed[index]
        return float(each[mine].sum()), float(each[~sized].sum()), float(each[sized].sum())

    floors = []
    for floor in problem.floors:
        inside = own(floor.sites)
        if not inside.size:
            continue
        if inside.size == floor.sites.size:
            floors.append(replace(floor, sites=inside))
            continue
        mine, rest, sized = held(floor.sites, floor.types)
        ratio = mine / rest if rest > 0 else 0.0
        least = max(0.0, (floor.minimum - sized) * ratio - give)
        most = None if floor.maximum is None else max(0.0, (floor.maximum - sized) * ratio + give)
        floors.append(replace(floor, sites=inside, minimum=least, maximum=most))
    shares = []
    for share in problem.shares:
        inside, base = own(share.sites), own(share.base_sites)
        if inside.size or base.size:
            subset, whole = held(share.sites, share.types), held(share.base_sites, share.base_types)
            shares.append(_portion(share, inside, base, subset, whole, give))
    loads = tuple(_load_portion(problem, load, amounts, site_part == part, fixed) for load in problem.loads)
    mine, rest, sized = held(np.arange(problem.n_sites), np.arange(problem.n_types))
    target = max(0.0, (problem.target - sized) * (mine / rest if rest > 0 else 0.0) - give)
    return problem.at(
        sites,
        pairs=problem.pairs.select(rows, sites),
        energy=problem.energy[rows],
        users=problem.users[rows],
        target=int(np.ceil(target - 1e-9)),
        floors=tuple(floors),
        shares=tuple(shares),
        loads=tuple(replace(load, sites=own(load.sites)) for load in loads if own(load.sites).size),
    )


def _load_portion(problem: SizingProblem, load: Load, amounts: Floats, here: Flags, fixed: Flags) -> Load:
    """Give a part its portion of what sized parts leave of a load; no part is given more."""
    drawn = (problem.load_kw * amounts)[load.sites].sum(axis=1)
    mine, sized = here[load.sites], fixed[load.sites]
    if mine.all() or not mine.any():
        return load
    rest = float(drawn[~sized].sum())
    left = max(0.0, load.most_kw - float(drawn[sized].sum()))
    return replace(load, most_kw=left * (float(drawn[mine].sum()) / rest if rest > 0 else 0.0))


def _portion(
    share: Share,
    inside: Whole,
    base: Whole,
    subset: tuple[float, float, float],
    whole: tuple[float, float, float],
    give: float,
) -> Share:
    """Give a part its share bounds, with its portion of what sized parts lack of theirs or have beyond them.

    ``subset`` and ``whole`` sum the chargers of the share and of its base as `part_problem` holds them. The
    last part has the whole portion, so that its bounds are exactly those of the whole.
    """
    portion = whole[0] / whole[1] if whole[1] > 0 else 0.0
    shift = {
        side: 0.0 if bound is None else (bound * whole[2] - subset[2]) * portion - sign * give
        for side, bound, sign in (("lower", share.lower, 1.0), ("upper", share.upper, -1.0))
    }
    return replace(
        share, sites=inside, base_sites=base, lower_shift=shift["lower"], upper_shift=shift["upper"]
    )
