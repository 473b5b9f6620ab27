"""A third language is one file: no output says anything that its catalogue does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from maps import write_pages
from tests import pseudo
from tests.gisplan.planned import planned
from tests.maps.spoken import spoken
from tests.plan_data import cells_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan

PAGES = ("index.html", "map.html", "districts/120101.html", "districts/120118.html")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, pseudo.spoken(tmp_path_factory.mktemp("words"), patch) as key:
        yield key


@pytest.fixture(scope="module")
def pages(plan: Plan, language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, plan.layers, plan_facts(plan))
    return folder


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_page_says_what_a_third_language_has_not_said(
    visit: Any, pages: Path, plan: Plan, language: str, name: str
) -> None:
    page = visit.open(pages / name)
    said = spoken(page, language)
    assert sum("⟦" in text for text in said) > 50
    left = pseudo.untranslated(said, names_of(plan), cells_of(plan))
    assert not left, "\n".join(left)
    assert visit.complaints == []
