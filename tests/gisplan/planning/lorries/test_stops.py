"""Electric lorries on the toy: their demand, the stops that keep their trips going, and the run of it.

From km 6 of the expressway 64.75 km lead to 外埠, 45.5 of them beyond the region, and 246.75 to 远方. Beside
the way stand TS-1 at km 10, and the service areas SA-1 (km 4) and SA-2 (km 12), each in two directions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.access.reach import demand_rows
from gisplan.pipeline import plan_region
from gisplan.planning import robustness
from gisplan.planning.chargers.bounds import lorry_bay_ceilings
from gisplan.planning.lorries.stops import lorry_plan, plan_lorries
from gisplan.planning.lorries.trips import with_lorry_energy
from gisplan.planning.prepared import prepare_region
from gisplan.planning.siting.choice import site_public_chargers
from gisplan.scenario.loading import load_scenario
from gisplan.verify.run.reading import read_run
from gisplan_errors import ScenarioError
from tests.gisplan.planned import write_data
from tests.gisplan.spoilt_runs import folder_faults, sees, spoilt
from tests.gisplan.toy import toy_scenario, with_sites
from tests.gisplan.toy_freight import freight_region
from tests.gisplan.toy_lorries import lorries

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region


def chosen(scenario: Scenario, region: Region | None = None) -> tuple[list[str], Any]:
    prepared = prepare_region(freight_region() if region is None else region, scenario)
    plan, tables = plan_lorries(prepared.region, scenario, prepared.tables)
    assert plan is not None
    assert np.flatnonzero(tables.has_stop).tolist() == sorted(plan.chosen.tolist())
    return sorted(prepared.region.sites["site_id"].iloc[plan.chosen]), plan


def test_energy_of_lorries_is_demand_of_its_own() -> None:
    """With 110 km one battery lacks 19.5 km there and back, 8 trips a day; 远方 lacks 383.5, 345 beyond."""
    region = freight_region()
    found = with_lorry_energy(region, lorries(110.0)).demand
    own = found["kwh_lorry"].sum()
    assert own == pytest.approx(8 * (110 + 19.5) + 2 * (110 + 383.5 - 345), rel=2e-3)
    assert (found["ev_kwh_day"] - region.demand["ev_kwh_day"]).to_numpy() == pytest.approx(
        found["kwh_lorry"].to_numpy()
    )
    again = with_lorry_energy(replace(region, demand=found), lorries(110.0)).demand
    assert again["ev_kwh_day"].to_numpy() == pytest.approx(found["ev_kwh_day"].to_numpy())


def test_range_binds_and_asks_for_a_stop_near_enough_to_the_end() -> None:
    """There and back 129.5 km from the depot; 105 from SA-2, 109 from TS-1 and 121 from SA-1."""
    assert chosen(lorries(130.0))[0] == []
    assert chosen(lorries(125.0))[0] != []
    (stop,), plan = chosen(lorries(106.0))
    assert stop in {"SA-2N", "SA-2S"}
    assert plan.certificates[0].objective == pytest.approx(1.5e6)
    assert plan.chargeable.tolist() == [True, False]
    assert plan.certificates[0].status == "optimal"


def test_nothing_is_asked_without_a_share_and_nothing_helps_beyond_range() -> None:
    names, plan = chosen(lorries(110.0, 0.0))
    assert (names, plan.certificates) == ([], ())
    names, plan = chosen(lorries(100.0))
    assert (names, plan.chargeable.tolist()) == ([], [False, False])


def test_a_depot_at_the_far_end_needs_no_stop() -> None:
    names, plan = chosen(lorries(110.0, ends=("外埠",)))
    assert (names, plan.chargeable.tolist()) == ([], [True, False])
    assert plan.trips.energy.way[0] == 0.0


def test_only_sites_with_room_beside_what_they_must_have_may_be_stops() -> None:
    """SA-2 needs three more fast chargers of 36 kW: 500 kW of 600 are too many."""
    small = with_sites(freight_region(), SA_2N={"grid_kw": 750.0}, SA_2S={"grid_kw": 750.0})
    assert chosen(lorries(106.0), small)[1].chargeable.tolist() == [False, False]
    narrow = with_sites(freight_region(), SA_2N={"bays": 4}, SA_2S={"bays": 4})
    assert chosen(lorries(106.0), narrow)[1].chargeable.tolist() == [False, False]


def test_the_sites_of_other_categories_are_no_stops() -> None:
    prepared = prepare_region(freight_region(), lorries(110.0))
    plan = lorry_plan(prepared.region, lorries(110.0), prepared.tables)
    assert plan is not None
    kinds = set(prepared.region.sites["category"].iloc[plan.sites])
    assert kinds <= {"expressway_service_area", "trunk_service_area", "logistics_park"}


def test_a_group_of_lorries_needs_lorries_and_they_a_group() -> None:
    with pytest.raises(ScenarioError, match="lorry"):
        lorries(110.0, lorries=None)
    with pytest.raises(ScenarioError, match="lorry"):
        toy_scenario(lorries=lorries(110.0).model_dump()["lorries"])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A run with one stop asked for."""
    folder = tmp_path_factory.mktemp("lorries") / "run"
    write_data(plan_region(lorries(106.0), freight_region()), folder)
    assert folder_faults(folder) == []
    return read_run(folder)


def test_the_plan_builds_the_stop_and_tells_its_cost(clean: Plan) -> None:
    sites = clean.layers.sites.set_index("site_id")
    (row,) = clean.evidence.lorry_stops.to_dict("records")
    assert sites.loc[row["site_id"], "n_mcs1000"] == row["lorry_chargers"] >= 1
    table = clean.evidence.lorries.set_index("destination")
    assert table["charged"].tolist() == [True, False]
    assert table.loc["远方", "range_needed_km"] == pytest.approx(2 * (246.75 - 12.0), rel=5e-3)
    assert clean.headline.lorry_charged_share == 1.0
    assert clean.headline.lorry_stops_cost == 1.5e6
    assert next(one for one in clean.certificates if one.stage == "lorries: cost").objective == 1.5e6
    assert clean.headline.served_energy_share_by_group["lorry"] == pytest.approx(1.0)


def test_without_the_requirement_the_plan_costs_less(clean: Plan) -> None:
    free = plan_region(lorries(106.0, 0.0), freight_region())
    assert free.headline.investment_chargers_cost < clean.headline.investment_chargers_cost


def first(column: str, value: Any) -> Callable[[Any], Any]:
    return lambda f: f.assign(**{column: [value, *f[column].iloc[1:]]})


def doubled(column: str) -> Callable[[Any], Any]:
    return lambda f: f.assign(**{column: f[column] * 2})


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("evidence.lorries", lambda f: f.iloc[1:], "lorry_trips_day"),
        ("evidence.lorries", first("charged", False), "charged"),
        ("evidence.lorries", first("chargeable", False), "chargeable"),
        ("evidence.lorries", doubled("way_kwh_day"), "way_kwh_day"),
        ("evidence.lorries", doubled("depot_sessions_day"), "depot_sessions_day"),
        ("evidence.lorries", doubled("km_outside"), "km_outside"),
        ("evidence.lorries", doubled("range_km"), "range_km"),
        ("evidence.lorry_routes", doubled("km"), "km"),
        ("evidence.lorry_stops", lambda f: f.iloc[1:], "lorries.least_share"),
        ("evidence.lorry_stops", doubled("asked_cost"), "asked_cost"),
        ("evidence.lorry_stops", first("site_id", "PP-1"), "lorry_chargers"),
        ("evidence.lorry_stops", doubled("trips_day"), "trips_day"),
        ("layers.demand", doubled("kwh_lorry"), "kwh_lorry"),
        ("layers.sites", lambda f: f.assign(n_mcs1000=0), "lorry_chargers"),
    ],
)
def test_each_corruption_is_caught(clean: Plan, part: str, change: Callable[[Any], Any], words: str) -> None:
    whole: Any = clean
    for step in part.split("."):
        whole = getattr(whole, step)
    sees(spoilt(clean, part, change(whole)), words)


def test_bays_for_lorries_decide_where_lorries_charge() -> None:
    """SA-2 north has none: no stop, no site of the group. South has two: two chargers of 1 MW at most."""
    fitted = with_sites(freight_region(), SA_2N={"lorry_bays": 0.0}, SA_2S={"lorry_bays": 2.0})
    assert chosen(lorries(106.0), fitted)[0] == ["SA-2S"]
    prepared = prepare_region(fitted, lorries(106.0))
    rows = demand_rows(prepared.region, lorries(106.0), np.ones(len(fitted.sites), dtype=bool))
    users = rows.frame["group"].to_numpy() == "lorry"
    reached = np.unique(rows.pairs.select(rows=np.flatnonzero(users)).indices)
    names = set(fitted.sites["site_id"].iloc[reached])
    assert "SA-2S" in names
    assert "SA-2N" not in names
    frame = prepared.region.sites
    ceilings = {one.name: one.maximum for one in lorry_bay_ceilings(frame, lorries(106.0))}
    assert ceilings == {"bays for lorries at SA-2N": 0.0, "bays for lorries at SA-2S": 2.0}


def test_a_charger_without_a_bay_for_lorries_is_found(clean: Plan) -> None:
    none = clean.evidence.candidates.assign(lorry_bays=0.0)
    sees(spoilt(clean, "evidence.candidates", none), "lorry_bays")


def test_another_spread_of_people_has_the_lorries_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same people spread again give the same sites."""
    scenario = lorries(106.0, demand__compare_spread="zones")
    prepared = prepare_region(freight_region(), scenario)
    _, tables = plan_lorries(prepared.region, scenario, prepared.tables)
    siting = site_public_chargers(prepared.region, scenario, tables)
    monkeypatch.setattr(robustness, "_spread_again", lambda *_: freight_region().demand)
    given = (prepared.region, scenario, prepared.parameters, tables, siting)
    found = robustness.spread_agreement(*given, progress=lambda _: None)
    assert found is not None
    assert found["same_sites_share"] == 1.0


def test_the_example_of_the_page_is_a_scenario_with_chargers_of_its_own_for_lorries() -> None:
    scenario = load_scenario("docs/lorries_example.toml")
    alone = [kind.id for kind in scenario.chargers.types if scenario.lorries_alone(kind)]
    assert alone == ["mcs1000", "lorry240"]
    assert all("lorry" not in kind.serves for kind in scenario.chargers.types if kind.id not in alone)
