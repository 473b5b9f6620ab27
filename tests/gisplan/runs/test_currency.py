"""Another currency is data only: a plan in EUR says EUR and 欧元 everywhere, and no other money."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from contextlib import closing
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

from gisplan.pipeline import plan_region
from gisplan.runs.folder import write_plan
from gisplan.scenario.loading import load_scenario, scenario_from
from gisplan_data import data_folder
from gisplan_errors import ScenarioError
from tests.gisplan.spoilt_runs import folder_faults
from tests.gisplan.toy import CHANGES, merged, toy_region

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (".html", ".csv", ".json", ".toml", ".md", ".txt")
BASE64 = re.compile(r"[A-Za-z0-9+/=]{200,}")
OTHERS = re.compile(r"\bCNY\b|人民币|(?<![欧单])元")
"""Another currency; 单元 is a demand cell."""


def region_in(currency: str, folder: Path) -> Path:
    """Write what a scenario reads of a region's folder."""
    folder.mkdir()
    (folder / "region.toml").write_text(f'name = "toy"\ncurrency = "{currency}"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Plan the toy in EUR, by years, with pages and reports."""
    place = tmp_path_factory.mktemp("euro")
    text = (data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8")
    table = merged(tomllib.loads(text.replace("CNY", "EUR")), CHANGES)
    table["region"] = str(region_in("EUR", place / "toy"))
    table["policy"] = str(request.config.rootpath / "docs" / "policies_example.toml")
    from_test = {"source": "test", "tag": "modelled", "as_of": "2026"}
    years = [
        {"year": 2026, "demand_share": 0.7, "chargers_share": 0.5, "budget": 5_000_000.0, **from_test},
        {"year": 2027, "demand_share": 1.0, "chargers_share": 1.0, "budget": 5_000_000.0, **from_test},
    ]
    table["phasing"] = {"years": years}
    plan = plan_region(scenario_from(table, origin="toy"), toy_region())
    return write_plan(plan, place / "run")


@pytest.fixture(scope="module")
def texts(run: Path) -> dict[str, str]:
    """Give all that a reader finds in the run folder, by file."""
    found = {
        str(path.relative_to(run)): BASE64.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(run.rglob("*"))
        if path.suffix in TEXTS
    }
    for path in run.glob("*.gpkg"):
        with closing(sqlite3.connect(path)) as base:
            tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = [row for name in tables for row in base.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
        found[path.name] = "\n".join(cell for row in rows for cell in row if isinstance(cell, str))
    for path in run.glob("*.xlsx"):
        book = openpyxl.load_workbook(path, read_only=True)
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        found[path.name] = "\n".join(cell for row in rows for cell in row if isinstance(cell, str))
    for path in run.glob("*.docx"):
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        found[path.name] = "\n".join([*(part.text for part in document.paragraphs), *cells])
    return found


@pytest.mark.slow
def test_no_file_of_the_run_says_another_currency(texts: dict[str, str]) -> None:
    said = {
        (name, text[max(0, found.start() - 40) : found.end() + 20])
        for name, text in texts.items()
        for found in OTHERS.finditer(text)
    }
    assert not said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("index.html", "欧元"),
        ("index.html", "EUR "),
        ("map.html", "欧元"),
        ("report.html", "欧元"),
        ("report.html", "欧元/千克"),
        ("report.docx", "欧元/千克"),
        ("workbook.xlsx", "Investment (EUR)"),
        ("workbook.xlsx", "Delivered cost (EUR/kg)"),
        ("plan.gpkg", "投资 Investment [EUR]"),
        ("plan.gpkg", "到站成本 Delivered cost [EUR/kg]"),
        ("assumptions.csv", ",EUR/kVA,"),
        ("assumptions.csv", "equipment_cost.low,3000,EUR,"),
    ],
)
def test_every_kind_of_file_says_the_currency(texts: dict[str, str], file: str, words: str) -> None:
    assert words in texts[file]


@pytest.mark.slow
def test_the_run_verifies(run: Path) -> None:
    assert not folder_faults(run)


@pytest.mark.parametrize("code", ["Euro", "eur", "XYZ", ""])
def test_a_currency_goes_by_its_code(code: str) -> None:
    with pytest.raises(
        ScenarioError, match=rf"costs\.currency = '{code}': must be a currency's code of ISO 4217"
    ):
        load_scenario("tianjin-2027", [f'costs.currency="{code}"'])


def test_figures_of_another_currency_are_refused_by_name() -> None:
    table = tomllib.loads((data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8"))
    table["hydrogen"]["haul_cost_kg_km"]["unit"] = "EUR/kg/km"
    with pytest.raises(
        ScenarioError, match=r"hydrogen\.haul_cost_kg_km: unit 'EUR/kg/km', the scenario counts in CNY"
    ):
        scenario_from(table, origin="mine")


def test_a_region_with_costs_in_another_currency_is_refused(tmp_path: Path) -> None:
    folder = region_in("EUR", tmp_path / "berlin")
    mine = tmp_path / "mine.toml"
    mine.write_text(f'extends = "tianjin-2027"\nregion = "{folder}"\n', encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"costs\.currency = 'CNY': .* has its costs in EUR \(region\.toml\)"
    ):
        load_scenario(mine)


def test_a_scenario_without_a_currency_is_refused() -> None:
    table = tomllib.loads((data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8"))
    del table["costs"]["currency"]
    with pytest.raises(ScenarioError, match=r"costs\.currency: is missing"):
        scenario_from(table, origin="mine")
