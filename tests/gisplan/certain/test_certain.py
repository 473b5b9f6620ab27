"""Which sites of the toy city are certain: found, kept beside the run, told by ``why``, drawn on a page."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.certain.record import beside, kept
from gisplan.cli.app import app
from gisplan.pipeline import make_plan
from gisplan.plan.reading import read_plan
from layers.files.layers import write_layer
from tests.gisplan.planned import write_data
from tests.gisplan.toy import toy_region, toy_scenario
from tests.gisplan.toy_folder import write_toy

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["--language", "en", *words])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("certain")
    region = write_toy(home / "toy")
    write_layer(toy_region().sites, region / "sites.gpkg", "sites")
    folder = write_data(make_plan(toy_scenario(region=str(region))), home / "run")
    done = run("certain", str(folder), "--plans", "3", "--quiet")
    assert done.exit_code == 0, done.output
    return {"run": folder, "said": done.output, "table": pd.read_csv(beside(folder) / "certain.csv")}


def test_every_site_of_the_plan_has_a_grade_and_what_a_rule_asks_for_is_fixed(made: dict[str, Any]) -> None:
    table, plan = made["table"], read_plan(made["run"])
    own = table[table["in_plan"] & (table["kind"] == "charging")]
    sites = plan.layers.sites
    assert set(sites.loc[sites["access"] == "public", "site_id"]) <= set(own["site_id"])
    required = plan.evidence.candidates.loc[plan.evidence.candidates["status"] == "required", "site_id"]
    ruled = own[own["site_id"].isin(required)]
    assert len(ruled)
    assert set(ruled["grade"]) == {"fixed"}
    assert set(ruled["proof"]) == {"rule"}
    assert set(own.loc[own["grade"] == "few", "proof"]) <= {"example"}


def test_fixed_needs_a_proof_and_a_share_of_one_is_none(made: dict[str, Any]) -> None:
    table = made["table"]
    fixed = table[table["grade"] == "fixed"]
    assert set(fixed["proof"]) <= {"rule", "bound"}
    assert (fixed["share"] == 1.0).all()
    assert (table.loc[table["grade"] == "every", "share"] == 1.0).all()
    assert not (table[table["grade"] != "fixed"]["proof"] == "bound").any()


def test_stations_are_exchanged_or_shown_to_stay(made: dict[str, Any]) -> None:
    table, stations = made["table"], read_plan(made["run"]).layers.stations
    own = table[table["in_plan"] & (table["kind"] == "hydrogen")].set_index("site_id")
    assert set(own.index) == set(stations["site_id"])
    for name, row in own.iterrows():
        if row["proof"] == "example":
            assert isinstance(row["others"], str), name
    assert f"Of {len(own)} hydrogen station" in made["said"]


def test_why_tells_it_of_this_plan_alone(made: dict[str, Any], tmp_path: Path) -> None:
    site = made["table"].loc[made["table"]["in_plan"], "site_id"].iloc[0]
    assert "how certain it is" in run("why", site, str(made["run"])).output
    plan = read_plan(made["run"])
    assert kept(made["run"], "another") is None
    assert kept(made["run"], plan.headline.fingerprint) is not None
    shutil.copytree(made["run"], tmp_path / "copy")
    assert "how certain it is" not in run("why", site, str(tmp_path / "copy")).output


def test_a_run_that_was_edited_is_refused(made: dict[str, Any], tmp_path: Path) -> None:
    copy = tmp_path / "edited"
    shutil.copytree(made["run"], copy)
    text = (copy / "scenario.toml").read_text("utf-8")
    most = read_plan(copy).scenario.coverage.max_new_sites
    assert f"max_new_sites = {most}" in text
    edited = text.replace(f"max_new_sites = {most}", f"max_new_sites = {most - 1}")
    (copy / "scenario.toml").write_text(edited, "utf-8")
    done = run("certain", str(copy), "--plans", "0", "--quiet")
    assert done.exit_code == 2
    assert "plan again" in " ".join(done.output.split())
