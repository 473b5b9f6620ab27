"""Feeders on the map of a plan: a layer of their own with what is left, and sites that say who feeds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from maps.page.writing import write_pages
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.browser
def test_feeders_are_switched_on_and_told_and_a_site_names_its_own(visit: Any, tmp_path: Path) -> None:
    plan = planned("fed")
    write_pages(tmp_path, plan.layers, plan_facts(plan), plain=True)
    page = visit.open(tmp_path / "map.html")
    check = page.locator("input[data-layer=feeders]")
    assert not check.is_checked()
    picture = "document.querySelector('.leaflet-container canvas').toDataURL()"
    before = page.evaluate(picture)
    check.set_checked(checked=True)
    page.wait_for_timeout(200)
    assert page.evaluate(picture) != before
    at = plan.layers.feeders["feeder_id"].tolist().index("F-W")
    page.evaluate(
        "(at) => gisplan.open(gisplan.map, gisplan.layer('feeders'), at, gisplan.map.getCenter())", at
    )
    told = page.locator(".popup").inner_text()
    assert all(word in told for word in ("西线", "馈线", "剩余容量", "可再接入"))
    site = plan.layers.sites["site_id"].tolist().index("PP-1")
    page.evaluate(
        "(at) => gisplan.open(gisplan.map, gisplan.layer('sites'), at, gisplan.map.getCenter())", site
    )
    told = page.locator(".popup").last.inner_text()
    assert "供电馈线" in told
    assert "西线" in told
    assert visit.complaints == []
