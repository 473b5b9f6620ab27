"""Functions on parcels as one PuLP model: integrated energy stations, whom they serve, what they cost.

Sets
    j parcels, k kinds of facility, f functions, r resources (m2 of land, kW of grid), i demand rows of a
    kind; N_ki parcels within reach of row i for kind k.
Data
    m_k facilities of a kind to place; q_k what one serves a day; w_ki demand; a_kr what one takes; b_jr room
    of a parcel; c_k cost of a facility; g_j cost of making ground ready, 0 where that is done; e_jf 1 where
    a function is there already; n least functions of an integrated station; A integrated stations asked.
Variables
    x_jk in {0, 1} a facility of kind k stands on parcel j, only where it may; 0 <= h_jf <= 1 a function is
    new there; u_j in {0, 1} an integrated station; 0 <= o_j <= 1 ground is made ready; s_kij >= 0 demand of
    row i served on parcel j (rows may be split).
Constraints
    placed     sum_j x_jk = m_k                              each k
    room       sum_k a_kr x_jk <= b_jr                       each j, r: room0, room1
    apart      x_jk + x_jl <= 1                              kinds that are too near to each other on j
    there      h_jf <= sum of x_jk over kinds of f           functions not there yet
    several    (n - sum_f e_jf) u_j <= sum_f h_jf            parcels that can get n functions
    named      u_j <= h_jf                                   functions that a station must have, or lacks
    asked      sum_j u_j <= A
    demand     sum_j s_kij <= w_ki                           each k, i
    capacity   sum_i s_kij <= q_k x_jk                       each k, j
    link       s_kij <= min(w_ki, q_k) x_jk                  tightens the relaxation
    ground     x_jk <= o_j                                   where ground costs
    stations   sum_j u_j >= stage 1                          stages 2 and 3
    share      mean share >= stage 2                         stage 3
Objectives, in this order
    1. max sum_j u_j;
    2. max the mean over k of sum_ij s_kij / sum_i w_ki, the share of its demand that a kind serves;
    3. min sum_jk c_k x_jk + sum_j g_j o_j: the ground is paid once, whatever stands on it.

It is a capacitated maximal covering (`optimize.location.capacitated.problem`) of several kinds that share
their parcels. Rows of a kind with the same parcels in reach are one row here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from scipy import sparse

from optimize.covering.reduce import same_rows
from optimize.entry import Problem
from optimize.matrices import choices, incidence
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Certificate

Stage = Literal["stations", "share", "cost"]
STAGES: tuple[Stage, ...] = ("stations", "share", "cost")
MILLION = 1e6
HELD = 1e-6
"""Share of what a stage reached that the next may lose, for round-off."""
SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class FunctionProblem(Problem["FunctionPlan"]):
    """Which parcel gets which facilities.

    Attributes
    ----------
    present
        Functions that are on a parcel already, (P, F).
    named
        Functions that an integrated station must have, (F,).
    able
        Where a kind may stand: it is allowed, fits, and keeps its distance from what is there, (P, K).
    function_of
        The function that each kind brings, (K,).
    near
        Kinds that cannot both stand on a parcel, because of the distance between them, (P, K, K).
    room, takes
        What a parcel has, (P, R), and what a facility takes of it, (K, R).
    counts, capacities, costs
        Facilities to place, what one serves a day, and what it costs, each (K,).
    ground
        Cost of making the ground of a parcel ready, 0 where that is done, (P,).
    reach, weights
        Of each kind the parcels within reach of its demand rows (rows × P), and the demand of those rows.
    asked, least
        Integrated stations asked, and the functions that one has at least.
    more
        Whether more facilities than asked may stand: what the first stage could reach with them.

    Raises
    ------
    ValueError
        Arrays of other shapes, or figures below 0.
    """

    bound_by: ClassVar[str] = "optimize.joint.placing"
    stages_by: ClassVar[str] = "optimize.joint.stages"

    present: Flags
    named: Flags
    able: Flags
    function_of: Whole
    near: Flags
    room: Floats
    takes: Floats
    counts: Whole
    capacities: Floats
    costs: Floats
    ground: Floats
    reach: tuple[sparse.csr_array, ...]
    weights: tuple[Floats, ...]
    asked: int
    least: int
    more: bool = False

    def __post_init__(self) -> None:
        parcels, functions = self.present.shape
        kinds, resources = self.takes.shape
        wanted = {
            "named": (functions,), "able": (parcels, kinds), "function_of": (kinds,),
            "near": (parcels, kinds, kinds), "room": (parcels, resources), "counts": (kinds,),
            "capacities": (kinds,), "costs": (kinds,), "ground": (parcels,),
        }  # fmt: skip
        for name, shape in wanted.items():
            array = getattr(self, name)
            if array.shape != shape or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected figures of at least 0, shape {shape}, got {array.shape}")
        shapes = [(one.size, parcels) for one in self.weights]
        if [one.shape for one in self.reach] != shapes or len(shapes) != kinds:
            raise ValueError(f"reach: expected rows x {parcels} of {kinds} kinds")

    @property
    def brings(self) -> Flags:
        """Which function each kind brings, (K, F)."""
        return np.asarray(self.function_of[:, None] == np.arange(self.present.shape[1]))

    @property
    def possible(self) -> Flags:
        """Parcels that have, or could get, the functions of an integrated station, (P,)."""
        return self.enough(self.present | (self.able.astype(int) @ self.brings.astype(int) > 0))

    def enough(self, held: Flags) -> Flags:
        """Tell which parcels are integrated stations with these functions, (P, F)."""
        many = held.sum(axis=1) >= self.least
        return np.asarray(many & held[:, self.named].all(axis=1))

    def stations(self, stands: Flags) -> Indices:
        """List the integrated stations with the facilities that stand, (P, K)."""
        held = self.present | (stands.astype(int) @ self.brings.astype(int) > 0)
        return np.flatnonzero(self.enough(held))

    def merged(self) -> tuple[tuple[sparse.csr_array, Floats, Indices], ...]:
        """Merge the rows of each kind with the same able parcels: pairs, demand, and the row of each row."""
        found = []
        for k, (reach, weights) in enumerate(zip(self.reach, self.weights, strict=True)):
            cover = sparse.csr_array(
                reach.astype(bool).astype(np.float64) @ sparse.diags_array(1.0 * self.able[:, k])
            )
            cover.eliminate_zeros()
            cover.sort_indices()
            first, group = same_rows(cover)
            demand = np.bincount(group, weights=weights, minlength=first.size).astype(np.float64)
            found.append((sparse.csr_array(cover[first]), demand, group))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class FunctionPlan:
    """Facilities on parcels.

    Attributes
    ----------
    stands
        Which kind stands where, (P, K).
    stations
        Parcels that count as integrated stations, sorted.
    given
        Of each kind the demand served, rows × P.
    certificates
        One a stage: stations, mean share served, cost in millions.
    values
        The answer of each stage, one value a column; none where it chose among some of the parcels.
    """

    stands: Flags
    stations: Indices
    given: tuple[sparse.csr_array, ...]
    certificates: tuple[Certificate, ...]
    values: tuple[Floats, ...] = ()


def cut(problem: FunctionProblem, parcels: Indices) -> FunctionProblem:
    """Give the problem over some of its parcels."""
    names = ("present", "able", "near", "room", "ground")
    part = {name: getattr(problem, name)[parcels] for name in names}
    return replace(problem, **part, reach=tuple(sparse.csr_array(one[:, parcels]) for one in problem.reach))


def function_model(
    problem: FunctionProblem, stage: Stage, *, stations: float = 0.0, share: float = 0.0
) -> tuple[ModelBuilder, tuple[Indices, ...]]:
    """Write the model of the module's docstring for a stage, with what the stages before it reached.

    Returns
    -------
    tuple
        The model, whose first columns are the x of the able pairs of parcel and kind in order, and the
        columns of each kind's flows over its merged pairs; the first stage has none.
    """
    builder = ModelBuilder("functions", "min" if stage == "cost" else "max")
    kinds, last = problem.takes.shape[0], stage == "cost"
    parcel, kind = np.nonzero(problem.able)
    price = problem.costs[kind] / MILLION if last else 0.0
    at = {"parcel": parcel, "kind": kind}
    x = builder.add_variables("x", parcel.size, upper=1.0, integer=True, cost=price, over=at)
    builder.add_rows(
        "placed",
        incidence(kind, kinds),
        x,
        lower=problem.counts,
        upper=None if problem.more else problem.counts,
        over={"kind": np.arange(kinds)},
    )
    there = np.unique(parcel)
    for r in range(problem.room.shape[1]):
        taken = incidence(np.searchsorted(there, parcel), there.size, problem.takes[kind, r])
        builder.add_rows(f"room{r}", taken, x, upper=problem.room[there, r], over={"parcel": there})
    place = np.full(problem.able.shape, -1)
    place[parcel, kind] = np.arange(parcel.size)
    _add_apart(builder, problem, x, place)
    u = _add_stations(builder, problem, x, place, first=stage == "stations")
    if stage != "stations":
        builder.add_rows("stations", np.ones((1, u.size)), u, lower=stations)
    flows = () if stage == "stations" else _add_flows(builder, problem, x, place, second=stage == "share")
    if last:
        parts = [
            np.full(s.size, 1.0 / (kinds * max(w.sum(), SLACK)))
            for s, w in zip(flows, problem.weights, strict=True)
        ]
        matrix = np.concatenate(parts)[None, :]
        builder.add_rows("share", matrix, np.concatenate(flows), lower=share * (1.0 - HELD))
        paid = np.flatnonzero(problem.ground[there] > 0)
        o = builder.add_variables(
            "o",
            paid.size,
            upper=1.0,
            cost=problem.ground[there[paid]] / MILLION,
            over={"parcel": there[paid]},
        )
        mine = np.flatnonzero(problem.ground[parcel] > 0)
        of = choices(np.searchsorted(there[paid], parcel[mine]), paid.size, -np.ones(mine.size))
        builder.add_sums(
            "ground", (1.0, x[mine]), (of, o), upper=0.0, over={"parcel": parcel[mine], "kind": kind[mine]}
        )
    return builder, flows


def _add_apart(builder: ModelBuilder, problem: FunctionProblem, x: Indices, place: Indices) -> None:
    """Keep kinds apart that are too near to each other on a parcel."""
    parcel, one, other = np.nonzero(problem.near & np.triu(np.ones(problem.near.shape[1:], dtype=bool), 1))
    both = (place[parcel, one] >= 0) & (place[parcel, other] >= 0)
    parcel, one, other = parcel[both], one[both], other[both]
    pairs = choices(place[parcel, one], x.size) + choices(place[parcel, other], x.size)
    over = {"parcel": parcel, "kind": one, "other": other}
    builder.add_rows("apart", pairs, x, upper=1.0, over=over)


def _add_stations(
    builder: ModelBuilder, problem: FunctionProblem, x: Indices, place: Indices, *, first: bool
) -> Indices:
    """Say which parcels are integrated stations; those that can never be one have no column."""
    can = problem.able.astype(int) @ problem.brings.astype(int) > 0
    u_at = np.flatnonzero(problem.possible)
    u = builder.add_variables(
        "u", u_at.size, upper=1.0, integer=True, cost=1.0 if first else 0.0, over={"parcel": u_at}
    )
    new_at, new = np.nonzero(can[u_at] & ~problem.present[u_at])
    new_parcel = u_at[new_at]
    owner, column = np.nonzero((place[new_parcel] >= 0) & problem.brings.T[new])
    sums = incidence(owner, new.size) @ choices(place[new_parcel[owner], column], x.size)
    over: dict[str, Whole] = {"parcel": new_parcel, "function": new}
    h = builder.add_variables("h", new.size, upper=1.0, over=over)
    builder.add_sums("there", (1.0, h), (-sums, x), upper=0.0, over=over)
    lack = np.maximum(problem.least - problem.present[u_at].sum(axis=1), 0)
    own = sparse.diags_array(lack.astype(np.float64))
    builder.add_sums(
        "several", (own, u), (-incidence(new_at, u_at.size), h), upper=0.0, over={"parcel": u_at}
    )
    every = np.bincount(new_at, minlength=u_at.size) == lack
    must = np.flatnonzero(problem.named[new] | every[new_at])
    builder.add_sums(
        "named",
        (choices(new_at[must], u_at.size), u),
        (-1.0, h[must]),
        upper=0.0,
        over={"parcel": new_parcel[must], "function": new[must]},
    )
    builder.add_rows("asked", np.ones((1, u.size)), u, upper=problem.asked)
    return u


def _add_flows(
    builder: ModelBuilder, problem: FunctionProblem, x: Indices, place: Indices, *, second: bool
) -> tuple[Indices, ...]:
    """Serve the demand of each kind within reach and capacity."""
    flows, kinds = [], problem.takes.shape[0]
    for k, (cover, demand, _) in enumerate(problem.merged()):
        row, parcel = np.repeat(np.arange(demand.size), np.diff(cover.indptr)), cover.indices
        price = 1.0 / (kinds * max(demand.sum(), SLACK)) if second else 0.0
        over: dict[str, Whole] = {"row": row, "parcel": parcel}
        s = builder.add_variables(
            f"s{k}", row.size, upper=np.minimum(demand[row], problem.capacities[k]), cost=price, over=over
        )
        builder.add_rows(
            f"demand{k}", incidence(row, demand.size), s, upper=demand, over={"row": np.arange(demand.size)}
        )
        used = np.unique(parcel)
        holds = choices(place[used, k], x.size, np.full(used.size, -problem.capacities[k]))
        builder.add_sums(
            f"capacity{k}",
            (holds, x),
            (incidence(np.searchsorted(used, parcel), used.size), s),
            upper=0.0,
            over={"parcel": used},
        )
        held = choices(place[parcel, k], x.size, -np.minimum(demand[row], problem.capacities[k]))
        builder.add_sums(f"link{k}", (held, x), (1.0, s), upper=0.0, over=over)
        flows.append(s)
    return tuple(flows)
