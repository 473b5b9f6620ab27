"""What a phasing asks and answers: which of the horizon's chargers stand by the end of which year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from gisplan_words import message
from optimize.entry import Problem
from optimize.own_rows import OwnRows, refuse_malformed
from optimize.scale import convert
from optimize.sizing.subsets import Floor, Opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.certificate import Certificate
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing


def summed(limits: Iterable[float | None]) -> float | None:
    """Add limits up; None, no limit, where one of them is none."""
    known = list(limits)
    return None if None in known else float(sum(n for n in known if n is not None))


@dataclass(frozen=True)
class PhaseYear:
    """What one year asks.

    Attributes
    ----------
    year
        Calendar year; figures hold at its end.
    level
        Demand of the year as a share of the horizon's.
    target
        Least chargers that stand.
    most_new
        Most chargers that are built in the year; no limit when None.
    budget
        Most that is spent in the year, money; no limit when None.
    most_new_sites
        Most counted sites that open in the year; no limit when None.
    weight
        Weight of the year's energy in the objective.
    stands
        Sites whose standing chargers stand by then, shape (S,); all of them when None.
    """

    year: int
    level: float
    target: int = 0
    most_new: int | None = None
    budget: float | None = None
    most_new_sites: int | None = None
    weight: float = 1.0
    stands: Flags | None = None


@dataclass(frozen=True, eq=False)
class PhasingProblem(Problem["Phasing"]):
    """Spread the chargers of a sizing over years.

    Attributes
    ----------
    sizing
        The horizon's sizing problem.
    horizon
        Its answer, whose chargers are spread over the years.
    counted : numpy.ndarray
        Sites whose opening a year's `most_new_sites` limits, shape (S,).
    years
        In order; the last one is the horizon, whose chargers are `final`.
    own
        A planner's own rows over years before the horizon × sites × types; none when None.
    """

    bound_by: ClassVar[str] = "optimize.years.phasing"
    stages_by: ClassVar[str] = "optimize.years.stages"
    usual_gap: ClassVar[float] = 0.01
    tells_figures: ClassVar[bool] = True

    sizing: SizingProblem
    horizon: Sizing
    counted: Flags
    years: tuple[PhaseYear, ...]
    own: OwnRows | None = None

    def __post_init__(self) -> None:
        shape = self.sizing.capacity_kwh.shape
        if self.final.shape != shape or self.counted.shape != shape[:1]:
            raise ValueError(
                f"phasing: final {self.final.shape} and counted {self.counted.shape}, sites are {shape}"
            )
        numbers = [phase.year for phase in self.years]
        if not numbers or sorted(set(numbers)) != numbers:
            raise ValueError(f"phasing: years {numbers} must be distinct and in order")
        if any(not 0 <= phase.level <= 1 or phase.weight < 0 for phase in self.years):
            raise ValueError("phasing: levels lie between 0 and 1, weights are not negative")
        if self.years[-1].level != 1:
            raise ValueError(f"phasing: level {self.years[-1].level} in the horizon year, expected 1")
        refuse_malformed(self.own, (len(self.years) - 1) * self.final.size)

    def in_own_units(self) -> tuple[PhasingProblem, Callable[[Phasing], Phasing]]:
        """Give the problem with energies and costs of usual size.

        Returns
        -------
        tuple
            Problem, and what gives its answer in the caller's units.
        """
        kwh, _, money = self.sizing.units
        sizing, _ = self.sizing.in_own_units()
        if sizing is self.sizing:
            return self, lambda found: found
        years = tuple(replace(one, budget=convert(one.budget, money)) for one in self.years)
        measured = replace(self, sizing=sizing, horizon=self.horizon.times(1 / kwh, 1 / money), years=years)

        def in_callers(found: Phasing) -> Phasing:
            said = tuple(one.times(kwh) for one in found.certificates)
            return replace(found, flow=found.flow * kwh, unmet=found.unmet * kwh, certificates=said)

        return measured, in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What energies are multiplied with in lines of progress."""
        return self.sizing.told_in

    @property
    def final(self) -> Whole:
        """Chargers at the horizon by site and type, shape (S, T)."""
        return np.asarray(self.horizon.counts, dtype=np.int64)

    @property
    def chargers(self) -> int:
        """Chargers at the horizon."""
        return int(self.final.sum())

    @cached_property
    def own_rows(self) -> tuple[list[OwnRows | None], OwnRows | None]:
        """Own rows of each year before the horizon, over sites × types, and those over several years."""
        before = len(self.years) - 1
        return ([None] * before, None) if self.own is None else self.own.parted(before)

    def open_sites(self, counts: Whole) -> int:
        """Count the counted sites that have chargers.

        Parameters
        ----------
        counts
            Chargers, shape (S, T).

        Returns
        -------
        int
            Sites that count against the limits of the years.
        """
        return int((self.counted & (counts.sum(axis=1) > 0)).sum())

    def least_chargers(self, y: int) -> int:
        """Give the least chargers by the end of a year: its target, and what later years leave to build.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        int
            Chargers in all, from the first year on.
        """
        rest = summed(phase.most_new for phase in self.years[y + 1 :])
        return max(self.years[y].target, 0 if rest is None else self.chargers - int(rest))

    def most_chargers(self, y: int) -> int:
        """Give the most chargers by the end of a year: what the years so far may build.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        int
            Chargers in all, from the first year on.
        """
        upto = summed(phase.most_new for phase in self.years[: y + 1])
        return self.chargers if upto is None else min(self.chargers, int(upto))

    def most_spent(self, y: int) -> float | None:
        """Give the budgets of the years so far, money; None when one of them has none.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        float or None
            Money in all, from the first year on.
        """
        return summed(phase.budget for phase in self.years[: y + 1])

    def least_spent(self, y: int) -> float:
        """Give what must be spent by the end of a year, for later budgets pay for no more, money.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        float
            Money in all, from the first year on.
        """
        rest = summed(phase.budget for phase in self.years[y + 1 :])
        return 0.0 if rest is None else max(0.0, self.sizing.total_cost(self.final) - rest)

    def year_sizing(self, y: int, most_each: Whole | None) -> SizingProblem:
        """Write one year before the horizon as a sizing problem of its own.

        Nestedness becomes an upper limit: no more of a type at a site than `most_each` (S, T), the chargers
        of a later year; None leaves the horizon's chargers open too. Limits of the years so far are added
        up; floors and shares hold at the horizon only.

        Parameters
        ----------
        y
            Position of the year.
        most_each
            Most chargers by site and type, shape (S, T); None: the horizon's are open too.

        Returns
        -------
        SizingProblem
            Over the same sites, types and demand, scaled to the year.
        """
        phase, base = self.years[y], self.sizing
        free = most_each is None
        some, types = np.arange(base.n_sites), np.arange(base.n_types)
        most = summed(one.most_new for one in self.years[: y + 1])
        ceiling = most if free else self.most_chargers(y)
        label = message("optimize-floor-year", year=str(phase.year))
        floor = Floor(f"chargers by {phase.year}", some, types, 0, ceiling, label)
        opened = summed(one.most_new_sites for one in self.years[: y + 1])
        most_open = None if opened is None else int(opened)
        closing = (base.min_chargers > 0) | (base.min_fast > 0) | self.counted
        least = np.where(self.counted, np.maximum(base.min_chargers, 1), base.min_chargers)
        last = base.room if free else self.final.sum(axis=1)
        last_fast = base.min_fast if free else self.final[:, base.fast].sum(axis=1)
        return replace(
            base,
            energy=base.energy * phase.level,
            standing_kwh=None if base.standing_kwh is None else self.standing_of(y),
            capacity_kwh=base.capacity_kwh if free else np.where(self.final > 0, base.capacity_kwh, 0.0),
            min_chargers=np.minimum(least, last),
            min_fast=np.minimum(base.min_fast, last_fast),
            target=phase.target if free else self.least_chargers(y),
            floors=(floor,),
            shares=(),
            loads=(),  # fewer chargers than at the horizon draw less
            own=self.own_rows[0][y],
            most_each=most_each,
            budget=self.most_spent(y),
            opening=Opening(closing, self.counted, 0 if free else self.least_open(y), most_open),
        )

    def standing_of(self, y: int) -> Floats:
        """Give what standing chargers may deliver by the end of a year, by site and type.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        numpy.ndarray
            kWh/day, shape (S, T).
        """
        base, stands = self.sizing, self.years[y].stands
        stood = np.zeros(base.capacity_kwh.shape) if base.standing_kwh is None else base.standing_kwh
        return stood if stands is None else np.where(stands[:, None], stood, 0.0)

    def year_before(self, y: int, later: Whole) -> SizingProblem:
        """Write a year whose next year's chargers are known, so that the next year's limits are kept too.

        Parameters
        ----------
        y
            Position of the year.
        later
            Chargers of the next year, shape (S, T).

        Returns
        -------
        SizingProblem
            As `year_sizing`, with the next year's limits on what is left to build.
        """
        year, after = self.year_sizing(y, later), self.years[y + 1]
        opening = year.opening
        assert opening is not None  # noqa: S101 - every year before the horizon has one
        if after.most_new is not None:
            year = replace(year, target=max(year.target, int(later.sum()) - after.most_new))
        if after.most_new_sites is not None:
            least = max(opening.least, self.open_sites(later) - after.most_new_sites)
            year = replace(year, opening=replace(opening, least=least))
        return year

    def spent_before(self, y: int, later: Whole) -> float:
        """Give what must be spent by the end of a year whose next year's chargers are known, money.

        Parameters
        ----------
        y
            Position of the year.
        later
            Chargers of the next year, shape (S, T).

        Returns
        -------
        float
            Cost from the first year on.
        """
        budget = self.years[y + 1].budget
        rest = 0.0 if budget is None else self.sizing.total_cost(later) - budget
        return max(self.least_spent(y), rest)

    def least_open(self, y: int) -> int:
        """Give the least counted sites that are open by the end of a year, for later years open no more.

        Parameters
        ----------
        y
            Position of the year.

        Returns
        -------
        int
            Counted sites that are open.
        """
        after = summed(one.most_new_sites for one in self.years[y + 1 :])
        return 0 if after is None else max(0, self.open_sites(self.final) - int(after))


@dataclass(frozen=True, eq=False)
class Phasing:
    """A phasing: cumulative chargers and energy of every year, and what was proven.

    Attributes
    ----------
    counts : numpy.ndarray
        Chargers standing at the end of each year by site and type, shape (Y, S, T).
    flow : numpy.ndarray
        Energy over each pair in each year, kWh/day, shape (Y, pairs).
    unmet : numpy.ndarray
        Energy of each demand row that is not delivered, kWh/day, shape (Y, R).
    certificates
        Energy served over the years, weighted; the horizon as sized.
    """

    counts: Whole
    flow: Floats
    unmet: Floats
    certificates: tuple[Certificate, ...]
