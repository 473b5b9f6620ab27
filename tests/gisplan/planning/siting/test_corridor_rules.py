"""Gaps along roads: every stretch asks for a site, neighbours beyond the border count, the check sees it."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.siting.rules import road_needs
from gisplan.results.layers.corridors import plan_corridors
from gisplan.results.not_known import not_known
from gisplan_errors import LayerError
from layers.corridor_ends import read_corridor_ends
from tests.gisplan.siting_cases import FREE, opened, public
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path


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
    few = {"coverage__max_new_sites": 3}
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
    assert any("beyond 1 of 4 road ends" in said.en for said in not_known(region, toy_scenario()))
    assert any(
        "beyond the border are not known" in said.en for said in not_known(toy_region(), toy_scenario())
    )


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
    with pytest.raises(LayerError, match=r"columns end, beyond_km.* missing"):
        read_corridor_ends(path, toy_region().corridors)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("gap_from_km", 6.0, "km of the longest stretch"),
        ("before_km", 40.0, "max_gap_km"),
        ("ends", "assessed", "called assessed"),
    ],
)
def test_a_changed_corridor_is_caught(spaced, column: str, value: object, words: str) -> None:
    run = spaced[1]
    frame = run.layers.corridors.copy()
    frame.loc[frame["direction"] == "E", column] = value
    faults = run_faults(spoilt(run, "layers.corridors", frame))
    assert any(words in fault and "G18 E" in fault for fault in faults), faults


def test_a_gap_that_a_shut_candidate_could_close_is_caught(spaced) -> None:
    run = spaced[1]
    sites = run.layers.sites
    kept = sites[~sites["site_id"].isin(["SA-1N", "SA-2N"])]
    faults = run_faults(spoilt(run, "layers.sites", kept))
    assert any("G18 E" in fault and "a candidate at km 5.0 stays shut" in fault for fault in faults), faults


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
