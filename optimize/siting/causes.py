"""Why no choice of sites provides for every need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan

if TYPE_CHECKING:
    from optimize.siting.adequate import AdequateCover


def refuse_impossible(problem: AdequateCover) -> None:
    """Name what no choice of sites can meet, before any solver runs."""
    if problem.required.size > problem.count:
        raise InfeasiblePlan(
            f"{problem.required.size} public sites are required, but coverage.max_sites is {problem.count}. "
            f"Raise it to at least {problem.required.size}."
        )
    available = np.asarray(problem.provides.sum(axis=1)).ravel()
    short = np.flatnonzero(available < problem.need - 1e-6 * np.maximum(problem.need, 1.0))
    if short.size:
        k = int(short[0])
        raise InfeasiblePlan(
            f"{short.size} needs are above what all sites give, the first: {problem.names[k]}, "
            f"{problem.need[k]:.0f} needed, {available[k]:.0f} at most"
        )


def no_siting(problem: AdequateCover) -> str:
    """Say in a planner's words that no choice of sites meets all that is asked."""
    apart = " and a distance between fast sites" if problem.kept_apart.pairs.size else ""
    change = ", or lower coverage.min_fast_spacing_m" if apart else ""
    return (
        f"Siting has no answer: {problem.count} public sites cannot give what every need asks (energy of "
        "the planning tiles, floors of the categories, gaps along roads) and keep the required sites"
        f"{apart}. Raise coverage.max_sites or lower coverage.adequacy{change}."
    )
