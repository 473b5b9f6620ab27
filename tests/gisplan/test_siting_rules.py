"""Optional rules of siting on the toy: fast sites apart, gaps along roads, ends beyond the border, equity."""

from __future__ import annotations

import dataclasses
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gisplan.charger_capacity import charger_tables
from gisplan.equity import gini
from gisplan.not_known import not_known
from gisplan.pipeline import plan_region
from gisplan.result_corridors import plan_corridors
from gisplan.run_folder import write
from gisplan.siting import forced_open, site_public_chargers
from gisplan.siting_rules import near_pairs, road_needs
from gisplan.verify import run_faults
from gisplan.verify_run import read_run
from gisplan_errors import InfeasiblePlan, LayerError, ScenarioError
from layers.corridors import read_corridor_ends

sys.path.insert(0, str(Path(__file__).parent))
from toy import toy_region, toy_scenario, with_sites

TOLD = {"source": "test", "tag": "modelled", "as_of": "2026"}
FREE = {"coverage__adequacy": 0.0, "chargers__category_floors__counts": {}}


def metres(value: float) -> dict[str, object]:
    return {"value": value, "unit": "m", **TOLD}


def public() -> np.ndarray:
    return np.flatnonzero((toy_region().sites["access"] == "public").to_numpy())


def opened(region, scenario) -> set[str]:
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    return set(region.sites["site_id"].iloc[site_public_chargers(region, scenario, tables).opened])


# ------------------------------------------------------------ fast sites apart


def test_near_sites_are_paired_but_forced_ones_and_opposite_lanes_are_not() -> None:
    """Within 1.5 km: the park and its four neighbours, and three other pairs; not SA-1N and SA-1S."""
    scenario, region = toy_scenario(coverage__min_fast_spacing_m=metres(1500.0)), toy_region()
    fast = np.ones(public().size, dtype=bool)
    pairs = near_pairs(region, scenario, public(), fast, forced_open(region.sites)[public()])
    names = region.sites["site_id"].to_numpy()[public()]
    found = {frozenset((names[a], names[b])) for a, b in pairs.tolist() if "CO-2" not in {names[a], names[b]}}
    assert found == {
        *(frozenset(("PK-1", f"PP-{n}")) for n in (1, 2, 3, 4)),
        *(frozenset(("CO-1", f"PP-{n}")) for n in (1, 2)),
        frozenset(("FS-1", "PP-2")),
        frozenset(("RP-1", "PP-3")),
    }
    loose = with_sites(
        region, **{f"SA_1{way}": {"status": "candidate", "category": "trunk_service_area"} for way in "NS"}
    )
    again = near_pairs(loose, scenario, public(), fast, forced_open(loose.sites)[public()])
    assert len(again) == len(pairs)  # 100 m apart, but on the two lanes of one road


def test_the_spacing_binds_and_costs_people() -> None:
    region = toy_region()
    before = opened(region, toy_scenario(**FREE))
    assert {"PP-1", "PP-4"} <= before or {"PP-2", "PP-3"} <= before
    spaced = toy_scenario(**FREE, coverage__min_fast_spacing_m=metres(2500.0), coverage__max_sites=8)
    free = toy_scenario(**FREE, coverage__max_sites=8)
    tables = charger_tables(region.sites, free, home_kwh_day=5.0)
    most = site_public_chargers(region, free, tables).certificates[0].objective
    fewer = site_public_chargers(region, spaced, tables).certificates[0].objective
    assert fewer < most
    assert len(opened(region, spaced) & {"PP-1", "PP-2", "PP-3", "PP-4", "PK-1"}) <= 2


@pytest.fixture(scope="module")
def spaced(tmp_path_factory: pytest.TempPathFactory):
    """Plan the toy with sites 2.1 km apart and read it back."""
    rules = {"coverage__min_fast_spacing_m": metres(2100.0), "coverage__equity": "worst-district"}
    plan = plan_region(toy_scenario(**rules, coverage__adequacy=0.0), toy_region())
    return plan, read_run(write(plan, tmp_path_factory.mktemp("spaced") / "run"))


def test_a_spaced_plan_passes_its_own_check(spaced) -> None:
    assert run_faults(spaced[1]) == []


def test_a_site_moved_too_near_is_caught(spaced) -> None:
    run = spaced[1]
    wide = toy_scenario(coverage__min_fast_spacing_m=metres(9000.0), coverage__equity="worst-district")
    faults = run_faults(dataclasses.replace(run, scenario=wide))
    assert any("m apart, at least 9000 m (coverage.min_fast_spacing_m)" in fault for fault in faults)


def test_a_mean_profile_keeps_sites_apart_too() -> None:
    rules = {"coverage__profile": "tj-2018-tiered", "coverage__min_fast_spacing_m": metres(2500.0)}
    names = opened(toy_region(), toy_scenario(**FREE, **rules))
    assert len(names & {"PP-1", "PP-2", "PP-3", "PP-4", "PK-1"}) <= 2


# ------------------------------------------------------------ gaps along roads


def trunk_road():
    """Make the eastbound areas candidates at km 5 and 13, and the trunk site one at km 10."""
    loose = {"status": "candidate", "category": "trunk_service_area"}
    return with_sites(
        toy_region(),
        SA_1N=loose,
        SA_2N=loose,
        TS_1={"road_ref": "G18", "direction": "E", "chainage_km": 10.0},
        SA_1S={"status": "excluded"},
        SA_2S={"status": "excluded"},
    )


def eastbound(region, scenario) -> list[set[str]]:
    """Give the sites of every stretch of the eastbound road that has to have one."""
    needs = road_needs(region, scenario, public(), np.ones(public().size, dtype=bool))
    names = region.sites["site_id"].to_numpy()[public()]
    return [set(names[need.gives.indices]) for need in needs if "G18 E" in need.name]


def free_road(**changes: object):
    nothing = {"coverage__required_categories__min_fast": {}}
    return toy_scenario(**FREE, **nothing, **changes)


def test_every_stretch_that_could_become_a_gap_asks_for_a_site() -> None:
    """On 20 km with a limit of 10 km: km 0 to 10 holds km 5 and 10, km 5 to 15 holds km 10 and 13."""
    found = eastbound(trunk_road(), free_road(coverage__corridor_max_gap_km=10.0))
    assert found == [{"SA-1N", "TS-1"}, {"TS-1", "SA-2N"}]


def test_a_stretch_without_a_candidate_is_left_to_the_verdict() -> None:
    region = with_sites(trunk_road(), TS_1={"chainage_km": 13.5}, SA_1N={"chainage_km": 1.0})
    # nothing stands between km 1 and 11
    assert eastbound(region, free_road(coverage__corridor_max_gap_km=10.0)) == [{"SA-1N"}]


def test_the_gap_binds_siting_and_its_site_gets_a_fast_charger() -> None:
    """Two sites are left after the hub; people alone would open parking only."""
    few = {"coverage__max_sites": 3}
    road = {"SA-1N", "SA-2N", "TS-1"}
    assert not opened(trunk_road(), free_road(**few, coverage__corridor_max_gap_km=60.0)) & road
    tight = free_road(**few, coverage__corridor_max_gap_km=10.0)
    assert opened(trunk_road(), tight) & road == {"TS-1"}
    plan = plan_region(
        free_road(
            **few, coverage__corridor_max_gap_km=10.0, chargers__target=60, chargers__district_floor_share=0.0
        ),
        trunk_road(),
    )
    assert plan.layers.sites.set_index("site_id").loc["TS-1", "fast_chargers"] >= 1
    row = plan.layers.corridors.set_index("direction").loc["E"]
    assert (row["gap_km"], row["ends"]) == (pytest.approx(10.0), "not assessed")


def ends(**km: float) -> pd.DataFrame:
    rows = [
        {
            "road_ref": "G18",
            "direction": "E",
            "end": end,
            "beyond_km": far,
            "name_zh": "邻区",
            "name_en": "Next",
        }
        for end, far in km.items()
    ]
    return pd.DataFrame(rows)


def fast_at(*marks: float) -> pd.DataFrame:
    frame = pd.DataFrame({"chainage_km": marks, "name_zh": [f"区{m:g}" for m in marks]})
    return frame.assign(
        name_en=frame["name_zh"],
        category="expressway_service_area",
        road_ref="G18",
        direction="E",
        fast_chargers=4,
    )


@pytest.mark.parametrize(
    ("beyond", "gap", "end", "judged", "verdict", "place"),
    [
        ({}, 8.0, 7.0, "not assessed", "met", (5.0, 13.0)),
        ({"start": 4.0}, 9.0, 7.0, "not assessed", "met", (-4.0, 5.0)),
        ({"start": 4.0, "end": 2.0}, 9.0, np.nan, "assessed", "met", (-4.0, 5.0)),
        ({"start": 4.0, "end": 6.0}, 13.0, np.nan, "assessed", "not met", (13.0, 26.0)),
    ],
)
def test_the_sites_beyond_the_border_close_or_open_a_gap(beyond, gap, end, judged, verdict, place) -> None:
    """Fast sites at km 5 and 13 of 20 km, at most 10 km apart."""
    region = dataclasses.replace(toy_region(), corridor_ends=ends(**beyond) if beyond else None)
    row = plan_corridors(region, fast_at(5.0, 13.0), toy_scenario()).set_index("direction").loc["E"]
    assert row["max_gap_km"] == pytest.approx(gap)
    assert row["end_gap_km"] == pytest.approx(end, nan_ok=True)
    assert (row["ends"], row["verdict"]) == (judged, verdict)
    assert (row["gap_from_km"], row["gap_to_km"]) == place
    assert row["gap_from_zh"] == ("邻区" if place[0] < 0 else f"区{place[0]:g}")


def test_a_road_without_a_site_is_judged_between_the_neighbours() -> None:
    region = dataclasses.replace(toy_region(), corridor_ends=ends(start=1.0, end=2.0))
    row = plan_corridors(region, fast_at(), toy_scenario()).set_index("direction").loc["E"]
    assert (row["max_gap_km"], row["verdict"]) == (23.0, "not met")


def test_neighbours_enter_siting() -> None:
    """With the last site 6 km before the border, km 4 must not pass without a site: only km 1 to 4 count."""
    region = dataclasses.replace(
        with_sites(trunk_road(), SA_1N={"chainage_km": 3.0}), corridor_ends=ends(start=6.0)
    )
    assert eastbound(region, free_road(coverage__corridor_max_gap_km=10.0))[0] == {"SA-1N"}


def test_what_is_not_known_counts_the_ends_that_are() -> None:
    region = dataclasses.replace(toy_region(), corridor_ends=ends(start=1.0))
    assert any("beyond 1 of 4 road ends" in en for _, en in not_known(region, toy_scenario()))
    assert any("beyond the border are not known" in en for _, en in not_known(toy_region(), toy_scenario()))


TABLE = "road_ref,direction,end,beyond_km,name_zh,name_en,tag,source,as_of\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("G19,E,start,5,甲,A,memory,survey,2026", "no such road; expected G18"),
        ("G18,N,start,5,甲,A,memory,survey,2026", "no such road; expected E, W"),
        ("G18,E,left,5,甲,A,memory,survey,2026", "column end: value 'left'; expected 'start' or 'end'"),
        ("G18,E,end,near,甲,A,memory,survey,2026", "column beyond_km: value nan"),
        ("G18,E,end,5,甲,A,memory,,2026", "column source: blank"),
        ("G18,E,end,5,甲,A,memory,s,2026\nG18,E,end,6,甲,A,memory,s,2026", "G18 E end: stands twice"),
    ],
)
def test_bad_ends_are_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "corridor_ends.csv"
    path.write_text(TABLE + line + "\n", encoding="utf-8")
    with pytest.raises(LayerError, match=message):
        read_corridor_ends(path, toy_region().corridors)


def test_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "corridor_ends.csv"
    path.write_text(TABLE + "G18,E,end,5.5,甲,A,memory,survey,2026\n", encoding="utf-8")
    assert read_corridor_ends(path, toy_region().corridors)["beyond_km"].tolist() == [5.5]
    path.write_text("road_ref,direction\n", encoding="utf-8")
    with pytest.raises(LayerError, match="columns missing: end, beyond_km"):
        read_corridor_ends(path, toy_region().corridors)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("gap_from_km", 6.0, "the longest stretch has 8.00 km"),
        ("before_km", 40.0, "longest gap 45.00 km"),
        ("ends", "assessed", "called assessed"),
    ],
)
def test_a_changed_corridor_is_caught(spaced, column: str, value: object, words: str) -> None:
    run = spaced[1]
    frame = run.layers["corridors"].copy()
    frame.loc[frame["direction"] == "E", column] = value
    faults = run_faults(dataclasses.replace(run, layers={**run.layers, "corridors": frame}))
    assert any(words in fault and "G18 E" in fault for fault in faults), faults


def test_a_gap_that_a_shut_candidate_could_close_is_caught(spaced) -> None:
    run = spaced[1]
    sites = run.layers["sites"]
    kept = sites[~sites["site_id"].isin(["SA-1N", "SA-2N"])]
    faults = run_faults(dataclasses.replace(run, layers={**run.layers, "sites": kept}))
    assert any("G18 E" in fault and "a candidate at km 5.0 stays shut" in fault for fault in faults), faults


# ------------------------------------------------------------ equity


def uneven(sites: int = 2, **changes: object):
    """Put the outer people in the far east; no site is forced but the hub."""
    shut = {f"SA_{n}": {"status": "excluded"} for n in ("1N", "2N", "1S", "2S")}
    region = with_sites(toy_region(), **shut)
    demand = region.demand.copy()
    demand["population"] = np.where(demand["adcode"] == "120101", 2000.0, 0.0)
    east = (demand["adcode"] == "120118") & (demand["x"] > 518_000)
    demand.loc[east, "population"] = 1000.0
    asked = toy_scenario(
        **FREE, coverage__max_sites=sites, coverage__required_categories__min_fast={}, **changes
    )
    return dataclasses.replace(region, demand=demand), asked


def test_most_people_leave_the_outer_district_out_and_the_worst_district_first_does_not() -> None:
    """The hub is required; one more site covers most of the centre, or the outer east."""
    region, scenario = uneven()
    assert opened(region, scenario) <= {"TH-1", "PP-1", "PP-2", "PP-3", "PP-4", "PK-1", "CO-1"}
    region, fair = uneven(coverage__equity="worst-district")
    assert opened(region, fair) & {"PP-6", "FS-3"}


def test_a_bounded_gini_sends_a_site_to_the_outer_district() -> None:
    region, free = uneven(3)
    east = {"PP-5", "PP-6", "FS-2", "FS-3", "TS-1"}
    assert not opened(region, free) & east
    region, bounded = uneven(3, coverage__equity="gini", coverage__max_gini=metres(0.17))
    assert opened(region, bounded) & east


def test_a_gini_that_no_choice_reaches_names_the_setting() -> None:
    region, scenario = uneven(coverage__equity="gini", coverage__max_gini=metres(0.001))
    with pytest.raises(InfeasiblePlan, match=r"coverage.max_gini = 0.001"):
        opened(region, scenario)


def test_the_gini_of_two_halves() -> None:
    assert gini(np.array([0.0, 1.0]), np.array([3.0, 3.0])) == pytest.approx(0.5)
    assert gini(np.array([2.0, 2.0]), np.array([3.0, 1.0])) == pytest.approx(0.0)
    assert gini(np.array([0.0]), np.array([3.0])) is None


def test_equity_is_always_reported(spaced) -> None:
    head = spaced[0].headline
    districts = spaced[0].layers.districts.set_index("adcode")
    assert head["worst_district_share"] == pytest.approx(districts["reach_share"].min())
    assert head["worst_district"] in districts.index
    assert 0 <= head["coverage_gini"] <= head["access_gini"] < 1
    for code, away in head["access_by_district"].items():
        assert away["mean_m"] == pytest.approx(districts.loc[code, "mean_access_m"])
        assert away["worst_m"] >= away["mean_m"]


@pytest.mark.parametrize(
    "key", ["worst_district_share", "coverage_gini", "access_gini", "access_by_district"]
)
def test_a_changed_figure_of_equity_is_caught(spaced, key: str) -> None:
    run = spaced[1]
    value = {} if key == "access_by_district" else (run.headline[key] or 0.0) + 0.01
    spoiled = dataclasses.replace(run, headline={**run.headline, key: value})
    assert any(f"plan.json {key.removesuffix('_share')}" in fault for fault in run_faults(spoiled))


@pytest.mark.parametrize("column", ["mean_access_m", "worst_access_m", "reach_share"])
def test_a_changed_access_of_a_district_is_caught(spaced, column: str) -> None:
    run = spaced[1]
    frame = run.layers["districts"].copy()
    frame.loc[0, column] = frame.loc[0, column] * 0.9
    faults = run_faults(dataclasses.replace(run, layers={**run.layers, "districts": frame}))
    assert any(f"district {frame.loc[0, 'adcode']}: {column}" in fault for fault in faults)


def test_a_worse_district_than_certified_is_caught(spaced) -> None:
    run = spaced[1]
    claims = [
        {**row, "objective": 1.1, "bound": 1.1} if "worst" in row["stage"] else row
        for row in run.certificates
    ]
    faults = run_faults(dataclasses.replace(run, certificates=claims))
    assert any("coverage.equity: the worst district has" in fault for fault in faults)


def test_a_bound_on_the_gini_that_the_plan_breaks_is_caught(spaced) -> None:
    run = spaced[1]
    demand = run.layers["demand"].copy()
    demand.loc[demand["adcode"] == "120118", "covered"] = False
    asked = toy_scenario(coverage__equity="gini", coverage__max_gini=metres(0.01))
    spoiled = dataclasses.replace(run, scenario=asked, layers={**run.layers, "demand": demand})
    assert any("coverage.max_gini: the districts' shares give" in fault for fault in run_faults(spoiled))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"coverage__equity": "gini"}, "needs max_gini"),
        (
            {"coverage__equity": "worst-district", "coverage__profile": "tj-2018-tiered"},
            "Choose a radius profile",
        ),
        ({"coverage__min_fast_spacing_m": metres(0.0)}, "greater than 0"),
        ({"coverage__max_gini": metres(1.5)}, "outside 0 to 1"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        toy_scenario(**changes)


# ------------------------------------------------------------ an own profile


def test_an_own_profile_by_tier_judges_coverage() -> None:
    """Half the radius of the shipped profile in the centre, and the outer districts judged as well."""
    wide = {"urban": 8000.0, "rural": 8000.0}
    own = {
        "kind": "radius",
        **TOLD,
        "judged_tiers": ["central", "outer"],
        "radius_m": {"central": {"urban": 1000.0, "rural": 1000.0}, "outer": wide},
        "allocation_radius_m": dict.fromkeys(("central", "ring", "outer", "binhai"), wide),
    }
    scenario = toy_scenario(coverage__profile="own", coverage__profiles__own=own)
    plan = plan_region(scenario, toy_region())
    cells = plan.layers.demand
    assert cells["judged"].all()
    assert plan.headline["coverage_profile"] == "own"
    centre = cells[cells["adcode"] == "120101"]
    assert (centre["covered"] == (centre["nearest_public_m"] <= 1000.0)).all()
    assert 0 < plan.headline["covered_people_share"] < 1


def test_consecutive_limits_are_what_the_needs_promise() -> None:
    """Any choice that meets every need has no closable gap over the limit, on random roads."""
    rng = np.random.default_rng(7)
    for _ in range(200):
        km, limit, length = np.sort(rng.uniform(0, 60, 8)), 15.0, 60.0
        chosen = rng.random(8) < 0.6
        starts = [0.0, *km.tolist()]
        met = all(
            chosen[(km > s) & (km <= s + limit)].any()
            for s in starts
            if s + limit < length and ((km > s) & (km <= s + limit)).any()
        )
        marks = [0.0, *km[chosen].tolist(), length]
        closable = any(b - a > limit and ((km > a) & (km <= a + limit)).any() for a, b in pairwise(marks))
        assert not (met and closable)
