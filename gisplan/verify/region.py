"""Verify the layers that a run passes on from its region's tables: what a file says, the layer says too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from gisplan.tables.registry import LAYERS, key_of
from gisplan.verify.run.cells import blank
from gisplan.verify.run.faults import by, fault, place, told
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.tables import row_names, table_differences
from gisplan_errors import GisplanError
from layers.corridors import read_corridors
from layers.files.reading import FAULTS, read_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
from gisplan.verify.run.ways import EPS_M

TABLES: Final = ("districts", "corridors", "hydrogen_supply")
"""Layers that a table of the region's folder is read into row by row."""


def passed_on_faults(run: Plan) -> Iterator[Fault]:
    """Compare each such layer with its file, where the same file is at hand, cell by cell."""
    for name in TABLES:
        path, key = at_hand(run, f"{name}.csv"), key_of(LAYERS, name)
        if path is None:
            continue
        try:
            written = read_csv(path, dtype=str)
        except (*FAULTS, GisplanError) as error:
            yield fault("unread", place("plan.gpkg", name, path.name), error=told(error))
            continue
        layer = getattr(run.layers, name)
        own = tuple(
            one for one in key if one in written and one in layer
        )  # a road has a row, not each direction
        if own:
            yield from _compared(f"plan.gpkg {name}", layer, written, own)
        if name == "corridors":
            yield from _lines(layer, read_corridors(path, crs=run.headline.crs))


def _lines(layer: gpd.GeoDataFrame, due: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Compare each road, in each direction, with the points that its file has."""
    key = ["road_ref", "direction"]
    right = due.drop_duplicates(key).set_index(key).geometry
    for road, way, line in zip(layer["road_ref"], layer["direction"], layer.geometry, strict=True):
        if (road, way) in right.index:
            off = float(shapely.hausdorff_distance(line, right[road, way]))
            if off > EPS_M:
                yield fault("line-off", f"plan.gpkg corridors {road} {way}", metres=f"{off:.1f}")


def _compared(
    where: str, layer: pd.DataFrame, written: pd.DataFrame, key: tuple[str, ...]
) -> Iterator[Fault]:
    shared = [column for column in written.columns if column in layer.columns and column != "geometry"]
    due = written.assign(row=row_names(written, key)).drop_duplicates("row")
    due = due.set_index("row").reindex(row_names(layer, key))[shared].reset_index(drop=True)
    said = layer[shared].reset_index(drop=True)
    for column in shared:  # a cell left blank in the file is filled when it is read
        due[column] = due[column].where(~due[column].map(blank), said[column])
    yield from table_differences(where, said, due, key, gives=by("its-file"))
