"""Every stage that a plan may have is judged by the sense that its figures are asked for in."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.verify.certificates import SENSES, certificate_faults
from gisplan.verify.run.reading import read_run
from optimize.entry import solve
from tests.gisplan.planned import planned, written
from tests.gisplan.planning.hydrogen.test_facilities import place, swap
from tests.gisplan.planning.test_phases import QUICK, phasing
from tests.gisplan.siting_cases import metres
from tests.gisplan.spoilt_runs import in_english
from tests.optimize.joint.test_functions import parcels
from tests.optimize.location.refuelling.test_least import problem as least_refuelling
from tests.optimize.scaled_plans import hydrogen_ties
from tests.optimize.scaled_sites import Units

if TYPE_CHECKING:
    from optimize.certificate import Certificate

FAIR = {"coverage__min_fast_spacing_m": metres(2100.0), "coverage__equity": "worst-district"}
WAYS: tuple[dict[str, Any], ...] = (
    {**FAIR, "coverage__adequacy": 0.0},
    {"coverage__profile": "tj-2018-tiered"},
    {**QUICK, "phasing": phasing({})},
)


def test_every_stage_of_a_plan_has_its_sense() -> None:
    rows: list[Certificate] = [row for way in WAYS for row in planned(**way).certificates]
    rows += solve(hydrogen_ties(0, Units()), gap=0.0, threads=1).certificates
    rows += solve(parcels(near=np.ones((3, 2, 2), dtype=bool)), gap=0.0, threads=1).certificates
    rows += solve(least_refuelling(1.0), gap=0.0, threads=1).certificates
    rows += place(swap_car=swap(), swap_truck=swap(), methanol=swap()).certificates.values()
    assert {row.stage: row.sense for row in rows} == SENSES


@pytest.mark.parametrize("change", [{"sense": "min"}, {"stage": "phasing: energy, kWh/day"}])
def test_a_stage_turned_round_or_renamed_is_caught(change: dict[str, Any]) -> None:
    run = read_run(written(**WAYS[-1]))
    rows = tuple(
        dataclasses.replace(row, **change) if row.stage.startswith("phasing") else row
        for row in run.certificates
    )
    faults = in_english(certificate_faults(dataclasses.replace(run, certificates=rows)))
    assert any(fault.startswith("certificate.json certificate phasing") for fault in faults), faults


def test_the_people_of_the_siting_are_those_that_the_cells_count() -> None:
    """A forger who multiplies objective and bound leaves the gap as it was."""
    run = read_run(written())
    assert in_english(certificate_faults(run)) == []
    rows = tuple(
        dataclasses.replace(row, objective=row.objective * 1.01, bound=row.bound * 1.01)
        if row.stage == "siting"
        else row
        for row in run.certificates
    )
    faults = in_english(certificate_faults(dataclasses.replace(run, certificates=rows)))
    assert [one for one in faults if "certificate siting: objective" in one] == faults != []
