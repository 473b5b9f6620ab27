"""The problems of charging sites and hydrogen stations on shared parcels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.hydrogen.model import index_columns
from optimize.hydrogen.stages import MILLIONS, TONNES, hydrogen_extension, station_values
from optimize.joint.functions import STAGES, FunctionPlan, FunctionProblem, function_model
from optimize.joint.model import Goal, JointProblem, JointSiting, joint_model, shared_columns
from optimize.location.check import covered_by
from optimize.matrices import ones_at
from optimize.siting.adequate import merged_core
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.certificate import Certificate
    from optimize.hydrogen.model import Columns


@stage_problems.register(JointProblem)
def joint_stages(problem: JointProblem, answer: JointSiting) -> tuple[StageProblem, ...]:
    """Give the people covered, where one model decided them anew, then both stages of the stations.

    The people that the charging sites covered before the stations came are a row of both stages of those.
    """
    columns, siting = index_columns(problem.hydrogen), answer.siting
    values = _values(problem, columns, answer)
    before = answer.certificate.objective if answer.certificate is not None else None
    if before is None:
        reached = covered_by(problem.cover.pairs, problem.opened.astype(np.int64))
        before = float(problem.cover.weights[reached].sum())
    first, second = siting.certificates
    told: list[tuple[Goal, Certificate, str]]
    told = [] if answer.certificate is None else [("people", answer.certificate, "people")]
    told += [("served", first, TONNES), ("cost", second, MILLIONS)]
    return tuple(
        StageProblem(
            "siting_beside_hydrogen" if goal == "people" else f"hydrogen_{goal}",
            joint_model(problem, columns, goal, people=before, hold_kg=siting.served_kg),
            values,
            said,
            unit,
        )
        for goal, said, unit in told
    )


@stage_problems.register(FunctionProblem)
def function_stages(problem: FunctionProblem, plan: FunctionPlan) -> tuple[StageProblem, ...]:
    """Give the three problems of functions on parcels; none where some of the parcels were looked at."""
    stations, share = (one.objective or 0.0 for one in plan.certificates[:2])
    found = []
    for number, values in enumerate(plan.values):
        stage, said, unit = (
            STAGES[number],
            plan.certificates[number],
            ("stations", "share", "millions")[number],
        )
        builder, _ = function_model(problem, stage, stations=stations, share=share)
        found.append(StageProblem(f"integrated_{stage}", builder, values, said, unit))
    return tuple(found)


@extension_of.register(JointProblem)
def joint_extension(problem: JointProblem) -> Extension:
    """Hand out the stations alone: rows over the charging sites belong to their own decision."""
    alone, columns = hydrogen_extension(problem.hydrogen), index_columns(problem.hydrogen)

    def possible() -> Handed:
        # the charging sites may move, as far as their own rows let them
        builder = joint_model(problem, columns, "people", people=0.0, hold_kg=0.0)
        return Handed(builder, np.arange(columns.n_open), columns.cells)

    return replace(
        alone,
        possible=possible,
        cells_of=lambda answer: alone.cells_of(answer.siting),
        extended=lambda own: replace(problem, hydrogen=with_own(problem.hydrogen, own)),
    )


def _values(problem: JointProblem, columns: Columns, answer: JointSiting) -> Floats:
    """Write both sitings as the columns of `joint_model`."""
    cover, parcels = problem.cover, problem.parcels
    core, opened = merged_core(cover.pairs, cover.weights), ones_at(answer.opened, cover.pairs.n_sites)
    stations = station_values(problem.hydrogen, columns, answer.siting)
    parts = [stations, opened, np.minimum(1.0, core.cover @ opened)]
    if parcels.station.size and cover.need.size:
        shared, parcel = shared_columns(problem, columns)
        parts.append(stations[shared] * opened[parcels.charging[parcel]])
    return np.concatenate(parts)
