"""Runs held against each other: what differs, whether it is proven, and why each site differs."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.affinity import translate
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.compare import compare_runs
from gisplan.compare.figures import compared_proofs, turned_clauses
from gisplan.compare.inputs import edits, settings_of
from gisplan.compare.record import Root
from gisplan.compare.runs import compare_plans, distinct_names
from gisplan.compare.sites import changed_sites, grouped
from gisplan.compare.telling import as_dict, tidy_table
from gisplan.plan.reading import read_plan
from gisplan.tables.format import update_manifest, write_json
from gisplan_errors import ScenarioError
from tests.gisplan.planned import written
from tests.gisplan.toy import toy_scenario

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def base() -> Path:
    return written()


@pytest.fixture(scope="module")
def one_setting() -> Path:
    return written(chargers__target=165)


def with_input(run: Path, out: Path, sha: str) -> Path:
    """Copy a run as if it had been made from a layer of sites with this sum."""
    shutil.copytree(run, out)
    inputs = json.loads((out / "inputs.json").read_text("utf-8"))
    inputs.append({"path": "regions/toy/sites.gpkg", "rows": None, "sha256": sha * 64})
    write_json(inputs, out / "inputs.json")
    update_manifest(out, ["inputs.json"])
    return out


def test_a_run_and_its_copy_do_not_differ(base: Path, tmp_path: Path) -> None:
    found = compare_runs(base, shutil.copytree(base, tmp_path / "copy"))
    assert found.roots["copy"] == ()
    assert not len(found.sites)
    assert not len(found.clauses)
    assert not len(found.groups)
    assert (found.figures["difference"].fillna(0) == 0).all()
    assert found.proofs["within"].fillna(value=True).all()


def test_the_only_setting_that_differs_is_the_cause_of_every_change(base: Path, one_setting: Path) -> None:
    found = compare_runs(base, one_setting)
    (root,) = found.roots[found.names[1]]
    assert (root.kind, root.name) == ("setting", "chargers.target")
    assert len(found.sites)
    assert set(found.sites["cause"]) == {"setting"}
    assert all("chargers.target" in why.en and "165" in why.zh for why in found.sites["why"])


def test_differences_of_sites_sum_to_that_of_the_headline(base: Path, one_setting: Path) -> None:
    found = compare_runs(base, one_setting)
    charging = found.sites[found.sites["kind"] == "charging"]
    headline = found.figures.set_index(["key", "run"])["difference"].xs(found.names[1], level="run")
    assert charging["difference"].sum() == headline["chargers_new_total"] != 0
    assert found.sites["investment_cost"].sum() == pytest.approx(headline["investment_cost"])
    for by in ("district", "category"):
        part = found.groups[found.groups["by"] == by]
        assert part["chargers"].sum() == charging["difference"].sum()
        assert part[["opened", "closed", "resized", "moved"]].to_numpy().sum() == len(found.sites)


def test_several_settings_attribute_nothing_to_one_of_them(base: Path, one_setting: Path) -> None:
    plan = read_plan(one_setting)
    solver = plan.scenario.solver.model_copy(update={"gap": 0.02})
    other = dataclasses.replace(plan, scenario=plan.scenario.model_copy(update={"solver": solver}))
    found = compare_plans([read_plan(base), other], [base, one_setting])
    assert len(found.roots[found.names[1]]) == 2
    assert set(found.sites["cause"]) == {"open"}
    assert all("2 things differ" in why.en for why in found.sites["why"])


def test_an_edited_row_is_told_at_its_site_and_as_knock_on_elsewhere(base: Path, tmp_path: Path) -> None:
    old = with_input(base, tmp_path / "old", "a")
    new = with_input(written("shut parking"), tmp_path / "new", "b")
    found = compare_runs(old, new)
    (root,) = found.roots["new"]
    assert (root.kind, root.name) == ("file", "regions/toy/sites.gpkg")
    by_site = found.sites.set_index("site_id")
    assert by_site.loc["PP-2", "cause"] == "edited"
    assert "status" in by_site.loc["PP-2", "why"].en
    others = by_site.drop(index="PP-2")
    assert len(others)
    assert set(others["cause"]) == {"knock-on"}
    assert all("PP-2" in why.en for why in others["why"])


def test_another_version_of_a_layers_store_is_what_went_in_differently(base: Path, tmp_path: Path) -> None:
    runs = []
    for version, run in enumerate((base, written("shut parking")), start=1):
        runs.append(shutil.copytree(run, tmp_path / str(version)))
        inputs = json.loads((run / "inputs.json").read_text("utf-8"))
        stored = [
            {"layer": "sites", "store": "postgresql://db/team", "version": version},
            {"layer": "demand", "store": "postgresql://db/team", "version": 7},
            {"layer": "corridors", "store": "team.gpkg", "version": version},  # one of the folder's files
        ]
        write_json([*inputs, *stored], runs[-1] / "inputs.json")
        update_manifest(runs[-1], ["inputs.json"])
    found = compare_runs(*runs)
    (root,) = found.roots["2"]
    assert root == Root("store", "sites: postgresql://db/team", "1", "2")
    by_site = found.sites.set_index("site_id")
    assert by_site.loc["PP-2", "cause"] == "edited"
    assert set(by_site.drop(index="PP-2")["cause"]) == {"knock-on"}
    assert "Layer store" in tidy_table(found)["name_en"].tolist()


def test_without_a_recorded_input_nothing_is_guessed(base: Path) -> None:
    found = compare_runs(base, written("shut parking"))
    assert found.roots[found.names[1]] == ()
    assert len(found.sites)
    assert set(found.sites["cause"]) == {"open"}


def test_a_rule_that_turns_for_a_site_is_named(base: Path, one_setting: Path) -> None:
    """Two settings differ; that parks are required now is what holds for a park alone, which opens."""
    plan = read_plan(base)
    coverage, solver = plan.scenario.coverage, plan.scenario.solver
    asked = coverage.required_categories.model_copy(update={"min_fast": {"park": 1}})
    changes = {
        "coverage": coverage.model_copy(update={"required_categories": asked}),
        "solver": solver.model_copy(update={"gap": 0.02}),
    }
    candidates = plan.evidence.candidates
    park = candidates.loc[candidates["category"] == "park", "site_id"].iloc[0]
    sites = plan.layers.sites
    without = dataclasses.replace(plan.layers, sites=sites[sites["site_id"] != park], checked=False)
    with_it = sites.copy()
    with_it.loc[with_it.index[0], ["site_id", "category"]] = [park, "park"]
    before = dataclasses.replace(plan, layers=without)
    after = dataclasses.replace(
        plan,
        scenario=plan.scenario.model_copy(update=changes),
        layers=dataclasses.replace(plan.layers, sites=with_it, checked=False),
    )
    found = compare_plans([before, after], [base, one_setting])
    row = found.sites.set_index("site_id").loc[park]
    assert (row["change"], row["cause"]) == ("opened", "rule")
    assert "park" in row["why"].en


def moved_frame(frame: gpd.GeoDataFrame, key: str, metres: float) -> gpd.GeoDataFrame:
    out = frame.copy()
    at = out.index[out["site_id"] == key][0]
    here = out.loc[at, "geometry"]
    north = math.radians(here.representative_point().y)
    # metres of a degree of latitude on the ellipsoid of WGS 84
    degree = 111_132.954 - 559.822 * math.cos(2 * north) + 1.175 * math.cos(4 * north)
    out.loc[at, "geometry"] = translate(here, yoff=metres / degree)
    return out


def test_a_site_of_the_same_chargers_elsewhere_has_moved(base: Path) -> None:
    plan = read_plan(base)
    layers = dataclasses.replace(
        plan.layers, sites=moved_frame(plan.layers.sites, "PP-1", 300.0), checked=False
    )
    (row,) = changed_sites(plan, dataclasses.replace(plan, layers=layers)).to_dict("records")
    assert (row["site_id"], row["change"]) == ("PP-1", "moved")
    assert row["moved_m"] == pytest.approx(300.0, abs=0.1)
    evidence = dataclasses.replace(
        plan.evidence, candidates=moved_frame(plan.evidence.candidates, "PP-1", 0.4)
    )
    assert not len(edits(plan, dataclasses.replace(plan, evidence=evidence)))


def test_who_served_before_is_followed_by_cell(base: Path) -> None:
    """PP-1 closes; all its energy is served by one other site, which grows."""
    plan = read_plan(base)
    sites = plan.layers.sites
    other = next(name for name in sites["site_id"] if name.startswith("PP-") and name != "PP-1")
    flows = plan.evidence.assignment.copy()
    taken = flows.loc[flows["site_id"] == "PP-1", "kwh_day"].sum()
    flows.loc[flows["site_id"] == "PP-1", "site_id"] = other
    fewer = sites[sites["site_id"] != "PP-1"].copy()
    fewer.loc[fewer["site_id"] == other, ["n_ac7", "chargers"]] += 1
    after = dataclasses.replace(
        plan,
        layers=dataclasses.replace(plan.layers, sites=fewer, checked=False),
        evidence=dataclasses.replace(plan.evidence, assignment=flows),
    )
    rows = changed_sites(plan, after).set_index("site_id")
    assert rows.loc["PP-1", ["change", "other"]].tolist() == ["closed", other]
    assert rows.loc[other, ["change", "other"]].tolist() == ["resized", "PP-1"]
    assert rows.loc["PP-1", "other_kwh_day"] == pytest.approx(taken)
    sums = grouped(rows.reset_index()).set_index(["by", "group"])
    assert sums.loc[("category", "public_parking"), ["opened", "closed", "resized"]].tolist() == [0, 1, 1]


@pytest.mark.parametrize(("objective", "bound", "within"), [(103.0, 101.5, True), (103.6, 102.1, False)])
def test_a_difference_is_within_the_proof_up_to_the_sum_of_both_gaps(
    base: Path, objective: float, bound: float, within: bool
) -> None:
    """100 with a gap of 2 against 103 with one of 1.5: the sum is 3.5."""
    plan = read_plan(base)
    one = dataclasses.replace(
        plan.certificates[0], stage="sizing: cost", objective=100.0, bound=98.0, gap=0.02
    )
    other = dataclasses.replace(one, objective=objective, bound=bound)
    pair = [dataclasses.replace(plan, certificates=(each,)) for each in (one, other)]
    (row,) = compared_proofs(*pair).to_dict("records")
    assert row["slack"] == pytest.approx(3.5)
    assert row["within"] is within


def test_a_figure_is_within_the_proof_only_where_it_is_the_proven_objective(
    base: Path, one_setting: Path
) -> None:
    found = compare_runs(base, one_setting)
    judged = found.figures.dropna(subset=["within"])
    assert set(judged["key"]) <= {"unmet_kwh_day", "investment_chargers_cost", "hydrogen_served_kg_day"}
    assert "investment_chargers_cost" in set(judged["key"])


def test_clauses_that_turn_are_listed_with_both_verdicts(base: Path) -> None:
    plan = read_plan(base)
    clauses = plan.clauses.copy()
    clauses["verdict"] = clauses["verdict"].astype(object)
    clauses.loc[clauses.index[0], "verdict"] = "not met" if clauses["verdict"].iloc[0] != "not met" else "met"
    (row,) = turned_clauses(plan, dataclasses.replace(plan, clauses=clauses)).to_dict("records")
    assert row["id"] == clauses["id"].iloc[0]
    assert (row["verdict_before"], row["verdict"]) == (
        plan.clauses["verdict"].iloc[0],
        clauses["verdict"].iloc[0],
    )


def test_what_a_clause_achieves_is_said_in_each_language(base: Path, tmp_path: Path) -> None:
    plan = read_plan(base)
    pair = []
    for value, verdict in ((25_000.0, "not met"), (31_000.0, "met")):
        clauses = plan.clauses.astype(object)
        row = clauses.index[0]
        clauses.loc[row, ["achieved_value", "unit", "target_value", "verdict"]] = (
            *(value, "chargers", 30_000.0),
            verdict,
        )
        pair.append(dataclasses.replace(plan, clauses=clauses))
    found = compare_plans(pair, [base, shutil.copytree(base, tmp_path / "copy")])
    (row,) = tidy_table(found).query("what == 'clause'").to_dict("records")
    assert row["note_zh"] == "25,000 台 → 31,000 台"
    assert row["note_en"] == "25,000 → 31,000"


def test_a_clause_of_one_run_alone_is_listed_with_its_words(base: Path) -> None:
    plan = read_plan(base)
    alone = dataclasses.replace(plan, clauses=plan.clauses.iloc[1:])
    for pair, verdicts in (((plan, alone), [1, 0]), ((alone, plan), [0, 1])):
        (row,) = turned_clauses(*pair).to_dict("records")
        assert row["id"] == plan.clauses["id"].iloc[0]
        assert row["clause_zh"] == plan.clauses["clause_zh"].iloc[0]
        assert [bool(row["verdict_before"]), bool(row["verdict"])] == [bool(one) for one in verdicts]


def test_what_a_scenario_is_called_and_where_figures_come_from_decide_nothing() -> None:
    table = toy_scenario().model_dump(exclude_none=True)
    changed = json.loads(json.dumps(table, default=str))
    changed |= {"name": "other", "title_zh": "x"}
    changed["chargers"]["district_floor_share"]["source"] = "elsewhere"
    changed["solver"]["threads"] = 7
    assert settings_of(changed) == settings_of(json.loads(json.dumps(table, default=str)))
    changed["chargers"]["types"][0]["power_kw"] = 8
    old, new = settings_of(table), settings_of(changed)
    assert {key for key in new if new[key] != old.get(key)} == {"chargers.types.ac7.power_kw"}


def test_edited_layers_of_a_run_count_as_what_went_in(base: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(base, tmp_path / "copy")
    frame = gpd.read_file(copy / "plan.gpkg", layer="places")
    frame.to_file(copy / "plan.gpkg", layer="places", driver="GPKG")
    (root,) = compare_runs(base, copy).roots["copy"]
    assert (root.kind, root.name) == ("touched", "copy/plan.gpkg")


def test_several_runs_stand_in_one_table(base: Path, one_setting: Path) -> None:
    third = written("shut parking")
    found = compare_runs(base, one_setting, third)
    assert len(found.names) == 3
    totals = found.figures[found.figures["key"] == "chargers_new_total"].set_index("run")["value"]
    assert totals.tolist() == [
        read_plan(one).headline.chargers_new_total for one in (base, one_setting, third)
    ]
    assert set(found.sites["run"]) == set(found.names[1:])


def test_the_tidy_table_and_json_hold_every_difference(base: Path, one_setting: Path) -> None:
    found = compare_runs(base, one_setting)
    table, record = tidy_table(found), as_dict(found)
    assert (table["what"] == "site").sum() == len(found.sites) == len(record["sites"])
    assert {"figure", "input", "site", "district", "category", "proof"} <= set(table["what"])
    assert json.loads(json.dumps(record))["sites"][0]["why"]["zh"]


def test_what_cannot_be_compared_is_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="two run folders"):
        compare_runs(base)
    with pytest.raises(ScenarioError, match="twice"):
        compare_runs(base, base)
    with pytest.raises(ScenarioError, match="manifest"):
        compare_runs(base, tmp_path)
    plan = read_plan(base)
    costs = plan.scenario.costs.model_copy(update={"currency": "EUR"})
    euro = dataclasses.replace(plan, scenario=plan.scenario.model_copy(update={"costs": costs}))
    with pytest.raises(ScenarioError, match="EUR"):
        compare_plans([plan, euro], [base, tmp_path])


def test_runs_of_one_name_go_by_the_folders_above() -> None:
    paths = [Path("/a/x/run"), Path("/a/y/run"), Path("/a/y/other")]
    assert distinct_names(paths) == ("x/run", "y/run", "y/other")


def test_the_command_prints_writes_and_gives_json(base: Path, one_setting: Path, tmp_path: Path) -> None:
    csv, out = tmp_path / "all.csv", tmp_path / "page"
    asked: list[Any] = ["compare", str(base), str(one_setting), "--csv", str(csv), "--out", str(out)]
    answer = RUNNER.invoke(app, [*asked, "--language", "en"])
    assert answer.exit_code == 0, answer.output
    assert "chargers.target" in answer.output
    assert len(pd.read_csv(csv, encoding="utf-8-sig")) > 10
    page = (out / "compare.html").read_text("utf-8")
    assert "方案对比" in page
    assert "http" not in page.split("<body", 1)[1].split("<script", 1)[0]
    assert {"sites.csv", "figures.csv", "compare.json"} <= {path.name for path in out.iterdir()}
    assert RUNNER.invoke(app, asked).exit_code == 2
    assert RUNNER.invoke(app, [*asked, "--force"]).exit_code == 0
    plain = RUNNER.invoke(app, ["compare", str(base), str(one_setting), "--json"])
    assert json.loads(plain.stdout)["runs"]
