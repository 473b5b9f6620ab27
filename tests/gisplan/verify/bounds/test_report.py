"""Bounds are computed again from inputs and multipliers: true ones hold, forged ones do not."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.tables.multipliers import BOUNDS, read_multipliers, sum_of, write_multipliers
from gisplan.verify.bounds.asked import sizing_asked
from gisplan.verify.bounds.cover import siting_bound
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.bounds.sizing import cost_bound, unmet_bound
from gisplan.verify.folder import open_folder
from gisplan.verify.run.reading import read_run
from tests.gisplan.planned import planned, written
from tests.gisplan.planning.chargers.test_waiting import TARGET
from tests.gisplan.planning.test_phases import GRID
from tests.gisplan.scenario.sections.test_charger_rules import SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITING, UNMET, COST = "siting", "sizing: unmet energy, kWh/day", "sizing: cost"
WIDE = {"solver__gap": 0.3}
"""A gap at which the relaxation is enough, so that its multipliers prove the cost."""

ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("toy", WIDE),
    "rules of sites, areas and bounds": ("toy", {**SHOWN, **WIDE}),
    "larger transformers": ("busy centre", {"grid": {**GRID, "transformer_upgrades": True}, **WIDE}),
    "public chargers only": ("toy", {"chargers__kinds": ["public"], "chargers__target": 60, **WIDE}),
    "a budget": ("toy", {"costs__budget": 4.9e6, **WIDE}),
    "city by city, more asked than a cut knows": ("busy centre", {"solver__parts": "city", **WIDE}),
    "few sites": ("toy", {"coverage__max_new_sites": 8, "chargers__target": 100, **WIDE}),
    "a category everywhere": (
        "toy",
        {"coverage__required_categories__min_fast": {"logistics_park": 5}, **WIDE},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_the_problem_built_anew_from_the_inputs_proves_every_bound(name: str) -> None:
    region, changes = ASKED[name]
    folder = written(region, **changes)
    found = {one.stage: one for one in bound_checks(read_run(folder), folder)}
    assert {stage: found[stage].verdict for stage in (SITING, UNMET, COST)} == dict.fromkeys(
        (SITING, UNMET, COST), "derived"
    )


def _prices(folder: Path) -> dict[str, Any]:
    """Give the multipliers of a run by stage; a siting that reaches everybody has none."""
    held = read_multipliers(folder)
    return {said.stage: held.get(said.dual, {}) for said in read_run(folder).certificates if said.dual}


def test_no_bound_is_sharper_than_a_better_plan_of_the_same_question() -> None:
    """The wide plan's multipliers, on the question of the one that is proven within half a percent."""
    near, prices = read_run(written()), _prices(written(**WIDE))
    asked, unmet = sizing_asked(near), float(near.layers.demand["unmet_kwh_day"].sum())
    assert unmet_bound(asked, prices[UNMET]) <= unmet + 1e-6
    cost = float(near.layers.sites["investment_cost"].sum())
    assert 0.9 * cost < cost_bound(asked, prices[COST], unmet) <= cost


def test_under_a_waiting_target_the_unmet_energy_is_proven_and_the_cost_is_a_word() -> None:
    folder = written(chargers__waiting=TARGET, **WIDE)
    found = {one.stage: one.verdict for one in bound_checks(read_run(folder), folder)}
    assert (found[UNMET], found[COST]) == ("derived", "word")


def test_a_solvers_own_bound_is_called_its_word(toy_run: Path) -> None:
    run = read_run(toy_run)
    said = {one.stage: one for one in run.certificates}[COST]
    assert (said.dual, str(said.proven)) == (
        "",
        "bound by the integer model's bound with that unmet energy held",
    )
    found = {one.stage: one for one in bound_checks(run, toy_run)}[COST]
    assert (found.verdict, found.derived, found.why.figures["solver"]) == ("word", None, "HiGHS")


def test_a_run_whose_roads_are_away_says_so(toy_run: Path) -> None:
    run = read_run(toy_run)
    away = dataclasses.replace(run, headline=dataclasses.replace(run.headline, distances="roads"))
    assert {one.verdict for one in bound_checks(away, toy_run) if one.stage in (SITING, UNMET)} == {"unknown"}


def _certificates(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "certificate.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        change(row)
    path.write_text(json.dumps(rows), encoding="utf-8")


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """Give a copy of a run whose cost multipliers prove its bound, to spoil."""
    return shutil.copytree(written(**WIDE), tmp_path / "run")


def _verdicts(folder: Path) -> dict[str, str]:
    return {one.stage: one.verdict for one in bound_checks(read_run(folder), folder)}


@pytest.mark.parametrize(("stage", "by"), [(SITING, 0.999), (UNMET, 1.001), (COST, 1.001)])
def test_a_bound_that_is_forged_by_a_thousandth_is_found(wide: Path, stage: str, by: float) -> None:
    def forge(row: dict[str, Any]) -> None:
        if row["stage"] == stage:
            row["bound"] *= by

    _certificates(wide, forge)
    assert _verdicts(wide)[stage] == "broken"


@pytest.mark.parametrize("part", ["load", "capacity", "coupling", "price"])
def test_multipliers_that_were_changed_are_found_whether_or_not_their_sum_is(wide: Path, part: str) -> None:
    dual = next(said.dual for said in read_run(wide).certificates if said.stage == COST)
    held = read_multipliers(wide)
    held[dual] = {**held[dual], part: held[dual][part] * 0.5}
    write_multipliers(wide, held)
    assert _verdicts(wide)[COST] == "broken"
    forged = sum_of(held[dual])
    write_multipliers(wide, {forged if name == dual else name: arrays for name, arrays in held.items()})
    _certificates(wide, lambda row: row.update(dual=forged if row["dual"] == dual else row["dual"]))
    assert _verdicts(wide)[COST] == "broken"


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive"])
def test_a_file_of_multipliers_that_is_lost_or_spoilt_is_a_finding(wide: Path, content: bytes | None) -> None:
    (wide / BOUNDS).unlink()
    if content is not None:
        (wide / BOUNDS).write_bytes(content)
    assert {_verdicts(wide)[stage] for stage in (SITING, UNMET, COST)} == {"broken"}


def test_multipliers_of_another_shape_are_a_finding(wide: Path) -> None:
    dual = next(said.dual for said in read_run(wide).certificates if said.stage == COST)
    arrays = {"pools": np.ones((3, 2)), "load": np.ones(4), "sites": np.arange(2), "price": np.ones((2, 2))}
    forged = sum_of(arrays)
    write_multipliers(wide, {forged: arrays})
    _certificates(wide, lambda row: row.update(dual=forged if row["dual"] == dual else ""))
    assert _verdicts(wide)[COST] == "broken"


def test_the_command_prints_each_stage_and_fails_where_one_does_not_hold(wide: Path) -> None:
    told = CliRunner().invoke(app, ["verify", str(wide), "--bounds"])
    assert told.exit_code == 0
    assert told.stdout.count("\n") == 1 + len(_verdicts(wide)) + len(open_folder(wide).notes)
    _certificates(wide, lambda row: row.update(bound=1e12) if row["stage"] == COST else None)
    told = CliRunner().invoke(app, ["verify", str(wide), "--bounds", "--json"])
    assert told.exit_code == 5
    bounds = {one["stage"]: one for one in json.loads(told.stdout)["bounds"]}
    assert (bounds[COST]["verdict"], bounds[SITING]["verdict"]) == ("broken", "derived")


def test_bounds_of_a_run_with_a_file_that_was_touched_do_not_hold(wide: Path) -> None:
    (wide / "sites.csv").write_text("", encoding="utf-8")
    told = CliRunner().invoke(app, ["verify", "--bounds", "--json", str(wide)])
    assert told.exit_code == 5
    answer = json.loads(told.stdout)
    assert answer["holds"] is False
    assert any(fault["en"].startswith("sites.csv: was changed") for fault in answer["faults"])


def test_bounds_of_a_run_that_lacks_a_column_name_it_and_are_no_fault_of_gisplan(wide: Path) -> None:
    with closing(sqlite3.connect(wide / "plan.gpkg")) as layers:
        layers.execute("ALTER TABLE demand DROP COLUMN unmet_kwh_day")
        layers.commit()
    told = CliRunner().invoke(app, ["verify", "--bounds", "--json", str(wide)])
    assert told.exit_code == 5
    answer = json.loads(told.stdout)
    assert answer["bounds"] == []
    assert any("unmet_kwh_day" in fault["en"] for fault in answer["faults"])


@pytest.mark.parametrize("spoilt", ["data", "method"])
def test_an_archive_that_cannot_be_unpacked_is_a_finding(wide: Path, spoilt: str) -> None:
    data = bytearray((wide / BOUNDS).read_bytes())
    if spoilt == "data":  # after the header of the first entry, its name and its extra field
        at = 30 + int.from_bytes(data[26:28], "little") + int.from_bytes(data[28:30], "little")
        data[at : at + 8] = b"\xff" * 8
    else:  # the way of packing of the first entry in the index: none that is known
        at = data.index(b"PK\x01\x02") + 10
        data[at : at + 2] = b"\x63\x00"
    (wide / BOUNDS).write_bytes(data)
    assert {_verdicts(wide)[stage] for stage in (SITING, UNMET, COST)} == {"broken"}


def test_the_same_multipliers_are_the_same_bytes(tmp_path: Path) -> None:
    held = read_multipliers(written(**WIDE))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_multipliers(tmp_path / name, held)
    assert (tmp_path / "one" / BOUNDS).read_bytes() == (tmp_path / "two" / BOUNDS).read_bytes()
    assert {said.dual for said in planned(**WIDE).certificates if said.multipliers} == held.keys()


@pytest.fixture(scope="module")
def proven() -> tuple[Any, Any, dict[str, Any]]:
    """Give the plan that is proven closely, its question, and the multipliers of the wide one."""
    run = read_run(written())
    return run, sizing_asked(run), _prices(written(**WIDE))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.0, 0.1, 1.0, 30.0]))
def test_no_multipliers_whatever_prove_more_than_a_plan_attains(
    proven: tuple[Any, Any, dict[str, Any]], seed: int, spread: float
) -> None:
    """True prices, each scaled, shifted and turned in sign at random."""
    run, asked, named = proven
    random = np.random.default_rng(seed)

    def mixed(prices: dict[str, Any]) -> dict[str, Any]:
        kept = ("pools", "names", "sites")
        return {
            name: array
            if name in kept
            else array * (1 + spread * random.normal(size=array.shape))
            + spread * random.normal(size=array.shape) * random.integers(0, 2, array.shape)
            for name, array in prices.items()
        }

    cells, slack = run.layers.demand, 1e-6
    people = float(cells.loc[cells["covered"], "population"].sum())
    cell_prices = {"cells": random.normal(0.5, spread, len(cells))}
    assert siting_bound(run, cell_prices) >= people - slack
    unmet = float(cells["unmet_kwh_day"].sum())
    assert unmet_bound(asked, mixed(named[UNMET])) <= unmet + slack
    cost = float(run.layers.sites["investment_cost"].sum())
    assert cost_bound(asked, mixed(named[COST]), unmet) <= cost * (1 + slack)
