"""The layer of closed ground as a planner writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from layers.restrictions.reading import read_restrictions
from tests.end_to_end.documents import blocks

if TYPE_CHECKING:
    from pathlib import Path


def test_the_row_that_the_guide_shows_is_read_as_it_stands(tmp_path: Path) -> None:
    (block,) = blocks("json")
    (tmp_path / "restrictions.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [json.loads(block.text)]}), encoding="utf-8"
    )
    row = read_restrictions(tmp_path / "restrictions.geojson", "EPSG:32650")
    assert row[["restriction_id", "days"]].to_numpy().tolist() == [["R1", "1-5"]]
