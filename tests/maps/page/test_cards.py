"""Cards of the overview: a figure and its unit stay on one line; the region goes by its own name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan_words import named
from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(layers: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    energy = dict(facts.headline[3], value=1_234_567.0, unit="kWh/day")
    said = replace(facts, headline=[energy, *facts.headline], region=named("津沽试验区", "Jingu trial area"))
    made = tmp_path_factory.mktemp("cards")
    write_pages(made, layers, said, plain=True)
    return made


@pytest.mark.parametrize("width", [390, 1280, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_figure_and_its_unit_stay_on_one_line(visit: Any, folder: Path, width: int, language: str) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(folder / "index.html", f"#lang={language}")
    broken = page.evaluate(
        """[...document.querySelectorAll('.tile .big')].filter((e) => {
        const range = document.createRange(); range.selectNodeContents(e);
        const line = parseFloat(getComputedStyle(e).lineHeight);
        return e.clientHeight > 1.5 * line || e.scrollWidth > e.clientWidth + 1; })
        .map((e) => e.innerText)"""
    )
    assert broken == []


@pytest.mark.parametrize("name", ["index.html", "map.html", "districts/120116.html"])
def test_the_region_goes_by_its_own_name(visit: Any, folder: Path, name: str) -> None:
    page = visit.open(folder / name)
    assert "津沽试验区" in page.locator("header").inner_text()
    page.click("button[data-language=en]")
    assert "Jingu trial area" in page.locator("header").inner_text()
