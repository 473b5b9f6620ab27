"""The rules of the hydrogen stations, each with its words and setting, and what counting shows of them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import RuleBook, Setting, impossible
from gisplan.explain.hydrogen_needs import need_truths, needs_of
from gisplan.explain.settings import counted, district_name
from gisplan_words import message
from optimize.solvers.conflicts import Rule, RuleSystem, Slack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.explain.book import Truth
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from gisplan_words import Message
    from layers.region.loading import Region


OWNERS = ("commercial", "captive")


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
        "parcel": message("explain-parcel"),
        "screening": message("explain-screening", candidates=sites, closed=int((~problem.can_open).sum())),
    }
    slacks: dict[str, Slack] = {}
    settings: dict[str, Setting] = {}

    def some(mask: NDArray[np.bool_]) -> sparse.csr_array:
        return sparse.csr_array(mask[at_site].astype(float)[None])

    key, target = "hydrogen.target", problem.target
    every = np.ones(sites, dtype=bool)
    rules.append(_rule(key, some(every), lower=target, upper=target, key=key))
    words[key] = message("explain-stations", target=target)
    slacks[key] = Slack(float(max(target, sites)), whole=True)
    offset = scenario.hydrogen.target - target

    def counted_out(_: float, values: Floats) -> str:
        return f"hydrogen.target={round(float(values[:width].sum())) + offset}"

    settings[key] = Setting(message("explain-set-stations"), counted_out)
    for owner, least in enumerate((problem.min_commercial, problem.min_captive)):
        if not least:
            continue
        key, stations = f"hydrogen.min_{OWNERS[owner]}", message(f"explain-{OWNERS[owner]}")
        able = int((problem.can_open & (problem.ownership == owner)).sum())
        rules.append(_rule(key, some(problem.ownership == owner), lower=least, key=key))
        words[key] = message("explain-owner", owner=stations, least=least, able=able)
        slacks[key] = Slack(float(least), whole=True)
        settings[key] = counted(key, message("explain-set-owner", owner=stations), least)
    where = region.sites["adcode"].to_numpy()[plan.candidates]
    key = "hydrogen.served_districts"
    for group in problem.groups:
        mask = np.isin(np.arange(sites), group.sites)
        rules.append(_rule(group.name, some(mask), lower=group.minimum, key=key))
        district = district_name(region, group.name.split(" ")[-1])
        words[group.name] = message("explain-district", district=district, least=group.minimum)
        slacks[key] = Slack(1.0, whole=True)

    def served(_: float, values: Floats) -> str:
        stations = where[np.flatnonzero(values[:width].reshape(sites, sizes).sum(axis=1) > 0.5)]
        kept = [code for code in scenario.hydrogen.served_districts if code in set(stations)]
        return f"hydrogen.served_districts={json.dumps(kept)}"

    settings[key] = Setting(message("explain-set-districts"), served)
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
    counts = {"able": able, "candidates": every, "target": problem.target}
    yield impossible("explain-station-candidates", **counts, example=_closed(plan, ~problem.can_open))


def _owners(plan: HydrogenPlan) -> Iterator[Truth]:
    problem = plan.problem
    for owner, least in enumerate((problem.min_commercial, problem.min_captive)):
        mine = problem.ownership == owner
        able = int((problem.can_open & mine).sum())
        if able < least:
            counts = {"asked": least, "able": able, "candidates": int(mine.sum())}
            stations, example = message(f"explain-{OWNERS[owner]}"), _closed(plan, mine & ~problem.can_open)
            yield impossible("explain-owner-candidates", owner=stations, **counts, example=example)


def _districts(region: Region, plan: HydrogenPlan) -> Iterator[Truth]:
    for group in plan.problem.groups:
        mine = np.isin(np.arange(len(plan.candidates)), group.sites)
        able = int((plan.problem.can_open & mine).sum())
        if able < group.minimum:
            adcode = group.name.split(" ")[-1]
            counts = {"asked": group.minimum, "able": able, "candidates": int(mine.sum())}
            district, example = district_name(region, adcode), _closed(plan, mine & ~plan.problem.can_open)
            yield impossible("explain-district-candidates", district=district, **counts, example=example)


def _closed(plan: HydrogenPlan, mask: NDArray[np.bool_]) -> Message | str:
    """Name the first of some closed candidates and the reason against the smallest size."""
    rows = plan.screening.iloc[np.flatnonzero(mask)]
    reasons = rows.filter(like="reason_").iloc[:, 0] if len(rows) else rows.iloc[:, 0]
    told = reasons[reasons != ""]
    if told.empty:
        return ""
    return message("explain-example", site=str(told.index[0]), reason=told.iloc[0])


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
