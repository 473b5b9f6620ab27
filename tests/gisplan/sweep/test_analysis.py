"""Frontiers, screening and regret: cases solved by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from gisplan.sweep import load_sweep
from gisplan.sweep.analysis import Findings, write_findings
from gisplan.sweep.pareto import frontier_table
from gisplan.sweep.regret import worst_regrets
from gisplan.sweep.screening import screened
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path


def swept(points: list[tuple[str, float, float]], state: str = "done") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item": range(1, len(points) + 1),
            "label": [label for label, _, _ in points],
            "state": state,
            "coverage.max_new_sites": range(len(points)),
            "investment_chargers_cost": [cost for _, cost, _ in points],
            "covered_people_share": [gain for _, _, gain in points],
            "gap: siting": 0.01,
            "gap: sizing: cost": 0.002,
            "gap: hydrogen cost": 0.5,
        }
    )


def test_the_knee_is_farthest_above_the_line_between_both_ends() -> None:
    """Ends (0, 0) and (10, 1): b is 0.7 - 0.2 above, c only 0.9 - 0.6."""
    table = frontier_table(swept([("a", 0, 0), ("c", 6, 0.9), ("b", 2, 0.7), ("d", 10, 1)]), "coverage-cost")
    assert table["label"].tolist() == ["a", "b", "c", "d"]
    assert table.loc[table["knee"], "label"].tolist() == ["b"]
    assert (table["dominated_by"] == "").all()


def test_a_point_that_another_beats_is_dominated_and_no_knee() -> None:
    table = frontier_table(
        swept([("a", 0, 0), ("worse", 3, 0.6), ("b", 2, 0.7), ("d", 10, 1), ("same gain", 11, 1)]),
        "coverage-cost",
    ).set_index("label")
    assert table["dominated_by"].to_dict() == {"a": "", "b": "", "worse": "b", "d": "", "same gain": "d"}
    assert table.index[table["knee"]].tolist() == ["b"]


def test_equal_points_do_not_dominate_each_other() -> None:
    table = frontier_table(swept([("a", 1, 0.5), ("twin", 1, 0.5), ("b", 2, 0.7)]), "coverage-cost")
    assert (table["dominated_by"] == "").all()


def test_points_on_a_line_or_fewer_than_three_have_no_knee() -> None:
    assert not frontier_table(swept([("a", 0, 0), ("b", 1, 0.5), ("c", 2, 1)]), "coverage-cost")["knee"].any()
    assert not frontier_table(swept([("a", 0, 0), ("b", 1, 0.5)]), "coverage-cost")["knee"].any()


def test_a_point_is_as_certain_as_the_weakest_of_its_own_stages() -> None:
    table = swept([("a", 0, 0), ("b", 1, 0.5)])
    table.loc[1, "gap: siting"] = np.nan
    assert frontier_table(table, "coverage-cost")["gap"].fillna(-1).tolist() == [0.01, -1]


def test_a_gain_is_bounded_by_its_own_stage_alone() -> None:
    """A wide gap in the cost says nothing of how many people more could be covered."""
    table = swept([("a", 0, 0.2), ("b", 1, 0.5)]).assign(**{"gap: sizing: cost": 0.9})
    found = frontier_table(table, "coverage-cost")
    assert found["gap"].tolist() == [0.9, 0.9]
    np.testing.assert_allclose(found["gain_at_most"], [0.202, 0.505])
    assert frontier_table(table.drop(columns="gap: siting"), "coverage-cost")["gain_at_most"].isna().all()


def test_a_gap_in_unmet_energy_is_no_share_of_what_is_served() -> None:
    """Of a tenth unmet half may be served at most: 0.95, not 0.9 and half of it again."""
    table = swept([("a", 0, 0)]).rename(columns={"coverage.max_new_sites": "chargers.target"})
    table = table.assign(
        **{"gap: sizing: unmet energy": 0.5}, chargers_new_total=10.0, served_energy_share=0.9
    )
    assert frontier_table(table, "energy-chargers")["gain_at_most"].tolist() == pytest.approx([0.95])


def test_points_without_a_plan_are_left_out() -> None:
    table = pd.concat([swept([("a", 0, 0), ("b", 1, 1)]), swept([("x", 0, 9)], "failed")], ignore_index=True)
    assert frontier_table(table, "coverage-cost")["label"].tolist() == ["a", "b"]


def test_what_a_sweep_no_longer_asks_for_does_not_stay_beside_its_table(tmp_path: Path) -> None:
    table = frontier_table(swept([("a", 0, 0), ("b", 1, 1)]), "coverage-cost")
    assert write_findings(Findings(frontier=table), tmp_path) == [tmp_path / "frontier.csv"]
    assert write_findings(Findings(sites=table), tmp_path) == [tmp_path / "sites.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["sites.csv"]


@pytest.fixture
def morris(tmp_path: Path) -> tuple[pd.DataFrame, dict[str, tuple[float, float]]]:
    """A sample over three settings, and a figure 10 a + 2 b + a b over shares; c does nothing."""
    path = tmp_path / "m.toml"
    path.write_text(
        'scenario = "tianjin-2027"\n[morris]\ntrajectories = 20\nseed = 5\n[morris.between]\n'
        '"costs.budget" = [100.0, 200.0]\n"coverage.threshold" = [0.5, 0.9]\n"solver.gap" = [0.0, 1.0]\n',
        "utf-8",
    )
    sweep = load_sweep(path)
    assert len(sweep.points) == 20 * 4
    table = pd.DataFrame(list(sweep.points))
    a, b = (table["costs.budget"] - 100) / 100, (table["coverage.threshold"] - 0.5) / 0.4
    return table.assign(investment_cost=10 * a + 2 * b + a * b), dict(sweep.options["bounds"])


def test_screening_finds_what_matters_and_what_does_nothing(
    morris: tuple[pd.DataFrame, dict[str, tuple[float, float]]],
) -> None:
    table, bounds = morris
    found = screened(table, bounds, 20).set_index("parameter")
    assert found.index.tolist() == ["costs.budget", "coverage.threshold", "solver.gap"]
    assert 10 <= found.loc["costs.budget", "mu_star"] <= 11
    assert 2 <= found.loc["coverage.threshold", "mu_star"] <= 3
    assert found.loc["solver.gap", "mu_star"] == 0
    assert found.loc["costs.budget", "sigma"] > 0


def test_screening_agrees_with_salib(morris: tuple[pd.DataFrame, dict[str, tuple[float, float]]]) -> None:
    from SALib.analyze import morris as peer

    table, bounds = morris
    shares = np.column_stack([(table[name] - low) / (high - low) for name, (low, high) in bounds.items()])
    problem = {"num_vars": 3, "names": list(bounds), "bounds": [[0, 1]] * 3}
    theirs = peer.analyze(problem, shares, table["investment_cost"].to_numpy(), num_levels=4)
    ours = screened(table, bounds, 20).set_index("parameter").loc[list(bounds)]
    np.testing.assert_allclose(ours["mu_star"], theirs["mu_star"], atol=1e-9)
    np.testing.assert_allclose(ours["sigma"], theirs["sigma"], atol=1e-9)


def test_a_trajectory_with_a_failed_run_is_left_out_whole(
    morris: tuple[pd.DataFrame, dict[str, tuple[float, float]]],
) -> None:
    table, bounds = morris
    table.loc[6, "investment_cost"] = np.nan
    assert set(screened(table, bounds, 20)["trajectories"]) == {19}


def test_the_least_worst_regret_is_not_the_least_mean_regret() -> None:
    """Risky is best in two futures of three and worst by 9 in the third; even is never off by more than 4."""
    rows = [
        ("risky", "a", 0.0),
        ("risky", "b", 0.0),
        ("risky", "c", 9.0),
        ("even", "a", 4.0),
        ("even", "b", 4.0),
        ("even", "c", 3.0),
    ]
    found = worst_regrets(pd.DataFrame(rows, columns=["plan", "future", "regret_kwh_day"]))
    assert found["plan"].tolist() == ["even", "risky"]
    assert found["worst_kwh_day"].tolist() == [4.0, 9.0]
    assert found["future"].tolist()[1] == "c"
    assert found["least"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pareto]\nkind = "love"\nvalues = [1, 2, 3]\n', "pareto.kind"),
        ('[pareto]\nkind = "coverage-cost"\nvalues = [1, 2]\n', "pareto.values"),
        ("[morris]\ntrajectories = 1\nseed = 1\n", "trajectories"),
    ],
)
def test_an_analysis_that_cannot_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(f'scenario = "tianjin-2027"\n{text}', "utf-8")
    with pytest.raises(ScenarioError, match=said):
        load_sweep(path)


def test_without_bounds_the_labelled_ranges_of_the_region_are_screened(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('scenario = "tianjin-2027"\n[morris]\ntrajectories = 2\nseed = 1\n', "utf-8")
    bounds = load_sweep(path).options["bounds"]
    assert bounds["demand.coefficients.nev_stock_horizon"] == (800_000, 1_200_000)
