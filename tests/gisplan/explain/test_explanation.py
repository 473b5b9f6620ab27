"""Why there is no plan: planted impossibilities are each named, with a change that is shown to end them."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.cli.explain import explained
from gisplan.explain.book import Explanation
from gisplan.explain.explanation import explain_region
from gisplan.pipeline import plan_region
from gisplan.scenario.loading import changed_scenario
from gisplan_errors import InfeasiblePlan
from tests import pseudo
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.explain.book import Conflict
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

LABEL = {"source": "toy", "tag": "modelled", "as_of": "2026"}


def floors(**counts: int) -> dict[str, Any]:
    """Give category floors with these counts."""
    return {**LABEL, "counts": counts}


def the_conflict(found: Explanation) -> Conflict:
    """Give the only conflict."""
    assert found.possible is False
    assert len(found.conflicts) == 1
    return found.conflicts[0]


def english(conflict: Conflict) -> str:
    """Give the conflicting rules in English."""
    return "; ".join(rule.en for rule in conflict.rules)


PLANTED: dict[str, tuple[dict[str, Any], dict[str, dict[str, Any]], str, str]] = {
    # what: scenario changes, site changes, words that name it, setting that ends it
    "target": ({"chargers__target": 2000}, {}, "at least 2,000 new chargers", "chargers.target"),
    "open sites": (
        {"coverage__max_new_sites": 4},
        {},
        "6 public sites are required",
        "coverage.max_new_sites",
    ),
    "service area": (
        {},
        {"SA_1N": {"bays": 3}},
        "at least 4 fast chargers at every expressway service area",
        "chargers.min_dc_per_service_area",
    ),
    "grid of a hub": (
        {"coverage__required_categories": {**LABEL, "min_fast": {"transport_hub": 5}}},
        {"TH_1": {"grid_kw": 200.0}},
        "at least 5 fast chargers at every transport hub",
        "coverage.required_categories.min_fast.transport_hub",
    ),
    "category floor": (
        {"chargers__category_floors": floors(public_parking=500)},
        {},
        "at least 500 chargers in public parking (220 bays there)",
        "chargers.category_floors.counts.public_parking",
    ),
    "compounds": (
        {"chargers__category_floors": floors(residential=70)},
        {},
        "at least 70 chargers in residential (56 bays there)",
        "chargers.category_floors.counts.residential",
    ),
    "private share": (
        {"chargers__access_shares__bands__private": {"lower": 0.38, "upper": 0.4}},
        {},
        "private chargers: at least 38.0 %",
        "chargers.access_shares.bands.private.lower",
    ),
    "district floor": (
        {"chargers__district_floor_share": 1.0},
        {
            **{name: {"status": "excluded"} for name in ("PP_5", "PP_6")},
            **{name: {"bays": 6} for name in ("SA_1N", "SA_2N", "SA_1S", "SA_2S")},
            **{name: {"bays": 4} for name in ("FS_2", "FS_3", "TS_1")},
            "LP_1": {"bays": 8},
        },
        "chargers in Jinghai",
        "chargers.district_floor_share",
    ),
    "budget": ({"costs__budget": 1e6}, {}, "at most CNY 1,000,000", "costs.budget"),
    "adequacy": (
        {"coverage__max_new_sites": 9, "coverage__adequacy": 4.0},
        {},
        "public sites of planning tile 500-4330 (km) must be able to give 14,500 kWh/day",
        "coverage.",
    ),
    "stations": ({"hydrogen__target": 7}, {}, "exactly 7 new hydrogen stations", "hydrogen.target"),
    "captive": ({"hydrogen__min_captive": 2}, {}, "at least 2 captive stations", "hydrogen.min_captive"),
    "served district": (
        {"hydrogen__served_districts": ["120101", "120118"]},
        {"FS_1": {"status": "excluded"}},
        "at least 1 in Heping",
        "hydrogen.served_districts",
    ),
}


def planted(what: str) -> tuple[Scenario, Region]:
    """Give the scenario and the region of a planted impossibility."""
    changes, sites, _, _ = PLANTED[what]
    return toy_scenario(**changes), with_sites(toy_region(), **sites)


@functools.cache
def explained_planted(what: str) -> Explanation:
    """Explain a planted impossibility, once for all tests of it."""
    return explain_region(*planted(what))


@pytest.mark.parametrize("what", PLANTED)
def test_each_planted_impossibility_is_named_and_ended_by_the_change_that_is_proposed(what: str) -> None:
    _, _, words, setting = PLANTED[what]
    conflict = the_conflict(explained_planted(what))
    assert words in english(conflict)
    assert conflict.proven
    change = conflict.cheapest
    assert change is not None
    assert change.checked
    assert any(text.startswith(setting) for text in change.sets)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["category floor", "budget"])
def test_the_plan_itself_refuses_what_is_explained_and_takes_what_is_proposed(what: str) -> None:
    scenario, region = planted(what)
    with pytest.raises(InfeasiblePlan):
        plan_region(scenario, region)
    change = the_conflict(explained_planted(what)).cheapest
    assert change is not None
    assert plan_region(changed_scenario(scenario, change.sets), region).certificates


def test_a_scenario_with_a_plan_has_no_conflict() -> None:
    found = explain_region(toy_scenario(), toy_region())
    assert found.possible is True
    assert found.conflicts == ()
    assert not [truth for truth in found.truths if truth.severity == "impossible"]


def test_a_cramped_service_area_is_named_with_its_bays_and_what_the_rule_asks() -> None:
    told = [
        truth.en for truth in explained_planted("service area").truths if truth.code == "explain-bay-room"
    ]
    assert told == [
        "the Site SA-1N expressway service area (SA-1N) has 3 bays, the rule asks 4 fast chargers"
    ]


def test_cells_out_of_reach_are_counted_with_their_people_and_the_way_to_the_nearest_site() -> None:
    # Without PP-1, CO-1 and RS-1's neighbours the south-west corner of the centre has no public candidate.
    far = {name: {"status": "excluded"} for name in ("PP_1", "PP_2", "PK_1", "CO_1", "FS_1")}
    truths = explain_region(toy_scenario(), with_sites(toy_region(), **far)).truths
    lost = [truth for truth in truths if truth.code == "explain-out-of-reach"]
    assert [truth.figures["adcode"] for truth in lost] == ["120101"]
    assert lost[0].severity == "limits"
    # Ten cells of the two southern rows, and C10 … C14 as far as PP-3, PP-4 and RP-1 do not reach them.
    assert lost[0].figures["people"] == 2000.0 * lost[0].figures["cells"]
    assert lost[0].figures["cells"] >= 10
    assert lost[0].figures["nearest"].value > 2.0
    assert "have no candidate within 2 km" in lost[0].en


def test_a_stretch_of_road_without_a_candidate_is_named_with_its_chainage() -> None:
    gone = with_sites(toy_region(), SA_2N={"status": "excluded"})
    truths = explain_region(toy_scenario(), gone).truths
    assert [truth.en for truth in truths if truth.code == "explain-corridor-stretch"] == [
        "Rongwu Expressway eastbound, 5 km to 20 km: 15 km without a site, the limit is 10 km"
    ]


def test_a_region_without_a_public_site_says_so_and_nothing_else() -> None:
    region = toy_region()
    sites = region.sites.assign(access=region.sites["access"].replace("public", "dedicated"))
    bare = dataclasses.replace(region, sites=sites)
    truths = [
        truth.code
        for truth in explain_region(toy_scenario(), bare).truths
        if not truth.code.endswith("candidates")
    ]
    assert truths == ["explain-no-public-site"]


@pytest.mark.parametrize(
    ("language", "rule", "head"),
    [
        ("zh", "  - 投资不超过1,000,000 元", "以下规则不能同时满足，缺一不可："),
        (
            "en",
            "  - at most CNY 1,000,000",
            "These rules cannot hold together, and none of them can be spared:",
        ),
    ],
)
def test_the_text_is_in_one_language_and_gives_a_set_to_paste(language: str, rule: str, head: str) -> None:
    lines = explained_planted("budget").lines(language)
    assert lines.index(head) < lines.index(rule)
    assert any(line.startswith("  --set costs.budget=") for line in lines)
    chinese = [line for line in lines if re.search("[\u4e00-\u9fff]", line)]
    assert len(chinese) == (0 if language == "en" else len([line for line in lines if "--set" not in line]))


def test_a_third_language_of_one_file_says_every_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    region, scenario = toy_region(), toy_scenario()
    names = {
        *region.sites[["site_id", "name_en", "allows"]].to_numpy().ravel(),
        *region.districts["name_en"],
        *region.corridors[["name_en", "direction_en"]].to_numpy().ravel(),
        *scenario.chargers.type_ids,
        "CNY",
    }
    found = [explained_planted(what) for what in PLANTED]
    with pseudo.spoken(tmp_path, monkeypatch) as language:
        lines = [line for one in found for line in one.lines(language) if not line.startswith("  --set ")]
    assert len(lines) > 4 * len(PLANTED)
    assert pseudo.untranslated(lines, names) == []


def test_as_plain_values_every_sentence_has_its_code_figures_and_a_text_in_every_language() -> None:
    found = json.loads(json.dumps(explained_planted("service area").as_dict()))
    (truth,) = [truth for truth in found["truths"] if truth["code"] == "explain-bay-room"]
    assert truth["severity"] == "impossible"
    assert (truth["figures"]["site"], truth["figures"]["bays"], truth["figures"]["asked"]) == ("SA-1N", 3, 4)
    assert truth["figures"]["name"] == {"zh": "点位SA-1N", "en": "Site SA-1N"}
    (conflict,) = found["conflicts"]
    rules = {rule["code"]: rule["texts"] for rule in conflict["rules"]}
    assert rules["explain-fast"] == {
        "zh": "每个高速公路服务区至少4台快充",
        "en": "at least 4 fast chargers at every expressway service area",
    }
    assert conflict["cheapest"]["words"] == {
        "zh": "每个高速公路服务区的快充台数",
        "en": "the fast chargers of every expressway service area",
    }


def test_an_infeasible_plan_ends_with_its_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, _ = planted("budget")
    found = explained_planted("budget")
    monkeypatch.setattr("gisplan.explain.explanation.explain", lambda *_args, **_options: found)
    error = explained(InfeasiblePlan("the sizing found no plan"), scenario, tell=lambda _: None)
    assert str(error).startswith("the sizing found no plan")
    assert "at most CNY 1,000,000" in str(error)
    assert error.exit_code == 3


def test_an_error_that_no_rule_explains_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Explanation("toy", True, ())
    monkeypatch.setattr("gisplan.explain.explanation.explain", lambda *_args, **_options: found)
    error = InfeasiblePlan("trips")
    assert explained(error, toy_scenario(), tell=lambda _: None) is error
