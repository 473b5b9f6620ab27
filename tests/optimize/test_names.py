"""Names by key can be read back, never meet, and pass through the files that other solvers read."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimize.model import ModelBuilder
from optimize.names import MOST, Name, block_names, decoded, encoded, encoded_key
from optimize.solvers.cbc import find_cbc
from optimize.solvers.run import run

ANY = st.text(max_size=12)
NAMES = st.builds(
    Name,
    st.sampled_from(["chargers", "pool_load_2026", "y"]),
    st.lists(ANY, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)


@given(NAMES)
def test_a_name_is_read_back_whatever_its_keys_are(name):
    text = encoded(name)
    assert decoded(text) == name
    assert text.isascii()
    assert not set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")


@given(st.sets(NAMES, min_size=2, max_size=8))
def test_distinct_columns_never_get_the_same_name(names):
    assert len({encoded(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("s-1", "s_2d_1"),
        ("s_1", "s_5f_1"),
        ("天1", "_5929_1"),
        ("a b", "a_20_b"),
        ("", ""),
        ("_low", "_5f_low"),
    ],
)
def test_keys_are_written_by_code_point(key, written):
    assert encoded_key(key) == written


@pytest.mark.parametrize("text", ["chargers.s-1", "chargers.a_zz_", "1st.a", "a.b_2d", "站.a", ""])
def test_what_no_model_writes_is_refused(text):
    with pytest.raises(ValueError, match="no name of a model"):
        decoded(text)


def test_two_members_with_the_same_keys_are_refused():
    with pytest.raises(ValueError, match=r"two have the keys \('a', '0'\)"):
        block_names("x", 2, {"site": np.array([0, 1]), "type": np.array([0, 0])}, {"site": ["a", "a"]})


def test_a_second_index_of_one_set_has_its_keys():
    over = {"site": np.array([0, 1]), "site'": np.array([1, 0])}
    assert block_names("apart", 2, over, {"site": ["a", "b"]}) == ["apart.a.b", "apart.b.a"]


def test_a_name_longer_than_a_file_may_hold_is_a_number():
    names = block_names("x", 2, {"site": np.array([0, 1])}, {"site": ["short", "天" * 20]})
    assert [decoded(name) for name in names] == [Name("x", (k,), by_number=True) for k in "01"]
    assert max(map(len, block_names("x", 1, {"s": np.array([0])}, {"s": ["a" * (MOST - 2)]}))) == MOST


IDS = ["s-1", "s_1", "s 1", "天津1", "a.b", "e5"]


def keyed():
    """Six sites of different worth, of which a range row opens two or three; a pair stays apart."""
    builder = ModelBuilder("keyed", "max")
    sites = {"site": np.arange(6)}
    worth = np.array([3.0, 2.0, 7.0, 6.5, 1.0, 4.0])
    y = builder.add_variables("y", 6, upper=1.0, integer=True, cost=worth, over=sites)
    z = builder.add_variables("z", 6, upper=[4.0, 1, 1, 2.5, 1, 1], cost=0.5, over=sites)
    builder.add_rows("count", np.ones((1, 6)), y, lower=2.0, upper=3.0)
    pair = {"site": np.array([2]), "site'": np.array([3])}
    builder.add_rows("apart", np.ones((1, 2)), y[[2, 3]], upper=1.0, over=pair)
    builder.add_sums("room", (1.0, z), (-np.eye(6), y), upper=0.5, over=sites)
    return builder


def test_keys_name_both_sides_of_a_range_and_a_pair():
    columns, rows = keyed().key_names({"site": IDS})
    assert columns[:4] == ["y.s_2d_1", "y.s_5f_1", "y.s_20_1", "y._5929__6d25_1"]
    assert rows[:3] == ["count", "count._low", "apart.s_20_1._5929__6d25_1"]
    assert decoded(rows[1]) == Name("count", (), low=True)
    assert [decoded(name).keys[0] for name in columns[:6]] == IDS


@pytest.mark.parametrize("kind", ["lp", "mps"])
def test_cbc_reads_a_keyed_file_and_finds_the_same_optimum(kind, tmp_path):
    """The file is solved by CBC itself, and its values are read back by key."""
    cbc = find_cbc()
    assert cbc is not None, "PuLP brings one along"
    builder, path, answer = keyed(), tmp_path / f"model.{kind}", tmp_path / "answer.txt"
    problem = builder.build(texts={"site": IDS})
    if kind == "lp":
        problem.writeLP(str(path))
    else:
        problem.writeMPS(str(path))
    most = [] if kind == "lp" else ["-max"]
    done = subprocess.run(
        [cbc, str(path), *most, "-solve", "-printi", "all", "-solu", str(answer)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "invalid" not in done.stdout.lower()
    lines = answer.read_text(encoding="utf-8").splitlines()
    values = {decoded(name): float(value) for _, name, value, *_ in map(str.split, lines[1:])}
    best = run(builder, gap=0.0)
    cost = builder.arrays().cost
    columns, _ = builder.key_names({"site": IDS})
    found = np.array([values[decoded(name)] for name in columns])
    assert cost @ found == pytest.approx(best.objective, rel=1e-9)
    assert {name.keys[0] for name, value in values.items() if name.block == "y" and value > 0.5} == {
        "s-1",
        "s 1",
        "e5",
    }


def test_indices_that_do_not_fit_a_block_are_refused():
    builder = ModelBuilder("m", "min")
    with pytest.raises(ValueError, match=r"x: \(2,\) indices of site given for 3"):
        builder.add_variables("x", 3, over={"site": np.arange(2)})
