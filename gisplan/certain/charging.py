"""How certain the public charging sites of a plan are: bounds without each, and plans under other weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from optimize.entry import solve
from optimize.location.check import covered_by
from optimize.matrices import mask_of
from optimize.siting.near import site_bounds

if TYPE_CHECKING:
    from gisplan.planning.siting.choice import Siting
    from gisplan_arrays import Flags, Floats
    from optimize.siting.adequate import AdequateCover
    from optimize.solvers.limits import Limits

ROUND_OFF: Final = 1e-9
NOISE: Final = 0.25
"""Spread of the logarithm of the weights under which the siting is solved again."""


@dataclass(frozen=True, eq=False)
class NearCovers:
    """Near sitings of public charging, by site of the problem.

    Attributes
    ----------
    asked
        People that a near siting covers at least.
    sitings
        Open sites of each near siting found, (P, S); the first is the plan's.
    fixed
        Whether every near siting has the site: a rule asks for it, or the bound without it is too low, (S,).
    ruled
        Whether a rule asks for it, (S,).
    without
        People that any siting without it covers at most, (S,).
    example
        Whether a near siting without it is known, (S,).
    """

    asked: float
    sitings: Flags
    fixed: Flags
    ruled: Flags
    without: Floats
    example: Flags


def near_covers(siting: Siting, below: float, plans: int, seed: int, limits: Limits) -> NearCovers:
    """Find sitings that cover nearly as many people as the best.

    Parameters
    ----------
    siting
        The plan's, by people covered.
    below
        Share below the proven bound that is near.
    plans
        Solves under other weights of the people.
    seed
        Of the weights.
    limits
        Of each solve.
    """
    cover, proof = siting.cover, siting.certificates[-1]
    opened = mask_of(np.searchsorted(siting.public, siting.opened), cover.pairs.n_sites)
    own = _people(cover, opened)
    asked = min(own, (own if proof.bound is None else proof.bound) * (1.0 - below))
    random = np.random.default_rng(seed)
    found = [opened]
    for _ in range(plans):
        weights = cover.weights * np.exp(NOISE * random.standard_normal(cover.weights.size))
        sites = solve(replace(cover, weights=weights), **limits).sites
        other = mask_of(sites.astype(np.int64), cover.pairs.n_sites)
        if _people(cover, other) >= asked:
            found.append(other)
    bounds = site_bounds(cover, proof.multipliers or {})
    most = bounds.value if proof.bound is None else min(bounds.value, proof.bound)
    without = np.minimum(bounds.closed, most)
    ruled = mask_of(cover.required, cover.pairs.n_sites)
    sitings = np.array(found)
    example = ~ruled & (~sitings.all(axis=0) | _may_close(cover, opened, asked))
    return NearCovers(asked, sitings, ruled | (without < asked), ruled, without, example)


def _people(cover: AdequateCover, opened: Flags) -> float:
    return float(cover.weights[covered_by(cover.pairs, np.flatnonzero(opened))].sum())


def _may_close(cover: AdequateCover, opened: Flags, asked: float) -> Flags:
    """Mark the open sites that a siting may simply do without: enough stay covered, and every need is met."""
    binary = cover.pairs.binary()
    lonely = np.asarray(binary[:, np.flatnonzero(opened)].sum(axis=1)).ravel() == 1
    lost = binary.T @ (cover.weights * lonely)
    given = np.asarray(cover.provides @ opened.astype(float))
    spare = np.maximum(given - cover.need, 0.0)
    gives = cover.provides.tocoo()
    short = mask_of(gives.col[gives.data > spare[gives.row] + ROUND_OFF], cover.pairs.n_sites)
    return np.asarray(opened & (_people(cover, opened) - lost >= asked) & ~short, dtype=np.bool_)
