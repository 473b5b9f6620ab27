"""Asking again: an answer that breaks its model is asked for in other ways before anybody hears of it.

A solver works on scaled numbers within tolerances: beside coefficients of 10^8 a switch that is a millionth
open lets a hundred through. So HiGHS is asked once more with rows and columns scaled by powers of two, which
changes no digit, and at its tightest tolerances; then without presolve, whose undoing loses digits; then
another solver is. `optimize.solvers.balance` scales.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from optimize.solvers.answers import tidy, worst_violation
from optimize.solvers.cbc import find_cbc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optimize.lp_problem import ModelArrays
    from optimize.solvers.answers import RawAnswer

logger = logging.getLogger(__name__)

Told: TypeAlias = "tuple[RawAnswer, tuple[str, str]]"
"""An answer, and the name and version of who gave it."""

_TIGHT: Final = {
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@dataclass(frozen=True)
class Way:
    """A way to ask for an answer.

    Attributes
    ----------
    solver
        Who is asked.
    options
        Options of HiGHS beside those asked for.
    scaled
        Whether rows and columns are scaled thoroughly (`optimize.solvers.balance`).
    """

    solver: str
    options: Mapping[str, Any] = field(default_factory=dict)
    scaled: bool = False


def ways(solver: str) -> Iterator[Way]:
    """Give the ways to ask, the one that was asked for first."""
    yield Way(solver)
    yield Way("highs", _TIGHT, scaled=True)
    yield Way("highs", {**_TIGHT, "presolve": "off"}, scaled=True)
    if solver.lower() != "cbc" and find_cbc():
        yield Way("cbc")


def breaks_by(raw: RawAnswer, arrays: ModelArrays, *, relax: bool) -> float:
    """Measure by how much the values of an answer break the model beyond what counts as round-off.

    Returns
    -------
    float
        Relative to what is added up in a row; 0 for values that hold, and without values.
    """
    if raw.values is None:
        return 0.0
    broken = worst_violation(tidy(raw.values, arrays, relax=relax), arrays)
    # A relaxation's values only guide a rounding, and its bound comes from the duals: a looser check will do.
    return broken if broken > (1e-3 if relax else 1e-5) else 0.0


def asked_again(ask: Callable[[Way], Told], solver: str, arrays: ModelArrays, *, relax: bool) -> Told:
    """Ask in one way after the other until an answer does not break the model.

    Parameters
    ----------
    ask
        Asks in a way, and tells who answered.
    solver
        Who is asked first.
    arrays
        The model.
    relax
        Whether its relaxation is asked for.

    Returns
    -------
    tuple
        The first answer whose values hold, the first of all where none do; solver and version that gave it.
    """
    first: Told | None = None
    for way in ways(solver):
        told = ask(way)
        raw, broken = told[0], breaks_by(told[0], arrays, relax=relax)
        if raw.interrupted or (not broken and (first is None or raw.word != "nothing")):
            return told
        logger.info("%s, %s: its values break the model by %.2g", told[1], way, broken)
        first = first or told
    assert first is not None  # noqa: S101 - there is one way at least
    return first
