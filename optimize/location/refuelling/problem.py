"""Flow refuelling (FRLM): place stations so that as many trips as possible never run dry.

Sets        paths q in Q; arcs a in A_q of the round trip of q; K_qa sites that can fuel arc a of path q
            (`optimize.location.refuelling.paths` says which: half a tank at origin and destination, range R)
Data        f_q trips of path q; p most new sites; c_j cost; B budget; with capacities also e_qa fuel that
            arc a takes for all trips of q, and k_j capacity of site j
Variables   x_j in {0, 1} site j is open; 0 <= y_q <= 1 share of path q that is refuelled (whole by itself
            without capacities); with capacities u_qaj >= 0 fuel for arc a of path q bought at site j

    maximise    sum_q f_q y_q
    subject to  y_q <= sum_{j in K_qa} x_j              for q, a in A_q     (arc)
                sum_j x_j <= p                                              (count; existing do not count)
                sum_j c_j x_j <= B                                          (budget, when given)
                x_j = 1                                  for existing and required j
    capacitated sum_{j in K_qa} u_qaj = e_qa y_q        for q, a in A_q     (fuel)
                u_qaj <= e_qa x_j                        for q, a, j        (link)
                sum_qa u_qaj <= k_j x_j                  for j              (capacity)

Fuel for the arcs that a tank still reaches never exceeds the tank, so buying by arc needs no tank rows.

Source      Kuby, M. and Lim, S. (2005), The flow-refueling location problem for alternative-fuel vehicles,
            Socio-Economic Planning Sciences 39, 125-145; Capar, I., Kuby, M., Leon, V. and Tsai, Y. (2013),
            An arc cover-path-cover formulation and strategic analysis of alternative-fuel station locations,
            European Journal of Operational Research 227, 142-151; Upchurch, C., Kuby, M. and Lim, S. (2009),
            A model for location of capacitated alternative-fuel stations, Geographical Analysis 41, 85-106.

An arc whose sites include all sites of another arc of its path is implied and left out; paths with the same
arcs are one row; a path with an arc that no site can fuel is never covered (`impossible_paths` lists them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.entry import solve_with
from optimize.location.check import checks, choice_faults, value_faults
from optimize.location.site_choice import Each, LimitedChoice, Solution
from optimize.matrices import NONE, choices, incidence, mask_of, starts_of
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats, Indices
    from optimize.location.refuelling.paths import RefuellingPaths
    from optimize.solvers.limits import Settings


_STAGE = "FlowRefuelling"
_PROVEN = message("proven-refuelled")
_FULL = 1e-6


@dataclass(frozen=True, eq=False)
class FlowRefuelling(LimitedChoice):
    """A flow refuelling location problem.

    Parameters
    ----------
    paths
        The paths and the sites on them.
    flows
        Trips of every path, one for all or one each.
    reach
        Range of a full tank, metres.
    count, existing, required, costs, budget
        As in `optimize.location.site_choice.LimitedChoice`.
    fuel, capacities
        Fuel that all trips of a path take out and back (kg/day), and what each site can sell (kg/day);
        both or neither. With them a path may be refuelled in part.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative values, unknown sites, or neither a count nor a budget.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"flows": "n_rows", "fuel": "n_rows", "capacities": "n_sites"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "trips": ("flows",),
        "kilograms": ("fuel", "capacities"),
        "money": ("costs", "budget"),
    }
    objective_in: ClassVar[tuple[str, ...]] = ("trips",)
    assigned_in: ClassVar[str] = "kilograms"

    paths: RefuellingPaths
    flows: ArrayLike
    reach: float
    count: int | None
    fuel: ArrayLike | None = None
    capacities: ArrayLike | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.reach > 0:
            raise ValueError(f"reach is {self.reach}, expected metres above 0")
        if (self.fuel is None) != (self.capacities is None):
            raise ValueError("fuel and capacities come together; one of them is missing")

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return self.paths.n_sites

    @property
    def n_rows(self) -> int:
        """Number of paths."""
        return self.paths.n_paths

    @property
    def trips(self) -> Floats:
        """Trips of every path."""
        return np.asarray(self.flows, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arc rows to cover: their path, their sites, and their metres.

    Attributes
    ----------
    path
        Path (or merged path) of every arc.
    cover
        Arcs x sites, ones where a site can fuel the arc.
    metres
        Metres of every arc.
    member
        Merged path of every path, -1 for a path that no set of sites can refuel.
    """

    path: Indices
    cover: sparse.csr_array
    metres: Floats
    member: Indices


def arcs_of(problem: FlowRefuelling, *, merge: bool) -> Arcs:
    """Collect the arcs of every path that can be refuelled at all.

    Parameters
    ----------
    problem
        The problem.
    merge
        Leave out implied arcs and merge paths with the same arcs; capacitated models keep all arcs.

    Returns
    -------
    Arcs
        The rows of the model.
    """
    member = np.full(problem.paths.n_paths, -1, dtype=np.int64)
    seen: dict[tuple[bytes, ...], int] = {}
    owner: list[int] = []
    rows: list[Indices] = []
    metres: list[float] = []
    for path in range(problem.paths.n_paths):
        sets, lengths = problem.paths.arc_sites(path, problem.reach)
        if any(one.size == 0 for one in sets):
            continue
        kept = _smallest(sets) if merge else list(range(len(sets)))
        key = tuple(sorted(sets[k].tobytes() for k in kept)) if merge else (str(path).encode(),)
        if key not in seen:
            seen[key] = len(seen)
            owner += [seen[key]] * len(kept)
            rows += [sets[k] for k in kept]
            metres += [float(lengths[k]) for k in kept]
        member[path] = seen[key]
    indptr = starts_of([row.size for row in rows])
    sites = np.concatenate(rows) if rows else NONE
    cover = sparse.csr_array((np.ones(sites.size), sites, indptr), shape=(len(rows), problem.paths.n_sites))
    return Arcs(np.array(owner, dtype=np.int64), cover, np.array(metres), member)


def impossible_paths(problem: FlowRefuelling) -> Indices:
    """List the paths that run dry even with a station at every site.

    Parameters
    ----------
    problem
        The paths, and the range of a full tank.

    Returns
    -------
    ndarray
        Positions of the paths, ascending.
    """
    return np.flatnonzero(arcs_of(problem, merge=True).member < 0)


def _smallest(sets: list[Indices]) -> list[int]:
    """Keep the arcs whose sites include no other arc's sites."""
    order = sorted(range(len(sets)), key=lambda k: sets[k].size)
    kept: list[int] = []
    for k in order:
        mine = set(sets[k].tolist())
        if not any(set(sets[other].tolist()) <= mine for other in kept):
            kept.append(k)
    return kept


def model(problem: FlowRefuelling, arcs: Arcs) -> ModelBuilder:
    """Write the model of the module's docstring.

    Returns
    -------
    ModelBuilder
        Columns: ``x`` for the sites, ``y`` for the (merged) paths, then ``u`` with capacities.
    """
    members = arcs.member >= 0
    n_paths = int(arcs.member.max(initial=-1)) + 1
    trips = np.bincount(arcs.member[members], weights=problem.trips[members], minlength=n_paths)
    builder = ModelBuilder("flow_refuelling", "max")
    x = problem.open_columns(builder, "x")
    y = builder.add_variables("y", n_paths, upper=1.0, cost=trips)
    n_arcs = arcs.path.size
    of_path = choices(arcs.path, n_paths)
    if n_arcs:
        builder.add_sums("arc", (-arcs.cover, x), (of_path, y), upper=0.0)
    problem.add_limits(builder, x)
    if problem.fuel is not None and problem.capacities is not None and n_arcs:
        _add_capacities(builder, problem, arcs, of_path, x, y)
    return builder


def fuel_of_arcs(problem: FlowRefuelling, arcs: Arcs) -> Floats:
    """Share the fuel of every path over its arcs by metres, kg/day."""
    paths = np.flatnonzero(arcs.member >= 0)
    fuel = np.zeros(int(arcs.member.max(initial=-1)) + 1)
    fuel[arcs.member[paths]] = np.asarray(problem.fuel)[paths]
    around = np.bincount(arcs.path, weights=arcs.metres, minlength=fuel.size)
    return np.asarray(fuel[arcs.path] * arcs.metres / around[arcs.path], dtype=np.float64)


def _add_capacities(
    builder: ModelBuilder,
    problem: FlowRefuelling,
    arcs: Arcs,
    of_path: sparse.csr_array,
    x: Indices,
    y: Indices,
) -> None:
    """Add fuel, link and capacity."""
    fuel = fuel_of_arcs(problem, arcs)
    arc = np.repeat(np.arange(arcs.path.size), np.diff(arcs.cover.indptr))
    site = arcs.cover.indices
    u = builder.add_variables("u", arc.size, upper=fuel[arc])
    bought = incidence(arc, arcs.path.size)
    need = sparse.diags_array(fuel) @ of_path
    builder.add_sums("fuel", (bought, u), (-need, y), equal=0.0)
    opened = choices(site, x.size, fuel[arc])
    builder.add_sums("link", (1.0, u), (-opened, x), upper=0.0)
    sold = incidence(site, x.size)
    room = sparse.diags_array(np.asarray(problem.capacities))
    builder.add_sums("capacity", (sold, u), (-room, x), upper=0.0)


@solve_with.register(FlowRefuelling)
def _solve_flow_refuelling(problem: FlowRefuelling, settings: Settings) -> Solution:
    """Solve the model and read sites, covered paths and fuel."""
    capacitated = problem.capacities is not None
    arcs = arcs_of(problem, merge=not capacitated)
    settings.tell(
        message(
            "progress-refuelling",
            paths=problem.paths.n_paths,
            impossible=int((arcs.member < 0).sum()),
            arcs=arcs.path.size,
        )
    )
    outcome = run(model(problem, arcs), stage=_STAGE, proven=_PROVEN, **settings.rest(aloud=True))
    n, n_paths = problem.n_sites, problem.n_rows
    if outcome.values is None:
        return Solution.none(outcome.certificate, n_paths)
    sites = np.flatnonzero(outcome.values[:n] > 0.5)
    if not capacitated:
        covered = np.array([refuelled(problem, path, sites) for path in range(n_paths)], dtype=bool)
        value, fuel = float(problem.trips[covered].sum()), None
    else:
        share = np.append(outcome.values[n : n + int(arcs.member.max(initial=-1)) + 1], 0.0)[arcs.member]
        covered = share > 1.0 - _FULL
        value, fuel = float(problem.trips @ share), _fuel(problem, arcs, outcome.values)
    who = outcome.certificate.who
    certificate = settings.certify(_STAGE, "max", value, outcome.bound, _PROVEN, who=who)
    return Solution(sites, fuel, covered, value, certificate)


def _fuel(problem: FlowRefuelling, arcs: Arcs, values: Floats) -> sparse.csr_array:
    """Sum the fuel bought by path and site, kg/day."""
    u = values[values.size - arcs.cover.nnz :]
    path_of = np.full(int(arcs.member.max(initial=-1)) + 1, -1, dtype=np.int64)
    path_of[arcs.member[arcs.member >= 0]] = np.flatnonzero(arcs.member >= 0)
    row = path_of[np.repeat(arcs.path, np.diff(arcs.cover.indptr))]
    shape = (problem.paths.n_paths, problem.paths.n_sites)
    return sparse.csr_array((u, (row, arcs.cover.indices)), shape=shape)


def refuelled(problem: FlowRefuelling, path: int, sites: Indices) -> bool:
    """Drive a path: the first and last stop within half a range of the ends, the others within one range."""
    places, metres = problem.paths.places(path)
    stops = metres[np.isin(places, sites)]
    if stops.size == 0:
        return False
    legs = np.concatenate([[2 * stops[0]], np.diff(stops), [2 * (metres[-1] - stops[-1])]])
    return bool(legs.max() <= problem.reach * (1 + 1e-9))


@checks(FlowRefuelling)
def _check_flow_refuelling(problem: FlowRefuelling, solution: Solution) -> list[str]:
    """Check sites, count and budget, drive every path, and add up what is sold."""
    found = choice_faults(problem, solution.sites)
    driven = np.array([refuelled(problem, q, solution.sites) for q in range(problem.n_rows)], dtype=bool)
    if problem.fuel is None or problem.capacities is None:
        wrong = np.flatnonzero(driven != solution.covered)
        if wrong.size:
            found.append(f"{wrong.size} paths are marked wrongly as refuelled or not, first: {int(wrong[0])}")
        value = float(problem.trips[driven].sum())
    else:
        if not sparse.issparse(solution.assignment):
            return [*found, "the assignment must be the fuel by path and site"]
        bought = solution.assignment
        sold, capacity = bought.sum(axis=0), np.asarray(problem.capacities)
        room = np.where(mask_of(solution.sites, problem.n_sites), capacity, 0.0)
        needed = np.asarray(problem.fuel)
        over = np.flatnonzero(sold > room + 1e-6 * (float(needed.max(initial=0.0)) + capacity))
        found += [f"site {j} sells {sold[j]:.3f} kg/day, capacity {capacity[j]:g}" for j in over.tolist()]
        share = solution.covered.astype(np.float64)
        np.divide(bought.sum(axis=1), needed, out=share, where=needed > 0)
        dry = np.flatnonzero((share > _FULL) & ~driven)
        found += [f"path {q} buys fuel but runs dry" for q in dry.tolist()]
        if (share > 1 + _FULL).any():
            found.append(f"path {int(np.argmax(share))} buys more fuel than it takes")
        value = float(problem.trips @ share)
    return found + value_faults(solution, value, f"{value} trips are refuelled")
