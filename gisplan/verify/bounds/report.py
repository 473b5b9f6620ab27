"""What stands behind every bound of a run: computed again here, a solver's word, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from gisplan.tables.count import SPARE
from gisplan.tables.multipliers import BOUNDS, read_multipliers, sum_of
from gisplan.verify.bounds.asked import asked_after, sizing_asked
from gisplan.verify.bounds.cover import siting_bound
from gisplan.verify.bounds.sizing import cost_bound, held_bound, unmet_bound
from gisplan.verify.bounds.use import use_bound
from gisplan.verify.run.ways import exact_ways
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan_words import Message
    from optimize.certificate import Certificate

Verdict = Literal["derived", "word", "none", "unknown", "broken"]

USE: Final = "sizing: evenness of use, kWh/day"

NEAR: Final = 1e-6
"""Share of the objective by which a stated bound may be better than the one computed here."""


@dataclass(frozen=True)
class BoundCheck:
    """One stage of a run.

    Attributes
    ----------
    stage
        The stage.
    stated
        The bound that its certificate states; None without one.
    derived
        The bound computed here from the inputs and the multipliers; None where nothing can be.
    verdict
        ``derived``: computed here, at least as good; ``word``: a solver's word; ``none``: no bound is stated;
        ``unknown``: what it is computed from is not at hand; ``broken``: better than what is computed here,
        or its multipliers are not those that the certificate names.
    why
        What is said of it.
    """

    stage: str
    stated: float | None
    derived: float | None
    verdict: Verdict
    why: Message

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        plain = {"stage": self.stage, "stated": self.stated, "derived": self.derived, "verdict": self.verdict}
        return {**plain, "why_zh": self.why.zh, "why_en": self.why.en}


def bound_checks(run: Plan, folder: Path) -> list[BoundCheck]:
    """Compute the bounds of a run again, stage by stage.

    Parameters
    ----------
    run
        A run as `gisplan.verify.run.reading.read_run` gives it.
    folder
        Its folder.

    Returns
    -------
    list of BoundCheck
        One a stage, in the order of the certificates; the plan as a whole has no bound of its own.
    """
    stages = [said for said in run.certificates if said.stage != "plan"]
    try:
        found = read_multipliers(folder) if any(said.dual for said in stages) else {}
    except (OSError, ValueError) as error:
        lost = message("verify-bound-file", file=BOUNDS, why=str(error))
        return [_check(said, lost) if said.dual else _word(said) for said in stages]
    recipes = _recipes(run)
    return [
        _derived(run, said, found.get(said.dual, {}), recipes) if said.dual else _word(said)
        for said in stages
    ]


def _recipes(run: Plan) -> dict[str, Callable[[Mapping[str, NDArray[Any]]], float]]:
    """Give how the bound of each stage follows from prices."""
    left = float(run.layers.demand["unmet_kwh_day"].sum())
    more = left + SPARE * max(0.0, float(run.layers.demand["ev_kwh_day"].sum()) - left)
    made: list[Any] = []

    def sized(recipe: Callable[..., float], prices: Mapping[str, NDArray[Any]]) -> float:
        made[:] = made or [sizing_asked(run)]
        return recipe(made[0], prices)

    def held(each: float | None, prices: Mapping[str, NDArray[Any]]) -> float:
        return sized(lambda asked, told: held_bound(asked_after(run, asked), told, more, each), prices)

    return {
        "siting": partial(siting_bound, run),
        "sizing: unmet energy, kWh/day": partial(sized, unmet_bound),
        "sizing: cost": partial(sized, partial(cost_bound, unmet=left)),
        USE: partial(sized, lambda asked, prices: use_bound(run, prices, asked)),
        "count: unmet energy at any sites, kWh/day": lambda prices: unmet_bound(
            sizing_asked(run, anywhere=True), prices
        ),
        "count: fewest chargers": partial(held, 1.0),
        "count: cost of the energy alone": partial(held, None),
    }


def _derived(
    run: Plan,
    said: Certificate,
    prices: Mapping[str, NDArray[Any]],
    recipes: Mapping[str, Callable[[Mapping[str, NDArray[Any]]], float]],
) -> BoundCheck:
    if sum_of(prices) != said.dual:
        return _check(said, message("verify-bound-sum", file=BOUNDS))
    if said.stage not in recipes or said.bound is None or said.objective is None:
        return _check(said, message("verify-bound-stage"))
    if not exact_ways(run):
        return BoundCheck(said.stage, said.bound, None, "unknown", message("verify-bound-roads"))
    try:
        bound = recipes[said.stage](prices)
    except (ValueError, IndexError, TypeError, KeyError) as error:
        return _check(said, message("verify-bound-shape", why=str(error)))
    ahead = said.bound - bound if said.sense == "min" else bound - said.bound
    if not np.isfinite(bound) or ahead > NEAR * max(abs(said.objective), abs(said.bound)):
        return _check(said, message("verify-bound-ahead"), bound)
    return BoundCheck(said.stage, said.bound, bound, "derived", message("verify-bound-derived"))


def _word(said: Certificate) -> BoundCheck:
    if said.bound is None:
        return BoundCheck(said.stage, None, None, "none", message("verify-bound-nothing"))
    return BoundCheck(said.stage, said.bound, None, "word", message("verify-bound-word", solver=said.solver))


def _check(said: Certificate, why: Message, derived: float | None = None) -> BoundCheck:
    return BoundCheck(said.stage, said.bound, derived, "broken", why)
