"""A sizing that falls into parts which hardly trade energy: the cities of a province."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from optimize.entry import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gisplan_arrays import Whole
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing


@dataclass(frozen=True, eq=False)
class PartedSizing(Problem["Sizing"]):
    """A sizing whose sites and rows lie in parts that hardly trade energy: the cities of a province.

    Attributes
    ----------
    whole
        The sizing; it may have no budget, sites that may stay closed or own rows, which couple parts.
    site_part, row_part : numpy.ndarray
        Part of every site, shape (S,), and of every demand row, shape (R,), from 0.
    site_zone, row_zone : numpy.ndarray
        A finer division (districts; for rows, with their group of users): classes of the coarse relaxation.
    names
        What a planner calls each part.
    """

    bound_by: ClassVar[str] = "optimize.sizing.search.province"
    stages_by: ClassVar[str] = "optimize.sizing.stages"
    usual_gap: ClassVar[float] = 0.01
    tells_figures: ClassVar[bool] = True

    whole: SizingProblem
    site_part: Whole
    row_part: Whole
    site_zone: Whole
    row_zone: Whole
    names: Sequence[str]

    def __post_init__(self) -> None:
        couples = (self.whole.budget, self.whole.opening, self.whole.own)
        if any(one is not None for one in couples):
            raise ValueError("a budget, sites that may close or own rows couple the parts; size the whole")

    def in_own_units(self) -> tuple[PartedSizing, Callable[[Sizing], Sizing]]:
        """Give the problem with its whole in own units.

        Returns
        -------
        tuple
            Problem, and what gives its answer in the caller's units.
        """
        whole, in_callers = self.whole.in_own_units()
        return replace(self, whole=whole), in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What energies and costs are multiplied with in lines of progress."""
        return self.whole.told_in
