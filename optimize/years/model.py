"""The multi-period model: every year a sizing of its own, tied to the year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.model import ModelBuilder
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, add_sizing

if TYPE_CHECKING:
    from optimize.arrays import Floats, Indices
    from optimize.sizing.layout import Layout
    from optimize.sizing.model import SizingModel
    from optimize.sizing.problem import SizingProblem
    from optimize.years.problem import Phasing, PhasingProblem


TIES = ("nested", "year_new", "year_spent", "year_sites")
"""Row blocks that tie a year to the one before; the blocks of a year are those of the sizing model."""


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
        out = []
        for problem, layout, model in zip(self.problems, self.layouts, self.years, strict=True):
            counts = np.zeros(problem.capacity_kwh.shape, dtype=np.int64)
            counts[layout.site, layout.type] = np.rint(values[model.chargers]).astype(np.int64)
            out.append(counts)
        return out

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


def build_phasing(problem: PhasingProblem, *, free_horizon: bool = False) -> PhasingModel:
    """Build the model of all years.

    Parameters
    ----------
    problem
        What is asked.
    free_horizon
        Decide the horizon's chargers too, with the floors and shares of the sizing, in place of `final`;
        the answer is then a plan of another horizon, and its bound holds for every plan.
    """
    builder = ModelBuilder("phasing", "min")
    before = range(len(problem.years) - 1)
    problems = [problem.year_sizing(y, None if free_horizon else problem.final) for y in before]
    if free_horizon:
        problems.append(problem.sizing)
    layouts = [lay_out(one) for one in problems]
    years = [
        add_sizing(
            builder,
            one,
            layout,
            aim="unmet",
            weight=phase.weight,
            scale=COST_SCALE,
            ending=f"_{phase.year}",
        )
        for one, layout, phase in zip(problems, layouts, problem.years, strict=False)
    ]
    model = PhasingModel(builder, tuple(problems), tuple(layouts), tuple(years))
    for y in range(1, len(years)):
        _tie(problem, model, y)
    if not free_horizon and years:
        _tie_to_horizon(problem, model)
    return model


def _tie(problem: PhasingProblem, model: PhasingModel, y: int) -> None:
    """Add the rows between two years of the model: nothing closes, and what one year may build and spend."""
    phase = problem.years[y]
    builder = model.builder
    (old, old_at), (new, new_at) = ((model.years[k], model.layouts[k]) for k in (y - 1, y))
    place = -np.ones(problem.final.shape, dtype=np.int64)
    place[new_at.site, new_at.type] = new.chargers
    later = place[old_at.site, old_at.type]
    every = np.arange(later.size)
    one = sparse.csr_array((np.ones(later.size), (every, every)))
    builder.add_rows(
        f"nested_{phase.year}",
        sparse.hstack([one, -one]),
        np.concatenate([old.chargers, later]),
        upper=0.0,
    )
    both = np.concatenate([new.chargers, old.chargers])
    signs = np.concatenate([np.ones(new.chargers.size), -np.ones(old.chargers.size)])
    if phase.most_new is not None:
        builder.add_rows(f"year_new_{phase.year}", signs[None], both, upper=float(phase.most_new))
    if phase.budget is not None:
        spent, columns = zip(*(_spending(problem, model, k) for k in (y, y - 1)), strict=True)
        builder.add_rows(
            f"year_spent_{phase.year}",
            np.concatenate([spent[0], -spent[1]])[None] / COST_SCALE,
            np.concatenate(columns),
            upper=phase.budget / COST_SCALE,
        )
    if phase.most_new_sites is not None:
        counted, opened = zip(*(_openings(problem, model.years[k]) for k in (y, y - 1)), strict=True)
        # every counted site of a sizing without an opening stands
        always = 0 if model.problems[y].opening is not None else int(problem.counted.sum())
        builder.add_rows(
            f"year_sites_{phase.year}",
            np.concatenate([counted[0], -counted[1]])[None],
            np.concatenate(opened),
            upper=float(phase.most_new_sites - always),
        )


def _tie_to_horizon(problem: PhasingProblem, model: PhasingModel) -> None:
    """Add the row that leaves to the horizon year no more spending than its budget pays for."""
    last, budget = len(model.years) - 1, problem.years[-1].budget
    if budget is None:
        return
    cost, columns = _spending(problem, model, last)
    model.builder.add_rows(
        f"year_spent_{problem.years[-1].year}",
        -cost[None] / COST_SCALE,
        columns,
        upper=(budget - problem.sizing.total_cost(problem.final)) / COST_SCALE,
    )


def _spending(problem: PhasingProblem, model: PhasingModel, k: int) -> tuple[Floats, Indices]:
    """Give the cost of each column of a year, money, and the columns."""
    year, layout, base = model.years[k], model.layouts[k], problem.sizing
    cost = base.cost[layout.site, layout.type]
    if base.upgrades is not None:
        cost = np.concatenate([cost, base.upgrades.step_cost[year.site.step_site, year.site.step_number]])
    return cost, np.concatenate([year.chargers, year.site.step])


def _openings(problem: PhasingProblem, year: SizingModel) -> tuple[Floats, Indices]:
    """Give which open columns of a year count, and the columns."""
    return problem.counted[year.site.open_site].astype(float), year.site.open
