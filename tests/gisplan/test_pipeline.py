"""The main job on the toy city: every constraint binds, and dropping it changes the plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from gisplan.pipeline import plan_region
from gisplan.tables import plan_tables, write_csv
from gisplan_errors import InfeasiblePlan

sys.path.insert(0, str(Path(__file__).parent))
from toy import CENTRE, OUTER, at, toy_region, toy_scenario, with_cells, with_sites

Changes = tuple[tuple[str, Any], ...]


@functools.cache
def _planned(changes: Changes, region: str) -> Any:
    return plan_region(toy_scenario(**dict(changes)), REGIONS[region]())


def planned(region: str = "toy", **changes: Any) -> Any:
    """Plan the toy with a changed scenario; the same question is planned once."""
    if any(isinstance(value, dict | list) for value in changes.values()):
        return plan_region(toy_scenario(**changes), REGIONS[region]())
    return _planned(tuple(sorted(changes.items())), region)


def _without_source_reach() -> Any:
    """Move the sources 30 km away from everything."""
    region = toy_region()
    supply = region.hydrogen_supply.copy()
    supply["geometry"] = [at(6, -31), at(24, -31)]
    return dataclasses.replace(region, hydrogen_supply=supply)


def _busy_bus() -> Any:
    """Ten times the bus energy: the one depot has to work hard."""
    region = toy_region()
    return with_cells(region, kwh_bus=region.demand["kwh_bus"] * 10)


def _busy_centre() -> Any:
    """Eight times the energy of residents without a bay."""
    region = toy_region()
    return with_cells(region, kwh_residential=region.demand["kwh_residential"] * 8)


def _protected() -> Any:
    """A hospital 20 m from HH-1, the only captive site."""
    spot = gpd.GeoDataFrame(
        {"kind": ["important_public"], "name_zh": ["医院"]}, geometry=[at(14.02, 6.0)], crs=toy_region().crs
    )
    return dataclasses.replace(toy_region(), protected=spot)


REGIONS = {
    "toy": toy_region,
    "far sources": _without_source_reach,
    "busy buses": _busy_bus,
    "hospital": _protected,
    "free hub": lambda: with_sites(toy_region(), TH_1={"status": "candidate"}),
    "cramped depot": lambda: with_sites(toy_region(), BD_1={"bays": 2}),
    "no depot": lambda: with_sites(toy_region(), BD_1={"status": "excluded"}),
    "cramped parking": lambda: with_sites(
        _busy_centre(), **{f"PP_{i}": {"bays": 1} for i in (1, 2, 3, 4)}, PK_1={"bays": 1}, RP_1={"bays": 1}
    ),
    "busy centre": _busy_centre,
    "busy road": lambda: with_cells(toy_region(), kwh_corridor=toy_region().demand["kwh_corridor"] * 3),
    "oil in the centre": lambda: with_sites(toy_region(), FS_1={"oil_m3": 200.0}),
    "no private sites": lambda: with_sites(
        toy_region(), **{f"RS_{i}": {"status": "excluded"} for i in (1, 2, 3)}
    ),
    "area without a feed": lambda: with_sites(toy_region(), SA_1N={"bays": 0}),
    "weak area": lambda: with_sites(toy_region(), SA_1N={"grid_kw": 90.0}),
}


def counts(plan: Any, **where: Any) -> int:
    sites = plan.layers.sites
    for column, value in where.items():
        sites = sites[sites[column] == value]
    return int(sites["chargers"].sum())


def fast(plan: Any, site: str) -> int:
    sites = plan.layers.sites
    return int(sites.loc[sites["site_id"] == site, "fast_chargers"].sum())


def test_the_whole_toy_plan() -> None:
    plan = planned()
    head = plan.headline
    assert head["chargers_new_total"] >= 150
    assert head["chargers_new_total"] == counts(plan)
    assert head["hydrogen_stations_new"] == 3
    assert head["judged_people"] == pytest.approx(50_000)
    assert head["expressway_service_areas_covered_share"] == 1.0
    assert set(head["chargers_by_district"]) == {CENTRE, OUTER}
    assert plan.certificates[0].stage == "siting"
    assert len(plan.certificates) == 6
    assert plan.certificates[-1].stage == "plan"
    assert plan.inputs[0] == {"layer": "districts", "rows": 2, "origins": {"modelled": 2}}
    assert plan.schedule["count"].sum() == counts(plan)
    assert (plan.schedule["cny"].sum()) == pytest.approx(head["investment_chargers_cny"])


def test_max_sites_binds() -> None:
    few, many = planned(coverage__max_sites=8, chargers__target=100), planned(chargers__target=100)
    assert few.headline["sites_public"] <= 8
    assert many.headline["covered_people_share"] > few.headline["covered_people_share"]


def test_fewer_sites_than_are_required_is_refused() -> None:
    with pytest.raises(InfeasiblePlan, match=r"6 public sites are required, but coverage\.max_sites is 5"):
        planned(coverage__max_sites=5)


def test_the_radius_binds() -> None:
    """With 1 km instead of 2 km, the same number of sites covers fewer people."""
    near = {"urban": 1000.0, "rural": 1000.0}
    narrow = toy_scenario(
        coverage__max_sites=10,
        **{"coverage__profiles__seed-2km__radius_m": {"central": near, "binhai": near}},
    )
    less = plan_region(narrow, toy_region())
    assert (
        less.headline["covered_people_share"]
        < planned(coverage__max_sites=10).headline["covered_people_share"]
    )
    cells = less.layers.demand
    assert (cells.loc[cells["judged"] & cells["covered"], "nearest_public_m"] <= 1000.0 + 1e-6).all()


def test_a_required_site_opens_though_others_cover_more() -> None:
    changes = {
        "coverage__max_sites": 7,
        "chargers__target": 100,
        "coverage__required_categories__min_fast": {"expressway_service_area": 4},
    }
    assert "TH-1" in set(planned(**changes).layers.sites["site_id"])
    changes["chargers__category_floors__counts"] = {}
    free = planned("free hub", **changes)
    assert "TH-1" not in set(free.layers.sites["site_id"])


def test_service_areas_get_their_fast_chargers() -> None:
    areas = ("SA-1N", "SA-2N", "SA-1S", "SA-2S")
    six = planned(chargers__min_dc_per_service_area=6)
    assert [fast(six, area) >= 6 for area in areas] == [True] * 4
    assert sum(fast(planned(), area) for area in areas) < sum(fast(six, area) for area in areas)


def test_a_service_area_without_room_is_named() -> None:
    with pytest.raises(InfeasiblePlan, match="1 required sites have no room for a charger, the first: SA-1N"):
        planned("area without a feed")


def test_a_service_area_too_weak_for_its_least_is_infeasible() -> None:
    with pytest.raises(InfeasiblePlan, match=r"min_fast: site SA-1N 点位SA-1N asks 4"):
        planned("weak area")


def test_required_categories_are_equipped_everywhere() -> None:
    asked = {"expressway_service_area": 4, "logistics_park": 5}
    plan = planned(coverage__required_categories__min_fast=asked)
    assert fast(plan, "LP-1") >= 5
    assert fast(planned(), "LP-1") < 5


def test_bays_bind() -> None:
    """One bay a site in the centre: less energy is served than with forty."""
    tight, wide = (
        planned(name, chargers__target=90, coverage__adequacy=0.0)
        for name in ("cramped parking", "busy centre")
    )
    used = tight.layers.sites
    bays = used["n_ac7"] + used["n_dc60"] + 2 * (used["n_dc120"] + used["n_dc240"] + used["n_dc480"])
    assert (bays <= used["bays"]).all()
    assert tight.headline["unmet_kwh_day"] > wide.headline["unmet_kwh_day"] + 100


def test_a_charger_that_takes_two_bays_takes_them() -> None:
    """In a depot with two bays only one 120 kW charger fits, though the feed would carry eight."""
    changes = {"chargers__access_shares__bands__dedicated": {"lower": 0.0, "upper": 1.0}}
    tight = planned("cramped depot", **changes)
    depot = tight.layers.sites.set_index("site_id").loc["BD-1"]
    assert depot["n_ac7"] + depot["n_dc60"] + 2 * depot[["n_dc120", "n_dc240", "n_dc480"]].sum() <= 2


def test_grid_kw_bind() -> None:
    """At two thirds of the load that transformers may carry, energy stays unmet."""
    tight = planned(
        "busy centre", chargers__transformer_load_limit=0.55, chargers__target=90, solver__gap=0.05
    )
    wide = planned("busy centre", chargers__target=90, solver__gap=0.05)
    assert tight.headline["unmet_kwh_day"] > wide.headline["unmet_kwh_day"] + 100


def test_max_utilisation_binds() -> None:
    """The depot serves ten times the energy only if a charger may be used for more of the day."""
    plan = planned("busy buses")
    depot = plan.layers.sites.set_index("site_id").loc["BD-1"]
    assert depot["served_kwh_day"] <= depot["capacity_kwh_day"] * (1 + 1e-6)
    types = toy_scenario().model_dump()["chargers"]["types"]
    idle = [{**kind, "max_utilisation": {**kind["max_utilisation"], "dedicated": 0.02}} for kind in types]
    less = planned("busy buses", chargers__types=[_plain(kind) for kind in idle])
    assert less.headline["unmet_kwh_day"] > plan.headline["unmet_kwh_day"] + 100


def _plain(kind: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in kind.items()}


def test_the_district_floor_binds() -> None:
    """The outer district draws 54 % of the energy when its road is busy, and gets its share of chargers."""
    none = planned("busy road", chargers__district_floor_share=0.0, coverage__max_sites=10)
    full = planned("busy road", chargers__district_floor_share=1.0, coverage__max_sites=10)
    energy = full.layers.demand.groupby("adcode")["ev_kwh_day"].sum()
    least = {adcode: int(kwh / energy.sum() * 150) for adcode, kwh in energy.items()}
    assert all(counts(full, adcode=adcode) >= number for adcode, number in least.items())
    assert any(counts(none, adcode=adcode) < number for adcode, number in least.items())


def test_the_category_floor_binds() -> None:
    plan = planned(chargers__category_floors__counts={"bus_depot": 8})
    assert counts(plan, category="bus_depot") >= 8
    assert counts(planned(), category="bus_depot") < 8


@pytest.mark.parametrize("access", ["public", "dedicated", "private"])
def test_access_shares_bind(access: str) -> None:
    plan = planned()
    held = counts(plan, access=access) / counts(plan)
    band = (
        {"lower": 0.0, "upper": round(held * 0.8, 3)} if access != "private" else {"lower": 0.0, "upper": 0.0}
    )
    bands = {
        name: {"lower": 0.0, "upper": 1.0} if name != access else band
        for name in ("public", "dedicated", "private")
    }
    # type shares are left out: with few public sites the others could not follow them
    less = planned(
        chargers__access_shares__bands=bands,
        chargers__category_floors__counts={},
        chargers__category_type_shares__bands={},
    )
    assert counts(less, access=access) <= band["upper"] * counts(less) + 1e-6


def test_type_shares_bind_by_category() -> None:
    plan = planned()
    parking = plan.layers.sites[plan.layers.sites["category"] == "public_parking"]
    assert parking["n_ac7"].sum() >= 0.3 * parking["chargers"].sum() - 1e-6
    free = planned(chargers__category_type_shares__bands={})
    assert free.headline["investment_chargers_cny"] < plan.headline["investment_chargers_cny"]


def test_type_shares_leave_small_categories_alone() -> None:
    """Two hubs with 12 bays cannot follow shares of a few per cent; the scenario says from how many on."""
    strict = planned(chargers__category_type_shares__from_bays=1)
    hubs = strict.layers.sites[strict.layers.sites["category"] == "hydrogen_hub"]
    assert hubs["n_ac7"].sum() <= 0.3 * hubs["chargers"].sum() + 1e-6
    loose = planned()
    hubs = loose.layers.sites[loose.layers.sites["category"] == "hydrogen_hub"]
    assert hubs["n_ac7"].sum() > 0.3 * hubs["chargers"].sum()


def test_the_target_binds() -> None:
    low, high = planned(chargers__target=100), planned(chargers__target=170)
    assert counts(low) < 150
    assert counts(high) >= 170
    assert high.headline["investment_chargers_cny"] > low.headline["investment_chargers_cny"]


def test_a_target_beyond_all_bays_is_refused() -> None:
    with pytest.raises(InfeasiblePlan, match="bays for the target of chargers, 8892 needed, 416 at most"):
        planned(chargers__target=9000)


def test_private_piles_give_no_public_credit() -> None:
    """Without any private pile the coverage is the same, person by person."""
    bands = {
        "public": {"lower": 0.0, "upper": 1.0},
        "dedicated": {"lower": 0.0, "upper": 1.0},
        "private": {"lower": 0.0, "upper": 1.0},
    }
    changes = {"chargers__access_shares__bands": bands, "chargers__category_floors__counts": {}}
    with_piles, without = planned(**changes), planned("no private sites", **changes)
    assert counts(without, access="private") == 0
    assert counts(with_piles, access="private") > 0
    for column in ("covered", "nearest_public_m"):
        np.testing.assert_array_equal(with_piles.layers.demand[column], without.layers.demand[column])
    assert without.headline["unmet_kwh_day"] > with_piles.headline["unmet_kwh_day"]


def test_a_private_pile_serves_one_vehicle_in_its_own_cell() -> None:
    plan = planned()
    flows = plan.evidence.assignment
    home = flows[flows["group"] == "home"]
    at_home = plan.layers.sites.set_index("site_id").loc[home["site_id"]]
    assert (at_home["access"] == "private").all()
    assert home.groupby("site_id")["cell_id"].nunique().max() == 1
    sold = home.groupby("site_id")["kwh_day"].sum()
    piles = plan.layers.sites.set_index("site_id").loc[sold.index, "n_ac7"]
    assert (sold <= piles * plan.headline["home_kwh_day"] * (1 + 1e-6)).all()


def test_buses_charge_in_depots_only() -> None:
    flows = planned().evidence.assignment
    assert set(flows.loc[flows["group"] == "bus", "site_id"]) == {"BD-1"}
    without = planned("no depot")
    assert without.headline["served_energy_share_by_group"]["bus"] == 0.0


def test_hydrogen_target_new_and_cumulative() -> None:
    existing = [
        {
            "on": dt.date(2024, 5, 10),
            "count": 2,
            "located": 0,
            "name_zh": "两座",
            "source": "toy",
            "tag": "modelled",
            "as_of": "2024",
        }
    ]
    new = planned(hydrogen__existing=existing)
    both = planned(hydrogen__existing=existing, hydrogen__count="cumulative", hydrogen__min_captive=0)
    assert (new.headline["hydrogen_stations_new"], new.headline["hydrogen_stations_cumulative"]) == (3, 5)
    assert (both.headline["hydrogen_stations_new"], both.headline["hydrogen_stations_cumulative"]) == (1, 3)


def test_no_hydrogen_station_at_all() -> None:
    none = planned(hydrogen__target=0, hydrogen__min_commercial=0, hydrogen__min_captive=0)
    assert none.headline["hydrogen_stations_new"] == 0
    assert none.layers.stations.empty
    assert len(none.certificates) == 4


def test_commercial_and_captive_stations() -> None:
    owners = planned(hydrogen__target=2, hydrogen__min_captive=1).headline["hydrogen_by_ownership"]
    assert owners == {"commercial": 1, "captive": 1}
    with pytest.raises(InfeasiblePlan, match="captive"):
        planned(hydrogen__min_captive=2)


def test_served_districts() -> None:
    changes = {"hydrogen__target": 1, "hydrogen__min_captive": 0, "hydrogen__min_commercial": 0}
    for adcode in (CENTRE, OUTER):
        plan = planned(hydrogen__served_districts=[adcode], **changes)
        assert set(plan.layers.stations["adcode"]) == {adcode}


def test_supply_capacity_binds() -> None:
    region = toy_region()
    supply = region.hydrogen_supply.assign(capacity_kg_day=[300.0, 200.0])
    plan = plan_region(toy_scenario(), dataclasses.replace(region, hydrogen_supply=supply))
    assert plan.headline["hydrogen_served_kg_day"] == pytest.approx(500.0, abs=0.1)
    assert planned().headline["hydrogen_served_kg_day"] > 1000.0


def test_class_one_stays_out_of_the_centre() -> None:
    """With 200 m3 of oil FS-1 would be class I, and the centre gets no station."""
    changes = {"hydrogen__served_districts": [CENTRE]}
    assert "FS-1" in set(planned(**changes).layers.stations["site_id"])
    with pytest.raises(InfeasiblePlan, match=CENTRE):
        planned("oil in the centre", **changes)


def test_the_service_radius_binds() -> None:
    near = planned(hydrogen__service_radius_m=2000.0, hydrogen__captive_radius_m=2000.0)
    assert near.headline["hydrogen_served_kg_day"] < planned().headline["hydrogen_served_kg_day"]
    assert (near.evidence.hydrogen_assignment["metres"] <= 2000.0 + 1e-6).all()


def test_a_captive_station_serves_its_own_premises() -> None:
    flows = planned().evidence.hydrogen_assignment
    assert (flows.loc[flows["site_id"] == "HH-1", "metres"] <= 5000.0).all()


def test_the_longest_haul_binds() -> None:
    assert planned("far sources").headline["hydrogen_served_kg_day"] > 0
    with pytest.raises(InfeasiblePlan, match="no source can deliver to any site"):
        planned("far sources", hydrogen__max_haul_km=10.0)


def test_a_protected_building_keeps_a_station_away() -> None:
    assert "HH-1" in set(planned().layers.stations["site_id"])
    with pytest.raises(InfeasiblePlan, match="captive"):
        planned("hospital")
    moved = planned("hospital", hydrogen__min_captive=0)
    assert "HH-1" not in set(moved.layers.stations["site_id"])
    near = moved.evidence.candidates.set_index("site_id")["near_important_public_m"]
    assert near["HH-1"] == pytest.approx(20.0)


def test_mean_distances_by_tier() -> None:
    plan = planned(coverage__profile="tj-2018-tiered")
    assert {row["radius_m"] for row in plan.headline["mean_access_by_zone"]} == {900.0, 5000.0}
    assert plan.certificates[0].stage.startswith("mean access")


def test_the_same_plan_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        table = plan_tables(plan_region(toy_scenario(), toy_region()))["sites"]
        write_csv(table, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_second_of_time_claims_nothing_that_was_not_proven() -> None:
    plan = planned(solver__time_limit=1.0, solver__gap=0.0)
    for certificate in plan.certificates:
        if certificate.status == "optimal":
            assert certificate.gap <= 1e-6
            assert certificate.bound == pytest.approx(certificate.objective, rel=1e-6)
        else:
            assert certificate.status in {"feasible", "heuristic"}


def test_a_scenario_can_be_planned_on_a_region_without_public_sites() -> None:
    region = toy_region()
    closed = dataclasses.replace(region, sites=region.sites[region.sites["access"] != "public"])
    with pytest.raises(InfeasiblePlan, match="none of 0 public sites may hold a charger"):
        plan_region(toy_scenario(), closed)
