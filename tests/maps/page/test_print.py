"""Pages on paper: no figure is cut, a district takes few pages, its map comes as one sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

PAPER = {"width": 1512, "height": 1047}
"""A3 landscape within its margins, in CSS pixels."""
MOST_PAGES = 12
CUT = """(width) => [...document.querySelectorAll('td, th, .big, figcaption')].filter((e) => {
  if (!e.checkVisibility() || e.closest('.spacer')) return false;
  const box = e.getBoundingClientRect(), own = e.closest('section, article');
  const edge = own ? own.getBoundingClientRect().right : width;
  return e.scrollWidth > e.clientWidth + 1 || box.right > Math.min(edge, width) + 1; })
  .map((e) => [e.tagName, e.textContent.slice(0, 40), e.scrollWidth, e.clientWidth])"""

BROKEN = r"""() => [...document.querySelectorAll('td')].filter((e) => e.checkVisibility()).flatMap((e) => {
  const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    for (const number of text.data.matchAll(/\d[\d,.]*\d/g)) {
      const range = document.createRange();
      range.setStart(text, number.index); range.setEnd(text, number.index + number[0].length);
      if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) found.push(number[0]);
    }
  }
  return found; })"""
"""Numbers that go on in another line."""


def printed(page: Any, path: Path) -> bytes:
    page.pdf(path=str(path), prefer_css_page_size=True)
    return path.read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["index.html", "districts/120116.html", "districts/120101.html"])
def test_no_figure_is_cut(visit: Any, pages: Path, name: str, language: str) -> None:
    page = visit.open(pages / name, f"#lang={language}")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate(CUT, PAPER["width"]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_stays_on_one_line_and_a_legend_is_whole(visit: Any, pages: Path, language: str) -> None:
    page = visit.open(pages / "districts" / "120116.html", f"#lang={language}")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for sheet in (False, True):
        page.evaluate("(on) => document.body.classList.toggle('sheet', on)", sheet)
        wide, high = page.evaluate(
            "(() => { const a = document.querySelector('.withpanel aside');"
            " return [a.scrollWidth - a.clientWidth, a.scrollHeight - a.clientHeight]; })()"
        )
        assert (wide, high) <= (1, 1), sheet
        assert high <= 1, sheet
    page = visit.open(pages / "index.html", f"#lang={language}")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(BROKEN) == []


def test_what_repeats_on_each_page_is_a_heading_that_is_drawn_and_no_total(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "index.html")
    page.emulate_media(media="print")
    style = "(name) => getComputedStyle(document.querySelector(name)).display"
    assert page.evaluate(style, "thead") == "table-header-group"
    assert page.evaluate(style, "tfoot") == "table-row-group"
    # a browser draws no button in a heading that it repeats
    assert page.evaluate(style, "thead th button") == "contents"


def test_a_district_prints_in_a_dozen_pages_and_its_sheet_in_one(
    visit: Any, sample: Any, facts: Any, tmp_path: Path
) -> None:
    from maps.page.writing import write_pages

    layers = sample.sample_layers(1200, 200, adcodes=["120116"])
    write_pages(tmp_path, layers, facts, plain=True)
    page = visit.open(tmp_path / "districts" / "120116.html")
    assert len(re.findall(rb"/Type\s*/Page\b", printed(page, tmp_path / "all.pdf"))) <= MOST_PAGES
    page.evaluate("document.body.classList.add('sheet')")
    assert len(re.findall(rb"/Type\s*/Page\b", printed(page, tmp_path / "sheet.pdf"))) == 1
