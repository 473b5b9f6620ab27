"""The rules of the hydrogen stations, each with its words and setting, and what counting shows of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import BookDraft, Setting, impossible, picked
from gisplan.explain.hydrogen_needs import add_needs, need_truths
from gisplan.explain.settings import counted
from gisplan_words import message
from optimize.solvers.conflicts import Slack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.explain.book import RuleBook, Truth
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from gisplan_words import Message, Sayable
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
    draft = BookDraft()
    draft.add("parcel", message("explain-parcel"), parcel, upper=1.0)
    shut = message("explain-screening", candidates=sites, closed=int((~problem.can_open).sum()))
    draft.add("screening", shut, picked(closed, width), upper=0.0)

    def some(mask: NDArray[np.bool_]) -> sparse.csr_array:
        return sparse.csr_array(mask[at_site].astype(float)[None])

    key, target = "hydrogen.target", problem.target
    offset = scenario.hydrogen.target - target

    def counted_out(_: float, values: Floats) -> str:
        return f"hydrogen.target={round(float(values[:width].sum())) + offset}"

    slack = Slack(float(max(target, sites)), whole=True)
    way = Setting(key, slack, message("explain-set-stations"), counted_out)
    words, every = message("explain-stations", target=target), some(np.ones(sites, dtype=bool))
    draft.add(key, words, every, lower=target, upper=target, way=way)
    for owner, least in enumerate((problem.min_commercial, problem.min_captive)):
        if not least:
            continue
        key, stations = f"hydrogen.min_{OWNERS[owner]}", message(f"explain-{OWNERS[owner]}")
        able = int((problem.can_open & (problem.ownership == owner)).sum())
        words = message("explain-owner", owner=stations, least=least, able=able)
        way = counted(key, message("explain-set-owner", owner=stations), least)
        draft.add(key, words, some(problem.ownership == owner), lower=least, way=way)
    where = region.sites["adcode"].to_numpy()[plan.candidates]

    def served(_: float, values: Floats) -> str:
        stations = where[np.flatnonzero(values[:width].reshape(sites, sizes).sum(axis=1) > 0.5)]
        kept = [code for code in scenario.hydrogen.served_districts if code in set(stations)]
        return f"hydrogen.served_districts={json.dumps(kept)}"

    way = Setting(
        "hydrogen.served_districts", Slack(1.0, whole=True), message("explain-set-districts"), served
    )
    for group in problem.groups:
        mask = np.isin(np.arange(sites), group.sites)
        district = group.label
        words = message("explain-district", district=district, least=group.minimum)
        draft.add(group.name, words, some(mask), lower=group.minimum, way=way)
    upper = add_needs(draft, region, scenario, plan)
    return draft.book(upper, whole=np.arange(upper.size) < width)


def hydrogen_truths(plan: HydrogenPlan) -> tuple[Truth, ...]:
    """Collect what counting shows of the stations: candidates that are left, by owner and by district."""
    problem = plan.problem
    if not problem.target:
        return ()
    return (*_too_few(plan), *_owners(plan), *_districts(plan), *need_truths(plan))


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
        stations = message(f"explain-{OWNERS[owner]}")
        yield from _short(plan, "owner", stations, problem.ownership == owner, least)


def _districts(plan: HydrogenPlan) -> Iterator[Truth]:
    for group in plan.problem.groups:
        mine = np.isin(np.arange(len(plan.candidates)), group.sites)
        district = group.label
        yield from _short(plan, "district", district, mine, group.minimum)


def _short(
    plan: HydrogenPlan, what: str, name: Sayable, mine: NDArray[np.bool_], least: int
) -> Iterator[Truth]:
    """Tell of an owner or a district with fewer candidates left than stations asked."""
    can_open = plan.problem.can_open
    able = int((can_open & mine).sum())
    if able < least:
        counts = {"asked": least, "able": able, "candidates": int(mine.sum())}
        told = {what: name, **counts, "example": _closed(plan, mine & ~can_open)}
        yield impossible(f"explain-{what}-candidates", **told)


def _closed(plan: HydrogenPlan, mask: NDArray[np.bool_]) -> Message | str:
    """Name the first of some closed candidates and the reason against the smallest size."""
    rows = plan.screening.iloc[np.flatnonzero(mask)]
    reasons = rows.filter(like="reason_").iloc[:, 0] if len(rows) else rows.iloc[:, 0]
    told = reasons[[bool(reason.parts) for reason in reasons]]
    if told.empty:
        return ""
    return message("explain-example", site=str(told.index[0]), reason=told.iloc[0])
