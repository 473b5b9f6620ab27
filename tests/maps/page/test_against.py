"""Pages of a plan beside another: both are named, the overview compares, legends keep their colours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan_words import named
from maps.page.against import Against, district_changes, headline_changes
from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def other(layers: Any, facts: Any) -> Against:
    """Give a plan that lacks ten sites of this one and has 1,342 chargers fewer."""
    rows = [dict(facts.headline[0], value=50_000), *facts.headline[1:]]
    said = replace(facts, title=named("上一版规划", "The plan before"), fingerprint="ab-12", headline=rows)
    return Against(replace(layers, sites=layers.sites.iloc[10:]), said)


@pytest.fixture(scope="module")
def compared(layers: Any, facts: Any, other: Against, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("against")
    write_pages(folder, layers, facts, against=other, plain=True)
    return folder


def test_headline_figures_differ_by_what_they_differ(facts: Any, other: Against) -> None:
    rows = headline_changes(facts, other.facts)
    assert rows[0]["difference"].zh == "+1,342 台"
    assert rows[1]["difference"].zh == "0 座"
    assert headline_changes(other.facts, facts)[0]["difference"].zh == "−1,342 台"


def test_districts_count_what_became_of_their_sites(layers: Any, other: Against) -> None:
    rows = district_changes(layers, other.layers)
    assert sum(row["added"] for row in rows) == 10
    assert sum(row["kept"] for row in rows) == len(layers.sites) - 10
    assert sum(row["dropped"] + row["changed"] for row in rows) == 0


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "map.html"])
def test_the_other_plan_is_named(visit: Any, compared: Path, name: str) -> None:
    page = visit.open(compared / name)
    assert "上一版规划" in page.locator("body").inner_text()
    assert "ab-12" in page.locator("body").inner_text()
    assert visit.complaints == []


@pytest.mark.browser
def test_overview_shows_the_difference(visit: Any, compared: Path) -> None:
    page = visit.open(compared / "index.html")
    assert "+1,342 台" in page.locator("section[aria-labelledby=s-against]").inner_text()


@pytest.mark.browser
def test_swatches_of_categories_keep_their_colours(visit: Any, compared: Path) -> None:
    page = visit.open(compared / "map.html")
    pictures = "[...document.querySelectorAll('.toggles canvas')].map((c) => c.toDataURL())"
    changed = page.evaluate(pictures)
    page.select_option("select[data-choice=colour_by]", "category")
    assert page.evaluate(pictures) == changed
    assert len(set(changed)) > 1


def test_without_another_plan_nothing_is_compared(pages: Path) -> None:
    assert "s-against" not in (pages / "index.html").read_text(encoding="utf-8")
