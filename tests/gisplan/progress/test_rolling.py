"""A plan rolled on from a day: 81 sites, 200 chargers asked, and stations that were built since."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from unittest import mock

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan import load_scenario, make_plan
from gisplan.cli.app import app
from gisplan.plan.reading import read_plan
from gisplan.runs import folder as run_folder
from gisplan.runs.judging import judge_run
from tests.gisplan.planned import write_data

CASE = Path(__file__).parents[1] / "standing_case"
DAY = "2026-06-30"
FAR = (0.004, 0.003)


def station(key: str, at: Any, chargers: int, **more: Any) -> dict[str, Any]:
    row = {"site_id": key, "name_zh": f"站{key}", "access": "public", "since": "2026-03-01"}
    row |= {"types": f"dc60:{chargers}", "origin": "official", "source": "export", "operator": "甲"}
    return {**row, "lon": at.x, "lat": at.y, **more}


def shifted(at: Any, east: float, north: float) -> Any:
    return gpd.points_from_xy([at.x + east], [at.y + north])[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Plan the case, build two of its sites and a third elsewhere, and roll on as a user would."""
    home = tmp_path_factory.mktemp("rolled")
    shutil.copytree(CASE, home / "region")
    scenario = load_scenario(home / "region" / "scenario.toml", [f"region={home / 'region'}"])
    run = write_data(make_plan(scenario), home / "run")
    plan = read_plan(run)
    public = plan.layers.sites[plan.layers.sites["access"] == "public"].sort_values("chargers")
    small, large = public.iloc[0], public.iloc[-1]
    rows = [
        station("X-1", shifted(small.geometry, 2e-4, 0), int(small["chargers"])),
        # the export calls it by the plan's own key, and half of it stands
        station(large["site_id"], large.geometry, int(large["chargers"]) // 2),
        station("X-3", shifted(small.geometry, *FAR), 3),
        station("X-4", shifted(large.geometry, *FAR), 5, retire="2026-05-01"),
        station("X-5", shifted(large.geometry, -0.004, 0.003), 4, since="2019-01-01"),
    ]
    export = home / "export.csv"
    pd.DataFrame(rows).to_csv(export, index=False)
    words = ["progress", str(run), "--standing", str(export), "--on", DAY, "--out", str(home / "out")]
    with mock.patch.multiple(run_folder, _write_pages=mock.Mock(), _write_reports=mock.Mock()):
        done = CliRunner().invoke(app, ["--language", "en", *words, "--replan", "--quiet"])
    assert done.exit_code == 0, done.output
    return {
        "plan": plan,
        "small": small,
        "large": large,
        "out": home / "out",
        "said": done.output,
        "run": run,
    }


def changed(made: dict[str, Any]) -> pd.DataFrame:
    return pd.read_csv(made["out"] / "changes.csv", keep_default_na=False).set_index("site_id")


def test_what_is_built_counts_toward_the_target_and_the_limit_on_sites(made: dict[str, Any]) -> None:
    old, new = made["plan"].scenario, read_plan(made["out"] / "plan").scenario
    built = int(made["small"]["chargers"]) + int(made["large"]["chargers"]) // 2 + 3
    assert new.chargers.built.count == built
    assert new.chargers.new_target == old.chargers.new_target - built
    assert (new.chargers.target, new.base_date) == (old.chargers.target, old.base_date)
    # three public stations were built: the two of the plan, and one that it had not
    assert new.coverage.max_new_sites == old.coverage.max_new_sites - 3
    assert read_plan(made["out"] / "plan").headline.chargers_new_total >= new.chargers.new_target


def test_nothing_that_stands_is_undone_and_what_retired_does_not_come_back(made: dict[str, Any]) -> None:
    rows = read_plan(made["out"] / "plan").layers.standing.set_index("site_id")
    large = f"{made['large']['site_id']}-built"
    assert rows.loc[["X-1", large, "X-3", "X-5"], "stands"].astype(bool).all()
    assert "X-4" not in rows.index or not rows.loc["X-4", "stands"]
    assert "everything that is built stays" in made["said"]
    chosen = set(read_plan(made["out"] / "plan").layers.sites["site_id"])
    assert not {made["small"]["site_id"], made["large"]["site_id"]} & chosen


def test_every_place_says_what_became_of_it(made: dict[str, Any]) -> None:
    table = changed(made)
    small, large = (made[name] for name in ("small", "large"))
    change, built, more = table.loc[small["site_id"], ["change", "built", "to_come"]].tolist()
    assert built == small["chargers"]
    assert change == ("resized" if more else "built")  # what stands may be enlarged
    assert table.loc[large["site_id"], "built"] == int(large["chargers"]) // 2
    assert table.loc["X-3", ["change", "built"]].tolist() == ["unplanned", 3]
    assert "X-4" not in table.index
    before, after = made["plan"].layers.sites, read_plan(made["out"] / "plan").layers.sites
    charging = table[table["kind"] == "charging"]
    assert charging["planned"].sum() == before["chargers"].sum()
    assert charging["to_come"].sum() == after["chargers"].sum()
    kept = charging[charging["change"] == "kept"]
    assert (kept["planned"] == kept["built"] + kept["to_come"]).all()


def test_the_new_plan_holds_every_constraint(made: dict[str, Any]) -> None:
    faults = [one for one in judge_run(made["out"] / "plan").faults if "html" not in one.en]
    assert [one.en for one in faults if "workbook" not in one.en and "report" not in one.en] == []


def test_a_place_takes_what_the_plan_knows_of_its_site(made: dict[str, Any]) -> None:
    layer = gpd.read_file(made["out"] / "standing.gpkg").set_index("site_id")
    site = made["plan"].evidence.candidates.set_index("site_id").loc[made["small"]["site_id"]]
    assert layer.loc["X-1", "bays"] == site["bays"]
    assert layer.loc["X-1", "category"] == site["category"]
    assert pd.isna(layer.loc["X-3", "bays"])  # nobody knows it there


def test_progress_of_the_plan_rolled_on_still_speaks_of_the_whole_target(made: dict[str, Any]) -> None:
    words = ["progress", str(made["out"] / "plan"), "--standing", str(made["out"] / "standing.gpkg")]
    done = CliRunner().invoke(app, ["--language", "en", *words, "--on", DAY])
    target, built = made["plan"].scenario.chargers.new_target, made["large"]["chargers"] // 2 + 3
    assert f"Of {target} chargers asked, {built + made['small']['chargers']} stand" in done.output


def test_the_page_and_its_tables_stand_beside_the_plan(made: dict[str, Any]) -> None:
    page = (made["out"] / "progress.html").read_text("utf-8")
    names = ("progress.csv", "progress_sites.csv", "changes.csv", "plan/index.html", "changes/compare.html")
    for name in names:
        assert f'href="{name}"' in page
        assert name == "plan/index.html" or (made["out"] / name).is_file()
    sites = pd.read_csv(made["out"] / "progress_sites.csv", keep_default_na=False)
    states = sites[sites["standing_id"] != ""].set_index("standing_id")["state"]
    assert states.to_dict() == {"X-1": "built", made["large"]["site_id"]: "begun", "X-3": "unplanned"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--on", "30.6.2026"], "no date"),
        (["--on", "2010-01-01"], "after the plan's base date"),
        (["--on", DAY, "--replan"], "--replan needs --out"),
    ],
)
def test_bad_input_says_what_to_do(made: dict[str, Any], more: list[str], words: str) -> None:
    asked = ["progress", str(made["run"]), "--standing", str(made["out"] / "standing.gpkg"), *more]
    done = CliRunner().invoke(app, ["--language", "en", *asked])
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())
