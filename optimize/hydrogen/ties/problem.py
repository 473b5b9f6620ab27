"""Hydrogen sitings as good as one by hydrogen and cost, and what chooses among them, in order.

Many sitings serve the same hydrogen within the gap that the cost was solved to. Each tie is a figure of a
siting: the freight trips it keeps refuelled, or a sum over its stations of what a size at a site is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from gisplan_errors import ScenarioError
from gisplan_words import Series, message
from optimize.entry import Problem
from optimize.matrices import mask_of, ones_at
from optimize.solvers.limits import HYDROGEN, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.certificate import Certificate, Sense
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting

    Name = Literal["freight", "standing", "verified", "spare"]


STAGES: Final[Mapping[Name, str]] = {
    "freight": "freight refuelled, trips/day",
    "standing": "way to what stands, km",
    "verified": "verified sites",
    "spare": "capacity, t/day",
}
"""What the certificate of each tie is about, after `optimize.certificate.TIES`."""


@dataclass(frozen=True, eq=False)
class Tie:
    """One figure that chooses among sitings.

    Attributes
    ----------
    name
        What it is: the trips refuelled are counted by the problem, the other ties are sums of ``worth``.
    worth
        What a station of a size at a site adds, (S, K) in the unit of its stage; None for ``freight``.
    sense
        Whether most or least of it is wanted.
    """

    name: Name
    worth: Floats | None = None
    sense: Sense = "max"

    @property
    def sign(self) -> float:
        """1 where most of it is wanted, -1 where least."""
        return 1.0 if self.sense == "max" else -1.0

    def of(self, problem: HydrogenProblem, opened: Flags) -> float:
        """Give the figure of a siting, ``opened`` is (S, K)."""
        if self.worth is not None:
            return float(self.worth[opened].sum())
        sites = np.asarray(opened.any(axis=1)) | (problem.standing > 0)
        return 0.0 if problem.trips is None else problem.trips.count(sites)

    def decides(self, problem: HydrogenProblem) -> bool:
        """Tell whether sitings can differ in it at all."""
        if self.worth is None:
            return problem.trips is not None and float(problem.trips.trips.sum()) > self.of(
                problem, np.zeros_like(problem.allowed)
            )
        able = self.worth[problem.open_to_new]
        return bool(able.size and able.max() > able.min())

    def most(self, problem: HydrogenProblem) -> float:
        """Bound the figure by counting: all trips, or the best sites one by one."""
        if self.worth is None:
            return 0.0 if problem.trips is None else float(problem.trips.trips.sum())
        by_site = np.where(problem.open_to_new, self.sign * self.worth, -np.inf).max(axis=1)
        return self.sign * float(np.sort(by_site)[::-1][: problem.target].sum())


@dataclass(frozen=True, eq=False)
class HydrogenTies(Problem["TiedSiting"]):
    """Which siting, of those that serve at least as much as one and cost hardly more.

    Attributes
    ----------
    hydrogen
        The problem of the siting; what may not stand beside open chargers is not allowed in it.
    siting
        A siting of it, with the hydrogen that is held.
    most_cost
        Annual cost that is allowed, money.
    ties
        In their order; each is held while the next one is decided.

    Raises
    ------
    ScenarioError
        The siting costs more than is allowed, or a tie has another shape or a value that is no number.
    """

    bound_by: ClassVar[str] = "optimize.hydrogen.ties.choice"
    stages_by: ClassVar[str] = "optimize.hydrogen.ties.stages"

    hydrogen: HydrogenProblem
    siting: HydrogenSiting
    most_cost: float
    ties: tuple[Tie, ...]

    def __post_init__(self) -> None:
        """Check cost and shapes once."""
        faults: list[str] = []
        if not self.siting.annual_cost <= self.most_cost * (1.0 + 1e-9):
            faults.append(f"the siting costs {self.siting.annual_cost}, more than most_cost {self.most_cost}")
        for tie in self.ties:
            if (tie.worth is None) != (tie.name == "freight"):
                faults.append(f"{tie.name}: worth is for every tie but freight")
            elif tie.worth is not None and tie.worth.shape != self.hydrogen.allowed.shape:
                faults.append(f"{tie.name}: worth has shape {tie.worth.shape}")
            elif tie.worth is not None and not np.isfinite(tie.worth).all():
                faults.append(f"{tie.name}: worth has a value that is no number")
        if faults:
            raise ScenarioError(message("optimize-hydrogen-inputs", faults=Series(tuple(faults), "faults")))

    @property
    def deciding(self) -> tuple[Tie, ...]:
        """The ties in which sitings can differ."""
        return tuple(tie for tie in self.ties if tie.decides(self.hydrogen))

    def opened(self, sites: Whole, sizes: Whole) -> Flags:
        """Mark stations, (S, K)."""
        return np.asarray(mask_of((sites, sizes), self.hydrogen.allowed.shape))

    def in_own_units(self) -> tuple[HydrogenTies, Callable[[TiedSiting], TiedSiting]]:
        """Give the problem with hydrogen, costs and trips of usual size, and an answer's way back."""
        kg, money, trips = self.hydrogen.units
        hydrogen, back = self.hydrogen.in_own_units()
        if hydrogen is self.hydrogen:
            return self, lambda found: found
        units = {"freight": trips, "spare": kg}

        def in_callers(found: TiedSiting) -> TiedSiting:
            told = tuple(
                one.times(units.get(tie.name, 1.0))
                for tie, one in zip(self.deciding, found.certificates, strict=True)
            )
            return replace(found, siting=back(found.siting), certificates=told)

        ties = tuple(
            tie if tie.worth is None else replace(tie, worth=tie.worth / units.get(tie.name, 1.0))
            for tie in self.ties
        )
        measured = replace(
            self,
            hydrogen=hydrogen,
            siting=self.siting.times(1.0 / kg, 1.0 / money),
            most_cost=self.most_cost / money,
            ties=ties,
        )
        return measured, in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What hydrogen and money are multiplied with in lines of progress."""
        return {HYDROGEN: self.hydrogen.units[0], MONEY: self.hydrogen.units[1]}


@dataclass(frozen=True)
class TiedSiting:
    """The answer to a :class:`HydrogenTies`.

    Attributes
    ----------
    siting
        The siting chosen; its certificates are those of the siting before, whose hydrogen and cost are held.
    certificates
        One for each tie that decides something, in order.
    """

    siting: HydrogenSiting
    certificates: tuple[Certificate, ...]


def check_ties(problem: HydrogenTies, answer: TiedSiting) -> list[str]:
    """Recompute what is held and each tie from the arrays.

    Parameters
    ----------
    problem, answer
        What was asked and what was answered.

    Returns
    -------
    list of str
        One sentence for each thing that does not hold; empty when all do.
    """
    found, siting = [], answer.siting
    least = problem.siting.served_kg
    if siting.served_kg < least * (1.0 - 1e-6):
        found.append(f"{siting.served_kg:.3f} kg/day are served, {least:.3f} are held")
    if siting.annual_cost > problem.most_cost * (1.0 + 1e-6):
        found.append(f"annual_cost is {siting.annual_cost:.2f}, at most {problem.most_cost:.2f} is allowed")
    opened = ones_at((siting.sites, siting.sizes), problem.hydrogen.allowed.shape) > 0
    for tie, said in zip(problem.deciding, answer.certificates, strict=True):
        value = tie.of(problem.hydrogen, opened)
        if said.objective is None or abs(value - said.objective) > 1e-6 * max(1.0, abs(value)):
            found.append(f"{tie.name} is {value:.6g}, the certificate says {said.objective}")
    return found
