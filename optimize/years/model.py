"""The multi-period model: every year a sizing of its own, tied to the year before.

Sets
    those of `optimize.sizing.model`; y years before the horizon, whose chargers are given.
Data
    v_y weight of a year; N_y, O_y, B_y most new chargers, newly opened sites and spending of a year.
Variables
    all of `optimize.sizing.model`, a block each year, such as chargers_2026_st.
Constraints
    All of `optimize.sizing.model` each year, floors and shares at the horizon alone, own rows over one year
    nested     chargers_st of y-1 <= chargers_st of y              each y, s, t
    year_new   sum chargers of y - sum chargers of y-1 <= N_y      when asked
    year_spent spending of y - spending of y-1 <= B_y              when asked; the last leaves the horizon's
    year_sites sum open of y - sum open of y-1 <= O_y              when asked, over counted sites
    own        a planner's own rows over several years
Objectives, in this order
    1. min sum_y v_y sum_r unmet_r of y.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import NONE
from optimize.model import ModelBuilder
from optimize.own_rows import add_own
from optimize.sizing.layout import Layout, lay_out
from optimize.sizing.model import COST_SCALE, SizingModel, add_sizing

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from optimize.sizing.problem import SizingProblem
    from optimize.years.problem import Phasing, PhasingProblem


@dataclass(frozen=True, eq=False)
class PhasingModel:
    """A built model and its years.

    Attributes
    ----------
    builder
        The model; it minimises the weighted unmet energy of its years, kWh/day.
    problems, layouts, years
        The sizing problem, the arrays and the columns of each year in the model.
    """

    builder: ModelBuilder
    problems: tuple[SizingProblem, ...]
    layouts: tuple[Layout, ...]
    years: tuple[SizingModel, ...]

    def counts(self, values: Floats) -> list[Indices]:
        """Read the chargers of each year in the model, shape (S, T) each."""
        years = zip(self.layouts, self.years, strict=True)
        return [np.rint(at.table(values[year.chargers])).astype(np.int64) for at, year in years]

    def cells(self, shape: tuple[int, ...]) -> tuple[Indices, Indices]:
        """Give the columns of chargers, and the cell of each among years × sites × types."""
        columns = [year.chargers for year in self.years]
        cells = [
            np.ravel_multi_index((np.full(at.site.size, y), at.site, at.type), (len(self.years), *shape))
            for y, at in enumerate(self.layouts)
        ]
        return np.concatenate([NONE, *columns]), np.concatenate([NONE, *cells]).astype(np.int64)

    def start(self, phasing: Phasing) -> Floats:
        """Write a phasing as a start: one value per column."""
        values = np.zeros(self.builder.columns)
        for y, (problem, layout, model) in enumerate(
            zip(self.problems, self.layouts, self.years, strict=True)
        ):
            merged = layout.pair >= 0
            flow = np.zeros(layout.network.row.size)
            np.add.at(flow, layout.pair[merged], phasing.flow[y][merged])
            values += model.full_values(problem, layout, phasing.counts[y], flow)
        return values


def build_phasing(problem: PhasingProblem) -> PhasingModel:
    """Build the model of all years before the horizon, whose chargers are given."""
    builder = ModelBuilder("phasing", "min")
    before = range(len(problem.years) - 1)
    problems = [problem.year_sizing(y, problem.final) for y in before]
    layouts = [lay_out(one) for one in problems]
    years = []
    for one, layout, phase in zip(problems, layouts, problem.years, strict=False):
        builder.ending = f"_{phase.year}"
        weight = phase.weight
        years.append(add_sizing(builder, one, layout, aim="unmet", weight=weight, scale=COST_SCALE))
    model = PhasingModel(builder, tuple(problems), tuple(layouts), tuple(years))
    for y in range(1, len(years)):
        _tie(problem, model, y)
    if years:
        _tie_to_horizon(problem, model)
    builder.ending = ""
    add_own(builder, problem.own_rows[1], *model.cells(problem.final.shape))
    return model


def _tie(problem: PhasingProblem, model: PhasingModel, y: int) -> None:
    """Add the rows between two years of the model: nothing closes, and what one year may build and spend."""
    phase, builder = problem.years[y], model.builder
    builder.ending = f"_{phase.year}"
    (old, old_at), (new, new_at) = ((model.years[k], model.layouts[k]) for k in (y - 1, y))
    place = -np.ones(problem.final.shape, dtype=np.int64)
    place[new_at.site, new_at.type] = new.chargers
    terms = (1.0, old.chargers), (-1.0, place[old_at.site, old_at.type])
    builder.add_sums("nested", *terms, upper=0.0, over={"site": old_at.site, "type": old_at.type})

    def add_growth(
        name: str, now: tuple[Floats, Indices], before: tuple[Floats, Indices], most: float
    ) -> None:
        """Add the row that keeps what one year has more than the year before."""
        builder.add_sums(name, (now[0][None], now[1]), (-before[0][None], before[1]), upper=most)

    if phase.most_new is not None:
        now, before = ((np.ones(k.chargers.size), k.chargers) for k in (new, old))
        add_growth("year_new", now, before, float(phase.most_new))
    if phase.budget is not None:
        now, before = (_spending(problem, model, k) for k in (y, y - 1))
        add_growth("year_spent", now, before, phase.budget / COST_SCALE)
    if phase.most_new_sites is not None:
        now, before = (_openings(problem, k) for k in (new, old))
        # every counted site of a sizing without an opening stands
        always = 0 if model.problems[y].opening is not None else int(problem.counted.sum())
        add_growth("year_sites", now, before, float(phase.most_new_sites - always))


def _tie_to_horizon(problem: PhasingProblem, model: PhasingModel) -> None:
    """Add the row that leaves to the horizon year no more spending than its budget pays for."""
    last, budget = len(model.years) - 1, problem.years[-1].budget
    if budget is None:
        return
    cost, columns = _spending(problem, model, last)
    left = budget - problem.sizing.total_cost(problem.final)
    model.builder.ending = f"_{problem.years[-1].year}"
    model.builder.add_rows("year_spent", -cost[None], columns, upper=left / COST_SCALE)


def _spending(problem: PhasingProblem, model: PhasingModel, k: int) -> tuple[Floats, Indices]:
    """Give the cost of each column of a year, as the model scales it, and the columns."""
    year = model.years[k]
    cost, columns = year.site.spending(problem.sizing, model.layouts[k], year.chargers)
    return cost / COST_SCALE, columns


def _openings(problem: PhasingProblem, year: SizingModel) -> tuple[Floats, Indices]:
    """Give which open columns of a year count, and the columns."""
    return problem.counted[year.site.open_site].astype(float), year.site.open
