"""How close the stages of a plan came to the gap asked: in three grades, and a draft where one missed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from optimize.certificate import deciding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan.plan.record import Plan
    from optimize.certificate import Certificate

Grade = Literal["close", "wide", "no-proof"]

_ROUND_OFF: Final = 1e-9
"""Gaps above the one asked by no more than this are round-off."""


def grade_of(gap: float | None, asked: float) -> Grade:
    """Grade a proven relative gap against the one asked.

    Parameters
    ----------
    gap
        Share of the answer by which the best possible one may be better; None without a bound.
    asked
        Gap that the scenario asks for, a share.

    Returns
    -------
    str
        ``close`` at most the gap asked, ``wide`` above it, ``no-proof`` without a gap.
    """
    if gap is None:
        return "no-proof"
    return "close" if gap <= asked + _ROUND_OFF else "wide"


def missed_stages(certificates: Iterable[Certificate], asked: float) -> tuple[str, ...]:
    """Name the stages that miss the gap asked, in the order they ran; a plan with any is a draft.

    Parameters
    ----------
    certificates
        Of every stage; those of the plan as a whole and of plans beside it are left out.
    asked
        Gap that the scenario asks for, a share.

    Returns
    -------
    tuple of str
        Names of the stages, as their certificates have them.
    """
    stages = deciding(tuple(certificates))
    return tuple(one.stage for one in stages if grade_of(one.gap, asked) != "close")


def graded(plan: Plan) -> list[dict[str, Any]]:
    """Give the certificates of a plan as plain values, each with its ``grade`` and the gap ``asked``.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    list of dict
        Fields of a certificate, ``asked`` (a share) and ``grade``.
    """
    asked = plan.scenario.solver.gap
    return [{**one.as_dict(), "asked": asked, "grade": grade_of(one.gap, asked)} for one in plan.certificates]
