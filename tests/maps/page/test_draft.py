"""A plan of which a stage missed the gap asked says so on every page and popup; one that met it nowhere."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from maps import write_pages

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("index.html", "map.html", "districts/120116.html")
MISSED = {
    "wide": {"status": "feasible", "gap": 0.75, "grade": "wide"},
    "no-proof": {"status": "heuristic", "gap": None, "bound": None, "grade": "no-proof"},
}


@pytest.fixture(scope="module", params=MISSED)
def draft(request: pytest.FixtureRequest, sample: Any, facts: Any, tmp_path_factory: Any) -> tuple[str, Path]:
    siting, hydrogen = facts.certificates
    missed = dataclasses.replace(facts, certificates=[{**siting, **MISSED[request.param]}, hydrogen])
    folder = tmp_path_factory.mktemp("draft")
    write_pages(folder, sample.sample_layers(260, 300, adcodes=["120101", "120116"]), missed)
    return request.param, folder


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_draft_is_stamped_in_amber_on_every_page(visit: Any, draft: Any, name: str) -> None:
    grade, folder = draft
    page = visit.open(folder / name)
    stamp = page.locator("p.draft")
    assert stamp.is_visible()
    assert "草案" in stamp.inner_text()
    assert "选址" in stamp.inner_text()
    assert stamp.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 194, 77)"
    page.click("[data-language=en]")
    assert "Draft" in stamp.inner_text()
    assert "siting" in stamp.inner_text()
    line = page.locator(f".strip.{grade}, .proof-line.{grade}").first
    assert "proven within" not in line.inner_text()
    assert line.evaluate("one => getComputedStyle(one).backgroundColor") != "rgb(230, 239, 238)"
    visit.page.emulate_media(media="print")
    assert stamp.is_visible()
    assert visit.complaints == []


@pytest.mark.browser
def test_a_popup_of_a_draft_is_stamped_by_the_stages_that_decided_its_layer(visit: Any, draft: Any) -> None:
    grade, folder = draft
    page = visit.open(folder / "map.html")
    said = {
        layer: page.evaluate(
            "name => { const box = gisplan.popup(gisplan.layer(name), 0);"
            " return [box.querySelector('.proof').className, box.querySelector('.badges').textContent]; }",
            layer,
        )
        for layer in ("sites", "stations")
    }
    assert said["sites"][0] == f"proof {grade}"
    assert said["stations"][0] == "proof close"
    assert all("草案" in text for _, text in said.values())


@pytest.mark.parametrize("name", PAGES)
def test_a_plan_that_met_its_gap_has_no_stamp(pages: Path, name: str) -> None:
    text = (pages / name).read_text(encoding="utf-8")
    assert '<p class="draft"' not in text
    assert '"draft":null' in text.replace(" ", "")
