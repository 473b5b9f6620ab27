"""Each constraint family of the sizing model, written out: golden LP rows that were checked by hand.

The case has one fast row (0, energy 90) at site 0 and one other row (1, energy 10) at both sites; flow_0 and
flow_1 are site 0, flow_2 is site 1; chargers_0/1 are slow/fast at site 0, chargers_2 is slow at site 1.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimize.cover_pairs import CoverPairs
from optimize.sizing.counts import build_counts
from optimize.sizing.layout import lay_out
from optimize.sizing.model import build_sizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.subsets import Floor, Opening, Share, Upgrades
from optimize.sizing.swaps import Swaps
from tests.optimize.sizing_cases import SERVES, index

GOLDEN = Path(__file__).parents[1] / "golden"

FAMILIES = (
    "energy",
    "pool_load",
    "pool_capacity",
    "chargers",
    "bays",
    "stock",
    "grid",
    "step_order",
    "min_fast",
    "opened",
    "open_least",
    "open_fast",
    "open_sites",
    "class_count",
    "coupling",
    "budget",
    "unmet_held",
)
"""Row blocks of the sizing model."""


def case() -> SizingProblem:
    return SizingProblem(
        pairs=CoverPairs.from_dense(np.array([[1.0, 9e9], [1.0, 1.0]]), 10.0),
        energy=np.array([90.0, 10.0]),
        users=index(1, 0),
        serves=SERVES,
        capacity_kwh=np.array([[10.0, 100.0], [12.0, 0.0]]),
        fast=np.array([False, True]),
        bays=index(5, 4),
        grid_kw=np.array([100.0, 30.0]),
        load_kw=np.array([[5.0, 50.0], [6.0, 50.0]]),
        cost=np.array([[1000.0, 20000.0], [1500.0, 20000.0]]),
        min_chargers=index(1, 0),
        max_chargers=index(9, 3),
        min_fast=index(1, 0),
        target=4,
        floors=(Floor("east", index(1), index(0, 1), 1, 2),),
        shares=(Share("slow", index(0), index(0), index(0), index(0, 1), 0.25, 0.75),),
        bay_use=index(1, 2),
    )


def case_with_swaps() -> SizingProblem:
    """Three slow chargers stand at site 0; a fast or another slow one (chargers_2, _3) may take the place."""
    wide = np.array([[100.0, 12.0], [0.0, 0.0]])
    problem, stock = case(), np.array([[3, 0, 0, 0], [0, 0, 0, 0]])
    return replace(
        problem,
        capacity_kwh=np.hstack([problem.capacity_kwh, wide]),
        load_kw=np.hstack([problem.load_kw, wide]),
        cost=np.hstack([problem.cost, wide]),
        fast=np.array([False, True, True, False]),
        serves=SERVES[:, [0, 1, 1, 0]],
        bay_use=index(1, 2, 1, 0),
        swaps=Swaps(index(-1, -1, 0, 0), stock, 10.0 * (stock > 0)),
    )


OPTIONS = ("step_order", "opened", "open_least", "open_fast", "open_sites", "budget")
"""Families of something that a problem may ask for; `case_with_options` asks for all of it."""


def case_with_options() -> SizingProblem:
    """Both sites may close, at most one stands; steps of 40 and 60 kW at site 0, of 20 kW at site 1."""
    both = np.array([True, True])
    return replace(
        case(),
        min_chargers=index(1, 2),
        budget=50_000.0,
        upgrades=Upgrades(np.array([[40.0, 60.0], [20.0, 0.0]]), np.array([[4000.0, 6000.0], [2000.0, 0.0]])),
        opening=Opening(may_close=both, counted=both, most=1),
    )


def lines_of(builder, family: str, folder: Path) -> list[str]:
    path = folder / "model.lp"
    builder.build().writeLP(str(path))
    text = re.sub(r"\n (?=[+-])", " ", path.read_text(encoding="utf-8"))
    rows = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    return [row for row in rows if re.match(rf"({family})(_\d+)?(_low)?:", row)]


@pytest.mark.parametrize("family", ["objective_unmet", "objective_cost", *FAMILIES])
def test_family_is_as_its_golden_file(family: str, tmp_path: Path) -> None:
    problem = case()
    layout = lay_out(problem)
    if family.startswith("objective"):
        aim = "unmet" if family.endswith("unmet") else "cost"
        rows = lines_of(
            build_sizing(problem, layout, aim=aim, price=3000.0, scale=1e3).builder, "OBJ", tmp_path
        )
    else:
        if family == "stock":
            problem = case_with_swaps()
            layout = lay_out(problem)
        if family in OPTIONS:
            problem = case_with_options()
            layout = lay_out(problem)
        rows = lines_of(build_sizing(problem, layout, aim="cost", held=7.0).builder, family, tmp_path)
    assert rows == (GOLDEN / f"sizing_{family}.lp").read_text(encoding="utf-8").splitlines()


def test_no_family_is_without_a_golden_file() -> None:
    problem = case()
    builder = build_sizing(problem, lay_out(problem), aim="cost", held=7.0).builder
    families = {re.sub(r"(_\d+)(_low)?$", "", name) for name in builder.row_names()}
    for problem in (case_with_options(), case_with_swaps()):
        builder = build_sizing(problem, lay_out(problem), aim="cost", held=7.0).builder
        families |= {re.sub(r"(_\d+)(_low)?$", "", name) for name in builder.row_names()}
    assert families == set(FAMILIES)
    assert {path.stem.removeprefix("sizing_") for path in GOLDEN.glob("sizing_*.lp")} == families | {
        "objective_unmet",
        "objective_cost",
        "asked",
        "elastic",
        "grid_with_steps",
        "objective_with_steps",
        "capacity_with_swaps",
        "chargers_with_swaps",
    }


def test_chargers_in_the_place_of_others_give_what_is_beyond_and_count_none(tmp_path: Path) -> None:
    problem = case_with_swaps()
    model = build_sizing(problem, lay_out(problem), aim="cost", price=3000.0, scale=1e3).builder
    for family, name in (("pool_capacity", "capacity_with_swaps"), ("chargers|bays", "chargers_with_swaps")):
        golden = (GOLDEN / f"sizing_{name}.lp").read_text(encoding="utf-8").splitlines()
        assert lines_of(model, family, tmp_path) == golden


def test_steps_widen_the_grid_rows_and_are_paid(tmp_path: Path) -> None:
    problem = case_with_options()
    model = build_sizing(problem, lay_out(problem), aim="cost", price=3000.0, scale=1e3).builder
    for family, name in (("grid", "grid_with_steps"), ("OBJ", "objective_with_steps")):
        golden = (GOLDEN / f"sizing_{name}.lp").read_text(encoding="utf-8").splitlines()
        assert lines_of(model, family, tmp_path) == golden


def test_chargers_alone_are_asked_for_their_loads(tmp_path: Path) -> None:
    problem = case()
    load = np.array([[95.0, 5.0], [0.0, 0.0]])
    model = build_counts(problem, lay_out(problem), load, price=9.0).builder
    golden = (GOLDEN / "sizing_asked.lp").read_text(encoding="utf-8").splitlines()
    assert lines_of(model, "asked", tmp_path) == golden


def test_elastic_rows_may_be_missed_both_ways(tmp_path: Path) -> None:
    problem = case()
    none = np.zeros((2, 2))
    model = build_counts(problem, lay_out(problem), none, price=0.0, elastic=True).builder
    golden = (GOLDEN / "sizing_elastic.lp").read_text(encoding="utf-8").splitlines()
    assert lines_of(model, "OBJ|coupling", tmp_path) == golden
