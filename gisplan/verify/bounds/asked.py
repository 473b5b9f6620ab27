"""What a sizing is asked: demand rows with the sites that reach them, and what counts chargers over sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify.bounds.reach import inside, radii, within
from gisplan.verify.bounds.sites import ROUND_OFF, least_chargers, site_table, stop_types, waited
from gisplan.verify.charging.replaced import swap_pairs
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.feeders import feeds_of
from gisplan_kept import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.reach import Pairs
    from gisplan.verify.bounds.sites import SiteTable
    from gisplan_arrays import Flags, Floats


@dataclass(frozen=True, eq=False)
class Group:
    """The demand of one service group.

    Attributes
    ----------
    types : numpy.ndarray
        Which types of chargers serve it, shape (T,).
    cells, energy : numpy.ndarray
        Names of the cells with any energy, and that energy, kWh/day, shape (R,).
    pairs
        Rows of it and the candidates that may serve them.
    """

    types: Flags
    cells: Floats
    energy: Floats
    pairs: Pairs


@dataclass(frozen=True, eq=False)
class Count:
    """Chargers over sites and types, less a share of those of a base: at least and at most so many.

    With ``weights`` (kW, or a planner's own figures), (S, T) and a column more for each pair of types of
    which one may replace the other, each charger counts that much, and sites, types and base count nothing.
    """

    name: str
    sites: Flags
    types: Flags
    least: float
    most: float
    share: float = 0.0
    base: Flags | None = None
    base_types: Flags | None = None
    weights: Floats | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything that bounds a sizing.

    Attributes
    ----------
    table
        The candidates, with the energy of one charger as any plan has it at most.
    stands : numpy.ndarray
        Candidates that may hold chargers, shape (S,).
    least, fast, most : numpy.ndarray
        Least chargers, least fast ones, and most chargers of each candidate, shape (S,).
    groups
        The demand.
    counts
        Target, floors, shares and loads.
    budget
        Most that may be spent, money; infinite without a limit.
    """

    table: SiteTable
    stands: Flags
    least: Floats
    fast: Floats
    most: Floats
    groups: tuple[Group, ...]
    counts: tuple[Count, ...]
    budget: float


@once
def sizing_asked(run: Plan, *, anywhere: bool = False) -> Asked:
    """Read what the sizing of a run was asked off its inputs and the public sites that it opened.

    ``anywhere``: all candidates may stand, as if every one had been opened.
    """
    table = site_table(run, beside=True)
    table = replace(table, energy=waited(run, table))
    frame, standing = table.frame, set(run.layers.sites["site_id"])
    public = (frame["access"] == "public").to_numpy()
    opened = frame["site_id"].isin(standing).to_numpy()
    stands = table.usable & (anywhere | ~public | opened)
    stands |= np.where(public, table.open, (table.old_kwh > 0).any(axis=1))
    least, fast = (np.where(stands, part, 0.0) for part in least_chargers(run, table))
    groups = tuple(_groups(run, table, stands))
    most = np.minimum(np.floor(table.bays / table.use.min()), table.limit)
    private = (frame["access"] == "private").to_numpy() & stands
    near, each = np.zeros(len(frame)), table.energy.max(axis=1)
    for group in groups:
        near += np.bincount(group.pairs.site, group.energy[group.pairs.row], minlength=len(frame))
    cars = np.floor(np.divide(near, each, out=np.zeros(len(frame)), where=each > 0) + ROUND_OFF)
    most = np.where(stands, np.where(private, np.minimum(most, cars), most), 0.0)
    return Asked(
        table=table,
        stands=stands,
        least=least,
        fast=fast,
        most=most,
        groups=groups,
        counts=(
            *_counts(run, table, stands),
            *_lorry_bays(run, table, stands),
            *_shared_cells(table, groups, private),
            *_loads(run, table, stands),
            *_own(run, table),
        ),
        budget=_budget(run),
    )


@once
def asked_after(run: Plan, asked: Asked | None = None) -> Asked:
    """Give what is asked beside the standing chargers as the plan leaves them: some are replaced already."""
    asked = sizing_asked(run) if asked is None else asked
    stock, names = stock_of(run), asked.table.frame["site_id"]
    table = replace(
        asked.table,
        bays=asked.table.bays - stock.by_site(stock.more_bays, names),
        feed=np.maximum(asked.table.feed - stock.by_site(stock.more_load, names), 0.0),
        old=stock.by_site(stock.counts, names),
        old_kwh=stock.by_site(stock.kwh, names),
        swaps=None,
    )
    faster = (stock.counts - stock.before.counts)[:, table.fast].sum(axis=1)
    return replace(
        asked,
        table=table,
        fast=np.maximum(asked.fast - stock.by_site(faster, names), 0.0),
        most=np.minimum(asked.most, np.floor(table.bays / table.use.min())),
    )


def _groups(run: Plan, table: SiteTable, stands: Flags) -> Iterator[Group]:
    frame, cells = table.frame, run.layers.demand
    allocation = radii(run, judged=False)
    for name, group in run.scenario.service.items():
        energy = cells[[f"kwh_{kind}" for kind in group.classes]].sum(axis=1).to_numpy(dtype=float)
        rows = np.flatnonzero(energy > 0)
        sites = np.flatnonzero(stands & group.may_use(frame))
        if group.radius_m == 0:
            pairs = inside(run, rows, sites)
        else:
            radius = allocation[rows] if group.radius_m is None else np.full(rows.size, group.radius_m)
            pairs = within(run, rows, sites, radius, group.nearest)
        types = np.array([name in kind.serves for kind in run.scenario.chargers.types])
        yield Group(types, cells["cell_id"].to_numpy()[rows], energy[rows], pairs)


def _counts(run: Plan, table: SiteTable, stands: Flags) -> Iterator[Count]:
    """List target, floors and shares by the names that prices carry."""
    frame, chargers = table.frame, run.scenario.chargers
    every = np.ones(len(chargers.types), dtype=bool)

    def at(column: str, *values: str | None) -> Flags:
        known = [value for value in values if value is not None]
        return np.asarray(stands & frame[column].isin(known).to_numpy() if known else stands)

    target = float(chargers.new_target)
    if chargers.counts_all:
        yield Count("target", stands, every, target, np.inf)
    else:
        name = f"floor target of {', '.join(chargers.kinds)} chargers"
        yield Count(name, at("access", *chargers.kinds), every, target, np.inf)
    energy = run.layers.demand.groupby("adcode")["ev_kwh_day"].sum()
    each = target * chargers.district_floor_share.value / max(float(energy.sum()), 1e-6)
    for adcode, kwh in energy.items():
        least = float(np.floor(float(kwh) * each + 1e-6))
        yield Count(f"floor district {adcode}", at("adcode", str(adcode)), every, least, np.inf)
    for category, count in chargers.category_floors.counts.items():
        yield Count(f"floor category {category}", at("category", category), every, float(count), np.inf)
    # numbers come before shares, as in a sizing: spare chargers go back in that order
    stated = []
    for bound in chargers.bounds:
        places = [(name, getattr(bound, name)) for name in ("adcode", "authority", "category", "access")]
        here = np.logical_and.reduce([at(*place) for place in places])
        own = np.isin(np.arange(every.size), chargers.bound_types(bound))
        stated.append((bound, here, own))
        most = np.inf if bound.max is None else float(bound.max)
        yield Count(f"floor bound {bound.id}", here, own, float(bound.min or 0), most)
    yield from _stops(run, table)
    for access, band in chargers.access_shares.bands.items():
        of, name = (stands, every), f"access {access}"
        yield from _band(name, at("access", access), every, of, (band.lower, band.upper))
    for category in chargers.category_type_shares.bands:
        here = at("category", category) & (frame["access"] != "private").to_numpy()
        if here.any() and table.spots[here].sum() >= chargers.category_type_shares.from_bays:
            yield from _type_shares(run, category, here)
    for bound, here, own in stated:
        yield from _band(f"bound {bound.id}", here, own, (here, every), (bound.min_share, bound.max_share))


def _stops(run: Plan, table: SiteTable) -> Iterator[Count]:
    """Ask for a charger where lorries stop."""
    names, stopping = table.frame["site_id"], stop_types(run)
    for s in np.flatnonzero(table.stops).tolist():
        able = stopping & (table.energy[s] > 0)
        yield Count(f"floor stop {names.iloc[s]}", np.arange(len(names)) == s, able, 1.0, np.inf)


def _lorry_bays(run: Plan, table: SiteTable, stands: Flags) -> Iterator[Count]:
    """Bound the chargers of lorries alone by the bays that fit lorries, where a site tells them."""
    kinds, frame = run.scenario.chargers.types, table.frame
    own = np.array([run.scenario.lorries_alone(kind) for kind in kinds])
    if "lorry_bays" not in frame or not own.any():
        return
    each = max(kind.connectors for kind, mine in zip(kinds, own, strict=True) if mine)
    for s in np.flatnonzero(stands & (frame["lorry_bays"] >= 0).to_numpy()).tolist():
        most = float(frame["lorry_bays"].iloc[s] // each)
        name = f"floor bays for lorries at {frame['site_id'].iloc[s]}"
        yield Count(name, np.arange(len(frame)) == s, own, 0.0, most)


def _type_shares(run: Plan, category: str, here: Flags) -> Iterator[Count]:
    """List the shares of types among the chargers of a category; a bound at 0 or 1 asks nothing."""
    types, bands = run.scenario.chargers.types, run.scenario.chargers.category_type_shares.bands[category]
    every = np.ones(len(types), dtype=bool)
    for t, kind in enumerate(types):
        if kind.id in bands:
            lower, upper = bands[kind.id].lower, bands[kind.id].upper
            limits = (lower if lower > 0 else None, upper if upper < 1 else None)
            own = np.arange(len(types)) == t
            yield from _band(f"type {kind.id} in {category}", here, own, (here, every), limits)


def _band(
    name: str,
    sites: Flags,
    types: Flags,
    of: tuple[Flags, Flags],
    limits: tuple[float | None, float | None],
) -> Iterator[Count]:
    lower, upper = limits
    if lower is not None:
        yield Count(f"share-lower {name}", sites, types, 0.0, np.inf, lower, *of)
    if upper is not None:
        yield Count(f"share-upper {name}", sites, types, -np.inf, 0.0, upper, *of)


def _shared_cells(table: SiteTable, groups: tuple[Group, ...], private: Flags) -> Iterator[Count]:
    """Bound the private chargers of sites that share a cell by the cars at home there."""
    each, every = table.energy.max(axis=1), np.ones(table.use.size, dtype=bool)
    for group in groups:
        mine = private[group.pairs.site]
        row, site = group.pairs.row[mine], group.pairs.site[mine]
        for r in np.flatnonzero(np.bincount(row, minlength=group.energy.size) > 1).tolist():
            here = site[row == r]
            most = float(each[here].max())
            if most > 0:
                cars = float(np.floor(group.energy[r] / most + ROUND_OFF))
                name = f"floor cars at home in cell {group.cells[r]}"
                yield Count(name, np.isin(np.arange(private.size), here), every, 0.0, cars)


def _loads(run: Plan, table: SiteTable, stands: Flags) -> Iterator[Count]:
    """Bound what chargers draw of each feeder and substation, kW, those in the place of others too."""
    none = np.zeros(len(table.frame), dtype=bool)
    every = [table.load] if table.swaps is None else [table.load, table.swaps.load]
    load = np.concatenate(every, axis=1)
    for feed in feeds_of(run):
        here = feed.members & stands
        if here.any() and not np.isnan(feed.left):
            weights = np.where(here[:, None], load, 0.0)
            yield Count(f"load {feed.name}", none, none, -np.inf, feed.left, weights=weights)


def _own(run: Plan, table: SiteTable) -> Iterator[Count]:
    """List the planner's own rows on the sizing."""
    own = run.evidence.own_constraints
    place = {str(site): s for s, site in enumerate(table.frame["site_id"])}
    ids = [kind.id for kind in run.scenario.chargers.types]
    swapped = [f"{ids[old]}>{ids[new]}" for old, new, _ in swap_pairs(run)]
    kinds = {name: t for t, name in enumerate([*ids, *swapped])}
    none = np.zeros(len(table.frame), dtype=bool)
    for row, terms in own.loc[own["decision"] == "sizing"].groupby("row", sort=False):
        weights = np.zeros((len(table.frame), len(kinds)))
        for term in terms.to_dict("records"):
            weights[place[term["site_id"]], kinds[term["type"]]] += term["coefficient"]
        sense, side = str(terms["sense"].iloc[0]), float(terms["right_side"].iloc[0])
        least, most = (-np.inf if sense == "<=" else side), (np.inf if sense == ">=" else side)
        yield Count(f"own {row}", none, none, least, most, weights=weights)


def _budget(run: Plan) -> float:
    """Give what the plan may cost: the budget of the costs, and of all years where each has one."""
    limits = [run.scenario.costs.budget]
    if run.scenario.phasing is not None:
        yearly = [row.budget for row in run.scenario.phasing.years]
        limits.append(None if None in yearly else float(sum(one or 0.0 for one in yearly)))
    return min((limit for limit in limits if limit is not None), default=np.inf)
