"""A plan read back from its run folder is the plan that was written."""

from __future__ import annotations

import dataclasses
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from gisplan.plan.reading import SEPARATE, read_plan
from gisplan.tables.registry import CSV, TABLES, tables_in
from gisplan_errors import LayerError, ScenarioError
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


def test_every_table_of_a_plan_is_read_back(toy_run: Path) -> None:
    made, back = planned(), read_plan(toy_run)
    for table in TABLES:
        assert len(table.of(back)) == len(table.of(made)), table
        assert set(table.of(back).columns) == set(table.of(made).columns), table
    repeat = [one.name for one in tables_in(CSV) if one.part.startswith(("layers.", "evidence."))]
    assert set(back.copies) == set(repeat) - {"hydrogen_screening", *SEPARATE}
    assert made.copies == {}


def test_what_stands_beside_the_tables_is_read_back(toy_run: Path) -> None:
    made, back = planned(), read_plan(toy_run)
    assert back.scenario == made.scenario
    assert back.certificates == made.certificates
    assert back.not_known == made.not_known
    assert back.inputs == made.inputs
    assert back.headline["sites_total"] == made.headline["sites_total"]
    assert back.created == json.loads((toy_run / "manifest.json").read_text(encoding="utf-8"))["created"][:10]
    assert (made.created, made.version) == ("", back.version)


def _unknown(said: Any) -> Any:
    return {**said, "sites_totl": 1}


def _without_a_gap(said: Any) -> Any:
    return [{key: value for key, value in row.items() if key != "gap"} for row in said]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("plan.json", _unknown, r"plan\.json: .*sites_totl.*Make the run again"),
        ("certificate.json", _without_a_gap, r"certificate\.json: .*gap"),
    ],
)
def test_a_record_with_other_figures_is_named_by_its_file(
    toy_run: Path, tmp_path: Path, name: str, change: Callable[[Any], Any], words: str
) -> None:
    folder = shutil.copytree(toy_run, tmp_path / "run")
    said = json.loads((folder / name).read_text(encoding="utf-8"))
    (folder / name).write_text(json.dumps(change(said)), encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        read_plan(folder)


def test_layers_are_held_to_their_schema_but_for_verification(toy_run: Path) -> None:
    raw = read_plan(toy_run, checked=False)
    sites = raw.layers.sites.assign(chargers=-1)
    with pytest.raises(LayerError, match=r"sites\.chargers"):
        dataclasses.replace(raw.layers, sites=sites)
    assert (dataclasses.replace(raw.layers, sites=sites, checked=False).sites["chargers"] == -1).all()
