"""The third stage of a sizing: its chargers and its served energy held, every site used alike.

Sets
    s sites, r demand rows whose energy is served (those with the same sites and users are one), U pools, k
    steps of use: from 0 to 2 %, to 5 %, and on in steps of 5 %.
Data
    E_r energy served, C_Us what the chargers of pool U deliver at s, C_s of all; u_k middle of a step and w_k
    its width, d_rs metres; M_s what a site should be given at most, where that is asked.
Variables
    flow_rs energy, used_sk energy of a site within a step of its use, over_s what is above M_s, kWh/day.
Constraints
    served   sum_s flow_rs = E_r                      each r
    use      sum_r flow_rs - sum_k used_sk = 0        each s
    pool     sum_{r of U} flow_rs <= C_Us             each s and pool but the whole site
    most     sum_r flow_rs - over_s <= M_s            each s with an M_s
    used_sk <= w_k C_s
Objectives, in this order
    1. min sum_k u_k used_sk + 10 over_s;  2. min sum d_rs flow_rs with the energy of every site held.

The first is the integral of every site's use over its energy. It is convex, and what sites can be loaded
with is a polymatroid, so its least is the fairest loading (Fujishige 1980): the least used site is used as
much as can be, then the next one, to a step's width. A kWh that goes another way changes the use of two
sites by at most 1 together, so at a price of 10 nothing stays above M_s that can be moved. The second takes
the nearer of two sites at no one's cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.covering.reduce import alike_rows
from optimize.entry import Problem, faults, solve_with
from optimize.matrices import first_of, incidence, starts_of
from optimize.model import ModelBuilder
from optimize.sizing.check import ENERGY_TOLERANCE
from optimize.sizing.flow import Pools
from optimize.solvers.run import attempt
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs
    from optimize.solvers.limits import Settings
    from optimize.solvers.run import Outcome

USE_STAGE: Final = "sizing: evenness of use, kWh/day"

EDGES: Final = np.array([0.0, 0.02, *np.arange(0.05, 1.0001, 0.05)])
"""Shares of what a site can deliver at which the price of a further kWh/day rises."""

_OVER: Final = 10.0
"""Price of a kWh/day above what a site should be given; any above 1 moves all that can be moved."""

_SIMPLEX: Final = 250_000
"""Pairs up to which the simplex ends. Beyond, an interior point shares out evenly and no nearer way is looked
for: on 465,000 pairs the simplex took 65 units of work without an answer, the interior point ends in 28."""

_WORK: Final = 2e-5
"""Work per nonzero that a linear program is given at least; with less left, the energy stays as it is."""


def unevenness(load: Floats, able: Floats) -> Floats:
    """Give the use at which each site's kWh/day are delivered, times them; shape (S,).

    Parameters
    ----------
    load, able : numpy.ndarray
        What each site delivers, and what it can, kWh/day, shape (S,); what is above is delivered at full use.
    """
    widths = np.diff(EDGES)[:, None] * able
    left, total = np.array(load, dtype=np.float64), np.zeros(load.shape)
    for middle, width in zip((EDGES[1:] + EDGES[:-1]) / 2, widths, strict=True):
        taken = np.minimum(left, width)
        total, left = total + middle * taken, left - taken
    return total + left


@dataclass(frozen=True, eq=False)
class UseProblem(Problem["Use"]):
    """Share out what R demand rows are served of S sites, so that sites are used alike.

    Attributes
    ----------
    pairs
        Which site may serve which row, with the metres between them.
    energy : numpy.ndarray
        Energy each row is served, kWh/day, shape (R,).
    users : numpy.ndarray
        Users that each row is the demand of, shape (R,): rows of `serves`.
    serves : numpy.ndarray
        Whether a type serves those users, shape (U, T).
    able_kwh : numpy.ndarray
        What all chargers of a type deliver at a site, kWh/day, shape (S, T).
    flow : numpy.ndarray
        How the energy is shared out now, kWh/day, shape (pairs,).
    most : numpy.ndarray or None
        What each site should be given at most, kWh/day, shape (S,), infinite where nothing is asked; it
        yields where the energy has no other way. None asks it of no site.
    free : numpy.ndarray or None
        Rows whose energy may go another way, shape (R,); that of the others stays as it is. None frees all.
    """

    bound_by: ClassVar[str] = "optimize.sizing.use"
    stages_by: ClassVar[str] = "optimize.sizing.use"

    pairs: CoverPairs
    energy: Floats
    users: Whole
    serves: Flags
    able_kwh: Floats
    flow: Floats
    most: Floats | None = None
    free: Flags | None = None

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        wanted = {
            "energy": (rows,),
            "users": (rows,),
            "able_kwh": (sites, self.serves.shape[1]),
            "flow": self.pairs.indices.shape,
        }
        wrong = [name for name, shape in wanted.items() if getattr(self, name).shape != shape]
        wrong += [name for name in wanted if not np.isfinite(getattr(self, name)).all()]
        if self.most is not None and (self.most.shape != (sites,) or not (self.most >= 0).all()):
            wrong.append("most")
        if self.free is not None and self.free.shape != (rows,):
            wrong.append("free")
        if wrong:
            raise ValueError(f"use problem: {', '.join(wrong)} do not fit its pairs, or are not finite")

    @cached_property
    def pools(self) -> Pools:
        """Bounds on what the users of a site may draw together."""
        return Pools.of(self.serves)

    def loads(self, flow: Floats) -> Floats:
        """Sum flows to the pools of sites, kWh/day, shape (P, S)."""
        kind = self.pools.kind[self.users][self.pairs.rows()]
        return self.pools.loads(self.pairs.indices, kind, flow, self.pairs.n_sites)

    @cached_property
    def able(self) -> Floats:
        """What each pool of each site can deliver, and at least what it does, kWh/day, shape (P, S)."""
        return np.maximum(self.pools.sums(self.able_kwh), self.loads(self.flow))

    def price(self, flow: Floats) -> float:
        """Sum what evenness asks to be least: uses times energies, and what is above the most of sites."""
        load = self.loads(flow)[0]
        above = 0.0 if self.most is None else float(np.maximum(load - self.most, 0.0).sum())
        return float(unevenness(load, self.able[0]).sum()) + _OVER * above


@dataclass(frozen=True, eq=False)
class Use:
    """How energy is shared out over sites.

    Attributes
    ----------
    flow : numpy.ndarray
        Energy over each pair, kWh/day, shape (pairs,).
    certificates
        Of how evenly sites are used.
    """

    flow: Floats
    certificates: tuple[Certificate, ...]


@faults.register(UseProblem)
def use_faults(problem: UseProblem, use: Use) -> list[str]:
    """Re-compute what a sharing must keep: every row's energy, and what every pool can deliver."""
    dust = ENERGY_TOLERANCE * max(1.0, float(problem.energy.max(initial=0.0)))
    given = np.bincount(problem.pairs.rows(), use.flow, problem.energy.size)
    short = int((np.abs(given - problem.energy) > dust).sum())
    over = int((problem.loads(use.flow) > problem.able * (1.0 + ENERGY_TOLERANCE) + dust).sum())
    told = problem.price(use.flow)
    said = use.certificates[0].objective or 0.0
    return [
        *([f"use: {short} rows get another energy than they are served"] if short else []),
        *([f"use: {over} pools deliver more than they can"] if over else []),
        *(["use: a flow is negative"] if (use.flow < -dust).any() else []),
        *(
            [f"use: objective {told:.9g}, told {said:.9g}"]
            if abs(told - said) > 1e-6 * max(1.0, told)
            else []
        ),
    ]


@solve_with.register(UseProblem)
def even_use(problem: UseProblem, how: Settings) -> Use:
    """Share the energy out evenly, and of all even ways take a near one; as it is where no work is left.

    Of very many pairs (`_SIMPLEX`) any even way is taken.
    """
    model = _Model(problem)
    even = model.solve(how, None)
    values = None if even is None else even.values
    flow = problem.flow if values is None else model.spread(values[model.flow])
    if values is not None:
        load = problem.loads(flow)[0]
        near = None if model.row.size > _SIMPLEX else model.solve(how, load)
        if near is not None and near.values is not None:
            nearer = model.spread(near.values[model.flow])
            # a solver's tolerance may not cost what was won
            flow = nearer if not use_faults_of(problem, nearer) else flow
    objective = problem.price(flow)
    bound, who, dual = None, ("none", ""), None
    if even is not None:
        bound, who, dual = even.bound, even.certificate.who, model.multipliers(even)
    said = how.certify(
        USE_STAGE, "min", objective, bound, message("proven-relaxed"), who=who, spent=how.clock.spent
    )
    return Use(flow, (said.proven_by(dual),))


@stage_problems.register(UseProblem)
def use_stages(problem: UseProblem, use: Use) -> tuple[StageProblem, ...]:
    """Give the problem of evenness; none where no work was left for it, for nothing is said of it then."""
    if use.certificates[0].bound is None:
        return ()
    model = _Model(problem)
    builder = model.build(None)
    return (StageProblem("sizing_use", builder, model.values(use.flow), use.certificates[0], "kWh/day"),)


def use_faults_of(problem: UseProblem, flow: Floats) -> bool:
    """Tell whether a pool delivers more than it can, or a site another energy than it was to."""
    dust = ENERGY_TOLERANCE * max(1.0, float(problem.energy.max(initial=0.0)))
    return bool((problem.loads(flow) > problem.able * (1.0 + ENERGY_TOLERANCE) + dust).any())


class _Model:
    """The linear program over merged rows."""

    def __init__(self, problem: UseProblem) -> None:
        self.problem, self.builder = problem, ModelBuilder("use", "min")
        p, row, pools = problem, problem.pairs.rows(), problem.pools
        kind = pools.kind[p.users]
        usable = (p.able[pools.own[kind[row]], p.pairs.indices] > 0) & (p.energy[row] > 0)
        free = np.ones(p.energy.size, dtype=bool) if p.free is None else p.free
        usable &= free[row]
        self.fixed = p.loads(np.where(free[row], 0.0, p.flow))
        self.usable, old = usable, row[usable]
        site = p.pairs.indices[usable]
        starts = starts_of(np.bincount(old, minlength=p.energy.size))
        whole = sparse.csr_array((np.ones(site.size), site, starts), shape=p.pairs.shape)
        self.group, leaders = alike_rows(whole, kind)
        merged = sparse.csr_array(whole[leaders])
        self.pair = merged.indptr[self.group[old]] + np.arange(old.size) - starts[old]
        self.row = np.repeat(np.arange(leaders.size), np.diff(merged.indptr))
        self.site, self.kind = merged.indices.astype(np.int64), kind[leaders]
        kept = self.group >= 0
        self.energy = np.bincount(self.group[kept], p.energy[kept], leaders.size).astype(np.float64)
        self.share = p.energy[old] / self.energy[self.group[old]]
        self.metres = np.bincount(self.pair, self.share * p.pairs.distances[usable], self.row.size)

    def solve(self, how: Settings, held: Floats | None) -> Outcome | None:
        """Solve for evenness, or for short ways with the energy of every site held; None with no work."""
        builder = self.build(held)
        if how.clock.left < _WORK * builder.arrays().matrix.nnz:
            return None
        simplex, clock = self.row.size <= _SIMPLEX, how.clock.part(1.0)
        options = {"solver": "simplex"} if simplex else None
        outcome = attempt(
            builder, stage=USE_STAGE, relax=True, named=False, options=options, **how.within(clock)
        )
        self.builder = builder if held is None else self.builder
        return outcome

    def build(self, held: Floats | None) -> ModelBuilder:
        """Write evenness, or short ways with the energy of every site held."""
        p, able, pools = self.problem, self.problem.able, self.problem.pools
        sites, steps = p.pairs.n_sites, EDGES.size - 1
        builder = ModelBuilder("use", "min")
        price = 0.0 if held is None else self.metres / 1000.0
        over = {"row": first_of(self.group)[self.row], "site": self.site}
        self.flow = builder.add_variables(
            "flow", self.row.size, upper=self.energy[self.row], cost=price, over=over
        )
        builder.add_rows("served", incidence(self.row, self.energy.size), self.flow, lower=self.energy,
                         upper=self.energy)  # fmt: skip
        at_sites = incidence(self.site, sites)
        if held is None:
            middle = np.repeat((EDGES[1:] + EDGES[:-1]) / 2, sites)
            width = (np.diff(EDGES)[:, None] * able[0]).ravel()
            used = builder.add_variables("used", steps * sites, upper=width, cost=middle)
            of_step = incidence(np.tile(np.arange(sites), steps), sites)
            builder.add_sums("use", (at_sites, self.flow), (-of_step, used), equal=-self.fixed[0])
        else:
            slack, own = 1e-8 * np.maximum(1.0, held), held - self.fixed[0]
            builder.add_rows("use", at_sites, self.flow, lower=own - slack, upper=own + slack)
        if p.most is not None and held is None:
            few = np.flatnonzero(np.isfinite(p.most))
            above = builder.add_variables("over", few.size, cost=_OVER, over={"site": few})
            left = (p.most - self.fixed[0])[few]
            builder.add_sums(
                "most", (at_sites[few], self.flow), (-1.0, above), upper=left, over={"site": few}
            )
        for pool in range(1, pools.size):
            drawn = pools.kinds[pool][self.kind[self.row]]
            builder.add_rows(f"pool{pool}", incidence(self.site, sites, drawn.astype(float)), self.flow,
                             upper=able[pool] - self.fixed[pool])  # fmt: skip
        return builder

    def values(self, flow: Floats) -> Floats:
        """Write flows on the problem's own pairs as the columns flow and used."""
        load, widths = self.problem.loads(flow)[0], np.diff(EDGES)[:, None] * self.problem.able[0]
        below = EDGES[:-1, None] * self.problem.able[0]
        used = np.clip(load - below, 0.0, widths)
        merged = np.bincount(self.pair, flow[self.usable], self.row.size)
        most = np.full(load.size, np.inf) if self.problem.most is None else self.problem.most
        over = np.maximum(load - most, 0.0)[np.isfinite(most)]
        return np.concatenate([merged, used.ravel(), over])

    def spread(self, flow: Floats) -> Floats:
        """Give merged flows back to the rows, each with the energy it is served, the nearest first.

        Rows that are one reach the same sites, so whatever the order, every row gets all of its energy.
        """
        flow = np.maximum(flow, 0.0)
        given = np.bincount(self.row, flow, self.energy.size)
        flow *= np.divide(self.energy, given, out=np.zeros(given.size), where=given > 0)[self.row]
        at = np.flatnonzero(self.usable)
        row, near = self.problem.pairs.rows()[at], self.problem.pairs.distances[at]
        out = np.where(self.usable, 0.0, self.problem.flow).tolist()
        left, sites = self.problem.energy.tolist(), flow.tolist()
        order = np.argsort(near, kind="stable")
        for here, r, pair in zip(*(part[order].tolist() for part in (at, row, self.pair)), strict=True):
            taken = min(left[r], sites[pair])
            if taken > 0.0:
                out[here], left[r], sites[pair] = taken, left[r] - taken, sites[pair] - taken
        return np.array(out)

    def multipliers(self, even: Outcome) -> dict[str, Floats | Flags] | None:
        """Read what a kWh/day costs at each pool of each site from the duals of the relaxation."""
        if even.duals is None:
            return None
        pools, sites = self.problem.pools, self.problem.pairs.n_sites
        names = ["use", *(f"pool{pool}" for pool in range(1, pools.size))]
        prices = np.stack([-self.builder.duals_of(name, even.duals, sites) for name in names])
        return {"pools": pools.types, "load": prices}
