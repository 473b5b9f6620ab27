"""A small plan and its pages, for what pages say of a plan as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gisplan.results.page_facts import plan_facts
from maps.page.writing import write_pages
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan


@pytest.fixture(scope="session")
def toy_plan() -> Plan:
    return planned()


@pytest.fixture(scope="session")
def toy_pages(toy_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("toy")
    write_pages(made, toy_plan.layers, plan_facts(toy_plan), plain=True)
    return made
