"""The year slider: what is drawn and counted is what stands by the chosen year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

BUILT = """(name) => { const l = gisplan.layer(name);
  const built = [...Array(l.rows).keys()].filter((r) => gisplan.isBuilt(l, r));
  return built.map((r) => l.get('site_id', r)).sort(); }"""


@pytest.fixture(scope="module")
def phased(layers: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Give pages of a plan whose first station comes in 2025 and whose others come in 2027."""
    stations = layers.stations.assign(year=[2025, *[2027] * (len(layers.stations) - 1)])
    first = stations.iloc[0]
    parcel = layers.energy_facilities.iloc[[3]].assign(
        site_id=first["site_id"], functions="fuel;hydrogen", kind="integrated"
    )
    made = replace(layers, stations=stations, energy_facilities=parcel)
    folder = tmp_path_factory.mktemp("phased")
    write_pages(folder, made, facts, plain=True)
    return folder, made


def slide(page: Any, place: int) -> None:
    page.locator("input[data-choice=year]").fill(str(place))


def test_supply_lines_are_those_of_the_stations_that_stand(visit: Any, phased: tuple[Path, Any]) -> None:
    folder, made = phased
    page = visit.open(folder / "map.html")
    slide(page, 0)
    first = made.stations.iloc[0]["site_id"]
    assert page.evaluate(BUILT, "supply_links") == [first]
    assert page.evaluate(BUILT, "stations") == [first]
    slide(page, 2)
    assert len(page.evaluate(BUILT, "supply_links")) == len(made.supply_links)
    assert visit.complaints == []


@pytest.mark.parametrize(("functions", "years"), [("fuel;hydrogen", 2027), ("charging;hydrogen", 2027)])
def test_an_integrated_station_comes_with_its_second_function(
    visit: Any, layers: Any, facts: Any, tmp_path: Path, functions: str, years: int
) -> None:
    stations = layers.stations.assign(year=2027)
    sites = layers.sites.assign(year=2025)
    parcel = layers.energy_facilities.iloc[[3]].assign(
        site_id=stations.iloc[0]["site_id"], functions=functions, kind="integrated"
    )
    made = replace(layers, stations=stations, sites=sites, energy_facilities=parcel)
    write_pages(tmp_path, made, facts, plain=True)
    page = visit.open(tmp_path / "map.html")
    slide(page, 0)
    assert page.evaluate(BUILT, "energy_facilities") == []
    assert page.evaluate("gisplan.yearOf(gisplan.layer('energy_facilities'), 0)") == years


def test_counts_of_the_legend_follow_the_year_and_the_slider_keeps_its_hold(
    visit: Any, phased: tuple[Path, Any]
) -> None:
    folder, made = phased
    page = visit.open(folder / "map.html")
    page.evaluate("window.held = document.querySelector('input[data-choice=year]'); held.focus()")
    page.keyboard.press("Home")
    assert page.evaluate("held.isConnected && document.activeElement === held")
    counts = page.evaluate(
        "[...document.querySelectorAll('[data-category]')].map((c) => [c.dataset.category,"
        " Number(c.parentElement.querySelector('.count').textContent.replace(/,/g, ''))])"
    )
    early = made.sites[made.sites["year"] <= 2025]["category"].value_counts()
    assert {key: n for key, n in counts if n} == early.to_dict()
    shown = page.locator(".legend .entry", has_text="加氢站").locator(".count").all_inner_texts()
    assert sum(map(int, shown)) == 1


def test_a_layer_that_only_the_last_year_has_says_so(visit: Any, phased: tuple[Path, Any]) -> None:
    page = visit.open(phased[0] / "map.html")
    assert page.locator(".year-note").count() == 0
    slide(page, 0)
    assert "2027" in page.locator(".year-note").first.inner_text()
    slide(page, 2)
    assert page.locator(".year-note").count() == 0
