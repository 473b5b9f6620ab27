"""The rules of the years: what each must reach, and what it may build, open and spend, with its figure.

They are judged twice. Over any horizon, beside the rules of the charging sites, a year is a number of
chargers built and a sum spent. Over the horizon that sizing chose, it is the chargers that stand where, and
which sites are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from gisplan.explain.book import BookDraft, Setting
from gisplan.explain.settings import BUDGET_UNIT, FEW_SITES, budget_raised, counted, floored, raised, steepest
from optimize.solvers.conflicts import Slack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gisplan.explain.book import RuleBook
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.years import YearPhase
    from layers.region.loading import Region

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.integer[Any]]


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
        CNY of one charger in each of them.
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
    zh, en = "目标年的桩在各年内建成", "the chargers of the horizon are built in its years"
    draft.add("years", zh, en, _rows(built.sum(axis=0) - chargers), lower=0.0, upper=0.0)
    price = np.where(chargers > 0, cost, 0.0) / BUDGET_UNIT
    cheapest = float(price[chargers > 0].min(initial=np.inf))
    pays = [spent.sum(axis=0) - price]
    if np.isfinite(cheapest):
        pays += list(np.cumsum(spent, axis=0) - cheapest * np.cumsum(built, axis=0))
    zh, en = "每台桩最迟在建成当年付清", "every charger is paid for by the year in which it is built"
    draft.add("paid", zh, en, _rows(*pays), lower=0.0)
    standing = np.cumsum(built, axis=0)
    rows = [YearRows(standing[y], built[y], spent[y]) for y in range(n)]
    _limit(draft, scenario, rows, chargers=most, money=most * float(price.max(initial=0.0)))


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
    zh = f"到{last}年的定容结果：{chargers:,.0f}台、{opened}个公共点位、投资{total:,.0f}元"
    en = f"the plan of {last}: {chargers:,.0f} chargers, {opened} public sites, {total:,.0f} CNY"
    draft.add("horizon", zh, en, _kron(after[[n - 1]], one), lower=horizon, upper=horizon)
    grows = _kron(after[1:] - after[:-1], one)
    draft.add("nested", "已建成的不再拆减", "nothing that stands is taken away", grows, lower=0.0)
    block, most = held.open_rows()
    zh, en = "开放的点位按定容结果所能有的桩数", "the chargers that open sites have, of those in the plan"
    draft.add("open", zh, en, _kron(after[:-1], block), upper=np.tile(most, n - 1))
    every, money, sites = (np.zeros(each) for _ in range(3))
    every[: held.holder.size] = 1.0
    money[: held.holder.size] = sized.problem.cost.max(axis=0)[held.type] / BUDGET_UNIT
    money[-1] = 1.0
    sites[held.holder.size : -1] = held.public_groups
    upto, within = np.eye(n), np.eye(n) - np.eye(n, k=-1)
    limits = [
        YearRows(np.kron(upto[y], every), *(np.kron(within[y], figures) for figures in (every, money, sites)))
        for y in range(n)
    ]
    _limit(draft, scenario, limits, chargers=chargers, money=total / BUDGET_UNIT, sites=float(opened))
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
    money: float,
    sites: float = 0.0,
) -> None:
    """Write what every year asks: each figure of a year is a setting of its own.

    No limit gives way by more than the chargers, the money and the public sites of all years.
    """
    target = scenario.chargers.new_target
    for phase, row in zip(_years(scenario), rows, strict=True):
        place, year = f"phasing.years.{phase.year}", phase.year
        least = phase.least_chargers(target)
        if least > 0:
            key = f"{place}.chargers" if phase.chargers_share is None else f"{place}.chargers_share"
            zh, en = f"到{year}年至少{least:,}台", f"at least {least:,} chargers by {year}"
            draft.add(f"least {year}", zh, en, _rows(row.standing), lower=float(least), key=key)
            draft.setting(key, Slack(float(least), whole=True), _lowered(key, phase, target))
        if phase.max_new_chargers is not None:
            key, most = f"{place}.max_new_chargers", phase.max_new_chargers
            zh, en = f"{year}年至多新增{most:,}台", f"at most {most:,} new chargers in {year}"
            draft.add(f"new {year}", zh, en, _rows(row.built), upper=float(most), key=key)
            draft.setting(key, Slack(chargers, whole=True), raised(key, f"{year}年新增桩数的上限", key, most))
        if phase.max_new_public_sites is not None and row.opened is not None:
            key, most = f"{place}.max_new_public_sites", phase.max_new_public_sites
            zh, en = f"{year}年至多新开{most:,}个公共点位", f"at most {most:,} new public sites in {year}"
            draft.add(f"sites {year}", zh, en, _rows(row.opened), upper=float(most), key=key)
            draft.setting(key, Slack(sites, whole=True), raised(key, f"{year}年新开点位的上限", key, most))
        if phase.budget is not None:
            key, budget = f"{place}.budget", phase.budget
            zh, en = f"{year}年投资不超过{budget:,.0f}元", f"at most {budget:,.0f} CNY in {year}"
            draft.add(f"budget {year}", zh, en, _rows(row.spent), upper=budget / BUDGET_UNIT, key=key)
            draft.setting(
                key, Slack(money), budget_raised(key, f"{year}年的预算", f"the budget of {year}", budget)
            )


def _lowered(key: str, phase: YearPhase, target: int) -> Setting:
    """Give a year's least chargers, falling by whole chargers, as the number or the share that it is."""
    zh, share, least = f"{phase.year}年的最少台数", phase.chargers_share, phase.least_chargers(target)
    if share is None:
        return counted(key, zh, least)
    return Setting(zh, key, lambda amount, _: f"{key}={floored((least - amount) / target)}")
