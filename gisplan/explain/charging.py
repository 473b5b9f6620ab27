"""The rules of siting and sizing together, over open sites and chargers, each with its words and setting.

Energy is left out: what nobody can serve is reported as unmet and makes no plan impossible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.access.reach import demand_rows
from gisplan.explain.book import INF, BookDraft, picked
from gisplan.explain.settings import (
    BUDGET_UNIT,
    SITE_CEILINGS,
    budget_raised,
    counted,
    lowered,
    money,
    raised,
    share_place,
    shared_out,
    site_groups,
    steepest,
)
from gisplan.explain.years import add_years
from gisplan.planning.chargers.capacity import nominal_capacity, standing_at, usable_sites
from gisplan.planning.chargers.replaced import with_replacements
from gisplan.planning.chargers.sizing import sizing_problem
from gisplan.planning.siting.choice import forced_open
from gisplan.planning.siting.needs import siting_needs
from gisplan_numbers import Figure
from gisplan_words import inside, message
from layers.sites.standing import stands
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.explain.book import RuleBook
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.siting.needs import Need
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices, Whole
    from layers.region.loading import Region
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.subsets import Floor, Load, Share


def charging_rules(
    region: Region, scenario: Scenario, tables: ChargerTables, opened: Indices | None = None
) -> RuleBook:
    """Write what a plan of chargers must keep.

    Parameters
    ----------
    region
        With the sites of the required categories marked as required.
    tables
        Charger tables over all its sites.
    opened
        Public sites that siting has opened, and no other may; absent, any may.

    Returns
    -------
    RuleBook
        Columns: open (one a public site), then chargers (one a group of sites and type). Sites that no floor
        and no share tells apart are one group, which can hold what its largest open sites can: rules that
        cannot hold here cannot hold site by site either.
    """
    sites = region.sites
    public, stock = (sites["access"] == "public").to_numpy(), standing_at(tables, len(sites))
    forced = (forced_open(sites) & ~stands(sites)) | (stock.open & public)
    able = usable_sites(region, tables, scenario) | (forced & public) | (stock.energy > 0).any(axis=1)
    if opened is not None:
        forced = np.isin(np.arange(len(sites)), opened) | (forced & ~public)
        able &= ~public | forced
    at = np.flatnonzero(able)
    problem = sizing_problem(region, scenario, tables, at, demand_rows(region, scenario, able))
    problem = with_replacements(problem, sites.iloc[at], scenario, tables, at)
    book = _Book(region, scenario, problem, at, forced[at])
    book.facts()
    book.opening()
    book.needs(tables)
    book.sizes()
    for floor in problem.floors:
        if not floor.name.startswith(SITE_CEILINGS):
            book.floor(floor)
    for share in problem.shares:
        book.share(share)
    for load in problem.loads:
        book.load(load)
    book.totals()
    book.years()
    return book.book(book.upper(), whole=np.arange(book.width) < book.spent)


@dataclass
class _Book(BookDraft):
    """Rules of the charging sites as they are collected."""

    region: Region
    scenario: Scenario
    problem: SizingProblem
    at: Indices
    forced: NDArray[np.bool_]

    def __post_init__(self) -> None:
        self.frame = self.region.sites.iloc[self.at]
        self.public = np.flatnonzero((self.frame["access"] == "public").to_numpy())
        self.group = site_groups(self.problem, self.frame["access"].to_numpy() == "public", self.forced)
        self.first = np.unique(self.group, return_index=True)[1]
        self.groups = self.first.size
        self.allowed = np.zeros((self.groups, self.problem.n_types), dtype=bool)
        np.logical_or.at(self.allowed, self.group, self.problem.allowed)
        self.holder, self.type = np.nonzero(self.allowed)
        years = 0 if self.scenario.phasing is None else len(self.scenario.phasing.years)
        self.built = self.public.size + self.holder.size
        self.spent = self.built + years
        self.width = self.spent + years

    def upper(self) -> Floats:
        """Give the bound of every column: no public site opens twice, no group holds more than its bays."""
        swaps = self.problem.swaps
        stock = 0 if swaps is None else int(swaps.stock.sum())
        most = float(max(self.problem.target, int(self.problem.bays.sum()), stock))
        dear = most * float(self.problem.cost.max(initial=0.0)) / BUDGET_UNIT
        upper = np.full(self.width, most)
        upper[: self.public.size], upper[self.spent :] = 1.0, dear
        return upper

    def chargers(self, figures: Floats) -> sparse.csr_array:
        """Sum chargers times a figure of their type, one row a group."""
        columns = self.public.size + np.arange(self.holder.size)
        return sparse.csr_array((figures[self.type], (self.holder, columns)), shape=(self.groups, self.width))

    def some(self, sites: Whole, figures: Floats) -> sparse.csr_array:
        """Sum chargers times a figure of their type over the groups of some sites, one row in all."""
        inside = np.isin(np.arange(self.groups), self.group[sites])
        return sparse.csr_array(self.chargers(figures)[inside].sum(axis=0)[None])

    def opened(self, figures: Floats) -> sparse.csr_array:
        """Put a figure of every public site beside its open column, one row a group."""
        columns = np.arange(self.public.size)
        rows = self.group[self.public]
        return sparse.csr_array((figures[self.public], (rows, columns)), shape=(self.groups, self.width))

    def of(self, types: Whole) -> Floats:
        """Mark some charger types."""
        mark = np.zeros(self.problem.n_types)
        mark[types] = 1.0
        return mark

    def facts(self) -> None:
        """Write what the sites can hold: shut public sites hold nothing."""
        p = self.problem
        bays, adds = p.bays.astype(np.float64), p.adds.astype(np.float64)
        self.hold("bays", p.bays_each.astype(np.float64), bays)
        # Sites of a group share access and category, so a type loads them alike.
        load = p.load_kw.max(axis=0)
        grid = p.grid_kw if p.upgrades is None else p.grid_kw + p.upgrades.most_kw
        self.hold("grid", load, grid)
        most = np.minimum(p.max_chargers, p.bays).astype(np.float64)
        self.hold("most", adds, most, np.unique(self.group[p.max_chargers < p.bays]))
        self.stock()

    def stock(self) -> None:
        """Bound what gives way to stronger chargers by what stands: such sites are open for sure."""
        swaps = self.problem.swaps
        if swaps is None:
            return
        for old in swaps.replaced:
            replaced = self.chargers((swaps.of == old).astype(np.float64))
            stock = swaps.stock[:, old].astype(np.float64)
            most = np.bincount(self.group, weights=stock, minlength=self.groups).astype(np.float64)
            self.add(f"stock {old}", message("explain-stock"), replaced, upper=most)

    def hold(self, name: str, each: Floats, room: Floats, groups: Indices | None = None) -> None:
        """Bound a sum of chargers by what the open sites of every group have."""
        used = self.chargers(each)
        blocks, limits = [], []
        for g in range(self.groups) if groups is None else groups.tolist():
            mine = np.flatnonzero(self.group == g)
            row = used[[g]]
            if not np.isin(mine[0], self.public):
                blocks.append(row)
                limits.append(float(room[mine].sum()))
                continue
            for slope, start in steepest(room[mine]):
                opened = np.zeros(room.size)
                opened[mine] = slope
                blocks.append(row - self.opened(opened)[[g]])
                limits.append(start)
        if blocks:
            matrix = sparse.csr_array(sparse.vstack(blocks))
            self.add(name, message(f"explain-{name}"), matrix, upper=np.array(limits))

    def opening(self) -> None:
        """Write which public sites open for sure, and how many may in all."""
        must = np.flatnonzero(self.forced[self.public])
        built = stands(self.frame)[self.public]
        required = message("explain-required", sites=int((~built[must]).sum()))
        self.add("required", required, picked(must, self.width), lower=1.0)
        most = self.scenario.coverage.max_new_sites
        new = np.zeros(self.width)
        new[: self.public.size] = ~built
        way = raised("coverage.max_new_sites", message("explain-set-max-new-sites"), most, int(new.sum()))
        told = message("explain-max-new-sites", most=most)
        self.add("max_new_sites", told, sparse.csr_array(new[None]), upper=float(most), way=way)

    def needs(self, tables: ChargerTables) -> None:
        """Write what the open public sites must be able to hold by planning tile."""
        usable = usable_sites(self.region, tables, self.scenario)
        positions = self.at[self.public]
        nominal = nominal_capacity(self.region.sites, tables, self.scenario)
        held = np.where(usable, nominal, 0.0)[positions]
        capacity = held + standing_at(tables, len(usable)).energy[positions].sum(axis=1)
        typical = float(held[usable[positions]].mean()) if usable[positions].any() else 0.0
        shared = set(self.region.sites["category"])
        least = self.scenario.coverage.adequacy.value
        every = siting_needs(self.region, self.scenario, positions, capacity, shared, typical=typical)
        # The other needs follow from floors and target, which are rules of their own here.
        for need in every:
            if need.name.startswith("kWh/day of tile"):
                self.tile(need, least)

    def tile(self, need: Need, least: float) -> None:
        """Write one planning tile."""
        row = sparse.csr_array(
            (need.gives.data, need.gives.indices, need.gives.indptr), shape=(1, self.width)
        )
        energy = Figure(need.least, "kWh/day", 0)
        words = message("explain-tile", tile=need.name.rsplit(" ", 1)[-1], energy=energy)
        gives = need.least / least if least > 0 else 0.0
        way = lowered("coverage.adequacy", message("explain-set-adequacy"), least)
        self.add(need.name, words, row, lower=need.least, way=way, gives=gives)

    def sizes(self) -> None:
        """Write least chargers of open sites, and least fast chargers of named categories."""
        p = self.problem
        least = p.min_chargers.astype(np.float64)
        asked = np.bincount(self.group, weights=least, minlength=self.groups)
        rows = np.flatnonzero(asked > 0)
        if rows.size:
            matrix = self.chargers(p.adds.astype(np.float64)) - self.opened(least)
            lower = np.where(np.isin(self.first, self.public), 0.0, asked)[rows]
            key, most = "chargers.min_chargers_per_site.counts.public", int(least.max())
            words = message("explain-min-chargers", least=most)
            way = counted(key, message("explain-set-min-chargers"), most)
            self.add("min_chargers", words, sparse.csr_array(matrix[rows]), lower=lower, way=way)
        category = self.frame["category"].to_numpy()
        quick = self.chargers(p.fast.astype(np.float64))
        asked_fast = (p.min_fast > 0) & self.forced
        for name in sorted(set(category[asked_fast])):
            self.fast(name, quick, np.flatnonzero((category == name) & asked_fast))

    def fast(self, name: str, quick: sparse.csr_array, here: Indices) -> None:
        """Write the least fast chargers of a category; every such site is a group of its own."""
        least = self.problem.min_fast[here].astype(np.float64)
        asked, category = int(least.max()), inside(CATEGORIES[name])
        area = name == "expressway_service_area"
        key = "chargers.min_dc_per_service_area" if area else f"coverage.required_categories.min_fast.{name}"
        by_rule = area and self.scenario.chargers.service_areas is not None
        way = None if by_rule else counted(key, message("explain-set-fast", category=category), asked)
        words = message("explain-fast", category=category, least=asked)
        self.add(f"fast {name}", words, sparse.csr_array(quick[self.group[here]]), lower=least, way=way)

    def floor(self, floor: Floor) -> None:
        """Write the least and most chargers of a district, a category, or what a bound names."""
        kind, name = floor.name.split(" ", 1)
        where = floor.label
        row = self.some(floor.sites, self.of(floor.types))
        bays = int(self.problem.bays[floor.sites].sum())
        gives = 1.0
        if kind == "district":
            share = self.scenario.chargers.district_floor_share.value
            gives = floor.minimum / share if share > 0 else 0.0
            way = lowered("chargers.district_floor_share", message("explain-set-district-floor"), share)
        elif kind == "stop" and self.scenario.lorries is not None:
            share = self.scenario.lorries.least_share.value
            gives = floor.minimum / share
            way = lowered("lorries.least_share", message("explain-set-stops"), share)
        else:
            key, before = self.floor_key(kind, name, floor.minimum)
            room = max(floor.minimum - (kind == "target"), 0.0)
            way = counted(key, message("explain-set-floor", where=where), before, room)
        if floor.minimum > 0:
            words = message("explain-floor", where=where, least=round(floor.minimum), bays=bays)
            self.add(floor.name, words, row, lower=floor.minimum, way=way, gives=gives)
        if floor.maximum is not None:
            most, key = floor.maximum, f"chargers.bounds.{name}.max"
            words = message("explain-ceiling", where=where, most=round(most))
            way = raised(key, message("explain-set-ceiling", where=where), most, bays)
            self.add(f"{floor.name} most", words, row, upper=most, way=way)

    def floor_key(self, kind: str, name: str, least: float) -> tuple[str, int]:
        """Give the setting behind a floor, and its value."""
        if kind == "category":
            return f"chargers.category_floors.counts.{name}", int(least)
        if kind == "target":
            return "chargers.target", self.scenario.chargers.target
        return f"chargers.bounds.{name}.min", int(least)

    def share(self, share: Share) -> None:
        """Write the band of a subset within its base, in chargers."""
        part = self.some(share.sites, self.of(share.types))
        base = self.some(share.base_sites, self.of(share.base_types))
        place, chargers = share_place(share.name), share.label
        stated = share.name.startswith("bound ")
        for side, limit in (("lower", share.lower), ("upper", share.upper)):
            if limit is None:
                continue
            end = {"lower": "min_share", "upper": "max_share"}[side] if stated else side
            key = f"{place}.{end}"
            row = sparse.csr_array(part - limit * base)
            low, high = (0.0, INF) if side == "lower" else (-INF, 0.0)
            words = message(f"explain-share-{side}", chargers=chargers, share=Figure(limit, "share"))
            way = shared_out(key, chargers, part, base, float(self.problem.target), up=side == "upper")
            self.add(f"{share.name} {side}", words, row, lower=low, upper=high, way=way)

    def load(self, load: Load) -> None:
        """Write what a feeder or a substation leaves, each type where it draws least."""
        drawn = self.some(load.sites, self.problem.load_kw[load.sites].min(axis=0))
        words = message("explain-load", name=load.said, most=Figure(load.most_kw, "kW", 0))
        self.add(f"load {load.name}", words, drawn, upper=load.most_kw)

    def totals(self) -> None:
        """Write the target and the budget."""
        p, before = self.problem, self.scenario.chargers.target
        every = self.some(np.arange(p.n_sites), p.adds.astype(np.float64))
        # A target that counts only some kinds is a floor, which has brought its own setting.
        if p.target:
            words = message("explain-target", target=int(p.target))
            way = counted("chargers.target", message("explain-set-target"), before, p.target - 1)
            self.add("target", words, every, lower=float(p.target), way=way)
        budget = self.scenario.costs.budget
        if budget is None:
            return
        # The cheapest place of a group stands for it, so what this refuses is refused for sure.
        cost = self.some(np.arange(p.n_sites), p.cost.min(axis=0) / BUDGET_UNIT)
        words = message("explain-budget", budget=money(budget, self.scenario))
        most = float(p.cost.max() * p.target) / BUDGET_UNIT
        way = budget_raised("costs.budget", message("explain-set-budget"), budget, most)
        self.add("budget", words, cost, upper=budget / BUDGET_UNIT, way=way)

    def years(self) -> None:
        """Spread the chargers over the years of the scenario, if it has any."""
        p = self.problem
        if self.spent > self.built:
            every = np.arange(p.n_sites)
            chargers, cost = (
                self.some(every, one) for one in (p.adds.astype(np.float64), p.cost.min(axis=0))
            )
            most = float(max(p.target, int(p.bays.sum())))
            rows = chargers.toarray()[0], cost.toarray()[0]
            add_years(self, self.scenario, *rows, first=self.built, most=most)
