"""README's figures are those of the recorded run and of the benchmark pages; none is typed there."""

from __future__ import annotations

import importlib.util
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@pytest.fixture(scope="module")
def script(root: Path) -> Any:
    """Load ``docs/readme_figures.py``, which is no package's."""
    spec = importlib.util.spec_from_file_location("readme_figures", root / "docs" / "readme_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def recorded(script: Any) -> Any:
    return json.loads(script.RECORD.read_text(encoding="utf-8"))


def test_readme_says_what_was_recorded(script: Any, recorded: Any) -> None:
    text = script.README.read_text(encoding="utf-8")
    assert script.readme_text(text, recorded) == text


def test_a_typed_figure_is_written_over(script: Any, recorded: Any) -> None:
    text = script.README.read_text(encoding="utf-8")
    typed = text.replace(f"{recorded['plan']['chargers_by_access']['private']:,} private", "1 private")
    assert typed != text
    assert script.readme_text(typed, recorded) == text


def test_money_is_told_in_the_currency_of_the_run(script: Any, recorded: Any) -> None:
    elsewhere = {**recorded, "plan": {**recorded["plan"], "currency": "EUR"}}
    said = script.readme_text(script.README.read_text(encoding="utf-8"), elsewhere)
    assert "billion EUR" in said
    assert "CNY" not in script.plan_text(elsewhere)


def test_marks_that_are_gone_are_told(script: Any, recorded: Any) -> None:
    with pytest.raises(ValueError, match="end of readme-figures: plan"):
        script.readme_text("<!-- readme-figures: plan -->", recorded)


def test_every_figure_of_the_benchmarks_stands_in_a_table_of_their_pages(script: Any, root: Path) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (root / "docs").glob("benchmarks*.md"))
    shown = script.benchmark_text()
    there = set(NUMBER.findall(pages.replace(shown, "")))
    assert len(shown.splitlines()) > 2
    assert set(NUMBER.findall(shown)) <= there


def test_the_machine_was_shared_only_if_its_load_says_so(script: Any, recorded: Any) -> None:
    busy = {**recorded, "run": {**recorded["run"], "load": 4.0, "cores": 2}}
    calm = {**recorded, "run": {**recorded["run"], "load": 0.1, "cores": 2}}
    assert "other work shared the machine" in script.plan_text(busy)
    assert "other work" not in script.plan_text(calm)


def test_a_gap_is_never_told_smaller_than_it_is(script: Any, recorded: Any) -> None:
    gaps = {**recorded["gaps"], "siting": 0.010_301, "hydrogen cost": 0.0098}
    text = script.plan_text({**recorded, "gaps": gaps})
    assert "siting within 1.04 %" in text
    assert "cost within 0.98 %" in text


@pytest.mark.slow
def test_the_figures_of_a_run_folder_are_its_files(script: Any, recorded: Any, installed_run: Any) -> None:
    figures = {"run": recorded["run"], **script.plan_figures(installed_run.folder)}
    text = script.plan_text(figures)
    plan = json.loads((installed_run.folder / "plan.json").read_text(encoding="utf-8"))
    assert f"{plan['chargers_by_access']['public']:,} public" in text
    assert f"with {plan['sites_public']} public sites" in text
    assert sum(figures["clauses"].values()) == len(script._rows(installed_run.folder / "clauses.csv"))
    once = script.replaced(script.README.read_text(encoding="utf-8"), "plan", text)
    assert script.replaced(once, "plan", script.plan_text(figures)) == once
