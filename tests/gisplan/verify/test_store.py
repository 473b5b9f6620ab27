"""A run of a region whose sites stand in a store is held to the version that it was made from."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from gisplan.pipeline import make_plan
from gisplan.verify.files import input_faults
from gisplan.verify.inputs import candidate_faults
from layers.store import open_store
from tests.gisplan.toy import toy_scenario
from tests.gisplan.toy_folder import stated_sites, write_toy


def test_a_later_version_is_no_fault_and_another_row_of_the_same_version_is(tmp_path):
    folder, sites = tmp_path / "toy", stated_sites()
    store = open_store(str(folder / "team.gpkg"))
    folder.mkdir()
    store.save(sites, who="王", why="first")
    plan = make_plan(toy_scenario(region=str(write_toy(folder, sites="team.gpkg"))))
    said = next(row for row in plan.inputs if row.get("layer") == "sites")
    assert (said["store"], said["version"]) == ("team.gpkg", 1)
    later = sites.assign(bays=sites["bays"].mask(sites["site_id"] == "PP-2", 7))
    store.save(later, who="Li", why="counted again")
    assert not list(input_faults(plan))
    assert not list(candidate_faults(plan))
    with closing(sqlite3.connect(folder / "team.gpkg")) as base, base:
        base.execute(
            "UPDATE gisplan_rows SET cells = replace(cells, '\"bays\": 40', '\"bays\": 41') "
            "WHERE version = 1 AND row_key = 'PP-2'"
        )
    told = [fault.said("en") for fault in candidate_faults(plan)]
    assert told == ["evidence.gpkg candidates PP-2: bays 40, its file has 41"]
