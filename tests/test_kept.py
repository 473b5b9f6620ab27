"""Answers kept by what they were made from: keys by contents, one maker at a time, own folders alone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from shapely.geometry import Point

from gisplan_errors import ScenarioError
from gisplan_kept import (
    Keeper,
    NotKeptError,
    computing_once,
    keeping,
    once,
    pickled,
    recalled,
    sum_of,
)
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.location.mclp.problem import MCLP

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class Problem:
    weights: np.ndarray[Any, Any]
    name: str = "a"


def frame(x: float = 1.0) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(0, 0), Point(x, 0)], crs=4548)


def cell(*values: object) -> np.ndarray[Any, Any]:
    """Give an array of one cell that holds many values."""
    found = np.empty(1, dtype=object)
    found[0] = np.array(values)
    return found


APART = [
    (1, 1.0),
    ("1", 1),
    (True, 1),
    ([1, [2]], [[1], 2]),
    (["ab", "c"], ["a", "bc"]),
    (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-15 * 4])),
    (np.array([1, 2]), np.array([[1, 2]])),
    (np.array([1], dtype=np.int32), np.array([1], dtype=np.int64)),
    (np.array(["ab", "c"], dtype=object), np.array(["a", "bc"], dtype=object)),
    ({"a": 1}, {"a": 2}),
    (Problem(np.arange(3.0)), Problem(np.arange(3.0), "b")),
    (frame(), frame(1.0000001)),
    (frame(), frame().to_crs(4326)),
    (frame(), frame().rename(columns={"n": "m"})),
    (frame(), frame().set_index(pd.Index([1, 0]))),
    (frame().geometry, frame().geometry.set_axis([1, 0])),
    (pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0])),
    (cell(*range(2000)), cell(*range(1000), 0, *range(1001, 2000))),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 2]}, index=[1, 0])),
    (sparse.csr_array(np.eye(2)), sparse.csr_array(np.eye(2) * 2)),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_contents_have_another_key(one: object, other: object) -> None:
    assert sum_of(one) != sum_of(other)


@pytest.mark.parametrize("one", [pair[0] for pair in APART])
def test_equal_contents_have_one_key_in_any_process(one: object) -> None:
    import pickle

    assert sum_of(one) == sum_of(pickle.loads(pickled(one)))  # noqa: S301 - made here


@given(st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_a_key_is_a_function_of_the_value(value: object) -> None:
    assert sum_of(value) == sum_of(value)
    assert sum_of(value) != sum_of([value])


def test_a_function_is_no_data_and_what_it_goes_into_is_made_each_time(tmp_path: Path) -> None:
    with pytest.raises(NotKeptError):
        sum_of(lambda: 1)
    made: list[int] = []
    with keeping(tmp_path / "kept"):
        for _ in range(2):
            recalled("kind", lambda: 1, lambda: made.append(1))
    assert made == [1, 1]


def test_nothing_is_kept_unless_somebody_asks(tmp_path: Path) -> None:
    made: list[int] = []
    for _ in range(2):
        recalled("kind", 1, lambda: made.append(1))
    assert made == [1, 1]


def test_what_was_made_is_taken_and_counted(tmp_path: Path) -> None:
    for time in range(2):
        with keeping(tmp_path / "kept") as keeper:
            table = MappingProxyType({"a": np.arange(3)})
            found = recalled("kind", ("x", 1), lambda table=table: table)
            assert found["a"].tolist() == [0, 1, 2]
            assert keeper is not None
            assert (keeper.made, keeper.found) == (({"kind": 1}, {}), ({}, {"kind": 1}))[time]


def test_what_may_not_be_kept_is_made_again(tmp_path: Path) -> None:
    made: list[int] = []
    with keeping(tmp_path / "kept"):
        for _ in range(2):
            recalled("kind", 1, lambda: made.append(1), keep=lambda _: False)
    assert made == [1, 1]


def test_half_a_file_is_made_again(tmp_path: Path) -> None:
    with keeping(tmp_path / "kept"):
        recalled("kind", 1, lambda: list(range(1000)))
    (file,) = (tmp_path / "kept").rglob("*.pickle")
    file.write_bytes(file.read_bytes()[:50])
    with keeping(tmp_path / "kept"):
        assert recalled("kind", 1, lambda: "again") == "again"


def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(ScenarioError, match="--cache"):
        Keeper(tmp_path / "open")


MAKER = """
import sys, time
from pathlib import Path
from gisplan_kept import keeping, recalled
def make():
    with open(sys.argv[2], "a") as file:
        file.write("made\\n")
    time.sleep(0.5)
    return 7
with keeping(Path(sys.argv[1])):
    assert recalled("kind", 1, make) == 7
"""


def test_two_processes_do_not_make_the_same(tmp_path: Path) -> None:
    words = [sys.executable, "-c", MAKER, str(tmp_path / "kept"), str(tmp_path / "log")]
    both = [subprocess.Popen(words) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert (tmp_path / "log").read_text() == "made\n"


def test_a_problem_is_solved_once_whatever_the_threads(tmp_path: Path) -> None:
    pairs = CoverPairs.from_sparse(sparse.csr_array(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])))
    problem = MCLP(pairs, np.array([1.0, 2.0, 3.0]), 1)
    with keeping(tmp_path / "kept") as keeper:
        first = solve(problem, threads=1)
        again = solve(replace(problem), threads=2, progress=lambda _: None)
        solve(problem, gap=0.5)
        solve(replace(problem, weights=np.array([1.0, 2.0, 4.0])))
    assert keeper is not None
    assert (keeper.made, keeper.found) == ({"MCLP": 3}, {"MCLP": 1})
    assert again.certificates == first.certificates


def test_the_same_objects_are_computed_on_once_while_somebody_asks_for_it() -> None:
    asked: list[float] = []

    @once
    def total(values: np.ndarray[Any, Any], factor: float = 1.0) -> float:
        asked.append(factor)
        return float(values.sum() * factor)

    first, alike = np.ones(3), np.ones(3)
    assert [total(first), total(first)] == [3.0, 3.0]
    assert len(asked) == 2, "nothing is kept unless somebody asks"
    with computing_once():
        assert [total(first), total(first, 1.0), total(values=first, factor=1.0)] == [3.0] * 3
        assert len(asked) == 3, "however it is called"
        assert [total(first, 2.0), total(alike)] == [6.0, 3.0]
        with computing_once():
            total(first)
        assert len(asked) == 5, "another value, or another object that is alike, is computed for itself"
    first[0] = 5.0
    with computing_once():
        assert total(first) == 7.0, "nothing is kept from one block to the next"


def test_an_object_that_is_gone_gives_its_place_to_no_other() -> None:
    @once
    def size(values: list[int]) -> int:
        return len(values)

    with computing_once():
        assert [size([0] * n) for n in range(50)] == [*range(50)]
