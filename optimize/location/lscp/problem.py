"""Location set covering: the fewest (or cheapest) sites that reach every demand row; also with backup.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        c_j cost of opening site j (1 by default; existing sites cost nothing)
Variables   x_j in {0, 1} site j is open

    minimise    sum_j c_j x_j
    subject to  sum_{j in N(i)} x_j >= 1        for i in I      (cover)
                x_j = 1                          for existing and required j

Source      Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971), The location of emergency service
            facilities, Operations Research 19, 1363-1373.

`optimize.location.lscp.ladder` writes exactly this on what `optimize.covering.reduce` left of one connected
part, and solves it.

Backup covering (LSCP-B) covers every row once with the fewest sites, then as much demand as possible twice.

Data        w_i weight of row i; p number of sites: given, or the optimum of the location set covering problem
Variables   x_j as above; 0 <= u_i <= 1 row i has a backup (whole by itself when x is)

    maximise    sum_i w_i u_i
    subject to  sum_{j in N(i)} x_j >= 1 + u_i  for i in I      (cover and backup)
                sum_j x_j <= p                                  (count; existing sites do not count)
                x_j = 1                          for existing and required j

Source      Hogan, K. and ReVelle, C. (1986), Concepts and applications of backup coverage, Management Science
            32, 1434-1444 (BACOP 1).

`covered` of its solution tells which rows have a backup; every row is covered once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from gisplan_words import message
from optimize.certificate import proofs, weakest_status
from optimize.covering.reduce import components, merge_rows, reduce_set_cover
from optimize.entry import solve_with
from optimize.location.check import bare_faults, checks, choice_faults, covered_by, value_faults
from optimize.location.lscp.ladder import solve_part
from optimize.location.site_choice import Each, PairChoice, Solution
from optimize.matrices import ones_at
from optimize.model import ModelBuilder
from optimize.solvers.limits import Clock, Settings
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike
    from scipy import sparse

    from gisplan_arrays import Floats, Indices


_CHECK_SECONDS = 10.0
"""Seconds in which a check looks for fewer sites than an answer opened."""


@dataclass(frozen=True, eq=False)
class LSCP(PairChoice):
    """A location set covering problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row.
    existing
        Sites (indices or mask) that are open already and cost nothing.
    required
        Sites that must be opened.
    costs
        Cost of every new site; None counts sites.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative costs or unknown sites.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"costs": "n_sites"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"money": ("costs",)}
    objective_in: ClassVar[tuple[str, ...]] = ("money",)

    costs: ArrayLike | None = field(default=None, kw_only=True)

    @property
    def site_costs(self) -> Floats:
        """Cost of opening every site; existing ones cost nothing."""
        costs = np.ones(self.pairs.n_sites) if self.costs is None else np.array(self.costs, dtype=np.float64)
        costs[self.open_already] = 0.0
        return costs


@solve_with.register(LSCP)
def _solve_lscp(problem: LSCP, settings: Settings) -> Solution:
    """Reduce, solve every connected part, and add the parts up."""
    pairs, costs = problem.pairs, problem.site_costs
    empty = pairs.empty_rows()
    if empty.size:
        why = f"{empty.size} rows have no site within reach, first: {empty[:10].tolist()}"
        return Solution.none(settings.no_answer("LSCP", "min", why, who=("none", "")), problem.n_rows)
    always = problem.always
    core = reduce_set_cover(pairs.binary(), costs, always=always)
    settings.tell(
        message(
            "progress-cover-reduced",
            model="LSCP",
            rows=pairs.n_demand,
            sites=pairs.n_sites,
            rows_left=core.cover.shape[0],
            sites_left=core.cover.shape[1],
            forced=core.forced.size,
        )
    )
    _, row_part, site_part = components(core.cover)
    chosen = [always, core.forced]
    bound = float(costs[always].sum() + costs[core.forced].sum())
    exact, who, interrupted = True, ("reduction", ""), False
    todo = core.cover.nnz
    for label in sorted(set(row_part.tolist()), key=lambda k: int((row_part == k).sum())):
        rows, sites = np.flatnonzero(row_part == label), np.flatnonzero(site_part == label)
        cover = core.cover[rows][:, sites]
        part = solve_part(cover, costs[core.sites[sites]], settings, share=cover.nnz / max(1, todo))
        todo -= cover.nnz
        chosen.append(core.sites[sites[part.sites]])
        bound += part.bound
        exact &= part.exact
        who, interrupted = part.who, interrupted or part.interrupted
    sites = np.unique(np.concatenate(chosen))
    objective = float(costs[sites].sum())
    proven = message("proven-cover-all")
    proven = message("proven-interrupted", what=proven) if interrupted else proven
    certificate = settings.certify("LSCP", "min", objective, bound, proven, who=who, exact=exact)
    return Solution(sites, None, covered_by(pairs, sites), objective, certificate)


@checks(LSCP)
def _check_lscp(problem: LSCP, solution: Solution) -> list[str]:
    """Check sites, cover and objective from the problem alone."""
    found = choice_faults(problem, solution.sites) + bare_faults(problem.pairs, solution.sites)
    if not solution.covered.all():
        found.append("rows are marked as not covered")
    value = float(problem.site_costs[solution.sites].sum())
    return found + value_faults(solution, value, f"the sites cost {value}")


@dataclass(frozen=True, eq=False)
class LSCPB(PairChoice):
    """A location set covering problem with backup.

    Parameters
    ----------
    pairs
        Which site reaches which demand row.
    weights
        Weight of a backup for every row, or one for all.
    count
        Most new sites; None takes the fewest that cover every row.
    existing
        Sites (indices or mask) that are open already and do not count.
    required
        Sites that must be opened.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative weights or unknown sites.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"weights": "n_rows"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"weight": ("weights",)}
    objective_in: ClassVar[tuple[str, ...]] = ("weight",)

    weights: ArrayLike = 1.0
    count: int | None = None


def model(
    cover: sparse.csr_array, weights: Floats, count: int, fixed: Indices, free: Indices
) -> ModelBuilder:
    """Write the model of backup covering.

    Parameters
    ----------
    cover, weights
        Rows × sites, and one weight per row.
    count
        Most sites besides the existing ones.
    fixed
        Sites that are open in every answer.
    free
        Existing sites, which do not count.

    Returns
    -------
    ModelBuilder
        Columns: ``x`` for the sites, then ``u`` for the rows.
    """
    n_rows, n_sites = cover.shape
    builder = ModelBuilder("lscpb", "max")
    lower = ones_at(fixed, n_sites)
    x = builder.add_variables("x", n_sites, lower=lower, upper=1.0, integer=True)
    u = builder.add_variables("u", n_rows, upper=1.0, cost=weights)
    builder.add_sums("cover", (cover, x), (-1.0, u), lower=1.0)
    builder.add_rows("count", 1.0 - ones_at(free, n_sites)[None, :], x, upper=float(count))
    return builder


@solve_with.register(LSCPB)
def _solve_lscpb(problem: LSCPB, settings: Settings) -> Solution:
    """Find the fewest sites when no count is given, then the most backup with them."""
    pairs = problem.pairs
    covers = LSCP(pairs, existing=problem.existing, required=problem.required)
    first: Solution = solve_with(covers, replace(settings.part(0.5), units={}))
    if first.objective is None:
        return replace(first, certificate=replace(first.certificate, stage="LSCP-B"))
    count = round(first.objective) if problem.count is None else problem.count
    each = np.asarray(problem.weights, dtype=np.float64)
    merged, weights = merge_rows(pairs.binary(), each)
    start = None
    if first.objective <= count:
        x = ones_at(first.sites, pairs.n_sites)
        start = np.concatenate([x, ((merged @ x) > 1.5).astype(np.float64)])
    proven = [message("proven-back-up", count=count)]
    if problem.count is None:
        proven.append(message("proven-fewest", count=count, status=first.certificate.status))
    builder = model(merged, weights, count, problem.always, problem.open_already)
    limits = settings.within(settings.clock.part(1.0, 0.05), aloud=True)
    outcome = run(builder, start=start, stage="LSCP-B", proven=proofs(*proven), **limits)
    if outcome.values is None:
        return Solution.none(outcome.certificate, problem.n_rows)
    sites = np.flatnonzero(outcome.values[: pairs.n_sites] > 0.5)
    twice = covered_by(pairs, sites, 2)
    value = float(each[twice].sum())
    said = outcome.certificate
    certificate = settings.certify(said.stage, "max", value, said.bound, said.proven, who=said.who)
    if problem.count is not None:
        return Solution(sites, None, twice, value, certificate)
    certificate = replace(certificate, status=weakest_status([first.certificate, certificate]))
    return Solution(sites, None, twice, value, certificate, (first.certificate,))


def _count_faults(problem: LSCPB, solution: Solution) -> list[str]:
    """Check a count that nobody gave: it is the fewest, so a search of its own finds no fewer."""
    if problem.count is not None:
        return []
    new = np.setdiff1d(solution.sites, problem.open_already).size
    told = [one.objective for one in solution.stages]
    if len(told) != 1 or told[0] is None or new > told[0]:
        return [f"{new} new sites, the stage of the fewest says {told}"]
    covers = LSCP(problem.pairs, existing=problem.existing, required=problem.required)
    fewest: Solution = solve_with(covers, Settings(clock=Clock(_CHECK_SECONDS)))
    if fewest.objective is None or new <= fewest.objective:
        return []
    return [f"{new} new sites, {fewest.objective:g} are enough to cover every row"]


@checks(LSCPB)
def _check_lscpb(problem: LSCPB, solution: Solution) -> list[str]:
    """Check sites, single cover, backup and objective from the problem alone."""
    found = choice_faults(problem, solution.sites) + bare_faults(problem.pairs, solution.sites)
    found += _count_faults(problem, solution)
    twice = covered_by(problem.pairs, solution.sites, 2)
    if (twice != solution.covered).any():
        found.append("rows are marked wrongly as backed up or not")
    value = float(np.asarray(problem.weights)[twice].sum())
    return found + value_faults(solution, value, f"backed-up weight is {value}")
