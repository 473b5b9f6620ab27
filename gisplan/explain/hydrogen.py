"""The rules of the hydrogen stations, each with its words and setting, and what counting shows of them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import RuleBook, Setting, Truth
from gisplan.explain.hydrogen_needs import need_truths, needs_of
from gisplan.explain.settings import counted
from optimize.solvers.conflicts import Rule, RuleSystem, Slack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from layers.region.loading import Region


OWNERS = (("商业", "commercial"), ("自用", "captive"))


def hydrogen_rules(region: Region, scenario: Scenario, plan: HydrogenPlan) -> RuleBook:
    """Write what the stations must keep: counts, ownership, districts, screening, one a parcel, use, trips.

    Parameters
    ----------
    plan
        The model's inputs, not yet solved.

    Returns
    -------
    RuleBook
        Columns: a station of every size at every candidate, shape (candidates × sizes,), row by row; behind
        them what is sold and delivered and which trips are refuelled, where the scenario asks for either.
    """
    problem = plan.problem
    sites, sizes = problem.allowed.shape
    width = sites * sizes
    at_site = np.repeat(np.arange(sites), sizes)
    parcel = sparse.csr_array((np.ones(width), (at_site, np.arange(width))), shape=(sites, width))
    closed = np.flatnonzero(~problem.allowed.ravel())
    shut = sparse.csr_array(
        (np.ones(closed.size), (np.arange(closed.size), closed)), shape=(closed.size, width)
    )
    rules = [_rule("parcel", parcel, upper=1.0), _rule("screening", shut, upper=0.0)]
    words = {
        "parcel": ("每个地块至多一座加氢站", "at most one hydrogen station a parcel"),
        "screening": (
            f"筛查规则：{sites}个候选点位中{int((~problem.can_open).sum())}个不能建任何规模",
            f"screening closes {int((~problem.can_open).sum())} of {sites} candidates to every size",
        ),
    }
    slacks: dict[str, Slack] = {}
    settings: dict[str, Setting] = {}

    def some(mask: NDArray[np.bool_]) -> sparse.csr_array:
        return sparse.csr_array(mask[at_site].astype(float)[None])

    key, target = "hydrogen.target", problem.target
    every = np.ones(sites, dtype=bool)
    rules.append(_rule(key, some(every), lower=target, upper=target, key=key))
    words[key] = (f"新建{target}座加氢站", f"exactly {target} new hydrogen stations")
    slacks[key] = Slack(float(max(target, sites)), whole=True)
    offset = scenario.hydrogen.target - target

    def counted_out(_: float, values: Floats) -> str:
        return f"hydrogen.target={round(float(values[:width].sum())) + offset}"

    settings[key] = Setting("加氢站目标", key, counted_out)
    for owner, least in enumerate((problem.min_commercial, problem.min_captive)):
        if not least:
            continue
        zh, en = OWNERS[owner]
        key = f"hydrogen.min_{en}"
        able = int((problem.can_open & (problem.ownership == owner)).sum())
        rules.append(_rule(key, some(problem.ownership == owner), lower=least, key=key))
        words[key] = (
            f"{zh}站至少{least}座（{able}个可用候选点位）",
            f"at least {least} {en} stations ({able} candidates may hold one)",
        )
        slacks[key] = Slack(float(least), whole=True)
        settings[key] = counted(key, f"{zh}站的最少座数", least)
    names = region.districts.set_index("adcode")
    where = region.sites["adcode"].to_numpy()[plan.candidates]
    key = "hydrogen.served_districts"
    for group in problem.groups:
        adcode = group.name.split(" ")[-1]
        mask = np.isin(np.arange(sites), group.sites)
        rules.append(_rule(group.name, some(mask), lower=group.minimum, key=key))
        zh, en = (str(names.loc[adcode, column]) for column in ("name_zh", "name_en"))
        words[group.name] = (f"{zh}至少{group.minimum}座", f"at least {group.minimum} in {en}")
        slacks[key] = Slack(1.0, whole=True)

    def served(_: float, values: Floats) -> str:
        stations = where[np.flatnonzero(values[:width].reshape(sites, sizes).sum(axis=1) > 0.5)]
        kept = [code for code in scenario.hydrogen.served_districts if code in set(stations)]
        return f"hydrogen.served_districts={json.dumps(kept)}"

    settings[key] = Setting("须设站的区", "the districts with a station", served)
    upper = np.ones(width)
    needs = needs_of(region, scenario, plan)
    if needs is not None:
        upper = needs.upper
        rules = [*(_widened(rule, upper.size) for rule in rules), *needs.rules]
        words, slacks, settings = words | needs.words, slacks | needs.slacks, settings | needs.settings
    whole = np.arange(upper.size) < width
    return RuleBook(RuleSystem(np.zeros(upper.size), upper, whole, tuple(rules), slacks), words, settings)


def _widened(rule: Rule, width: int) -> Rule:
    """Give a rule over more columns, in which it has no part."""
    matrix = rule.matrix
    wide = sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))
    return replace(rule, matrix=wide)


def hydrogen_truths(region: Region, plan: HydrogenPlan) -> tuple[Truth, ...]:
    """Collect what counting shows of the stations: candidates that are left, by owner and by district."""
    problem = plan.problem
    if not problem.target:
        return ()
    return (*_too_few(plan), *_owners(plan), *_districts(region, plan), *need_truths(plan))


def _too_few(plan: HydrogenPlan) -> Iterator[Truth]:
    problem = plan.problem
    able, every = int(problem.can_open.sum()), len(problem.can_open)
    if able >= problem.target:
        return
    told_zh, told_en = _closed(plan, ~problem.can_open)
    yield Truth(
        "station-candidates",
        "impossible",
        f"{every}个候选点位中只有{able}个可建加氢站，目标{problem.target}座{told_zh}",
        f"{able} of {every} candidates may hold a station, the target is {problem.target}{told_en}",
        {"able": able, "candidates": every, "target": problem.target},
    )


def _owners(plan: HydrogenPlan) -> Iterator[Truth]:
    problem = plan.problem
    for owner, least in enumerate((problem.min_commercial, problem.min_captive)):
        mine = problem.ownership == owner
        able, (zh, en) = int((problem.can_open & mine).sum()), OWNERS[owner]
        if able < least:
            told_zh, told_en = _closed(plan, mine & ~problem.can_open)
            yield Truth(
                f"{en}-candidates",
                "impossible",
                f"{zh}站要求至少{least}座，{int(mine.sum())}个候选点位中{able}个可建{told_zh}",
                f"at least {least} {en} stations asked, {able} of {int(mine.sum())} candidates may hold one"
                f"{told_en}",
                {"owner": en, "able": able, "asked": least},
            )


def _districts(region: Region, plan: HydrogenPlan) -> Iterator[Truth]:
    names = region.districts.set_index("adcode")
    for group in plan.problem.groups:
        mine = np.isin(np.arange(len(plan.candidates)), group.sites)
        able = int((plan.problem.can_open & mine).sum())
        if able < group.minimum:
            adcode = group.name.split(" ")[-1]
            told_zh, told_en = _closed(plan, mine & ~plan.problem.can_open)
            zh, en = (str(names.loc[adcode, column]) for column in ("name_zh", "name_en"))
            yield Truth(
                "district-candidates",
                "impossible",
                f"{zh}须设{group.minimum}座加氢站，{int(mine.sum())}个候选点位中{able}个可建{told_zh}",
                f"{en} needs {group.minimum} station, {able} of its {int(mine.sum())} candidates may hold one"
                f"{told_en}",
                {"adcode": adcode, "able": able, "asked": group.minimum},
            )


def _closed(plan: HydrogenPlan, mask: NDArray[np.bool_]) -> tuple[str, str]:
    """Name the first of some closed candidates and the reason against the smallest size."""
    rows = plan.screening.iloc[np.flatnonzero(mask)]
    reasons = rows.filter(like="reason_").iloc[:, 0] if len(rows) else rows.iloc[:, 0]
    named = reasons[reasons != ""]
    if named.empty:
        return "", ""
    first = f"{named.index[0]}: {named.iloc[0]}"
    return f"（例如{first}）", f" (for instance {first})"


def _rule(
    name: str,
    matrix: sparse.csr_array,
    *,
    lower: float = -math.inf,
    upper: float = math.inf,
    key: str = "",
) -> Rule:
    rows = matrix.shape[0]
    gives = np.ones(rows) if key else None
    return Rule(name, matrix, np.full(rows, float(lower)), np.full(rows, float(upper)), key, gives)
