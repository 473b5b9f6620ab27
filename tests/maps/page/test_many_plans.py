"""The pages of several plans: maps side by side and under a swipe, a frontier, sites that many plans have."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan_words import message, named
from maps.page.comparison import ComparedRun, comparison_page
from maps.page.sweep import SweepTables, sweep_page

if TYPE_CHECKING:
    from pathlib import Path


def compared(layers: Any, facts: Any) -> str:
    """Close the first site, add a charger at the second, and open nothing."""
    sites = layers.sites.copy()
    sites.loc[sites.index[1], ["chargers", f"n_{layers.charger_types()[0]}"]] += 1
    other = dataclasses.replace(layers, sites=sites.iloc[1:], checked=False)
    gone = layers.sites.iloc[0]
    figures = pd.DataFrame(
        {
            "run": ["old", "<new>"],
            "key": "unmet_kwh_day",
            "unit": "kWh/day",
            "value": [10.0, 12.0],
            "before": 10.0,
            "difference": [0.0, 2.0],
            "within": [None, True],
        }
    )
    site = {
        "run": "<new>",
        "kind": "charging",
        "site_id": gone["site_id"],
        "name_zh": "甲<b>",
        "name_en": "A",
    }
    site |= {
        "category": gone["category"],
        "adcode": gone["adcode"],
        "change": "closed",
        "before": 5.0,
        "after": 0.0,
    }
    site |= {"difference": -5.0, "investment_cost": -1e6, "served": -20.0, "other": "X-1", "cause": "setting"}
    site["why"] = message("compare-why-setting", setting="chargers.target 5 → 4")
    tables = {
        "figures": figures,
        "sites": pd.DataFrame([site]),
        "groups": pd.DataFrame(columns=["run", "by", "group"]),
        "clauses": pd.DataFrame(columns=["run", "id", "verdict"]),
        "proofs": pd.DataFrame(columns=["run", "stage"]),
    }
    runs = [
        ComparedRun("old", layers, facts, facts.certificates),
        ComparedRun("<new>", other, facts, facts.certificates),
    ]
    roots = {"<new>": [(message("compare-root-setting"), "chargers.target", "5", "4")]}
    return comparison_page(runs, tables, roots)


@pytest.mark.browser
def test_two_plans_are_swiped_set_side_by_side_and_followed_in_both_languages(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    path = tmp_path / "compare.html"
    path.write_text(compared(layers, facts), "utf-8")
    page = visit.open(path)
    assert (visit.network(), visit.complaints) == ([], [])
    assert "证明范围之内" in page.inner_text("main")
    assert page.locator("main b").count() == 0  # a name with a tag is text
    clip = "getComputedStyle(document.getElementById('map-right')).clipPath"
    before = page.evaluate(clip)
    page.focus("#swipe-handle")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(clip) != before != "none"
    page.click("#side-beside")
    assert page.evaluate(clip) == "none"
    widths = page.evaluate("[...document.querySelectorAll('#sides .mapbox')].map((box) => box.clientWidth)")
    assert abs(widths[0] - widths[1]) <= 1
    page.evaluate("gisplan.map.setZoom(12, { animate: false })")
    centres = "gisplan.map.getZoom()"
    assert page.evaluate(centres) == 12
    page.click("button[data-language=en]")
    assert "within the proof" in page.inner_text("main")
    assert "follows from the only difference" in page.inner_text("main")
    page.select_option("#side-right", "0")
    assert visit.complaints == []


@pytest.mark.browser
def test_sites_are_marked_by_what_became_of_them(layers: Any, facts: Any, visit: Any, tmp_path: Path) -> None:
    path = tmp_path / "compare.html"
    path.write_text(compared(layers, facts), "utf-8")
    page = visit.open(path)
    counts = page.evaluate(
        """() => { const [left, right] = [0, 1].map((run) => gisplan.runLayer("sites", run));
        const types = gisplan.page.types.map((type) => `n_${type}`);
        const same = (a, i, b, j) => types.every((key) => (a.get(key, i) || 0) === (b.get(key, j) || 0));
        gisplan.pairUp(left, right, same);
        const add = (sums, one) => ({ ...sums, [one]: (sums[one] || 0) + 1 });
        const count = (layer) => layer.columns.change.reduce(add, {});
        return [count(left), count(right)]; }"""
    )
    rows = len(layers.sites)
    assert counts[0] == {"dropped": 1, "changed": 1, "kept": rows - 2}
    assert counts[1] == {"changed": 1, "kept": rows - 2}


@pytest.mark.browser
def test_a_sweep_shows_its_frontier_and_how_many_plans_have_a_site(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    sites = layers.sites.head(3)
    shares = pd.DataFrame(
        {
            "site_id": sites["site_id"],
            "name_zh": "甲",
            "name_en": "A",
            "category": sites["category"],
            "access": "public",
            "adcode": sites["adcode"],
            "kind": ["charging", "charging", "hydrogen"],
            "lon": sites.geometry.x,
            "lat": sites.geometry.y,
            "plans": [2, 1, 2],
            "share": [1.0, 0.5, 1.0],
        }
    )
    frontier = pd.DataFrame(
        {
            "label": ["a", "b", "c"],
            "cost": [1e6, 2e6, 4e6],
            "gain": [0.5, 0.8, 0.9],
            "gain_at_most": [0.52, 0.8, 0.93],
            "gap": [0.01, 0.0, 0.02],
            "dominated_by": ["", "", ""],
            "knee": [False, True, False],
        }
    )
    items = pd.DataFrame(
        {
            "label": ["a", "<i>b</i>"],
            "key": ["k1", "k2"],
            "state": ["done", "failed"],
            "reason_zh": ["", "太多"],
            "reason_en": ["", "too many"],
            "chargers.target": [5, 6],
            "investment_cost": [1e6, None],
        }
    )
    cost = ("investment_cost", named("投资", "Investment"), "currency")
    tables = SweepTables(items, ["chargers.target"], [cost], frontier, None, None, None, shares, plans=2)
    figures = {"investment_cost": cost[1:], "covered_people_share": (named("覆盖", "Covered"), "share")}
    path = tmp_path / "sweep.html"
    axes = ("investment_cost", "covered_people_share")
    path.write_text(sweep_page("s", tables, figures, axes, layers, facts), "utf-8")
    page = visit.open(path)
    assert (visit.network(), visit.complaints) == ([], [])
    text = page.inner_text("main")
    assert "太多" in text
    assert "拐点" in text
    assert page.locator("main i:not(.dot)").count() == 0
    page.click("button[data-language=en]")
    assert "too many" in page.inner_text("main")
    assert "in every plan: 2" in page.inner_text("main")
    assert page.locator("figure svg:visible").count() == 1
