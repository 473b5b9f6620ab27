r"""Size a province part by part (its cities), and bound the whole by a coarse relaxation.

One linear relaxation of a province is out of reach (a million demand rows), and solving the parts alone
would leave the target, the floors and the shares that couple them. So:

1. *Coarse relaxation.* Sites that are alike (same part, same chargers, loads, costs, same membership in every
   coupling row) become one site with the sum of their bays and grid; demand rows of one class become one row.
   Every sizing of the province is a solution of it, so its optimum bounds every sizing from below.
2. *Apportioning.* Its solution :math:`x^*` says how many chargers of every kind each part k takes. A row
   :math:`\sum_k A x_k \ge b` over the whole becomes :math:`A x_k \ge A x^*_k - \sigma_k` in part k, with
   slacks :math:`\sigma_k \ge 0` that sum to what :math:`x^*` leaves: the parts' rows imply the whole's.
3. *Parts.* `optimize.sizing.size_chargers` sizes each part, without the pairs that cross its border.
4. *Whole.* The chargers of all parts are routed once more over all pairs, borders included, and judged by the
   bounds of the whole: a cut for the unmet energy, the coarse relaxation with that energy held for the cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.answers import Clock
from optimize.certificate import Certificate, certify
from optimize.cover_pairs import CoverPairs
from optimize.sizing import size_chargers
from optimize.sizing_check import check_sizing
from optimize.sizing_cut import CUT_PROOF, sharp_limits
from optimize.sizing_grid import Upgrades
from optimize.sizing_layout import lay_out, spread
from optimize.sizing_model import build_sizing
from optimize.sizing_problem import Floor, Share, Sizing, SizingProblem
from optimize.solvers import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from optimize.sizing_layout import Layout

    Floats = NDArray[np.float64]
    Whole = NDArray[np.integer[Any]]

_SCALE = 1e3
_HELD = 1e-6
_COARSE_SHARE = 0.2
"""Share of the time limit that is kept for each of the two coarse relaxations."""

_COARSE_SECONDS = 20.0
"""Seconds a coarse relaxation may take past its share: without the last one the cost has no bound."""


@dataclass(frozen=True, eq=False)
class Coarse:
    """The coarse relaxation's problem.

    Attributes
    ----------
    problem
        Classes of alike sites as sites, classes of demand rows as rows.
    site_class : numpy.ndarray
        Class of every site, shape (S,).
    """

    problem: SizingProblem
    site_class: Whole


def size_in_parts(
    problem: SizingProblem,
    site_part: Whole,
    row_part: Whole,
    *,
    site_zone: Whole,
    row_zone: Whole,
    names: Sequence[str],
    time_limit: float | None = None,
    gap: float = 0.01,
    solver: str = "highs",
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Sizing:
    """Size all parts and certify the whole.

    Parameters
    ----------
    problem
        The whole; it may have neither a budget nor sites that may stay closed, which couple parts.
    site_part, row_part : numpy.ndarray
        Part of every site, shape (S,), and of every demand row, shape (R,), from 0.
    site_zone, row_zone : numpy.ndarray
        A finer division (districts; for rows, with their group of users): classes of the coarse relaxation.
    names
        What a planner calls each part.
    time_limit
        Seconds for everything together; parts share them by their pairs.
    gap, solver, threads, seed, progress
        As in `optimize.sizing.size_chargers`.

    Returns
    -------
    Sizing
        Of the whole, with the certificates of the whole.

    Raises
    ------
    InfeasiblePlan
        The whole or a part has no sizing; the text names the part.
    SolverFailed
        No sizing of a part was found in time.
    ValueError
        The problem has a budget or sites that may close.
    """
    if problem.budget is not None or problem.opening is not None:
        raise ValueError("a budget or sites that may close couple the parts; size the whole at once")
    tell = progress or (lambda _: None)
    clock = Clock(time_limit)
    options: dict[str, Any] = {"solver": solver, "threads": threads, "seed": seed}
    layout = lay_out(problem)
    coarse = coarsen(problem, layout, site_zone, row_zone)
    price = problem.missing_price()
    tell(f"sizing: coarse relaxation, {coarse.problem.n_sites} classes of sites, {len(names)} parts")
    limit = None if time_limit is None else max(_COARSE_SHARE * time_limit, _COARSE_SECONDS)
    fractional, _, _ = _relax(coarse, limit, price=price, options=options)
    if fractional is None:
        raise SolverFailed(f"sizing: the coarse relaxation had no answer in {limit or 0.0:.0f} s")
    amounts = _by_part(problem, coarse, fractional, site_part, len(names))
    counts = np.zeros(problem.capacity_kwh.shape, dtype=np.int64)
    weight = np.bincount(row_part[problem.pairs.rows()], minlength=len(names)).astype(float) + 1.0
    for k in np.argsort(-weight, kind="stable").tolist():
        part = part_problem(problem, amounts, site_part, row_part, k)
        kept = None if time_limit is None else max(0.0, clock.left - _COARSE_SHARE * time_limit)
        left = None if kept is None else max(2.0, kept * weight[k] / weight.sum())
        weight[k] = 0.0
        try:
            sized = size_chargers(part, time_limit=left, gap=gap / 2, **options)
        except (InfeasiblePlan, SolverFailed) as failure:
            raise type(failure)(f"{names[k]}: {failure}") from None
        counts[np.flatnonzero(site_part == k)] = sized.counts
        tell(f"sizing: {names[k]}, {int(sized.counts.sum())} chargers")
    return _certified(problem, layout, coarse, counts, clock, options)


def coarsen(problem: SizingProblem, layout: Layout, site_zone: Whole, row_zone: Whole) -> Coarse:
    """Merge alike sites and rows: a relaxation, for what a class of sites can do is the sum of what each can.

    Sites keep apart when their zone, types, capacities, loads, costs or coupling rows differ; rows when their
    zone or need for fast chargers does. A class of rows reaches what any of its rows reaches.
    """
    signature = np.column_stack(
        [site_zone, layout.coupling.of, problem.capacity_kwh, problem.load_kw, problem.cost]
    )
    _, first, of_site = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    of_site = of_site.ravel()
    row_keys = np.column_stack([row_zone, problem.needs_fast])
    served = layout.group >= 0
    _, row_first, of_row = np.unique(row_keys, axis=0, return_index=True, return_inverse=True)
    of_row = of_row.ravel()
    kinds, rows = first.size, row_first.size

    def summed(values: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(of_site, weights=values, minlength=kinds)

    used = served[problem.pairs.rows()]
    keys = np.unique(
        of_row[problem.pairs.rows()[used]].astype(np.int64) * kinds + of_site[problem.pairs.indices[used]]
    )
    start = np.concatenate([[0], np.cumsum(np.bincount(keys // kinds, minlength=rows))])
    pairs = CoverPairs.from_sparse(
        sparse.csr_array((np.zeros(keys.size), keys % kinds, start), shape=(rows, kinds))
    )
    energy = np.bincount(of_row[served], weights=problem.energy[served], minlength=rows)
    each = (
        None if problem.most_each is None else np.array([summed(column) for column in problem.most_each.T]).T
    )
    merged = SizingProblem(
        pairs=pairs,
        energy=np.asarray(energy, dtype=np.float64),
        needs_fast=problem.needs_fast[row_first],
        capacity_kwh=problem.capacity_kwh[first],
        fast=problem.fast,
        bays=summed(problem.bays).astype(np.int64),
        grid_kw=summed(problem.grid_most),
        load_kw=problem.load_kw[first],
        cost=problem.cost[first],
        min_chargers=summed(problem.min_chargers).astype(np.int64),
        max_chargers=summed(np.minimum(problem.max_chargers, problem.bays)).astype(np.int64),
        min_fast=summed(problem.min_fast).astype(np.int64),
        target=problem.target,
        floors=tuple(replace(floor, sites=np.unique(of_site[floor.sites])) for floor in problem.floors),
        shares=tuple(
            replace(
                share, sites=np.unique(of_site[share.sites]), base_sites=np.unique(of_site[share.base_sites])
            )
            for share in problem.shares
        ),
        bay_use=problem.bay_use,
        most_each=None if each is None else each.astype(np.int64),
    )
    return Coarse(merged, of_site)


def _relax(
    coarse: Coarse,
    limit: float | None,
    *,
    price: float,
    options: dict[str, Any],
    held: float | None = None,
) -> tuple[Floats | None, float | None, tuple[str, str]]:
    """Solve the coarse relaxation: chargers by class and type, its bound on the cost (CNY), who solved it."""
    problem = coarse.problem
    layout = lay_out(problem)
    model = build_sizing(problem, layout, aim="cost", price=price, held=held, scale=_SCALE)
    outcome = run(
        model.builder,
        time_limit=limit,
        gap=1e-6,
        stage="sizing, coarse relaxation",
        relax=True,
        options={"solver": "simplex"},
        **options,
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(
            "no sizing is possible: even with all alike sites of a district taken together, bays, grid, "
            "floors, shares and target contradict each other"
        )
    who = (outcome.certificate.solver, outcome.certificate.version)
    bound = None if outcome.bound is None else outcome.bound * _SCALE
    if outcome.values is None:
        return None, bound, who
    chargers = np.zeros(problem.capacity_kwh.shape)
    chargers[layout.site, layout.type] = outcome.values[model.chargers]
    return chargers, bound, who


def _by_part(
    problem: SizingProblem, coarse: Coarse, fractional: Floats, site_part: Whole, parts: int
) -> Floats:
    """Give every site its share of its class's fractional chargers, by the room it has, shape (S, T)."""
    room = np.minimum(problem.room, problem.bays).astype(float)
    whole = np.bincount(coarse.site_class, weights=room)
    share = np.divide(
        room, whole[coarse.site_class], out=np.zeros_like(room), where=whole[coarse.site_class] > 0
    )
    if site_part.max(initial=-1) >= parts:
        raise ValueError(f"site_part names {int(site_part.max()) + 1} parts, expected {parts}")
    return np.asarray(fractional[coarse.site_class] * share[:, None])


def part_problem(
    problem: SizingProblem, amounts: Floats, site_part: Whole, row_part: Whole, part: int
) -> SizingProblem:
    """Cut one part out, with its portion of everything that couples parts.

    Parameters
    ----------
    problem
        The whole.
    amounts : numpy.ndarray
        Fractional chargers that satisfy the whole's coupling rows, shape (S, T).
    site_part, row_part, part
        Parts of sites and rows, and the part asked for.
    """
    sites, rows = np.flatnonzero(site_part == part), np.flatnonzero(row_part == part)
    place = np.full(problem.n_sites, -1, dtype=np.int64)
    place[sites] = np.arange(sites.size)

    def own(index: Whole) -> Whole:
        return np.asarray(place[index][place[index] >= 0])

    def held(index: Whole, types: Whole, *, here: bool) -> float:
        chosen = index[site_part[index] == part] if here else index
        return float(amounts[np.ix_(chosen, types)].sum())

    floors = []
    for floor in problem.floors:
        mine, whole = (held(floor.sites, floor.types, here=here) for here in (True, False))
        ratio = mine / whole if whole > 0 else 0.0
        inside = own(floor.sites)
        alone = inside.size == floor.sites.size
        if not inside.size:
            continue
        # whole numbers above the portion would not fit together; a floor of one part stays what it is
        least = floor.minimum if alone else floor.minimum * ratio
        most = floor.maximum if alone or floor.maximum is None else floor.maximum * ratio
        floors.append(Floor(floor.name, inside, floor.types, least, most))
    shares = []
    for share in problem.shares:
        inside, base = own(share.sites), own(share.base_sites)
        if not inside.size and not base.size:
            continue
        shares.append(_portion(share, inside, base, held))
    target = held(np.arange(problem.n_sites), np.arange(problem.n_types), here=True)
    total = float(amounts.sum())
    cut = {
        name: getattr(problem, name)[sites]
        for name in (
            "capacity_kwh", "bays", "grid_kw", "load_kw", "cost", "min_chargers", "max_chargers", "min_fast",
        )
    }  # fmt: skip
    return replace(
        problem,
        pairs=problem.pairs.select(rows, sites),
        energy=problem.energy[rows],
        needs_fast=problem.needs_fast[rows],
        target=int(np.ceil(problem.target * target / total)) if total > 0 else 0,
        floors=tuple(floors),
        shares=tuple(shares),
        most_each=None if problem.most_each is None else problem.most_each[sites],
        upgrades=_upgrades_of(problem.upgrades, sites),
        **cut,
    )


def _upgrades_of(upgrades: Upgrades | None, sites: Whole) -> Upgrades | None:
    return None if upgrades is None else Upgrades(upgrades.step_kw[sites], upgrades.step_cost[sites])


def _portion(share: Share, inside: Whole, base: Whole, held: Callable[..., float]) -> Share:
    """Shift the bounds of a share by what the part has beyond its portion of the whole's slack."""
    mine, whole = (held(share.sites, share.types, here=here) for here in (True, False))
    my_base, of_base = (held(share.base_sites, share.base_types, here=here) for here in (True, False))
    portion = my_base / of_base if of_base > 0 else 0.0
    shift = {"lower": 0.0, "upper": 0.0}
    for side, bound, sign in (("lower", share.lower, 1.0), ("upper", share.upper, -1.0)):
        if bound is not None:
            slack = max(0.0, sign * (whole - bound * of_base))
            shift[side] = (mine - bound * my_base) - sign * slack * portion
    return replace(
        share, sites=inside, base_sites=base, lower_shift=shift["lower"], upper_shift=shift["upper"]
    )


def _certified(
    problem: SizingProblem,
    layout: Layout,
    coarse: Coarse,
    counts: Whole,
    clock: Clock,
    options: dict[str, Any],
) -> Sizing:
    """Route all energy over all pairs at the final chargers, bound the whole, and re-check it."""
    capacity = problem.capacity_kwh * counts
    routing = layout.network.route(capacity.sum(axis=1), capacity[:, problem.fast].sum(axis=1))
    flow, unmet = spread(problem, layout, routing.flow)
    unmet = np.where(unmet <= 1e-7 * np.maximum(1.0, problem.energy), 0.0, unmet)
    unmet_bound = sharp_limits(problem, layout)[2] + layout.lost
    total, seconds = float(unmet.sum()), clock.seconds
    held = max(0.0, total - layout.lost) * (1 + _HELD) + 1e-6 * max(1.0, total)
    limit = None if clock.limit is None else max(clock.left, _COARSE_SECONDS)
    _, cost_bound, who = _relax(coarse, limit, price=0.0, options=options, held=held)
    cost = problem.total_cost(counts)
    certificates = tuple(
        _certificate(stage, objective, bound, proof, spent, who, clock)
        for stage, objective, bound, proof, spent in (
            (
                "sizing: unmet energy, kWh/day",
                total,
                unmet_bound,
                CUT_PROOF,
                seconds,
            ),
            (
                "sizing: cost, CNY",
                cost,
                0.0 if cost_bound is None else cost_bound,
                "the relaxation of the whole, alike sites and rows of a district merged, unmet energy held",
                clock.seconds - seconds,
            ),
        )
    )
    sizing = Sizing(counts, flow, unmet, (certificates[0], certificates[1]))
    faults = check_sizing(problem, sizing)
    if faults:
        raise SolverFailed("sizing in parts breaks the constraints of the whole: " + "; ".join(faults))
    return sizing


def _certificate(
    stage: str, objective: float, bound: float, proof: str, seconds: float, who: tuple[str, str], clock: Clock
) -> Certificate:
    return certify(
        stage,
        "min",
        objective,
        min(bound, objective),
        solver=who[0],
        version=who[1],
        seconds=seconds,
        limit=clock.limit,
        proven=f"sized part by part; bound by {proof}",
    )
