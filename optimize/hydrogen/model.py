"""The siting, transport and supply model of hydrogen stations, built from arrays.

Sets
    r demand rows, s sites, k sizes, q sources, P the pairs (r, s) within the service radius,
    A the (s, k) that may open (allowed and no standing station), g groups.
Data
    d_r demand, c_k size, e_s standing capacity, E_s that of 70 MPa, C_q source capacity, f_sk annual
    station cost, h_qs delivered cost of a year's t/day, n the target, l_qsk what q gives s of size k;
    R_70 the rows and K_70 the sizes of 70 MPa; f_p trips a day of path p, a its arcs, K_a the sites that
    fuel a (`optimize.location.refuelling.trips`), F the trips that must be refuelled.
Variables
    y_sk in {0, 1} a station of size k opens at s; x_rs >= 0 t/day sold to r at s;
    t_qs >= 0 t/day delivered; v_p in {0, 1} freight path p is refuelled.
Constraints
    one        sum_k y_sk <= 1                                     each s with several sizes
    required   sum_k y_sk = 1                                      each required s
    target     sum_sk y_sk = n
    owner      sum_{s commercial} y >= a, sum_{s captive} y >= b
    group      sum_{s in g, k} y_sk >= m_g
    demand     sum_s x_rs <= d_r
    size       sum_r x_rs <= e_s + sum_k c_k y_sk
    use        sum_r x_rs >= u sum_k c_k y_sk                      when a least use u is asked
    cover      sum_s x_rs <= d_r sum_{s reaches r, k} y_sk         r that no standing station reaches
    link       x_rs <= d_r sum_k y_sk                              s without a standing station
    deliver    sum_q t_qs = sum_r x_rs
    source     sum_s t_qs <= C_q
    onsite     t_qs <= sum_k l_qsk y_sk                            q, s with some finite l
    pressure   sum_{r in R_70} x_rs <= E_s + sum_{k in K_70} c_k y_sk   when some row needs 70 MPa
    arc        v_p <= sum_{s in K_a, k} y_sk                       each arc a of p that no standing one fuels
    trips      sum_p f_p v_p >= F                                  when trips are asked for
    own        a planner's own rows on y
    hold       sum_rs x_rs >= served kg of stage 1                 stage 2 only
The model counts in t/day and millions, so that its coefficients stay within a few powers of ten.
Objectives, in this order
    1. max sum x_rs;  2. min sum f_sk y_sk + sum h_qs t_qs.

It is the two-echelon capacitated facility location problem with modular capacities and a fixed
number of facilities (Daskin, Network and Discrete Location, 2013, ch. 8). ``cover`` and ``link`` are
implied for integer y by ``size`` and ``demand``; they tighten the relaxation, ``link`` only where few
sites are left. Demand rows with the same sites merge before the model and part again, by demand, after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.covering.reduce import alike_rows
from optimize.hydrogen.problem import DAYS, HydrogenProblem, sum_by
from optimize.matrices import choices, first_of, incidence, mask_of, starts_of
from optimize.model import ModelBuilder
from optimize.own_rows import add_own

if TYPE_CHECKING:
    from typing import Literal

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Sense
    from optimize.names import Over


MILLION = 1e6
TONNE = 1e3


@dataclass(frozen=True)
class Columns:
    """What each column of the model stands for.

    ``open_site``/``open_size`` name the y, ``flow_row``/``flow_site`` the x (rows are merged rows),
    ``source``/``source_site`` the t; ``merged_demand`` is the kg/day of each merged row,
    ``merged_high`` whether it needs 70 MPa, and ``merged`` gives each original row its merged row (-1: no
    site can serve it).
    """

    open_site: Whole
    open_size: Whole
    flow_row: Whole
    flow_site: Whole
    source: Whole
    source_site: Whole
    merged: Whole
    merged_demand: Floats
    kept: sparse.csr_array
    merged_high: Flags
    n_sizes: int

    @property
    def n_open(self) -> int:
        """Number of y columns, which come first."""
        return len(self.open_site)

    @property
    def n_flow(self) -> int:
        """Number of x columns, which come second."""
        return len(self.flow_site)

    @property
    def first(self) -> Indices:
        """The demand row that stands for each merged row."""
        return first_of(self.merged)

    @property
    def cells(self) -> Indices:
        """The place of each y column among sites × sizes."""
        return self.open_site * self.n_sizes + self.open_size

    @property
    def stations(self) -> Over:
        """The station and the size of each y column."""
        return {"station": self.open_site, "size": self.open_size}

    @property
    def sales(self) -> Over:
        """The demand row and the station of each x column."""
        return {"point": self.first[self.flow_row], "station": self.flow_site}

    @property
    def hauls(self) -> Over:
        """The source and the station of each t column."""
        return {"source": self.source, "station": self.source_site}

    @property
    def at_site(self) -> sparse.csr_array:
        """Which site each y column stands at, sites × y."""
        return incidence(self.open_site, self.kept.shape[1])

    @property
    def taken(self) -> sparse.csr_array:
        """Which merged row each x column serves, merged rows × x."""
        return incidence(self.flow_row, len(self.merged_demand))


def index_columns(problem: HydrogenProblem, among: Flags | None = None) -> Columns:
    """Lay out the columns: sizes that may open (``among`` (S, K) narrows them), usable sites, merged rows."""
    open_site, open_size = np.nonzero(problem.open_to_new if among is None else problem.open_to_new & among)
    usable = mask_of(open_site, problem.pairs.n_sites)
    usable |= problem.standing > 0
    deliverable = np.isfinite(problem.haul_cost) & usable[None, :]
    usable &= deliverable.any(axis=0)
    rows, indices = problem.pairs.rows(), problem.pairs.indices
    keep = usable[indices] & (problem.demand_kg[rows] > 0)
    kept = sparse.csr_array(
        (np.ones(int(keep.sum())), (rows[keep], indices[keep])), shape=problem.pairs.shape
    )
    kept.sort_indices()
    merged, first = alike_rows(kept, problem.high_rows.astype(np.int64))
    merged_demand = sum_by(merged[merged >= 0], problem.demand_kg[merged >= 0], len(first))
    unique = kept[first]
    source, source_site = np.nonzero(deliverable & (np.bincount(kept.indices, minlength=len(usable)) > 0))
    return Columns(
        open_site=open_site,
        open_size=open_size,
        flow_row=np.repeat(np.arange(len(first)), np.diff(unique.indptr)),
        flow_site=unique.indices.astype(np.int64),
        source=source,
        source_site=source_site,
        merged=merged,
        merged_demand=merged_demand,
        kept=kept,
        merged_high=problem.high_rows[first],
        n_sizes=problem.sizes_kg.size,
    )


def build(
    problem: HydrogenProblem,
    columns: Columns,
    *,
    stage: Literal["served", "cost", "none"],
    hold_kg: float = 0.0,
    links: bool = False,
    name: str = "",
    sense: Sense = "max",
) -> ModelBuilder:
    """Build one stage.

    Parameters
    ----------
    problem, columns
        The problem and its column layout.
    stage
        ``served`` maximises t/day; ``cost`` minimises millions a year with ``hold_kg`` served; ``none``
        has no objective of its own: the stations only have to be possible beside something else.
    hold_kg
        Hydrogen that stage 2 must serve, kg/day.
    links
        Whether to add the link rows, one per pair: a tighter relaxation of a larger model.
    name, sense
        Of a model without objective of its own, to which somebody adds one.

    Returns
    -------
    ModelBuilder
        Columns in the order y, x, t, v.
    """
    cost = stage == "cost"
    yearly = problem.annuity * problem.station_cost[columns.open_site, columns.open_size] / MILLION
    haul = DAYS * TONNE * problem.haul_cost[columns.source, columns.source_site] / MILLION
    most = problem.standing + problem.largest_kg
    builder = ModelBuilder(name or f"hydrogen_{stage}", "min" if cost else sense)
    y = builder.add_variables(
        "y", columns.n_open, upper=1.0, integer=True, cost=yearly if cost else 0.0, over=columns.stations
    )
    x = builder.add_variables(
        "x",
        columns.n_flow,
        upper=np.minimum(columns.merged_demand[columns.flow_row], most[columns.flow_site]) / TONNE,
        cost=1.0 if stage == "served" else 0.0,
        over=columns.sales,
    )
    t = builder.add_variables("t", len(columns.source), cost=haul if cost else 0.0, over=columns.hauls)
    add_count_rows(builder, problem, columns, y)
    _add_flow_rows(builder, problem, columns, y, x, t)
    if cost:
        builder.add_rows("hold", np.ones((1, columns.n_flow)), x, lower=hold_kg / TONNE)
    if links:
        _add_links(builder, problem, columns, y, x)
    add_trip_rows(builder, problem, columns.open_site, y)
    add_own(builder, problem.own, y, columns.cells)
    return builder


def add_count_rows(builder: ModelBuilder, problem: HydrogenProblem, columns: Columns, y: Whole) -> None:
    """Add one, required, target, owner and group: the rows on y alone."""
    at_site = columns.at_site
    several = np.flatnonzero(np.diff(at_site.indptr) > 1)
    if len(several):
        builder.add_rows("one", at_site[several], y, upper=1.0, over={"station": several})
    required = np.unique(problem.required)
    if len(required):
        builder.add_rows("required", at_site[required], y, lower=1.0, upper=1.0, over={"station": required})
    every = np.ones((1, columns.n_open))
    builder.add_rows("target", every, y, lower=problem.target, upper=problem.target)
    for name, member, minimum in problem.counted:
        builder.add_rows(name, member[None, columns.open_site], y, lower=minimum)


def counts_model(problem: HydrogenProblem, columns: Columns, name: str, sense: Sense) -> ModelBuilder:
    """Write the stations alone, y and v, with the rows on them and no objective."""
    builder = ModelBuilder(name, sense)
    y = builder.add_variables("y", columns.n_open, upper=1.0, integer=True, over=columns.stations)
    add_count_rows(builder, problem, columns, y)
    add_trip_rows(builder, problem, columns.open_site, y)
    return builder


def _add_flow_rows(
    builder: ModelBuilder, problem: HydrogenProblem, columns: Columns, y: Whole, x: Whole, t: Whole
) -> None:
    """Add demand, size, use, deliver and source."""
    n_sites, n_sources = problem.haul_cost.shape[1], problem.haul_cost.shape[0]
    builder.add_rows(
        "demand", columns.taken, x, upper=columns.merged_demand / TONNE, over={"point": columns.first}
    )
    sold = incidence(columns.flow_site, n_sites)
    used = np.flatnonzero(np.diff(sold.indptr))
    capacity = incidence(columns.open_site, n_sites, problem.sizes_kg[columns.open_size] / TONNE)
    at_used, stands = {"station": used}, problem.standing[used] / TONNE
    builder.add_sums("size", (sold[used], x), (-capacity[used], y), upper=stands, over=at_used)
    if columns.merged_high.any():
        highly = columns.merged_high[columns.flow_row].astype(float)
        sold_high = incidence(columns.flow_site, n_sites, highly)
        able_kg = (problem.sizes_kg * problem.high)[columns.open_size]
        able = incidence(columns.open_site, n_sites, able_kg / TONNE)
        stands_high = problem.standing_high[used] / TONNE
        builder.add_sums("pressure", (sold_high[used], x), (-able[used], y), upper=stands_high, over=at_used)
    if problem.min_use > 0:
        may_open = np.flatnonzero(np.diff(capacity.indptr))
        asked, at_open = -problem.min_use * capacity[may_open], {"station": may_open}
        builder.add_sums("use", (sold[may_open], x), (asked, y), lower=0.0, over=at_open)
    _add_cover_rows(builder, problem, columns, y, x)
    brought = incidence(columns.source_site, n_sites)
    builder.add_sums("deliver", (brought[used], t), (-sold[used], x), equal=0.0, over=at_used)
    _add_onsite_rows(builder, problem, columns, y, t)
    drawn, at_sources = incidence(columns.source, n_sources), {"source": np.arange(n_sources)}
    builder.add_rows("source", drawn, t, upper=problem.supply_capacity / TONNE, over=at_sources)


def _add_onsite_rows(
    builder: ModelBuilder, problem: HydrogenProblem, columns: Columns, y: Whole, t: Whole
) -> None:
    """Add onsite for the deliveries that a new station's size limits."""
    limit = problem.limit[columns.source, columns.source_site]
    held = np.flatnonzero(np.isfinite(limit).any(axis=1) & (problem.standing[columns.source_site] == 0))
    if not len(held):
        return
    at_site = columns.at_site[columns.source_site[held]].tocoo()
    # Where one size has no limit the source's capacity is one.
    most = np.minimum(limit[held[at_site.row], columns.open_size[at_site.col]], problem.supply_capacity.sum())
    given = sparse.csr_array((most / TONNE, (at_site.row, at_site.col)), shape=at_site.shape)
    some = {of: where[held] for of, where in columns.hauls.items()}
    builder.add_sums("onsite", (1.0, t[held]), (-given, y), upper=0.0, over=some)


def _add_cover_rows(
    builder: ModelBuilder, problem: HydrogenProblem, columns: Columns, y: Whole, x: Whole
) -> None:
    """Add cover for the rows that no standing station reaches."""
    stands = columns.flow_row[problem.standing[columns.flow_site] > 0]
    rows = np.setdiff1d(np.arange(len(columns.merged_demand)), stands)
    if len(rows) == 0:
        return
    reach = sparse.csr_array(
        (columns.merged_demand[columns.flow_row] / TONNE, (columns.flow_row, columns.flow_site)),
        shape=(len(columns.merged_demand), problem.pairs.n_sites),
    )
    cover = reach @ columns.at_site
    builder.add_sums(
        "cover", (columns.taken[rows], x), (-cover[rows], y), upper=0.0, over={"point": columns.first[rows]}
    )


def _add_links(builder: ModelBuilder, problem: HydrogenProblem, columns: Columns, y: Whole, x: Whole) -> None:
    """Add link for the pairs of sites without a standing station."""
    new = np.flatnonzero(problem.standing[columns.flow_site] == 0)
    if len(new) == 0:
        return
    demand = columns.merged_demand[columns.flow_row[new]] / TONNE
    opened = sparse.diags_array(demand) @ columns.at_site[columns.flow_site[new]]
    some = {of: where[new] for of, where in columns.sales.items()}
    builder.add_sums("link", (1.0, x[new]), (-opened, y), upper=0.0, over=some)


def part_flow(problem: HydrogenProblem, columns: Columns, flow: Floats) -> Floats:
    """Give the flow of merged rows back to the pairs of the problem, shared by demand."""
    first = starts_of(np.bincount(columns.flow_row, minlength=len(columns.merged_demand)))
    kept, width = columns.kept, problem.pairs.n_sites
    kept_rows = np.repeat(np.arange(kept.shape[0]), np.diff(kept.indptr))
    sets = columns.merged[kept_rows]
    offset = np.arange(len(kept_rows)) - kept.indptr[kept_rows]
    share = problem.demand_kg[kept_rows] / columns.merged_demand[sets]
    where = np.searchsorted(
        problem.pairs.rows() * width + problem.pairs.indices, kept_rows * width + kept.indices
    )
    on_pairs = np.zeros(problem.pairs.n_pairs)
    on_pairs[where] = flow[first[sets] + offset] * share
    return on_pairs


def add_trip_rows(builder: ModelBuilder, problem: HydrogenProblem, open_site: Whole, y: Indices) -> None:
    """Add the columns v (a path is refuelled) with the rows arc and trips.

    ``open_site`` is the site of each station column ``y``. A path is refuelled or not: where all trips are
    asked for, a share of it would lie within a solver's tolerance, and presolve calls such models infeasible.
    """
    trips = problem.asked_trips
    if trips is None:
        return
    v = builder.add_variables(
        "v", trips.trips.size, upper=1.0, integer=True, over={"path": np.arange(trips.trips.size)}
    )
    asked = trips.dry_arcs(problem.standing > 0)
    of_path = choices(trips.path[asked], trips.trips.size)
    fuelled = trips.cover[asked] @ incidence(open_site, problem.pairs.n_sites)
    if asked.size:
        builder.add_sums("arc", (of_path, v), (-fuelled, y), upper=0.0, over={"arc": asked})
    builder.add_rows("trips", trips.trips[None, :], v, lower=trips.least)


def trip_columns(problem: HydrogenProblem, opened: Flags) -> Floats:
    """Give the values of the columns v for the open sites, (P,), none when no trips are asked."""
    trips = problem.asked_trips
    if trips is None:
        return np.empty(0)
    return trips.refuelled(opened | (problem.standing > 0)).astype(np.float64)
