"""An analyst's round trip on the toy city: export, edit in QGIS, lint, save, re-plan, compare, restore."""

from __future__ import annotations

import json

import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.prepared import scenario_region
from gisplan.runs.folder import write_plan
from layers.files.layers import write_layer
from tests.cluster import cluster  # noqa: F401 - a fixture
from tests.end_to_end.own_region import gisplan
from tests.gisplan.toy import toy_scenario
from tests.gisplan.toy_folder import stated_sites, write_toy
from tests.headless import in_qgis


@pytest.mark.slow
def test_an_edit_in_qgis_is_checked_versioned_planned_and_taken_back(tmp_path, cluster):  # noqa: F811
    def replanned():
        return plan_region(scenario, scenario_region(scenario))

    team = cluster.url("team", "analyst_sites")
    folder = write_toy(tmp_path / "toy")
    write_layer(stated_sites(), folder / "sites.gpkg", "sites")
    gisplan("layers", "export", folder, "--qgis", tmp_path / "qgis")
    (folder / "sites.gpkg").unlink()
    gisplan("layers", "save", team, tmp_path / "qgis" / "toy.gpkg", "--who", "王", "--why", "first survey")
    write_toy(folder, sites=team)
    scenario = toy_scenario(region=str(folder))
    before = replanned()
    write_plan(before, tmp_path / "before", drawn=False)
    assert {"store": team, "version": 1}.items() <= next(
        row for row in before.inputs if row.get("layer") == "sites"
    ).items()
    built = before.layers.sites
    closed = built.loc[(built["access"] == "public") & (built["status"] == "candidate"), "site_id"].iloc[0]

    copy = tmp_path / "copy"
    gisplan("layers", "export", folder, "--qgis", copy)
    told = in_qgis(copy / "toy.qgz", "--edit", "sites", "site_id", closed, "status", "excluded")
    assert not [line for line in told["errors"] if "success" not in line.lower()], told["errors"]
    gisplan("layers", "lint", copy / "toy.gpkg", "--source-layer", "sites", "--region", folder)
    words = ("--who", "Li", "--why", "car park closed")
    assert "0 added, 1 changed, 0 removed" in gisplan("layers", "save", team, copy / "toy.gpkg", *words)
    assert gisplan("layers", "diff", team, 1, 2) == f"~ {closed}: status: 'candidate' → 'excluded'\n"

    write_plan(replanned(), tmp_path / "after", drawn=False)
    told = json.loads(gisplan("compare", tmp_path / "before", tmp_path / "after", "--json"))
    store = {"kind": "store", "name": f"sites: {team}", "before": "1"}
    assert told["inputs"] == [{"run": "after", "after": "2", **store}]
    by_site = {row["site_id"]: row for row in told["sites"]}
    assert (by_site[closed]["change"], by_site[closed]["cause"]) == ("closed", "edited")
    assert f"{closed} status candidate → excluded" in by_site[closed]["why"]["en"]
    others = [row for name, row in by_site.items() if name != closed]
    assert others
    assert all(row["cause"] == "knock-on" and closed in row["why"]["en"] for row in others)

    gisplan("layers", "restore", team, 1, "--who", "王", "--why", "it opened again")
    write_plan(replanned(), tmp_path / "again", drawn=False)
    told = json.loads(gisplan("compare", tmp_path / "before", tmp_path / "again", "--json"))
    assert told["sites"] == []
    assert told["inputs"] == [{"run": "again", "after": "3", **store}]
    log = gisplan("layers", "log", team).splitlines()[1:]
    assert [line.split("\t")[2] for line in log] == ["王", "Li", "王"]
