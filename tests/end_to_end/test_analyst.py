"""An analyst's round trip on the toy city: export, edit in QGIS, lint, save to PostGIS, re-plan, restore."""

from __future__ import annotations

import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.prepared import scenario_region
from gisplan.why.site import run_reasons
from layers.files.layers import write_layer
from tests.cluster import cluster  # noqa: F401 - a fixture
from tests.end_to_end.own_region import gisplan
from tests.gisplan.toy import CENTRE, CRS, OUTER, toy_region, toy_scenario
from tests.headless import in_qgis

HEAD = 'name = "toy"\nname_zh = "玩具市"\nname_en = "Toy city"\ncrs = "{crs}"\nadcodes = {codes}\n'


@pytest.fixture
def folder(tmp_path):
    """The toy city as a region's folder, without sites."""
    folder, region = tmp_path / "toy", toy_region()
    folder.mkdir()
    for name in ("districts", "demand", "corridors"):
        write_layer(getattr(region, name), folder / f"{name}.gpkg", name)
    for name in ("places", "hydrogen_supply"):
        frame = getattr(region, name).to_crs(4326)
        spots = {"lon": frame.geometry.x, "lat": frame.geometry.y}
        pd.DataFrame(frame.drop(columns="geometry")).assign(**spots).to_csv(
            folder / f"{name}.csv", index=False
        )
    return folder


@pytest.mark.slow
def test_an_edit_in_qgis_is_checked_versioned_planned_and_taken_back(folder, tmp_path, cluster):  # noqa: F811
    def replanned():
        return plan_region(scenario, scenario_region(scenario))

    team = cluster.url("team", "analyst_sites")
    head = HEAD.format(crs=CRS, codes=[CENTRE, OUTER])
    (folder / "region.toml").write_text(head, encoding="utf-8")
    sites = toy_region().sites
    stated = sites[sites["site_id"] != "TS-1"]  # a service area that does not say its road
    write_layer(stated, folder / "sites.gpkg", "sites")
    gisplan("layers", "export", folder, "--qgis", tmp_path / "qgis")
    (folder / "sites.gpkg").unlink()
    gisplan("layers", "save", team, tmp_path / "qgis" / "toy.gpkg", "--who", "王", "--why", "first survey")
    (folder / "region.toml").write_text(head + f'[layers]\nsites = "{team}"\n', encoding="utf-8")
    scenario = toy_scenario(region=str(folder))
    before = replanned()
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

    after = replanned()
    assert closed not in set(after.layers.sites["site_id"])
    candidates = after.evidence.candidates["site_id"].tolist()
    reasons = run_reasons(after, candidates.index(closed))
    assert reasons.barred
    assert "excluded" in " ".join(line.said("en") for line in reasons.barred)

    gisplan("layers", "restore", team, 1, "--who", "王", "--why", "it opened again")
    again = replanned()
    assert set(again.layers.sites["site_id"]) == set(built["site_id"])
    log = gisplan("layers", "log", team).splitlines()[1:]
    assert [line.split("\t")[2] for line in log] == ["王", "Li", "王"]
