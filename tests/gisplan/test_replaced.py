"""Standing chargers give way to stronger ones: a decision of the sizing with its own cost, adding none."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from gisplan.pipeline import plan_region
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.run.reading import read_run
from gisplan.why.site import run_reasons
from gisplan_errors import ScenarioError
from tests.gisplan.planned import write_data
from tests.gisplan.spoilt_runs import folder_faults, run_faults, sees, spoilt
from tests.gisplan.standing_city import BARE, ROOMY, standing_region
from tests.gisplan.toy import toy_scenario
from tests.gisplan.toy_freight import SAID

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from layers.region.loading import Region

SLOW = {
    "site_id": "ST-SLOW",
    "east": 2.5,
    "north": 2.6,
    "types": "ac7:20;dc60:2",
    "bays": 22,
    "grid_kw": 1000.0,
    "kwh_month": 9000.0,
}
SPARE = {"site_id": "ST-SPARE", "east": 1.5, "north": 3.5, "types": "ac7:6", "bays": 9, "grid_kw": 1000.0}
REMOVAL = {"low": 500, "central": 1000, "high": 2000}
RULES = (
    {"replaces": "ac7", "by": ("dc60", "dc120"), "removal_cost": REMOVAL, **SAID},
    {"replaces": "dc60", "by": ("dc240",), "removal_cost": REMOVAL, **SAID},
)
ASKED = {"coverage__adequacy": 0.01, "coverage__max_new_sites": 8, "chargers__target": 100}


def short_region(*rows: dict[str, object]) -> Region:
    """Give the toy with eight times its demand, which no chargers in its bays can serve."""
    region = standing_region(*rows)
    demand = region.demand.copy()
    energy = [name for name in demand if name.startswith("kwh_") or name == "ev_kwh_day"]
    demand[energy] *= 8
    return dataclasses.replace(region, demand=demand)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A full station of slow chargers in a city that lacks energy, one with room, one known by a number."""
    region = short_region(SLOW, ROOMY, BARE, SPARE)
    plan = plan_region(toy_scenario(chargers__replacements=RULES, **ASKED), region)
    folder = write_data(plan, tmp_path_factory.mktemp("replaced") / "run")
    assert folder_faults(folder) == []
    assert {one.verdict for one in bound_checks(read_run(folder), folder)} <= {"derived", "word"}
    return read_run(folder)


def station(plan: Plan, name: str):
    rows = plan.layers.standing
    return rows[rows["site_id"] == name].iloc[0]


def test_slow_chargers_of_a_full_station_give_way_and_the_figures_follow_by_hand(run: Plan) -> None:
    full = station(run, "ST-SLOW")
    name, number = full["replaced"].split(":")
    assert name == "ac7>dc60"
    swapped = int(number)
    assert full["chargers_replaced"] == swapped > 0
    # 61,250 for the new one and 1,000 to take the old one out
    assert full["replacement_cost"] == pytest.approx(swapped * 62_250)
    # what is delivered today goes on: 20 of 7 kW at 15 %, 2 of 60 kW at 20 %, less 9,000 kWh a month
    whole = (20 - swapped) * 7 * 24 * 0.15 + (2 + swapped) * 60 * 24 * 0.2
    assert full["capacity_kwh_day"] == pytest.approx(whole - 9000 * 12 / 365)
    assert full["fast_chargers"] == 2 + swapped
    # 1,000 kVA at 0.8; the old ones took 42 + 72 kW of it, each new one takes 36 for 2.1
    assert swapped * (36 - 2.1) <= 800 - 20 * 2.1 - 2 * 36 + 1e-6
    assert run.headline.standing_chargers_replaced == int(run.layers.standing["chargers_replaced"].sum())


def test_a_replacement_adds_no_charger_and_nothing_unknown_is_replaced(run: Plan) -> None:
    assert run.headline.chargers_new_total == int(run.layers.sites["chargers"].sum())
    assert station(run, "ST-BARE")["replaced"] == ""
    cost = next(one for one in run.certificates if one.stage == "sizing: cost")
    both = run.layers.sites["investment_cost"].sum() + run.layers.standing["replacement_cost"].sum()
    assert cost.objective == pytest.approx(both)


def test_a_site_says_what_gives_way_beside_its_new_chargers(run: Plan) -> None:
    """The table of what is built names it too, as its standing station does; elsewhere it is empty."""
    sites = run.layers.sites.set_index("site_id")["replaced"].fillna("")
    both = set(sites.index) & set(run.layers.standing["site_id"])
    assert both
    assert {site: sites[site] for site in both} == {site: station(run, site)["replaced"] for site in both}
    assert set(sites[~sites.index.isin(both)]) <= {""}
    assert any(sites[site] for site in both)


def test_verify_holds_a_site_to_what_its_station_says_is_replaced(run: Plan) -> None:
    rows = run.layers.sites.copy()
    told = rows["replaced"].fillna("") != ""
    site = rows.loc[told, "site_id"].iloc[0]
    for said, changed in (("ac7>dc60:1", rows["site_id"] == site), ("ac7>dc60:2", ~told)):
        faults = run_faults(
            spoilt(run, "layers.sites", rows.assign(replaced=rows["replaced"].mask(changed, said)))
        )
        assert any(said in fault and "its row of standing has" in fault for fault in faults)
    assert any(
        "replaced" in f for f in run_faults(spoilt(run, "layers.sites", rows.drop(columns="replaced")))
    )


def test_without_the_rule_nothing_is_replaced_and_more_stays_unmet(run: Plan) -> None:
    region = short_region(SLOW, ROOMY, BARE, SPARE)
    plain = plan_region(toy_scenario(chargers__replacements=(), **ASKED), region)
    assert (plain.layers.standing["replaced"] == "").all()
    assert plain.headline.standing_chargers_replaced is None
    assert run.headline.unmet_kwh_day < plain.headline.unmet_kwh_day - 1000


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("replaced", "ac7>dc60:21", "chargers"),
        ("replaced", "ac7>dc480:3", "replaced"),
        ("replaced", "ac7>dc120:18", "bays"),
        ("replaced", "", "capacity_kwh_day"),
        ("replacement_cost", 1.0, "replacement_cost"),
        ("chargers_replaced", 2, "chargers_replaced"),
    ],
)
def test_verify_holds_what_is_replaced_to_what_stands(
    run: Plan, column: str, value: object, words: str
) -> None:
    rows = run.layers.standing.copy()
    rows.loc[rows["site_id"] == "ST-SLOW", column] = value
    faults = run_faults(spoilt(run, "layers.standing", rows))
    assert any("ST-SLOW" in fault and words in fault for fault in faults)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (({**RULES[0], "by": ("dc999",)},), "'dc999'"),
        (({**RULES[1], "by": ("ac7",)},), "'ac7' cannot take the place of 'dc60'"),
        ((RULES[0], RULES[0]), "type 'ac7' is replaced by two blocks"),
    ],
)
def test_rules_that_cannot_be_are_refused(rules: tuple[dict[str, object], ...], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        toy_scenario(chargers__replacements=rules)


def test_why_says_what_is_replaced_and_at_what_cost(run: Plan) -> None:
    said = run_reasons(run, run.evidence.candidates["site_id"].tolist().index("ST-SLOW"))
    told = [line.en for line in said.standing]
    number = int(station(run, "ST-SLOW")["chargers_replaced"])
    assert any(f"{number} 7 kW AC by 60 kW DC" in line and "no new charger" in line for line in told)


def test_the_first_year_pays_for_what_is_replaced(tmp_path: Path) -> None:
    """Chargers of both years, and a budget of the first that pays for all that is replaced besides."""
    asked = (
        {"year": 2025, "demand_share": 0.5, "chargers_share": 0.3, "budget": 5e6},
        {"year": 2027, "demand_share": 1.0, "chargers_share": 1.0, "budget": 9e6},
    )
    years = {"years": [{**one, **SAID} for one in asked]}
    scenario = toy_scenario(chargers__replacements=RULES, phasing=years, **ASKED)
    plan = plan_region(scenario, short_region(SLOW, ROOMY, BARE))
    paid = plan.layers.standing["replacement_cost"].sum()
    assert paid > 0
    assert plan.phases["charging_cost"].iloc[0] + paid <= 5e6 + 1
    run = read_run(write_data(plan, tmp_path / "run"))
    assert run_faults(run) == []
    rows = scenario.phasing.years
    spare = plan.phases["charging_cost"].iloc[0] + paid - 1000.0
    tight = rows[0].model_copy(update={"budget": spare})
    phasing = scenario.phasing.model_copy(update={"years": (tight, rows[1])})
    held = dataclasses.replace(run, scenario=scenario.model_copy(update={"phasing": phasing}))
    sees(held, "budget")
