"""A third language is one file: no output says anything that its catalogue does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from maps import write_pages
from maps.words.text import tidy
from tests import pseudo
from tests.gisplan.planned import planned
from tests.maps.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan

NAMES = (
    *("site_id", "supply_id", "name_zh", "name_en", "adcode", "authority", "road_ref", "direction"),
    *("direction_en", "source", "as_of", "station_class"),
)
"""Columns of the result layers whose texts are data."""

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


def names_of(plan: Plan) -> set[str]:
    """Give the names, ids and sources of a plan."""
    facts, scenario = plan_facts(plan), plan.scenario
    frames = plan.layers.frames().values()
    found = {
        str(text) for frame in frames for name in NAMES if name in frame for text in frame[name].dropna()
    }
    # names within a clause's scope, and of the parameters of its register
    found |= {part for text in facts.clauses["scope"] for part in re.split("[、；]", text)}
    found |= {"hydrogen_cost_baseline", "Lingang", "Nangang", "经开区", "保税区"}
    found |= {
        scenario.title_zh,
        scenario.title_en,
        scenario.name,
        scenario.coverage.profile,
        facts.version,
        facts.currency,
        "gisplan",
    }
    for names in (*facts.tiers.values(), *facts.type_names.values()):
        found |= {names.zh, names.en}
    for frame, columns in (
        (facts.clauses, ("id", "place", "document", "scope", "settled_by_en")),
        (facts.assumptions, ("name", "source")),
        (facts.provenance, ("source", "as_of")),
    ):
        found |= {str(text) for name in columns for text in frame[name].dropna()}
    return found


def pending(plan: Plan) -> set[str]:
    """Give what rooms still say in one language only; each takes its own line away."""
    return {certificate.proven for certificate in plan.certificates}


def cells_of(plan: Plan) -> set[str]:
    """Give what is data where it fills a cell: units of assumptions, paths of downloads, solvers."""
    facts = plan_facts(plan)
    solvers = {f"{row['solver']} {row['version']}".strip() for row in facts.certificates}
    units = {tidy(unit, 40) for unit in facts.assumptions["unit"].dropna()}
    return units | {path for *_, path in facts.downloads} | solvers


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_page_says_what_a_third_language_has_not_said(
    visit: Any, pages: Path, plan: Plan, language: str, name: str
) -> None:
    page = visit.open(pages / name)
    said = spoken(page, language)
    assert sum("⟦" in text for text in said) > 50
    left = pseudo.untranslated(said, names_of(plan), cells_of(plan) | pending(plan))
    assert not left, "\n".join(left)
    assert visit.complaints == []
