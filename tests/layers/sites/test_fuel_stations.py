"""Fuel stations match the official counts, tier by tier."""

from __future__ import annotations

import pytest

from gisplan_errors import LayerError
from layers.sites.fuel_stations import fuel_station_slots, read_fuel_counts

OFFICIAL = {"central": 82, "ring": 245, "binhai": 201, "outer": 477}


@pytest.fixture(scope="module")
def counts(tianjin_folder):
    return read_fuel_counts(tianjin_folder / "fuel_station_counts.csv")


def test_the_table_holds_the_official_counts(counts):
    assert dict(zip(counts["tier"], counts["count"], strict=True)) == OFFICIAL
    assert counts["count"].sum() == 1005


def test_slots_match_the_counts_of_every_tier(tianjin):
    fuel = tianjin.sites[tianjin.sites["category"] == "fuel_station"]
    tier = fuel["adcode"].map(tianjin.districts.set_index("adcode")["tier"])
    assert tier.value_counts().to_dict() == OFFICIAL


def test_every_district_has_some(tianjin):
    fuel = tianjin.sites[tianjin.sites["category"] == "fuel_station"]
    assert fuel["adcode"].nunique() == 16


def test_no_operator_is_invented_and_nothing_is_called_verified(tianjin):
    fuel = tianjin.sites[tianjin.sites["category"] == "fuel_station"]
    assert (fuel["operator"] == "").all()
    assert (fuel["origin"] == "modelled").all()
    assert not fuel["verified"].any()
    assert fuel["name_zh"].str.endswith("（模拟）").all()


def test_hydrogen_needs_the_larger_parcel_and_oil_is_known_to_the_class_rule(tianjin):
    fuel = tianjin.sites[tianjin.sites["category"] == "fuel_station"]
    hydrogen = fuel["allows"].str.contains("hydrogen")
    assert fuel.loc[hydrogen, "area_m2"].min() >= 3_500 > fuel.loc[~hydrogen, "area_m2"].max()
    assert 0.3 < hydrogen.mean() < 0.8
    assert fuel["oil_m3"].between(60, 120).all()  # V/240 <= 1: within class I before any hydrogen


def test_a_tier_without_a_district_is_refused(tianjin, counts):
    cells = tianjin.demand.sort_values("cell_id", ignore_index=True)
    ring = tianjin.districts[tianjin.districts["tier"] == "ring"]
    with pytest.raises(LayerError, match="'central' has 82 stations but no district"):
        fuel_station_slots(cells, ring, counts, seed=1, roles=tianjin.tiers.roles())


def test_a_tier_that_the_region_does_not_name_is_refused(tianjin, counts):
    cells = tianjin.demand.sort_values("cell_id", ignore_index=True)
    with pytest.raises(LayerError, match="tier 'ring' is unknown; the region's tiers are central"):
        fuel_station_slots(cells, tianjin.districts, counts, seed=1, roles={"central": "central"})


@pytest.mark.parametrize(("value", "shown"), [("-1", "-1"), ("2.5", "2.5"), ("many", "'many'")])
def test_a_bad_count_is_named(tmp_path, value, shown):
    path = tmp_path / "counts.csv"
    path.write_text(f"tier,count,source,as_of\ncentral,{value},s,2020\n", encoding="utf-8")
    with pytest.raises(LayerError, match=f"tier 'central': count {shown}"):
        read_fuel_counts(path)


def test_a_tier_that_stands_twice_is_named(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("tier,count,source,as_of\nring,1,s,2020\nring,2,s,2020\n", encoding="utf-8")
    with pytest.raises(LayerError, match="'ring' stands twice"):
        read_fuel_counts(path)
