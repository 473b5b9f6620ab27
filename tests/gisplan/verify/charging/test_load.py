"""Loads of a run that do not follow from its files are faults: of sites, districts, plan and load.csv."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan.results.load import drawn
from gisplan.verify.charging.load import _waited
from tests.gisplan.spoilt_runs import caught, change_csv, change_layer, change_part, more, put

if TYPE_CHECKING:
    from tests.gisplan.spoilt_runs import Held


def test_a_peak_of_a_site_is_computed_again(run: Held):
    change_layer(run, "sites", more("site_id", "PP-4", peak_kw=1.0))
    caught(run, "PP-4", "peak_kw")


def test_an_hour_and_a_day_type_of_a_peak_are_computed_again(run: Held):
    change_layer(run, "districts", put("adcode", "120101", peak_hour=3, peak_day="weekend"))
    caught(run, "120101", "peak_hour")
    caught(run, "120101", "peak_day")


def test_a_peak_of_a_district_is_computed_again(run: Held):
    change_layer(run, "districts", more("adcode", "120118", peak_mw=0.01))
    caught(run, "120118", "peak_mw")


def test_the_peak_of_the_plan_is_computed_again(run: Held):
    change_part(run, "headline", lambda said: dataclasses.replace(said, peak_mw=said.peak_mw * 1.001))
    caught(run, "plan.json", "peak_mw")


def test_rows_of_the_load_table_are_computed_again(run: Held):
    change_csv(run, "load.csv", lambda table: table.assign(load_mw=table["load_mw"] * 1.0001))
    caught(run, "load.csv", "load_mw")


def test_a_row_that_the_load_table_lacks_is_missed(run: Held):
    change_csv(run, "load.csv", lambda table: table.iloc[1:])
    caught(run, "load.csv", "workday 120101 0")


def test_energy_moved_to_another_class_moves_the_load(run: Held):
    half = run.run.layers.demand["kwh_workplace"] / 2
    assert half.sum() > 0

    def moved(cells):
        return cells.assign(kwh_workplace=half, kwh_destination=cells["kwh_destination"] + half)

    change_layer(run, "demand", moved)
    caught(run, "load.csv", "load_mw")


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_to_follow_what_waits_agree(seed: int):
    rng = np.random.default_rng(seed)
    asked = rng.gamma(0.6, 1.0, 24)
    most = float(asked.mean() * rng.uniform(0.8, 1.6))
    assert _waited(asked, most) == pytest.approx(drawn(asked[None], np.array([most]))[0])


def test_a_day_just_full_draws_all_that_is_asked():
    asked = np.array([2.0, 0.0] * 12)
    assert math.fsum(_waited(asked, 1.0)) == pytest.approx(24.0)
    assert drawn(asked[None], np.array([1.0]))[0] == pytest.approx(_waited(asked, 1.0))
