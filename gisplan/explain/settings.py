"""Sites that rules treat alike, and the texts that say how a setting gives way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gisplan.explain.book import Setting
from gisplan.planning.chargers.bounds import LORRY_BAYS
from gisplan_numbers import Figure
from gisplan_words import message
from optimize.sizing.subsets import Share
from optimize.solvers.conflicts import Slack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from gisplan_words import Said, Sayable
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.subsets import Floor


SITE_CEILINGS = ("cars at home in cell", LORRY_BAYS)
"""Ceilings of few sites that books leave out: cars of compounds that share a cell, bays for lorries."""
FEW_SITES = 300
"""Sites up to which none are grouped: whole chargers at every one of them count then."""
STEP = 1000
"""Shares are told in thousandths."""
BUDGET_UNIT = 10_000.0
"""Money of one unit in the rows of budgets, so that their coefficients stay near those of the others."""
TANGENTS = 9
"""Straight lines that bound what a group of public sites holds, by how many of them are open."""


def site_groups(
    problem: SizingProblem, public: NDArray[np.bool_], forced: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Give every site the number of its group: sites alike to every floor, share, load and opening.

    A forced site with fast chargers asked of it is a group of its own, and every site where they are few.
    """
    marks = [public, forced, *problem.allowed.T]
    floors = [floor for floor in problem.floors if not floor.name.startswith(SITE_CEILINGS)]
    subsets: list[Floor | Share] = [*floors, *problem.shares]
    marks += [np.isin(np.arange(problem.n_sites), load.sites) for load in problem.loads]
    for subset in subsets:
        base = subset.base_sites if isinstance(subset, Share) else subset.sites
        for sites in (subset.sites, base):
            mark = np.zeros(problem.n_sites, dtype=bool)
            mark[sites] = True
            marks.append(mark)
    few = problem.n_sites <= FEW_SITES
    alone = np.where(few | (forced & (problem.min_fast > 0)), np.arange(problem.n_sites) + 1, 0)
    signature = np.column_stack([np.packbits(np.column_stack(marks), axis=1), alone])
    _, group = np.unique(signature, axis=0, return_inverse=True)
    return np.asarray(group.ravel(), dtype=np.int64)


def counted(key: str, words: Said, before: int, most: float | None = None) -> Setting:
    """Give a setting that falls by whole numbers, by at most all of it where nothing else is said."""
    slack = Slack(float(before if most is None else most), whole=True)
    return Setting(key, slack, words, lambda amount, _: f"{key}={before - math.ceil(amount - 1e-6)}")


def raised(key: str, words: Said, before: float, most: float) -> Setting:
    """Give a setting that rises by whole numbers, by so many at most."""
    slack = Slack(float(most), whole=True)
    return Setting(key, slack, words, lambda amount, _: f"{key}={before + math.ceil(amount - 1e-6):.0f}")


def lowered(key: str, words: Said, before: float, slack: Slack | None = None, of: float = 1.0) -> Setting:
    """Give a share that falls by thousandths; how far is told in units of which ``of`` make the whole."""
    return Setting(
        key, slack or Slack(before), words, lambda amount, _: f"{key}={floored((before - amount) / of)}"
    )


def budget_raised(key: str, words: Said, before: float, most: float) -> Setting:
    """Give a budget that rises to whole units of `BUDGET_UNIT`, by so many at most."""

    def changed(amount: float, _: Floats) -> str:
        return f"{key}={math.ceil(before / BUDGET_UNIT + amount) * BUDGET_UNIT:.0f}"

    return Setting(key, Slack(most), words, changed)


def money(amount: float, scenario: Scenario) -> Figure:
    """Give a sum to its last digit: it stands beside the one to paste."""
    return Figure(amount, "currency", 0, scenario.currency)


def steepest(room: Floats) -> list[tuple[float, float]]:
    """Bound what k sites hold together, whichever they are: slope and start of straight lines over k.

    The k largest sites hold most, which is concave in k: each tangent bounds it.
    """
    ordered = np.sort(room)[::-1]
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    marks = np.unique(np.linspace(0, room.size, min(TANGENTS, room.size + 1)).astype(int))
    ordered = np.append(ordered, min(0.0, float(ordered[-1])))
    slopes = [float(ordered[k]) for k in marks.tolist()]
    return [(slope, float(sums[k]) - slope * k) for k, slope in zip(marks.tolist(), slopes, strict=True)]


def shared_out(
    key: str, chargers: Sayable, part: sparse.csr_array, base: sparse.csr_array, most: float, *, up: bool
) -> Setting:
    """Give a share that becomes what the relaxed answer has."""

    def changed(_: float, values: Floats) -> str:
        total = float((base @ values)[0])
        share = float((part @ values)[0]) / total if total > 0 else 0.0
        step = math.ceil(share * STEP - 1e-6) if up else math.floor(share * STEP + 1e-6)
        return f"{key}={step / STEP:g}"

    return Setting(key, Slack(most), message("explain-set-share", chargers=chargers), changed)


def share_place(name: str) -> str:
    """Give the place in the scenario of a share."""
    words = name.split(" ")
    places = {"access": "access_shares.bands", "bound": "bounds"}
    if words[0] in places:
        return f"chargers.{places[words[0]]}.{words[1]}"
    return f"chargers.category_type_shares.bands.{words[3]}.{words[1]}"


def floored(value: float) -> str:
    """Write a value of at least 0, cut to thousandths."""
    return f"{max(0.0, math.floor(value * STEP + 1e-6) / STEP):g}"
