"""Phase a sizing over years: backward from the horizon, bounded by each year alone or by all years together.

Each year before the horizon is a sizing of its own that takes chargers from the later year only: nothing that
opens is closed or shrunk. A year that may choose from the whole horizon serves at least as much, which bounds
every phasing; small cases are closed by the multi-period model.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Message, Said, Series, message
from optimize.certificate import counted_bound, proofs, relative_gap
from optimize.entry import faults, solve_with
from optimize.sizing.layout import Layout, couple, lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.proof.prices import missing_price
from optimize.sizing.search.drafts import Enough, route_chargers, spread_served
from optimize.sizing.search.rounding import Near, Terms, cheapest_least, draft_near
from optimize.sizing.search.size import size_chargers
from optimize.solvers.limits import ENERGY, Settings
from optimize.solvers.run import attempt, run
from optimize.solvers.workers.side_by_side import side_by_side
from optimize.years.check import check_phasing
from optimize.years.model import build_phasing
from optimize.years.problem import Phasing, PhasingProblem, summed

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole
    from optimize.solvers.limits import Clock

    _Relaxed = tuple[Layout, Near]  # a year's arrays, and what its relaxation gives


logger = logging.getLogger(__name__)

_SMALL = 20_000
"""Columns up to which the multi-period model is solved in whole chargers."""

_PRICE = 10.0
"""Price of unmet energy in a year's relaxation, as a multiple of the sizing's: costs then blur no bound."""

_LATE_WORK = 60.0
"""Work a relaxation may take even past the limit: a late answer beats none."""

_COUNTED = message("proven-all-demand")
"""What bounds every phasing before a relaxation ends; it proves nothing but where it closes the gap."""

STAGE = "phasing: energy served before the horizon, kWh/day"


faults.register(PhasingProblem, check_phasing)


@solve_with.register(PhasingProblem)
def phase_chargers(problem: PhasingProblem, how: Settings) -> Phasing:
    """Choose which of the horizon's chargers stand by the end of which year.

    The limits are those of all years together; the gap is that of the energy served.

    Returns
    -------
    Phasing
        Most energy served found, summed over the years before the horizon by their weights; each year
        at the least cost found, so that what can be built later is.

    Raises
    ------
    InfeasiblePlan
        When targets, budgets and limits contradict each other; the text names the year with figures.
    SolverFailed
        When no phasing was found in time, though one may exist.
    """
    return _Phaser(problem, how).run()


@dataclass
class _Phaser:
    """One run: the best phasing so far and the bound proven so far."""

    problem: PhasingProblem
    settings: Settings
    best: Phasing | None = None
    bound: float = np.inf
    proof: Said = _COUNTED
    who: tuple[str, str] = ("HiGHS", "")
    year_bounds: dict[int, float] = field(default_factory=dict)

    def run(self) -> Phasing:
        causes = phasing_causes(self.problem)
        if causes:
            raise InfeasiblePlan(_no_phasing(Series(tuple(causes), "faults")))
        self.bound = self._weighted([float(self._demand(y).sum()) for y in self._before()])
        self._backward()
        if self.best is None or self._gap() > self.settings.gap:
            self._all_years()
        if self.best is None:
            raise SolverFailed(message("optimize-phasing-late"))
        return self._certified(self.best)

    def _before(self) -> range:
        return range(len(self.problem.years) - 1)

    def _demand(self, y: int) -> Floats:
        return np.asarray(self.problem.sizing.energy * self.problem.years[y].level)

    def _weighted(self, values: list[float]) -> float:
        return float(sum(p.weight * v for p, v in zip(self.problem.years, values, strict=False)))

    def _served(self, phasing: Phasing) -> float:
        return self._weighted([float((self._demand(y) - phasing.unmet[y]).sum()) for y in self._before()])

    def _gap(self) -> float:
        assert self.best is not None  # noqa: S101 - callers hold a phasing
        return relative_gap(self._served(self.best), self.bound) or 0.0

    def _backward(self) -> None:
        """Relax every year, then size them from the last before the horizon to the first."""
        before = self._before()
        if len(before):
            told = ", ".join(str(self.problem.years[y].year) for y in before)
            self.settings.tell(message("progress-phasing-years", years=told))
        # each is one thread's work; the first years have most to choose from and take longest
        clocks = [self.settings.clock.alone(len(before), _LATE_WORK) for _ in before]
        each = list(zip(before, clocks, strict=True))
        found = side_by_side(self._relax, each, threads=self.settings.threads)
        self.settings.clock.join(clocks)
        relaxed = dict(zip(before, found, strict=True))
        demand = [float(self._demand(y).sum()) - self.year_bounds.get(y, 0.0) for y in self._before()]
        if self._weighted(demand) < self.bound:
            self.bound = self._weighted(demand)
            self.proof = message("proven-each-year")
        self._thin(relaxed)
        if self.best is None:
            self._thin({})

    def _thin(self, relaxed: dict[int, _Relaxed | None]) -> None:
        """Thin the horizon's chargers year after year, near a year's relaxation where there is one."""
        counts: list[Whole] = [self.problem.final]
        for y in reversed(self._before()):
            near = relaxed.get(y)
            draft = None if near is None else self._round(y, near, counts[0])
            if draft is None:
                draft = self._round(y, self._as_later(y, counts[0]), counts[0])
            if draft is None:
                # a later year's choice may leave too little to this one; all years together decide
                logger.info(
                    "phasing: %d has no chargers out of those of the next", self.problem.years[y].year
                )
                return
            counts = [self._spend_ahead(y, draft, counts[0]), *counts]
        self._take(counts)

    def _as_later(self, y: int, later: Whole) -> _Relaxed:
        """Load the next year's chargers with this year's demand, to round without a relaxation.

        Sites close from the least loaded on, until the least numbers of the rest fit the year's limits.
        """
        year = self.problem.year_before(y, later)
        layout = lay_out(year)
        load = layout.network.loads(route_chargers(year, layout, later).flow)
        least = cheapest_least(replace(year, min_chargers=year.open_chargers), later)
        number, cost = least.sum(axis=1), self.problem.sizing.site_cost(least)
        worth = np.where(year.always_open, np.inf, load[0] / np.maximum(number, 1))
        order = np.argsort(-worth, kind="stable")
        most = np.inf if year.budget is None else year.budget
        fits = (np.cumsum(number[order]) <= self.problem.most_chargers(y)) & (np.cumsum(cost[order]) <= most)
        near = later.astype(np.float64)
        near[order[~fits]] = 0.0
        return layout, Near(near, load)

    def _relax(self, given: tuple[int, Clock]) -> _Relaxed | None:
        """Relax a year that may choose from all of the horizon's chargers: its bound, and what to round."""
        y, clock = given
        year = self.problem.year_sizing(y, self.problem.final)
        layout = lay_out(year)
        price = _PRICE * missing_price(year)
        model = build_sizing(year, layout, aim="cost", price=price, scale=COST_SCALE)
        # what is thinned near it does not move with the scenario's seed
        limits = replace(self.settings, seed=0).within(clock)
        stage, simplex = f"phasing {self.problem.years[y].year}", {"solver": "simplex"}
        outcome = attempt(model.builder, relax=True, named=False, stage=stage, options=simplex, **limits)
        if outcome.certificate.version:
            self.who = outcome.certificate.who
        if outcome.status == "infeasible":
            self._refuse_year(y)
        if outcome.bound is not None:
            # no year costs more than the horizon or its budgets, so the rest of the price is energy
            whole = self.problem.sizing.total_cost(self.problem.final)
            most = min(whole, self.problem.most_spent(y) or whole)
            self.year_bounds[y] = max(0.0, (outcome.bound * COST_SCALE - most) / price) + layout.lost
        if outcome.values is None:
            return None
        near = layout.table(outcome.values[model.chargers])
        return layout, Near(near, layout.network.loads(outcome.values[model.flow]))

    def _late_clock(self) -> Clock:
        return self.settings.clock.at_least(_LATE_WORK)

    def _round(self, y: int, relaxed: _Relaxed, later: Whole) -> Whole | None:
        """Round a year's relaxation to whole chargers that stand in the later year too."""
        layout, near = relaxed
        year = self.problem.year_before(y, later)
        held = replace(near, counts=np.minimum(near.counts, later))
        # it takes a few seconds a year, however late
        terms = Terms(missing_price(year), Enough(0.0, layout.slack), out_of_time=lambda: False)
        draft = draft_near(year, replace(layout, coupling=couple(year)), held, terms)
        return None if draft is None else draft.counts

    def _refuse_year(self, y: int) -> None:
        """Say why, when a year is impossible even with all of the horizon's chargers to choose from."""
        try:
            size_chargers(
                self.problem.year_sizing(y, self.problem.final),
                Settings.start(self.settings.within(self.settings.clock.part(0.3), 1.0)),
            )
        except InfeasiblePlan as failure:
            year, reason = str(self.problem.years[y].year), cast("Said", failure.what)
            why = message("optimize-phasing-year", year=year, reason=reason)
            raise InfeasiblePlan(_no_phasing(why)) from None
        except SolverFailed as failure:
            logger.info("%s", failure)

    def _spend_ahead(self, y: int, counts: Whole, later: Whole) -> Whole:
        """Build dear chargers earlier where the budgets of the years after would not pay for the rest.

        They are added at sites that stand, or take the place of a cheaper one there: what the horizon holds
        together fits its bays and grid at any earlier number.
        """
        base = self.problem.sizing
        least, spent = self.problem.spent_before(y, later), base.total_cost(counts)
        room = self.problem.most_chargers(y) - int(counts.sum())
        counts = counts.copy()
        standing = (counts.sum(axis=1) > 0)[:, None]
        price = np.where((later > counts) & standing, base.cost, -1.0)
        for place in np.argsort(-price, axis=None, kind="stable").tolist():
            s, t = divmod(place, base.n_types)
            if price[s, t] < 0:
                break
            for _ in range(int(later[s, t] - counts[s, t])):
                if spent >= least:
                    return counts
                if room > 0:
                    room -= 1
                else:
                    cheaper = np.flatnonzero((counts[s] > 0) & (base.cost[s] < base.cost[s, t]) & ~base.fast)
                    if not cheaper.size:
                        break
                    counts[s, cheaper[0]] -= 1
                    spent -= float(base.cost[s, cheaper[0]])
                counts[s, t] += 1
                spent += float(base.cost[s, t])
        return counts

    def _take(self, counts: list[Whole]) -> None:
        """Route the energy of every year through its chargers, and keep the phasing when it is the best."""
        flows, unmet = [], []
        for y in self._before():
            year = self.problem.year_sizing(y, counts[y])
            layout = lay_out(year)
            flow, lack = spread_served(year, layout, route_chargers(year, layout, counts[y]).flow)
            flows.append(flow)
            unmet.append(lack)
        phasing = Phasing(
            np.stack(counts),
            np.stack([*flows, self.problem.horizon.flow]),
            np.stack([*unmet, self.problem.horizon.unmet]),
            (),
        )
        faults = check_phasing(self.problem, phasing)
        if faults:
            logger.info("a phasing breaks a bound: %s", "; ".join(faults))
        elif self._better(phasing):
            self.best = phasing
            served = self.settings.shown(self._served(phasing), ENERGY)
            self.settings.tell(message("progress-phasing-served", served=f"{served:.6g}"))

    def _better(self, phasing: Phasing) -> bool:
        """Compare with the best so far: by energy served, then by what is spent before the horizon."""
        if self.best is None:
            return True
        new, old = self._served(phasing), self._served(self.best)
        if abs(new - old) > 1e-7 * max(1.0, old):
            return new > old
        cost = self.problem.sizing.total_cost
        return sum(map(cost, phasing.counts)) < sum(map(cost, self.best.counts))

    def _all_years(self) -> None:
        """Solve the multi-period model: in whole chargers when it is small, else its relaxation."""
        model = build_phasing(self.problem)
        # drafts look at no own row over several years, which only whole chargers of all years keep for sure
        tied = self.problem.own is not None and (self.best is None or self.problem.own_rows[1] is not None)
        whole = model.builder.columns <= _SMALL or tied
        arrays = model.builder.arrays()
        if not whole and self.settings.clock.left < 1e-4 * arrays.matrix.nnz:
            return
        self.settings.tell(message("progress-phasing-together", columns=model.builder.columns))
        start = model.start(self.best) if self.best is not None and whole else None
        clock = self.settings.clock.part(1.0) if self.best is not None else self._late_clock()
        outcome = run(
            model.builder,
            start=start,
            relax=not whole,
            stage="phasing, all years",
            **self.settings.within(clock, self.settings.gap / 2),
        )
        self.who = outcome.certificate.who
        if outcome.status == "infeasible":
            raise InfeasiblePlan(_no_phasing(message("optimize-phasing-whole")))
        if outcome.bound is not None:
            lost = [layout.lost for layout in model.layouts]
            demand = [float(self._demand(y).sum()) - lost[y] for y in self._before()]
            bound = self._weighted(demand) - outcome.bound
            if bound < self.bound:
                self.bound = bound
                self.proof = message("proven-years" if whole else "proven-years-relaxed")
        if whole and outcome.values is not None:
            self._take([*model.counts(outcome.values), self.problem.final])

    def _certified(self, phasing: Phasing) -> Phasing:
        faults = check_phasing(self.problem, phasing)
        if faults:
            raise SolverFailed(message("optimize-phasing-broken", faults=Series(tuple(faults), "faults")))
        served = self._served(phasing)
        proven = proofs(message("proven-bound-by", what=self.proof), message("proven-horizon"))
        bound: float | None = self.bound
        if self.proof == _COUNTED:
            bound = counted_bound(served, self.bound, self.settings.gap)
        size = float(self.problem.sizing.energy.sum())
        said = self.settings.certify(STAGE, "max", served, bound, proven, who=self.who, size=size)
        return Phasing(phasing.counts, phasing.flow, phasing.unmet, (said,))


def _no_phasing(causes: Said) -> Message:
    return message("optimize-phasing-none", causes=causes)


def phasing_causes(problem: PhasingProblem) -> list[Said]:
    """List what makes a phasing impossible by adding up targets, budgets and limits.

    Returns
    -------
    list of Said
        Each names a year and figures; empty when adding up finds nothing.
    """
    causes: list[Said] = []
    last = len(problem.years) - 1
    for y, phase in enumerate(problem.years):
        most, least = problem.most_chargers(y), problem.least_chargers(y)
        year, plan = str(phase.year), problem.chargers
        if phase.target > problem.chargers:
            causes.append(message("optimize-phasing-target", year=year, plan=plan, asked=phase.target))
        elif least > most:
            asked = message("optimize-phasing-asked", asked=phase.target)
            if least > phase.target:
                asked = message("optimize-phasing-stand", least=least, plan=plan)
            causes.append(message("optimize-phasing-build", year=year, asked=asked, most=most))
    spent, most_spent = problem.sizing.total_cost(problem.final), problem.most_spent(last)
    if most_spent is not None and spent > most_spent * (1 + 1e-9):
        causes.append(message("optimize-phasing-budgets", most=round(most_spent), spent=round(spent)))
    most_sites = summed(phase.most_new_sites for phase in problem.years)
    opened = problem.open_sites(problem.final)
    if most_sites is not None and opened > most_sites:
        causes.append(message("optimize-phasing-sites", most=round(most_sites), sites=opened))
    return causes
