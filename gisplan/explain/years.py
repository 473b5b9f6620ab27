"""The rules of the years: what each must reach, and what it may build, open and spend, with its figure.

They are judged twice. Over any horizon, beside the rules of the charging sites, a year is a number of
chargers built and a sum spent. Over the horizon that sizing chose, it is the chargers that stand where, and
which sites are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import BookDraft
from gisplan.explain.settings import (
    BUDGET_UNIT,
    FEW_SITES,
    budget_raised,
    counted,
    lowered,
    money,
    raised,
    steepest,
)
from gisplan_words import message
from optimize.solvers.conflicts import Slack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.explain.book import RuleBook, Setting
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.years import YearPhase
    from gisplan_arrays import Flags, Floats, Whole
    from layers.region.loading import Region


@dataclass(frozen=True, eq=False)
class YearRows:
    """What a year sums: a figure of every column, in units of `BUDGET_UNIT` where it is money.

    Attributes
    ----------
    standing, built
        Chargers by the end of the year, and in it.
    spent
        What is spent in the year.
    opened
        Public sites that open in the year; None where no column counts them.
    """

    standing: Floats
    built: Floats
    spent: Floats
    opened: Floats | None = None


def add_years(
    draft: BookDraft, scenario: Scenario, chargers: Floats, cost: Floats, *, first: int, most: float
) -> None:
    """Spread the chargers of any horizon over the years.

    Parameters
    ----------
    draft
        Takes the rules.
    chargers
        Which columns are chargers of the horizon, shape (columns,).
    cost
        Price of one charger in each of them.
    first
        The column of the chargers built in the first year; those of the other years follow, then what is
        spent in every year.
    most
        Most chargers that any horizon holds.
    """
    years = _years(scenario)
    n, width = len(years), chargers.size
    built, spent = np.zeros((n, width)), np.zeros((n, width))
    built[np.arange(n), first + np.arange(n)] = 1.0
    spent[np.arange(n), first + n + np.arange(n)] = 1.0
    draft.add("years", message("explain-years"), _rows(built.sum(axis=0) - chargers), lower=0.0, upper=0.0)
    price = np.where(chargers > 0, cost, 0.0) / BUDGET_UNIT
    cheapest = float(price[chargers > 0].min(initial=np.inf))
    pays = [spent.sum(axis=0) - price]
    if np.isfinite(cheapest):
        pays += list(np.cumsum(spent, axis=0) - cheapest * np.cumsum(built, axis=0))
    draft.add("paid", message("explain-paid"), _rows(*pays), lower=0.0)
    standing = np.cumsum(built, axis=0)
    rows = [YearRows(standing[y], built[y], spent[y]) for y in range(n)]
    _limit(draft, scenario, rows, chargers=most, spent=most * float(price.max(initial=0.0)))


def year_rules(region: Region, scenario: Scenario, sized: SizedSites) -> RuleBook:
    """Write what the years must keep with the chargers that sizing chose for the horizon.

    Parameters
    ----------
    region
        The region that was sized.
    sized
        Its chargers at the horizon.

    Returns
    -------
    RuleBook
        Columns, year by year: chargers by group of sites and type, open sites by group, and what transformers
        cost. Few sites are each a group; many are told apart by access and least numbers only, so that
        rules that cannot hold here cannot hold site by site either.
    """
    years = _years(scenario)
    last, n = years[-1].year, len(years)
    held = _Held.of(region, sized)
    total, chargers = sized.problem.total_cost(sized.sizing.counts), float(held.final.sum())
    bare = float((sized.problem.cost * sized.sizing.counts).sum())
    horizon = np.concatenate([held.chargers, held.sites, [(total - bare) / BUDGET_UNIT]])
    each = horizon.size
    draft = BookDraft()
    one = sparse.eye_array(each, format="csr")
    after = sparse.eye_array(n, format="csr")
    opened = int(held.public.sum())
    cost = money(total, scenario)
    words = message("explain-horizon", year=str(last), chargers=round(chargers), sites=opened, cost=cost)
    draft.add("horizon", words, _kron(after[[n - 1]], one), lower=horizon, upper=horizon)
    grows = _kron(after[1:] - after[:-1], one)
    draft.add("nested", message("explain-nested"), grows, lower=0.0)
    block, most = held.open_rows()
    draft.add("open", message("explain-open"), _kron(after[:-1], block), upper=np.tile(most, n - 1))
    every, spent, sites = (np.zeros(each) for _ in range(3))
    every[: held.holder.size] = 1.0
    spent[: held.holder.size] = sized.problem.cost.max(axis=0)[held.type] / BUDGET_UNIT
    spent[-1] = 1.0
    sites[held.holder.size : -1] = held.public_groups
    upto, within = np.eye(n), np.eye(n) - np.eye(n, k=-1)
    limits = [
        YearRows(np.kron(upto[y], every), *(np.kron(within[y], figures) for figures in (every, spent, sites)))
        for y in range(n)
    ]
    _limit(draft, scenario, limits, chargers=chargers, spent=total / BUDGET_UNIT, sites=float(opened))
    return draft.book(np.tile(horizon, n), whole=np.tile(np.arange(each) < each - 1, n))


@dataclass(frozen=True, eq=False)
class _Held:
    """What the sites of a sized plan hold, site by site and by group.

    Attributes
    ----------
    final, fast
        Chargers by site and type, and which types are fast; sites without chargers are left out.
    public
        Which of the sites are public.
    least, least_fast
        Chargers, and fast ones, of a site that is open.
    group
        Group of every site.
    holder, type
        Group and type of every column of chargers.
    """

    final: Floats
    fast: Flags
    public: Flags
    least: Floats
    least_fast: Floats
    group: Whole
    holder: Whole
    type: Whole

    @classmethod
    def of(cls, region: Region, sized: SizedSites) -> _Held:
        """Read a sized plan."""
        problem, counts = sized.problem, np.asarray(sized.sizing.counts)
        stands = counts.sum(axis=1) > 0
        final = counts[stands].astype(np.float64)
        public = (region.sites["access"].iloc[sized.sites] == "public").to_numpy()[stands]
        least = np.minimum(np.maximum(problem.min_chargers[stands], public), final.sum(axis=1))
        least_fast = np.minimum(problem.min_fast[stands], final[:, problem.fast].sum(axis=1))
        alone = np.arange(public.size) if public.size <= FEW_SITES else np.zeros(public.size)
        kinds = np.column_stack([alone, public, least, least_fast])
        group = np.unique(kinds, axis=0, return_inverse=True)[1].ravel()
        there = np.zeros((int(group.max(initial=-1)) + 1, problem.n_types), dtype=bool)
        np.logical_or.at(there, group, final > 0)
        return cls(final, problem.fast, public, least, least_fast, group, *np.nonzero(there))

    @property
    def chargers(self) -> Floats:
        """Chargers of every column."""
        out = np.zeros((self.sites.size, self.fast.size))
        np.add.at(out, self.group, self.final)
        return out[self.holder, self.type]

    @property
    def sites(self) -> Floats:
        """Sites of every group."""
        return np.bincount(self.group).astype(np.float64)

    @property
    def public_groups(self) -> Floats:
        """1 for the groups of public sites, else 0."""
        return (np.bincount(self.group, weights=self.public) > 0).astype(np.float64)

    def open_rows(self) -> tuple[sparse.csr_array, Floats]:
        """Bound the chargers of a year by what its open sites have at the horizon, and must have at least.

        Returns
        -------
        tuple
            Rows over the columns of one year, and the most of each.
        """
        types = np.arange(self.fast.size)
        rows, most = [], []
        for g in range(self.sites.size):
            mine, inside = self.group == g, self.holder == g
            bounds = [(1.0, types == t, self.final[mine, t]) for t in self.type[inside]]
            bounds += [
                (1.0, types >= 0, self.final[mine].sum(axis=1)),
                (-1.0, types >= 0, -self.least[mine]),
                (-1.0, self.fast, -self.least_fast[mine]),
            ]
            for sign, kinds, room in bounds:
                for slope, start in steepest(room):
                    row = np.zeros(self.holder.size + self.sites.size + 1)
                    row[: self.holder.size] = sign * (inside & kinds[self.type])
                    row[self.holder.size + g] = -slope
                    rows.append(sparse.csr_array(row[None]))
                    most.append(start)
        return sparse.csr_array(sparse.vstack(rows)), np.array(most)


def _years(scenario: Scenario) -> tuple[YearPhase, ...]:
    return () if scenario.phasing is None else scenario.phasing.years


def _kron(years: sparse.csr_array, rows: sparse.csr_array) -> sparse.csr_array:
    """Put rows over the columns of one year beside the years that a row of `years` names."""
    return sparse.csr_array(sparse.kron(years, rows))


def _rows(*figures: Floats) -> sparse.csr_array:
    return sparse.csr_array(np.array(figures))


def _limit(
    draft: BookDraft,
    scenario: Scenario,
    rows: Sequence[YearRows],
    *,
    chargers: float,
    spent: float,
    sites: float = 0.0,
) -> None:
    """Write what every year asks: each figure of a year is a setting of its own.

    No limit gives way by more than the chargers, the money and the public sites of all years.
    """
    target = scenario.chargers.new_target
    for phase, row in zip(_years(scenario), rows, strict=True):
        place, year = f"phasing.years.{phase.year}", str(phase.year)
        least = phase.least_chargers(target)
        if least > 0:
            key = f"{place}.chargers" if phase.chargers_share is None else f"{place}.chargers_share"
            words = message("explain-year-least", year=year, least=least)
            way = _lowered(key, phase, target)
            draft.add(f"least {year}", words, _rows(row.standing), lower=float(least), way=way)
        for what, most, figures, slack in (
            ("new", phase.max_new_chargers, row.built, chargers),
            ("sites", phase.max_new_public_sites, row.opened, sites),
        ):
            if most is not None and figures is not None:
                key = f"{place}.max_new_{'chargers' if what == 'new' else 'public_sites'}"
                words = message(f"explain-year-{what}", year=year, most=most)
                way = raised(key, message(f"explain-set-year-{what}", year=year), most, slack)
                draft.add(f"{what} {year}", words, _rows(figures), upper=float(most), way=way)
        if phase.budget is not None:
            key, budget = f"{place}.budget", phase.budget
            words = message("explain-year-budget", year=year, most=money(budget, scenario))
            way = budget_raised(key, message("explain-set-year-budget", year=year), budget, spent)
            draft.add(f"budget {year}", words, _rows(row.spent), upper=budget / BUDGET_UNIT, way=way)


def _lowered(key: str, phase: YearPhase, target: int) -> Setting:
    """Give a year's least chargers, falling by whole chargers, as the number or the share that it is."""
    words, least = message("explain-set-year-least", year=str(phase.year)), phase.least_chargers(target)
    if phase.chargers_share is None:
        return counted(key, words, least)
    return lowered(key, words, least, Slack(float(least), whole=True), of=target)
