"""Sizing under ``chargers.min_use``: no site has more chargers than are used, beyond its own least number.

The model knows no use of single sites. So the plan is sized, its energy shared out evenly, and sites that are
used less may hold no more chargers than their energy uses; then it is sized again, round after round. A site
still too little used after the usual rounds keeps its own least number. What is proven of the first answer
holds for all: a rule more serves no more, and costs no less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.chargers.use import evenly_used
from gisplan.planning.chargers.waiting import size_to_wait
from gisplan_errors import InfeasiblePlan
from gisplan_words import message
from optimize.certificate import certify, proofs

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress
    from gisplan_words import Said
    from layers.region.loading import Region
    from optimize.certificate import Certificate

ROUNDS: Final = 3
"""Rounds in which a site too little used may hold what its energy uses; then its own least number."""

LAST: Final = 8
"""Rounds after which the rule is given up."""

ROUND_OFF: Final = 1e-6
"""Share of the use asked that may be missed."""


def size_to_use(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened_public: Indices,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> tuple[SizedSites, ChargerTables]:
    """Size the open sites, and share their energy out; where the scenario asks for a least use, keep it.

    Returns
    -------
    tuple
        The sizing, and the tables with what its chargers may deliver.

    Raises
    ------
    InfeasiblePlan, SolverFailed
        As from `gisplan.planning.chargers.sizing.size_sites`; or sites stay too little used.
    """

    def sized_within(most: Floats | None) -> tuple[SizedSites, ChargerTables]:
        asked = replace(tables, most=most)
        sized, able = size_to_wait(
            region, scenario, asked, opened_public, progress=progress, models=models, own=own
        )
        if sized.replaced is not None and able.standing is not None:
            able = replace(able, standing=sized.replaced.left(able.standing))
        return evenly_used(scenario, sized, able, progress=progress), able

    first, able = sized_within(None)
    least = scenario.chargers.min_use
    if least is None or least.value == 0.0:
        return first, able
    access = region.sites["access"].to_numpy()
    sized, most = first, np.full(access.size, np.inf)
    for turn in range(LAST):
        low, use, fewest = _little_used(sized, able, access[sized.sites], least.value)
        if not low.any():
            return _certified(sized, first), able
        if progress is not None:
            progress(message("planning-min-use", sites=int(low.sum())))
        total = sized.sizing.counts.sum(axis=1)
        within = np.floor(total * use / least.value) if turn < ROUNDS else np.zeros(total.size)
        most[sized.sites[low]] = np.maximum(within, fewest)[low]
        sites, use_asked = int(low.sum()), f"{least.value:.0%}"
        try:
            sized, able = sized_within(most)
        except InfeasiblePlan as error:
            reason = cast("Said", error.what)
            raise InfeasiblePlan(
                message("planning-min-use-none", sites=sites, use=use_asked, reason=reason)
            ) from None
    reason = message("planning-min-use-rounds", count=LAST)
    raise InfeasiblePlan(message("planning-min-use-none", sites=sites, use=use_asked, reason=reason))


def _little_used(
    sized: SizedSites, tables: ChargerTables, access: Indices, least: float
) -> tuple[Flags, Floats, Floats]:
    """Mark sites whose new chargers deliver less than asked; give their use and their own least number."""
    problem, counts = sized.problem, sized.sizing.counts
    old = standing_at(tables, len(tables.cost)).energy[sized.sites].sum(axis=1)
    drawn = np.bincount(problem.pairs.indices, sized.sizing.flow, problem.n_sites)
    served = np.maximum(drawn - old, 0.0)
    able = (counts * tables.capacity_kwh[sized.sites]).sum(axis=1)
    use = np.divide(served, able, out=np.ones(able.size), where=able > 0)
    fewest = np.maximum(problem.min_chargers, problem.min_fast).astype(np.float64)
    low = (use < least * (1.0 - ROUND_OFF)) & (counts.sum(axis=1) > fewest) & (access != "private")
    return low, use, fewest


def _certified(sized: SizedSites, first: SizedSites) -> SizedSites:
    """Certify an answer under the rule by what is proven without it."""
    if sized is first:
        return sized
    unmet, cost, *rest = sized.sizing.certificates
    was_unmet, was_cost, *_ = first.sizing.certificates
    more = float(sized.sizing.unmet.sum()) - float(first.sizing.unmet.sum())
    price = None if was_cost.multipliers is None else float(was_cost.multipliers["price"])
    bound = was_cost.bound
    if more > 0.0 and bound is not None:
        # what stays unmet beyond the first answer saves its price at most
        bound = None if price is None else bound - price * more
    said = (_again(unmet, was_unmet, was_unmet.bound), _again(cost, was_cost, bound), *rest)
    return replace(sized, sizing=replace(sized.sizing, certificates=said))


def _again(now: Certificate, was: Certificate, bound: float | None) -> Certificate:
    return certify(
        now.stage,
        now.sense,
        now.objective,
        bound,
        solver=was.solver,
        version=was.version,
        seconds=now.seconds + was.seconds,
        limit=was.limit,
        work=now.work + was.work,
        braked=now.braked or was.braked,
        proven=proofs(was.proven, message("proven-min-use")),
    ).proven_by(was.multipliers)
