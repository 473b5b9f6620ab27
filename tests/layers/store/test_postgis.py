"""A table of PostgreSQL that others made: its own key, its own types, what it fills in itself."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from layers.store import open_store
from tests.layers.store.sites import but, three_sites

NUMBERS = itertools.count()
WHO = {"who": "王", "why": "test"}
TABLE = """
CREATE TYPE colour_{at} AS ENUM ('red', 'green');
CREATE TABLE {name} (
  {key}, site_id varchar(20) UNIQUE, name_zh text, category text, access text, status text, bays integer,
  grid_kw double precision, origin text, source text, as_of text, verified boolean, remark text,
  colour colour_{at} DEFAULT 'red', geom geometry(Point, 4326));
"""


@pytest.fixture(params=["gid serial PRIMARY KEY", "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"])
def store(request, cluster):
    """An empty table with a key of its own, as QGIS or a loader makes it, and a column that it fills in."""
    at = next(NUMBERS)
    cluster.sql(TABLE.format(at=at, name=f"made_{at}", key=request.param), "team")
    return open_store(cluster.url("team", f"made_{at}"))


def test_a_table_with_a_key_of_its_own_numbers_its_rows_itself(store):
    store.save(three_sites(), **WHO)
    read = store.read()
    assert read.unsaved == 0
    assert not {"gid", "id", "fid"} & set(read.frame.columns)
    more = pd.concat([read.frame, but(read.frame[:1], "A", site_id="D")], ignore_index=True)
    assert [one.kind for one in store.save(more, **WHO).changes] == ["added"]


def test_a_version_holds_what_the_table_filled_in(store):
    store.save(three_sites(), **WHO)
    assert set(store.read(1).frame["colour"]) == {"red"}
    changed = but(store.read().frame, "B", colour="green")
    saved = store.save(changed, base=1, **WHO)
    assert [line.said("en") for one in saved.changes for line in one.said()] == [
        "~ B: colour: 'red' → 'green'"
    ]
    assert (store.read().unsaved, len(store.log())) == (0, 2)
