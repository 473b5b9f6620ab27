"""Every coefficient is labelled, replaceable by name, and checked."""

from __future__ import annotations

import pytest

from gisplan_errors import ScenarioError
from layers.demand.parameters import TAGS, Coefficient, DemandParameters


def test_every_coefficient_has_unit_source_tag_and_date() -> None:
    frame = DemandParameters.defaults().as_frame()
    assert frame["name"].is_unique
    assert frame[["unit", "source", "tag", "as_of"]].map(bool).all().all()
    assert set(frame["tag"]) <= set(TAGS)


def test_fleet_shares_keep_the_clause() -> None:
    parameters = DemandParameters.defaults()
    assert parameters.sanitation_ev_share_new.value >= 0.80
    assert parameters.logistics_ev_share_new.value >= 0.80


def test_a_replaced_number_no_longer_claims_its_source() -> None:
    before = DemandParameters.defaults()
    after = before.replace(car_km_per_year=10_000)
    assert after.car_km_per_year.value == 10_000
    assert after.car_km_per_year.unit == before.car_km_per_year.unit
    assert "set by the user" in after.car_km_per_year.source
    assert before.car_km_per_year.value == 14_000


def test_a_whole_coefficient_replaces_source_too() -> None:
    survey = Coefficient(0.5, "share", "parking survey", "official", "2026")
    assert DemandParameters.defaults().replace(own_bay_share_ring=survey).own_bay_share_ring is survey


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'nev_stock_horizon'"):
        DemandParameters.defaults().replace(nev_stock_horizont=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("home_energy_share", 85.0),
        ("bus_new", -1.0),
        ("car_kwh_per_km", float("nan")),
        ("charging_efficiency", 0.0),
        ("taxi_new", True),
    ],
)
def test_values_out_of_range_are_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ScenarioError, match=name):
        DemandParameters.defaults().replace(**{name: value})


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(ScenarioError, match="demand") as caught:
        DemandParameters.defaults().replace(taxi_new=-1.0, bus_new=-1.0)
    assert "taxi_new" in str(caught.value)
    assert "bus_new" in str(caught.value)
