"""What a result may claim: the certificate every solution, plan, table and map carries."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NotRequired, TypeAlias, TypedDict

import numpy as np

from gisplan_numbers import Figure
from gisplan_stored import retold, written
from gisplan_words import Named, Said, Series, message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from gisplan_arrays import Floats
    from gisplan_words import Sayable

Status = Literal["optimal", "feasible", "heuristic", "infeasible", "unbounded", "error"]
Sense = Literal["min", "max"]

Multipliers: TypeAlias = "Mapping[str, NDArray[Any]]"
"""What a bound is computed from without a solver: prices of rows of a model, and what they are prices of.

By weak duality prices of the right sign prove a bound, however they were found.
"""

_WEAKER: tuple[Status, ...] = ("optimal", "feasible", "heuristic", "infeasible", "unbounded", "error")
"""What a status claims, most first."""

WHOLE = "plan"
"""Stage of the certificate that sums up all stages; it is no stage of its own."""

ASIDE = "count: "
"""Begins the stages that decide nothing of a plan: what is proven of other plans beside it."""

OPTIMAL_GAP = 1e-6
"""Largest re-computed relative gap that may be called optimal."""

_ROUND_OFF = 1e-9
"""Differences this small, as a share of the figures, are floating-point noise, not a gap."""


@dataclass(frozen=True)
class Certificate:
    """How good an answer is, who says so, and what exactly was proven.

    Attributes
    ----------
    stage
        The model or stage the certificate is about, e.g. ``"MCLP"``.
    status
        ``optimal`` (gap at most 1e-6), ``feasible`` (an exact method stopped early, gap known), ``heuristic``
        (a heuristic answer, or no bound), ``infeasible``, ``unbounded`` or ``error`` (no answer).
    sense
        Whether the objective is minimised or maximised.
    objective
        Value of the answer, re-computed from its variables; None without an answer.
    bound
        Proven bound on every answer; None when nothing was proven.
    gap
        ``|objective - bound| / |objective|``, 1 when the objective alone is 0; None without one of them.
    solver, version
        Who proved it.
    seconds
        Wall time of the stage, building and hand-over included.
    limit
        Time limit that was given, seconds.
    proven
        What the bound is a bound of: a message, or the word of a solver.
    work
        Counted work of the stage, in units of `optimize.solvers.work`: the same on any machine.
    braked
        The time limit bit: another machine, or this one at another time, may find another answer.
    dual
        SHA-256 of the multipliers that prove the bound, in a run; empty where it is a solver's word.
    multipliers
        Those multipliers, in an answer just found; they are no part of the plain values.
    """

    stage: str
    status: Status
    sense: Sense
    objective: float | None
    bound: float | None
    gap: float | None
    solver: str
    version: str
    seconds: float
    limit: float | None
    proven: Sayable
    work: float = 0.0
    braked: bool = False
    dual: str = ""
    multipliers: Multipliers | None = field(default=None, compare=False, repr=False)

    @property
    def spent(self) -> Spent:
        """What the stage took."""
        return Spent(self.seconds, self.work)

    @property
    def who(self) -> tuple[str, str]:
        """Solver and version: who proved it."""
        return self.solver, self.version

    def times(self, factor: float, priced: Mapping[str, float | Floats] | None = None) -> Certificate:
        """Give the same claim in another unit of the objective.

        Parameters
        ----------
        factor
            How many of the other unit are one of this.
        priced
            Of every multiplier that is a price, how many of the other unit are one of what it prices; the
            others have no unit. When None, multipliers are dropped.

        Returns
        -------
        Certificate
            With objective, bound and multipliers in it; the gap has no unit.
        """
        objective, bound = (None if one is None else one * factor for one in (self.objective, self.bound))
        prices = None
        if self.multipliers is not None and priced is not None:
            prices = {
                name: np.asarray(value * (factor / priced[name])) if name in priced else value
                for name, value in self.multipliers.items()
            }
        return replace(self, objective=objective, bound=bound, multipliers=prices)

    def as_dict(self) -> dict[str, Any]:
        """Give the certificate as plain values, ready for JSON.

        Returns
        -------
        dict
            Names to numbers, texts and None; ``proven_said`` is the message of ``proven`` as `gisplan_stored`
            writes it.
        """
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "multipliers"}
        told = {"proven_said": written(self.proven)} if isinstance(self.proven, Said) else {}
        return plain | {"proven": str(self.proven)} | told

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Certificate:
        """Give the certificate that `as_dict` gave as plain values."""
        named = {name: value for name, value in plain.items() if name != "proven_said"}
        told, text = plain.get("proven_said"), plain["proven"]
        return cls(**named | {"proven": text if told is None else retold(told, Named({"en": text}))})

    def proven_by(self, multipliers: Multipliers | None) -> Certificate:
        """Give the same claim with what its bound is computed from.

        Parameters
        ----------
        multipliers
            None, or no bound, makes it a solver's word.

        Returns
        -------
        Certificate
            The same figures.
        """
        return replace(self, dual="", multipliers=None if self.bound is None else multipliers)


class Spent(NamedTuple):
    """Wall time, seconds, and counted work of a stage."""

    seconds: float = 0.0
    work: float = 0.0

    def since(self, before: Spent) -> Spent:
        """Give what was spent after another count."""
        return Spent(self.seconds - before.seconds, self.work - before.work)

    def beside(self, other: Spent) -> Spent:
        """Give what was spent in two stages."""
        return Spent(self.seconds + other.seconds, self.work + other.work)


class Effort(TypedDict):
    """Who proved something, in what time, with what work: the fields of `Certificate` of these names."""

    solver: str
    version: str
    seconds: float
    limit: float | None
    work: NotRequired[float]
    braked: NotRequired[bool]


def relative_gap(objective: float | None, bound: float | None, size: float = 0.0) -> float | None:
    """Compute the gap between an answer and a bound, or None when one of them is missing.

    Parameters
    ----------
    objective, bound
        In one unit.
    size
        What the objective is the sum or difference of, where that is larger: its last digits are no gap.

    Returns
    -------
    float or None
        ``|objective - bound| / |objective|``, 1 when the objective alone is 0; 0 when they are equal, or
        differ by round-off only.
    """
    if objective is None or bound is None:
        return None
    if objective == bound:
        return 0.0
    if not math.isfinite(objective) or not math.isfinite(bound):
        return None
    distance = abs(objective - bound)
    if distance <= _ROUND_OFF * max(abs(objective), abs(bound), size):
        return 0.0
    return distance / abs(objective) if objective else 1.0


def ahead_of(sense: Sense, objective: float, bound: float) -> float:
    """Tell by which share an objective is better than its bound says it can be; below 0 it is not."""
    if objective == bound:
        return 0.0
    better = bound - objective if sense == "min" else objective - bound
    return better / max(abs(objective), abs(bound)) if math.isfinite(better) else better


def certify(
    stage: str,
    sense: Sense,
    objective: float | None,
    bound: float | None,
    *,
    proven: Sayable,
    exact: bool = True,
    size: float = 0.0,
    **effort: Unpack[Effort],
) -> Certificate:
    """Judge an answer from its objective and the bound, never from a solver's status word.

    Parameters
    ----------
    stage, sense, objective, bound, proven
        As in `Certificate`; a bound that is not finite counts as none, unless it is the objective. A bound
        that differs by round-off, or that an answer passes within `OPTIMAL_GAP` (a solver's tolerances), is
        the objective; one that an answer passes by more proves nothing, and stands as it is for `verify`.
    exact
        False when the answer came from a heuristic: it is then ``heuristic`` unless the gap closes.
    size
        As in `relative_gap`.
    **effort
        Keywords of `Effort`.

    Returns
    -------
    Certificate
        With status ``error`` when there is no objective.
    """
    if bound is not None and not math.isfinite(bound) and bound != objective:
        bound = None
    gap = relative_gap(objective, bound, size)
    ahead = 0.0 if objective is None or bound is None else ahead_of(sense, objective, bound)
    if gap == 0.0 or 0.0 < ahead <= OPTIMAL_GAP:
        gap, bound, ahead = 0.0, objective, 0.0
    status: Status
    if objective is None:
        status = "error"
    elif gap is None or ahead > 0.0:
        status = "heuristic"
    elif gap <= OPTIMAL_GAP:
        status = "optimal"
    else:
        status = "feasible" if exact else "heuristic"
    return Certificate(stage, status, sense, objective, bound, gap, proven=proven, **effort)


def proofs(*parts: Sayable) -> Series:
    """Give what is proven in several sentences; an empty one is left out."""
    return Series(parts, "faults")


def counted_bound(objective: float, bound: float, gap: float) -> float | None:
    """Give the most that counting alone knows where it closes the gap asked; else it proves nothing.

    One that an answer passes stands as it is, for `verify`.
    """
    found = relative_gap(objective, bound)
    closes = found is not None and found <= gap
    return bound if closes or ahead_of("max", objective, bound) > 0.0 else None


def bounded_anew(said: Certificate, bound: float | None, proven: Sayable, spent: Spent) -> Certificate:
    """Judge an answer by another bound, which took so much in all."""
    effort = Effort(
        solver=said.solver,
        version=said.version,
        seconds=spent.seconds,
        limit=said.limit,
        work=spent.work,
        braked=said.braked,
    )
    return certify(said.stage, said.sense, said.objective, bound, proven=proven, **effort)


def no_answer(
    stage: str,
    sense: Sense,
    status: Literal["infeasible", "unbounded", "error"],
    *,
    proven: Sayable,
    bound: float | None = None,
    **effort: Unpack[Effort],
) -> Certificate:
    """Certify that there is no answer, and why."""
    return Certificate(stage, status, sense, None, bound, None, proven=proven, **effort)


def deciding(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Give the certificates of the stages that decide a plan: without that of the whole, and asides."""
    return [one for one in certificates if one.stage != WHOLE and not one.stage.startswith(ASIDE)]


def weakest_status(certificates: Sequence[Certificate]) -> Status:
    """Give the weakest claim of all stages: the plan as a whole claims no more."""
    return max((one.status for one in certificates), key=_WEAKER.index)


def overall_certificate(certificates: Sequence[Certificate], joint: Certificate | None = None) -> Certificate:
    """Certify stages that follow each other as one: the weakest status and the widest gap, no more.

    Several stages are never optimal together: an earlier one may have other answers that are as good, and
    better for the later ones. What is proven of all of them at once, whatever the stages before decided, is
    the joint certificate.
    """
    weakest = weakest_status(certificates)
    known = [one.gap for one in certificates if one.gap is not None]
    without = len(certificates) - len(known)
    told = [message("proven-stages", count=len(certificates)), message("proven-own-gap")]
    told += [message("proven-without-bound", count=without)] if without else []
    if joint is not None and joint.gap is not None:
        told.append(message("proven-jointly", gap=Figure(joint.gap, "share", 1)))
    return Certificate(
        stage=WHOLE,
        status="feasible" if weakest == "optimal" and len(certificates) > 1 else weakest,
        sense="min",
        objective=None,
        bound=None,
        gap=None if without else max(known, default=None),
        solver=", ".join(sorted({one.solver for one in certificates})),
        version=", ".join(sorted({one.version for one in certificates})),
        seconds=sum(one.seconds for one in certificates),
        limit=None,
        proven=proofs(*told),
        work=sum(one.work for one in certificates),
        braked=any(one.braked for one in certificates),
    )


def claim_faults(said: Certificate) -> list[str]:
    """Check that a certificate's figures agree with each other, and that it claims no more than they show."""
    if said.objective is None:
        answers = said.status in {"optimal", "feasible", "heuristic"}
        return [f"{said.stage}: no objective, yet the certificate says {said.status}"] if answers else []
    found = []
    gap = relative_gap(said.objective, said.bound)
    if gap != said.gap and (gap is None or said.gap is None or not close(gap, said.gap, size=1.0)):
        found.append(f"{said.stage}: gap {gap} but certificate {said.gap}")
    if said.status == "optimal" and (gap is None or gap > OPTIMAL_GAP):
        found.append(f"{said.stage}: called optimal with gap {gap}")
    if said.status in {"infeasible", "unbounded", "error"}:
        found.append(f"{said.stage}: has an objective, yet the certificate says {said.status}")
    if said.bound is not None and ahead_of(said.sense, said.objective, said.bound) > OPTIMAL_GAP:
        found.append(f"{said.stage}: objective {said.objective} is better than its bound {said.bound}")
    return found


def close(one: float, other: float, size: float = 0.0) -> bool:
    """Tell whether two figures agree to 1e-6 of the larger one, or of a size that they are part of."""
    return one == other or abs(one - other) <= 1e-6 * max(size, abs(one), abs(other))
