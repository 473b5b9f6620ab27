"""Charging sites and hydrogen stations together: proven by parts where they do not touch, else as one model.

The joint problem is lexicographic: most people covered by charging, then most hydrogen served, then least
annual cost of hydrogen. Both sitings share parcels (`optimize.joint.model`) and nothing else, so each
problem alone is a relaxation of the joint one and its bound holds there:

1. Solve each alone. When no shared parcel is crowded and every need is met, both answers are the joint one.
2. Else the stations yield: at open charging sites only sizes that fit beside the chargers stay, and the
   hydrogen is solved again. Coverage keeps its optimum; the hydrogen is judged by the bound of step 1.
3. If that leaves a gap, or no siting at all, the chargers move (`optimize.joint.moving`): open sites are
   exchanged until the stations of step 1 leave every need met, if that keeps the people covered within the
   gap asked of the bound of step 1.
4. If no exchange does and the model is small enough, one PuLP model holds both with the coupling rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from gisplan_errors import InfeasiblePlan
from gisplan_words import message
from optimize.certificate import bounded_anew, proofs, relative_gap
from optimize.entry import faults, solve_with
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.model import TONNE, build, index_columns
from optimize.hydrogen.search.site import site_hydrogen, siting_of
from optimize.hydrogen.search.state import expand_flows
from optimize.joint.model import Goal, JointProblem, JointSiting, joint_model
from optimize.joint.moving import moved_chargers
from optimize.location.check import covered_by
from optimize.matrices import NONE, ones_at
from optimize.own_rows import faults_of
from optimize.solvers.limits import Settings
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole
    from gisplan_words import Said
    from optimize.hydrogen.problem import HydrogenSiting


MOST_PAIRS = 60_000
"""Cover pairs of both problems up to which one model is tried."""
_PROVEN = {
    "people": message("proven-people-beside"),
    "served": message("proven-hydrogen-beside"),
    "cost": message("proven-joint-cost"),
}
_HELD = 1e-9


@solve_with.register(JointProblem)
def site_jointly(problem: JointProblem, how: Settings) -> JointSiting:
    """Place hydrogen stations beside charging sites that were chosen alone.

    Half of what is left is for the hydrogen siting, for its repair, and for the one model in turn.

    Returns
    -------
    JointSiting
        Feasible for the coupling rows; `joint_faults` checks it.

    Raises
    ------
    InfeasiblePlan
        The stations are not possible, alone or beside the charging.
    SolverFailed
        A solver stopped without an answer.
    """
    opened = problem.opened
    alone = site_hydrogen(problem.hydrogen, Settings.start(how.within(how.clock.part(0.5), aloud=True)))
    crowded = problem.parcels.crowded(opened, alone.sites, alone.sizes)
    if not joint_faults(problem, opened, alone):
        return JointSiting(opened, alone, "by parts", crowded)
    short = problem.parcels.short_needs(problem.cover, opened, alone.sites, alone.sizes)
    how.tell(message("progress-joint", stations=crowded.size, needs=short.size))
    small = problem.cover.pairs.n_pairs + problem.hydrogen.pairs.n_pairs <= MOST_PAIRS
    best: HydrogenSiting | None = None
    try:
        best = _with_bound(_yielding(problem, how), alone)
    except InfeasiblePlan as error:
        reason = error.what
    if best is not None and (best.certificates[0].gap or 0.0) <= how.gap:
        return JointSiting(opened, best, "stations yield", crowded)
    moved = _moved(problem, alone, how)
    if moved is not None:
        return replace(moved, crowded=crowded)
    if small:
        return _One(problem, how).solve(None if best is None else opened, best, crowded)
    if best is None:
        raise InfeasiblePlan(message("optimize-joint-beside", reason=cast("Said", reason)))
    return JointSiting(opened, best, "stations yield", crowded)


def joint_faults(problem: JointProblem, opened: Whole, siting: HydrogenSiting) -> list[str]:
    """Check the coupling: every shared parcel has room for both, every need is met beside the stations."""
    parcels = problem.parcels
    crowded = parcels.crowded(opened, siting.sites, siting.sizes)
    short = parcels.short_needs(problem.cover, opened, siting.sites, siting.sizes)
    return [
        *(
            f"parcel {p}: chargers at {parcels.charging[p]} and station {parcels.station[p]} do not fit"
            for p in crowded.tolist()
        ),
        *(f"{problem.cover.names[n]}: not met beside the stations" for n in short.tolist()),
    ]


@faults.register(JointProblem)
def check_jointly(problem: JointProblem, answer: JointSiting) -> list[str]:
    """Check the stations alone, the coupling, and a planner's own rows on the charging sites."""
    alone = check_hydrogen(problem.hydrogen, answer.siting)
    opened = ones_at(answer.opened, problem.cover.pairs.n_sites)
    return [
        *alone,
        *joint_faults(problem, answer.opened, answer.siting),
        *faults_of(problem.cover.own, opened),
    ]


def _yielding(problem: JointProblem, how: Settings) -> HydrogenSiting:
    """Solve the hydrogen again with the sizes that fit beside open chargers, until every need is met.

    A size that alone takes more of a need than the open sites have to spare goes at once; where several
    together take too much, the one that takes most goes, and the hydrogen is solved again.
    """
    parcels, cover, opened = problem.parcels, problem.cover, problem.opened
    allowed = problem.hydrogen.allowed.copy()
    held = np.isin(parcels.charging, opened)
    lost = parcels.lost(cover)
    spare = parcels.spare(cover, opened)
    alone_fits = (lost <= spare[:, None, None]).all(axis=0)
    allowed[parcels.station[held]] &= (parcels.fits & alone_fits)[held]
    while True:
        siting = site_hydrogen(
            replace(problem.hydrogen, allowed=allowed), Settings.start(how.within(how.clock.part(0.5)))
        )
        short = parcels.short_needs(cover, opened, siting.sites, siting.sizes)
        if not len(short):
            return siting
        size = parcels.sizes_at(siting.sites, siting.sizes)
        beside = np.flatnonzero((size >= 0) & held)
        for need in short.tolist():
            most = beside[np.argmax(lost[need, beside, size[beside]])]
            allowed[parcels.station[most], size[most] :] = False


def _moved(problem: JointProblem, alone: HydrogenSiting, how: Settings) -> JointSiting | None:
    """Let the chargers move for the stations; None where they stay, or too few people would be covered."""
    said = problem.proof
    opened = None if said is None else moved_chargers(problem, alone)
    if said is None or opened is None:
        return None
    people = float(problem.cover.weights[covered_by(problem.cover.pairs, opened.astype(np.int64))].sum())
    proof = bounded_anew(replace(said, objective=people), said.bound, said.proven, said.spent)
    if proof.gap is None or proof.gap > how.gap:
        return None
    return JointSiting(opened, alone, "chargers move", NONE, proof.proven_by(said.multipliers))


def _with_bound(siting: HydrogenSiting, alone: HydrogenSiting) -> HydrogenSiting:
    """Judge stations that yielded by the bound of the hydrogen alone; cost is proven beside chargers."""
    served, cost = siting.certificates
    most, words = alone.certificates[0], message("proven-hydrogen-alone")
    proven = bounded_anew(
        served, most.bound, proofs(_PROVEN["served"], words), served.spent.beside(most.spent)
    )
    held = replace(cost, proven=proofs(cost.proven, message("proven-sites-held")))
    return replace(siting, certificates=(proven, held))


class _One:
    """One model over charging sites and stations, solved in order of the goals."""

    def __init__(self, problem: JointProblem, how: Settings) -> None:
        self.problem, self.how = problem, how
        self.columns = index_columns(problem.hydrogen)
        self.clock = how.clock

    def solve(self, opened: Whole | None, best: HydrogenSiting | None, crowded: Whole) -> JointSiting:
        """Hold the people covered (or find them anew), then serve most hydrogen, then at least cost."""
        certificate = None
        if opened is None:
            first = self._run("people", 0.0, 0.0)
            if first.values is None or first.objective is None:
                raise InfeasiblePlan(message("optimize-joint-none", status=first.status))
            people, certificate = first.objective, replace(first.certificate, stage="siting")
        else:
            people = self._people(opened)
        served = self._run("served", people, 0.0)
        kilograms = (served.objective or 0.0) * TONNE
        if served.values is None or (best is not None and kilograms <= best.served_kg):
            if best is None or opened is None:
                raise InfeasiblePlan(message("optimize-joint-late"))
            return JointSiting(opened, self._bounded(best, served), "stations yield", crowded)
        cost = self._run("cost", people, kilograms)
        values = served.values if cost.values is None else cost.values
        siting = siting_of(
            self.problem.hydrogen,
            expand_flows(self.problem.hydrogen, self.columns, values),
            (served.certificate, cost.certificate),
        )
        return JointSiting(self._opened(values), siting, "one model", crowded, certificate)

    def _bounded(self, best: HydrogenSiting, outcome: Outcome) -> HydrogenSiting:
        said = best.certificates[0]
        bound = min((b for b in (outcome.bound, said.bound) if b is not None), default=None)
        if relative_gap(said.objective, bound) == said.gap:
            return best
        served = bounded_anew(said, bound, _PROVEN["served"], self.clock.spent)
        return replace(best, certificates=(served, best.certificates[1]))

    def _people(self, opened: Whole) -> float:
        cover = self.problem.cover
        reached = np.asarray(cover.pairs.binary()[:, opened].sum(axis=1)).ravel() > 0
        return float(cover.weights[reached].sum())

    def _opened(self, values: Floats) -> Whole:
        first = self._before
        return np.flatnonzero(values[first : first + self.problem.cover.pairs.n_sites] > 0.5)

    @property
    def _before(self) -> int:
        """Columns of the hydrogen that stand before those of the charging."""
        return build(self.problem.hydrogen, self.columns, stage="none").columns

    def _run(self, goal: Goal, people: float, hold_kg: float) -> Outcome:
        builder = joint_model(self.problem, self.columns, goal, people=people, hold_kg=hold_kg)
        return run(
            builder,
            stage="siting" if goal == "people" else f"hydrogen {goal}",
            proven=_PROVEN[goal],
            **self.how.within(self.clock.part(0.5)),
        )
