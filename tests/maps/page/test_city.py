"""The overview page: districts of several cities are told apart by their city."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from maps.data.contents import common_data
from maps.page import city as city_page
from maps.page.city import cities
from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path


def test_districts_of_one_city_need_no_city() -> None:
    assert cities(["440106", "440103"]) == {}
    assert cities(["120101", "120116"]) == {}


def test_districts_of_several_cities_are_told_apart() -> None:
    named = {"440106": "广州市", "441900": "东莞市", "445302": "云浮市"}
    assert cities(list(named)) == named
    # a code that no table knows keeps its first four digits
    assert cities(["440106", "999901"])["999901"] == "9999"


def test_the_table_has_a_city_column_only_where_there_are_several(
    layers: Any, facts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = layers.districts["adcode"].astype(str).tolist()
    monkeypatch.setattr(city_page, "charts", lambda *_: [])  # drawn in test_charts
    common = {**common_data(layers, facts), "tiles": False}
    for called, count in (({}, 0), (dict.fromkeys(rows, "某某市"), len(rows))):
        monkeypatch.setattr(city_page, "cities", lambda _, called=called: called)
        page = city_page.city_page(layers, facts, common, None)
        assert page.count("某某市") == count
        table = page[page.index('id="districts"') :]
        head, row = table[: table.index("</thead>")], table[table.index("<tbody>") :]
        counted = [len(re.findall(r"<t[dh][ >]", part)) for part in (head, row[: row.index("</tr>")])]
        assert counted == [10 + (count > 0)] * 2


@pytest.mark.browser
def test_hundreds_of_assumptions_are_found_and_keep_the_overview_small(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    """The page of Tianjin had 566 rows of them, 17,000 of its 25,000 nodes."""
    many = pd.concat([facts.assumptions] * 300, ignore_index=True).head(600)
    many["name"] = [f"demand.figure_{row}" for row in range(600)]
    many.loc[:, "tag"] = ["text", "modelled"] * 300
    write_pages(tmp_path, layers, replace(facts, assumptions=many), plain=True)
    page = visit.open(tmp_path / "index.html")
    assert page.evaluate("document.querySelectorAll('#assumptions *').length") < 800
    page.locator("summary", has_text="假设与参数").click()
    page.fill("input[data-filters=assumptions]", "figure_599")
    row = page.locator("#assumptions tbody tr")
    assert row.count() == 1
    told = row.inner_text().split("\t")
    assert told[0] == "demand.figure_599"
    assert told[1] == str(many["value"].iloc[599])
    assert told[3] == "模型假设"
    assert row.get_attribute("class") == "unverified"


@pytest.mark.browser
def test_what_is_folded_is_made_when_it_is_opened_or_searched(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    """The overview of Tianjin had 6,900 elements, most of them charts and tables that stood closed."""
    own = facts.clauses.iloc[[0]]
    rows = pd.concat([own] * 900, ignore_index=True).assign(
        id=[f"K-{row}" for row in range(900)], verdict="context"
    )
    clauses = pd.concat([facts.clauses, rows], ignore_index=True)
    write_pages(tmp_path, layers, replace(facts, clauses=clauses), plain=True)
    page = visit.open(tmp_path / "index.html")
    assert page.evaluate("document.querySelectorAll('*').length") < 5000
    assert page.locator("#clauses th", has_text="K-899").count() == 0
    page.fill("input[data-filters=clauses]", "K-899")
    assert page.locator("#clauses tbody tr:visible").count() == 1
    page.fill("input[data-filters=clauses]", "")
    fold = page.locator("#clauses details", has=page.locator("th", has_text="K-899"))
    fold.locator("th button").first.click()
    assert fold.locator("th[aria-sort=ascending]").count() == 1


@pytest.mark.browser
def test_a_chart_is_a_picture_that_is_drawn_in_the_language_of_the_page(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    write_pages(tmp_path, layers, facts, plain=True)
    for language in ("zh", "en"):
        page = visit.open(tmp_path / "index.html", f"#lang={language}")
        drawn = page.locator(".charts img:visible")
        assert drawn.count() == page.locator(".charts figure").count() > 0
        for picture in drawn.all():
            assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
            assert picture.get_attribute("alt")
    assert visit.complaints == []
