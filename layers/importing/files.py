"""Read whatever file a planner has as a frame with a CRS: the way in before lint, schema and region.

GeoPackage, file geodatabase, GeoJSON, Shapefile, KML, GPX, GML, FlatGeobuf (also zipped), Parquet, CSV and
Excel with places, and OSMnx GraphML. Nothing is guessed silently: a file without a CRS, or with several
layers and none chosen, is refused with the choices, and what was found out about a file is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np

from gisplan_errors import CrsError, LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS
from layers.files.reading import (
    DRIVERS,
    FAULTS,
    is_geoparquet,
    layers_with_places,
    read_features,
    read_parquet,
)
from layers.files.shapefile import text_encoding
from layers.importing.archives import chosen, opened
from layers.importing.points import located
from layers.importing.tables import read_parquet_table, read_text_table, read_workbook
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.provenance import with_provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd

    from gisplan_words import Message
    from layers.importing.tables import Renames
    from layers.roads.graph import CrsLike

TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx")
SUFFIXES: Final = (*DRIVERS, ".zip", ".parquet", *TABLES, ".graphml")
IMPLIED: Final = (".geojson", ".json", ".geojsonl", ".geojsons")
"""Kinds whose numbers are longitudes and latitudes only because nothing else is said."""


def import_file(
    path: Path,
    *,
    layer: str | None = None,
    crs: CrsLike = None,
    encoding: str | None = None,
    renames: Renames | None = None,
    strict: bool = False,
    said: list[Message] | None = None,
) -> gpd.GeoDataFrame:
    """Read a file of geodata.

    Parameters
    ----------
    path
        One of `SUFFIXES`.
    layer
        Layer of a GeoPackage, sheet of an Excel file, or file of an archive, where it has several.
    crs
        CRS of a file that states none. A CSV or Excel file with longitude and latitude is WGS 84 unless
        this says otherwise.
    encoding
        Encoding of the text; by default found out (Shapefile, CSV).
    renames
        Gives for headings those that have another name with us, and that name; None takes them as they are.
    strict
        Whether a table's cell that holds something and is no place is refused; else its row has no geometry.
    said
        Takes a message for what was found out about how the file is written.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows as they are, geometry in column ``geometry``, with a CRS. Rows of a table whose longitude or
        latitude is missing have no geometry.

    Raises
    ------
    LayerError
        The file is missing, of another kind, damaged, unsafe, or has several layers and none is chosen.
    CrsError
        It states no CRS and ``crs`` gives none, or ``crs`` contradicts what it states.
    """
    suffix = path.suffix.lower()
    if not (path.is_dir() if suffix == ".gdb" else path.is_file()):
        raise LayerError(message("layers-no-file", path=str(path)))
    if suffix not in SUFFIXES:
        raise LayerError(message("layers-ending", path=str(path), ending=suffix, known=listed(SUFFIXES)))
    told: list[Message] = [] if said is None else said
    done: dict[str, str] = {}

    def renamed(names: Iterable[str]) -> dict[str, str]:
        found = {} if renames is None else renames(names)
        done.update(found)
        return found

    reader = _Reader(crs, encoding, renamed, strict=strict, said=told)
    try:
        frame = reader.read(path, layer)
    except FAULTS as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form=suffix, fault=str(fault))
        ) from fault
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    names = [str(name) for name in frame.columns if name != "geometry"]
    frame = frame.rename(columns=renamed(names))
    if done:
        told.append(
            message("layers-found-headings", names=listed(f"{one} → {to}" for one, to in done.items()))
        )
    return frame


class _Reader:
    """Reads one file, and what it finds within."""

    def __init__(
        self,
        crs: CrsLike,
        encoding: str | None,
        renames: Renames,
        *,
        strict: bool,
        said: list[Message],
    ) -> None:
        self.crs, self.encoding, self.renames, self.strict, self.said = crs, encoding, renames, strict, said

    def read(self, path: Path, layer: str | None) -> gpd.GeoDataFrame:
        suffix = path.suffix.lower()
        readers: dict[str, Callable[[], gpd.GeoDataFrame]] = {
            ".graphml": lambda: with_provenance(
                read_graphml(path, crs=self.crs, strong=False).to_frame(), path
            ),
            ".parquet": lambda: self._parquet(path),
            ".xlsx": lambda: self._located(read_workbook(path, layer, self.renames, self.said), path),
            ".zip": lambda: self._zipped(path, layer),
        }
        if suffix in TABLES and suffix not in readers:
            return self._located(read_text_table(path, self.encoding, self.renames, self.said), path)
        frame = readers[suffix]() if suffix in readers else self._features(path, layer)
        return frame if suffix == ".zip" else self._with_crs(frame, path)

    def _features(self, path: Path, layer: str | None) -> gpd.GeoDataFrame:
        encoding = None
        if path.suffix.lower() == ".shp":
            dbf = next((p for p in path.parent.glob(f"{path.stem}.*") if p.suffix.lower() == ".dbf"), None)
            if dbf is None:
                raise LayerError(message("layers-no-dbf", path=str(path), name=path.stem))
            encoding, layer = self.encoding or text_encoding(dbf), None
        else:
            layer = chosen(path, layers_with_places(path), layer)
        frame = read_features(path, layer=layer, encoding=encoding)
        if not isinstance(frame, gpd.GeoDataFrame):
            raise LayerError(message("layers-no-geometry", path=str(path)))
        return frame

    def _parquet(self, path: Path) -> gpd.GeoDataFrame:
        if is_geoparquet(path):
            return read_parquet(path)
        return self._located(read_parquet_table(path, self.renames), path)

    def _located(self, table: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
        return located(table, path, self.crs, strict=self.strict)

    def _zipped(self, path: Path, layer: str | None) -> gpd.GeoDataFrame:
        with opened(path, ((*DRIVERS, ".parquet"), TABLES), layer) as (file, within):
            return self.read(file, within)

    def _with_crs(self, frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
        suffix = path.suffix.lower()
        if frame.crs is None:
            if self.crs is None:
                raise CrsError(message("layers-states-no-crs", path=str(path)))
            return frame.set_crs(self.crs)
        if self.strict and self.crs is None and suffix in IMPLIED and frame.crs == OUTPUT_CRS:
            if not _degrees(frame):
                bounds = ", ".join(f"{value:.10g}" for value in frame.total_bounds)
                raise CrsError(message("layers-geojson-metres", path=str(path), bounds=bounds))
            return frame
        if self.crs is None or suffix == ".graphml" or frame.crs == self.crs:
            return frame
        if suffix in IMPLIED and frame.crs == OUTPUT_CRS and not _degrees(frame):
            return frame.set_crs(self.crs, allow_override=True)
        raise CrsError(
            message("layers-other-crs", path=str(path), stated=frame.crs.to_string(), given=str(self.crs))
        )


def _degrees(frame: gpd.GeoDataFrame) -> bool:
    bounds = np.abs(np.asarray(frame.total_bounds, dtype=float))
    return not np.isfinite(bounds).all() or bool(bounds[[0, 2]].max() <= 180 and bounds[[1, 3]].max() <= 90)
