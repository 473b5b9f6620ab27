"""What charging costs: the annuity, a site by hand, sums by district, and a re-check from the files."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from gisplan.results.costs import capital_recovery, cost_figures, with_district_costs, with_site_costs
from gisplan.verify.run.reading import read_run
from gisplan_errors import ScenarioError
from tests.gisplan.planned import written
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt
from tests.gisplan.toy import toy_scenario

ROUND = {
    "chargers__economics__discount_rate": 0.10,
    "chargers__economics__life_years": 2.0,
    "chargers__economics__opex_share": 0.05,
    "chargers__economics__losses": 0.20,
    "chargers__economics__land_cost_m2_year": 10.0,
    "chargers__economics__bay_m2": 25.0,
    "chargers__economics__subsidy_kw": 100.0,
}


def rows(**columns: object) -> gpd.GeoDataFrame:
    """Give a public site with two 120 kW chargers and a private one with a 7 kW pile that serves nobody."""
    base = {
        "site_id": ["A", "B"],
        "adcode": ["1", "2"],
        "access": ["public", "private"],
        "category": ["public_parking", "residential"],
        "n_ac7": [0, 1],
        "n_dc60": [0, 0],
        "n_dc120": [2, 0],
        "n_dc240": [0, 0],
        "n_dc480": [0, 0],
        "kw": [240.0, 7.0],
        "served_kwh_day": [100.0, 0.0],
        "investment_cost": [227_500.0, 4_000.0],
    }
    return gpd.GeoDataFrame(base | columns, geometry=gpd.points_from_xy([0, 1], [0, 1]))


def test_two_equal_payments_pay_the_investment_back() -> None:
    """Two payments are worth 1 / 1.1 + 1 / 1.21 of one at 10 per cent; without it half a year."""
    assert capital_recovery(0.10, 2) == pytest.approx(1 / (1 / 1.1 + 1 / 1.21))
    assert capital_recovery(0.0, 4) == 0.25


def test_a_site_by_hand() -> None:
    """Two chargers of 65,000 CNY with 37.5 % civil works and as much for the grid, on four bays of 25 m²."""
    site = with_site_costs(rows(), toy_scenario(**ROUND)).iloc[0]
    assert (site["equipment_cost"], site["civil_cost"], site["grid_cost"]) == (130_000, 48_750, 48_750)
    assert site["subsidy"] == 24_000
    capital = (227_500 - 24_000) / (1 / 1.1 + 1 / 1.21)
    year = capital + 0.05 * 227_500 + 4 * 25 * 10 + 100 * 365 * 0.65 / 0.8
    assert site["annual_cost"] == pytest.approx(year)
    assert site["delivered_cost_kwh"] == pytest.approx(year / 36_500)


def test_homes_pay_no_rent_and_idle_sites_have_no_price() -> None:
    out = with_site_costs(rows(), toy_scenario(**ROUND))
    assert np.isnan(out["delivered_cost_kwh"].iloc[1])
    dust = with_site_costs(rows(served_kwh_day=[100.0, 0.01]), toy_scenario(**ROUND))
    assert np.isnan(dust["delivered_cost_kwh"].iloc[1])
    assert out["annual_cost"].iloc[1] == pytest.approx(4_000 * (capital_recovery(0.1, 2) + 0.05))
    figures = cost_figures(out)
    assert figures["charging_delivered_cost_kwh_by_access"]["private"] is None
    assert figures["charging_delivered_cost_kwh"] == pytest.approx(out["annual_cost"].sum() / 36_500)


def test_a_parcel_rule_gives_the_ground_of_a_bay() -> None:
    told = {"source": "test", "tag": "modelled", "as_of": "2026"}
    wide = toy_scenario(**ROUND, chargers__bay_area={"m2": {"public": 50.0}, **told})
    more = (
        with_site_costs(rows(), wide)["annual_cost"]
        - with_site_costs(rows(), toy_scenario(**ROUND))["annual_cost"]
    )
    assert more.tolist() == pytest.approx([4 * 25 * 10, 0.0])


def test_districts_sum_their_sites() -> None:
    sites = with_site_costs(rows(adcode=["1", "1"]), toy_scenario(**ROUND))
    districts = gpd.GeoDataFrame({"adcode": ["1", "2"]}, geometry=gpd.points_from_xy([0, 1], [0, 1]))
    out = with_district_costs(districts, sites)
    assert out["annual_cost"].tolist() == pytest.approx([sites["annual_cost"].sum(), 0.0])
    assert out["delivered_cost_kwh"].iloc[0] == pytest.approx(sites["annual_cost"].sum() / 36_500)
    assert np.isnan(out["delivered_cost_kwh"].iloc[1])


def test_without_economics_only_the_investment_is_stated() -> None:
    out = with_site_costs(rows(), toy_scenario(chargers__economics=None))
    assert "annual_cost" not in out
    assert set(cost_figures(out)) == {"chargers_equipment_cost", "chargers_civil_cost", "chargers_grid_cost"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    """Read the toy's run once."""
    return read_run(written(**ROUND))


def test_a_clean_run_has_no_fault(run) -> None:
    assert run_faults(run) == []


@pytest.mark.parametrize(
    ("layer", "column"),
    [
        *(("sites", c) for c in ("equipment_cost", "civil_cost", "grid_cost", "subsidy", "annual_cost")),
        ("sites", "delivered_cost_kwh"),
        ("districts", "annual_cost"),
        ("districts", "delivered_cost_kwh"),
    ],
)
def test_a_changed_cost_is_caught(run, layer: str, column: str) -> None:
    frame = getattr(run.layers, layer).copy()
    row = frame.index[frame[column].fillna(0.0) > 0][0]
    frame.loc[row, column] *= 0.9
    key = frame.loc[row, "site_id" if layer == "sites" else "adcode"]
    sees(spoilt(run, f"layers.{layer}", frame), f" {key}: {column}")


@pytest.mark.parametrize(
    "key", ["chargers_civil_cost", "charging_annual_cost", "charging_delivered_cost_kwh", "chargers_subsidy"]
)
def test_a_changed_headline_is_caught(run, key: str) -> None:
    spoiled = spoilt(run, f"headline.{key}", run.headline[key] * 1.1)
    sees(spoiled, f"plan.json {key}")


def test_a_cheaper_kwh_at_homes_is_caught(run) -> None:
    by_access = dict(run.headline["charging_delivered_cost_kwh_by_access"]) | {"private": 0.01}
    spoiled = spoilt(run, "headline.charging_delivered_cost_kwh_by_access", by_access)
    sees(spoiled, "charging_delivered_cost_kwh_by_access: private 0.01")


@pytest.mark.parametrize(
    ("key", "value"), [("life_years", 0.0), ("losses", 0.9), ("discount_rate", -0.1), ("bay_m2", 0.0)]
)
def test_a_figure_out_of_range_is_refused(key: str, value: float) -> None:
    with pytest.raises(ScenarioError, match=f"chargers.economics.{key}"):
        toy_scenario(**{f"chargers__economics__{key}": value})
