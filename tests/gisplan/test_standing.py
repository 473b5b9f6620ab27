"""What stands serves first, takes its place for good, costs nothing, and never makes a plan worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.pipeline import plan_region
from gisplan.planning.prepared import prepare_region
from gisplan.planning.standing import counted_scenario
from gisplan.results.headline_rows import headline_rows
from gisplan.results.not_known import not_known
from gisplan.runs.remade.faults import remade_faults
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan, ScenarioError
from tests.gisplan.planned import planned, write_data, written
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt
from tests.gisplan.standing_city import BARE, FUEL, FULL, ROOMY, standing_region
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path

EXACT = {"solver__gap": 1e-6, "coverage__max_new_sites": 8, "chargers__target": 100}


def row(plan, name: str):
    frame = plan.layers.standing
    return frame[frame["site_id"] == name].iloc[0]


def test_stations_that_stand_take_no_new_site_and_cover_who_they_reach() -> None:
    few = {"coverage__max_new_sites": 8, "chargers__target": 100}
    without, beside = planned(**few), planned("standing", **few)
    new = beside.layers.sites.loc[~beside.layers.sites["site_id"].str.startswith("ST-")]
    assert (new["access"] == "public").sum() <= 8
    assert beside.headline["covered_people_share"] > without.headline["covered_people_share"]
    assert beside.headline["reached_people_share"] > without.headline["reached_people_share"]


def test_telling_that_sites_stand_never_lowers_coverage() -> None:
    """Case 06: known stock used to eat the limit; case 07: rows that know chargers but not bays vanished."""
    few = {"coverage__max_new_sites": 8, "chargers__target": 100}
    told = {"status": "existing", "existing_chargers": 4}
    bare = {**told, "bays": 0, "grid_kw": 0.0}
    base = plan_region(toy_scenario(**few), toy_region()).headline["covered_people_share"]
    for values in (told, bare):
        region = with_sites(toy_region(), PP_1=values, FS_3=values)
        plan = plan_region(toy_scenario(**few), region)
        assert plan.headline["covered_people_share"] >= base
        assert set(plan.layers.standing["site_id"]) == {"PP-1", "FS-3"}


def test_too_few_new_sites_are_told_apart_from_those_that_stand() -> None:
    """Six required sites are more than four new ones; the station that stands is none of them."""
    with pytest.raises(InfeasiblePlan, match=r"^6 new public sites are required beside 1 standing") as caught:
        plan_region(toy_scenario(coverage__max_new_sites=4), standing_region(BARE))
    assert "coverage.max_new_sites is 4" in str(caught.value)


def test_a_site_with_all_bays_taken_gets_no_charger_and_its_energy_is_served() -> None:
    plan = planned("standing")
    full = row(plan, "ST-FULL")
    assert full["bays_taken"] == 40
    assert full["chargers_new"] == 0
    # 2,400 kW for 24 h at most 20 % of the time, by hand
    kind = next(one for one in plan.scenario.chargers.types if one.id == "dc60")
    assert full["capacity_kwh_day"] == pytest.approx(2400 * 24 * kind.max_utilisation.public)
    assert full["served_kwh_day"] > 0
    served = plan.evidence.assignment.groupby("site_id")["kwh_day"].sum()
    assert served["ST-FULL"] == pytest.approx(full["served_kwh_day"])
    assert "ST-FULL" not in set(plan.layers.sites["site_id"])


def test_an_expansion_stays_within_the_bays_and_the_feed_that_are_left() -> None:
    prepared = prepare_region(standing_region(ROOMY), toy_scenario())
    left = prepared.region.sites.set_index("site_id").loc["ST-ROOMY"]
    kinds = {one.id: one for one in toy_scenario().chargers.types}
    load = 120 * kinds["dc60"].coincidence.public + 28 * kinds["ac7"].coincidence.public
    assert left["bays"] == 30 - 6
    assert left["grid_kw"] == pytest.approx(800 - load / toy_scenario().chargers.transformer_load_limit.value)


def test_what_nobody_knows_counts_for_its_place_alone() -> None:
    """A number without power counts at the least type, which it is at least; no bays mean no new charger."""
    plan = planned("standing")
    bare = row(plan, "ST-BARE")
    least = min(plan.scenario.chargers.types, key=lambda kind: kind.power_kw)
    assert bare["known"] == "least"
    assert bare["capacity_kwh_day"] == pytest.approx(4 * least.capacity_kwh_day("public"))
    assert bare["chargers_new"] == 0
    nothing = prepare_region(standing_region({**BARE, "chargers": float("nan")}), toy_scenario())
    assert nothing.standing.energy.sum() == 0
    assert nothing.tables.standing.open.sum() == 1


def test_each_figure_that_nobody_states_is_said_with_its_number_of_stations() -> None:
    """One tells chargers alone, one nothing, a cell of seven power alone, one no hydrogen; one tells all."""
    region = standing_region(
        BARE,
        {**BARE, "site_id": "ST-NONE", "chargers": float("nan"), "east": 21.5},
        {"site_id": "ST-CELL", "east": 20.0, "north": 5.0, "kw": 420.0, "stations": 7},
        {**FUEL, "h2_kg_day": float("nan")},
        {**FULL, "site_id": "ST-KNOWN", "types": "dc60:2"},
    )
    said = [one.en for one in not_known(region, toy_scenario())]
    power = next(text for text in said if "states the power" in text)
    assert power.startswith("2 charging stations stand")
    assert "1 tells its number of chargers, which counts at the least type (7 kW each)" in power
    assert any(text.startswith("7 charging stations that stand tell their power") for text in said)
    assert any(text.startswith("1 hydrogen station stands of which nobody states") for text in said)
    assert any(text.startswith("10 stations that stand do not say what kind of place") for text in said)
    known = {**FULL, "types": "dc60:2", "category": "park"}
    full = [one.en for one in not_known(standing_region(FUEL, known), toy_scenario())]
    assert not any("stand" in text and "state" in text for text in full)


def test_today_goes_to_the_vehicles_of_today() -> None:
    """6,000 kWh a month are 197.3 a day: demand is of vehicles to come, so only the rest serves it."""
    plain, used = (
        prepare_region(standing_region({**FULL, **more}), toy_scenario()).standing.energy.sum()
        for more in ({}, {"kwh_month": 6000.0})
    )
    assert plain - used == pytest.approx(6000 * 12 / 365)


def test_dates_decide() -> None:
    rows = planned("standing").layers.standing.set_index("site_id")
    assert not rows.loc["ST-LATE", "stands"]
    assert not rows.loc["ST-GONE", "stands"]
    assert rows.loc[["ST-LATE", "ST-GONE"], "capacity_kwh_day"].sum() == 0


def test_a_type_that_the_scenario_lacks_is_refused_by_row_and_value() -> None:
    with pytest.raises(ScenarioError, match=r"ST-ROOMY.*'dc61:2'.*dc60"):
        prepare_region(standing_region({**ROOMY, "types": "dc61:2"}), toy_scenario())


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    st.floats(0.3, 4.7),
    st.floats(0.3, 4.7),
    st.integers(1, 30),
    st.sampled_from(["ac7", "dc60", "dc120"]),
)
def test_one_station_more_never_lowers_coverage_nor_raises_unmet_energy(
    east: float, north: float, number: int, kind: str
) -> None:
    more = {"site_id": "ST-MORE", "east": east, "north": north, "types": f"{kind}:{number}"}
    before = planned("one stands", **EXACT).headline
    after = plan_region(toy_scenario(**EXACT), standing_region(BARE, more)).headline
    assert after["covered_people"] >= before["covered_people"] - 1e-6
    assert after["unmet_kwh_day"] <= before["unmet_kwh_day"] * (1 + 1e-6) + 1e-3


@pytest.fixture(scope="module")
def run():
    return read_run(written("standing"))


def test_a_clean_run_has_no_fault(run) -> None:
    assert run_faults(run) == []
    assert list(remade_faults(run)) == []


@pytest.mark.parametrize(
    ("column", "name", "value", "words"),
    [
        ("capacity_kwh_day", "ST-FULL", 9e5, "capacity_kwh_day"),
        ("served_kwh_day", "ST-FULL", 1.0, "served_kwh_day"),
        ("bays_taken", "ST-ROOMY", 0.0, "bays_taken"),
        ("load_kw", "ST-ROOMY", 1.0, "load_kw"),
        ("chargers_new", "ST-FULL", 3, "chargers_new"),
        ("stands", "ST-LATE", True, "stands"),
        ("kw", "ST-FULL", 4800.0, "ST-FULL"),
        ("h2_served_kg_day", "ST-H2", 1.0, "h2_served_kg_day"),
    ],
)
def test_a_changed_figure_of_what_stands_is_named(run, column: str, name: str, value, words: str) -> None:
    layer = run.layers.standing.copy()
    layer[column] = layer[column].astype(object)
    layer.loc[layer["site_id"] == name, column] = value
    sees(spoilt(run, "layers.standing", layer), words)


def test_a_station_left_out_or_with_room_it_has_not_is_named(run) -> None:
    layer = run.layers.standing
    fewer = layer[layer["site_id"] != "ST-ROOMY"]
    sees(spoilt(run, "layers.standing", fewer), "ST-ROOMY")
    every = run.evidence.candidates.copy()
    every.loc[every["site_id"] == "ST-FULL", "bays"] = 40
    faults = run_faults(spoilt(run, "evidence.candidates", every))
    assert any("ST-FULL" in fault and "what stands there leaves" in fault for fault in faults)


def test_a_hydrogen_station_sells_what_it_can_and_serves_its_district() -> None:
    """ST-H2 stands at the park that asks for 1,200 kg; no new one has to serve its district."""
    without, beside = planned(), planned("standing")
    fuel = row(beside, "ST-H2")
    assert 0 < fuel["h2_served_kg_day"] <= 500 + 1e-6
    assert beside.headline["hydrogen_served_kg_day"] >= without.headline["hydrogen_served_kg_day"] - 1e-6
    assert beside.headline["hydrogen_stations_new"] == 3
    assert "ST-H2" not in set(beside.layers.stations["site_id"])


def test_a_hydrogen_station_that_says_70_mpa_sells_at_it(tmp_path: Path) -> None:
    """All of the demand needs 70 MPa: ST-H2 sells none of it as one of 35 MPa, and some as one of 70."""
    asked = {"hydrogen__pressure__share_70": 1.0}
    plans = [
        plan_region(toy_scenario(**asked), standing_region({**FUEL, "h2_mpa": mpa})) for mpa in (35.0, 70.0)
    ]
    low, high = plans
    assert row(low, "ST-H2")["h2_served_kg_day"] == 0
    assert row(high, "ST-H2")["h2_served_kg_day"] > 0
    assert high.headline["hydrogen_served_kg_day"] >= low.headline["hydrogen_served_kg_day"] - 1e-6
    run = read_run(write_data(high, tmp_path / "run"))
    assert run_faults(run) == []
    lower = run.layers.standing.assign(h2_mpa=35.0)
    faults = run_faults(spoilt(run, "layers.standing", lower))
    assert any("ST-H2" in fault and "70 MPa" in fault for fault in faults)


def test_a_cumulative_target_counts_what_the_layer_says_stood_on_its_day() -> None:
    """Of three stations in all, one stood on the day: two are left to place; one of 2035 does not count."""
    scenario = toy_scenario(hydrogen__count="cumulative")
    late = {**FUEL, "site_id": "ST-H9", "since": "2035"}
    told = counted_scenario(scenario, standing_region(FUEL, late))
    assert scenario.hydrogen.new_target == 3
    assert told.hydrogen.existing_count == 1
    assert told.hydrogen.new_target == 2
    assert counted_scenario(scenario, toy_region()) is scenario


def test_the_default_says_what_stands_beside_the_new_ones() -> None:
    plan = planned("standing")
    note = next(
        figure["note"]
        for figure in headline_rows(plan.scenario, plan.headline, plan.layers.districts)
        if figure["key"] == "hydrogen_stations_new"
    )
    assert "1 station stood" in note.en
    assert "short by 2" in note.en
