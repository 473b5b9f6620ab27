"""Read whatever file a planner has as a frame with a CRS: the way in before lint, schema and region.

GeoPackage, GeoJSON, Shapefile, KML, GPX, GML, FlatGeobuf (also zipped), GeoParquet, CSV and Excel with
places, and OSMnx GraphML. Nothing is guessed silently: a file without a CRS, or with several layers and none
chosen, is refused with the choices, and what was found out about a file is said.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np

from gisplan_errors import CrsError, LayerError
from gisplan_words import Said, changed, listed, message
from layers.crs import OUTPUT_CRS
from layers.files.archive import unpack
from layers.files.reading import DRIVERS, FAULTS, layers_with_places, read_features, read_parquet
from layers.files.shapefile import text_encoding
from layers.importing.points import located
from layers.importing.tables import read_text_table, read_workbook
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.provenance import with_provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from gisplan_errors import Speaks
    from gisplan_words import Message
    from layers.importing.tables import Renames
    from layers.roads.graph import CrsLike

TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx")
SUFFIXES: Final = (*DRIVERS, ".zip", ".parquet", *TABLES, ".graphml")
IMPLIED: Final = (".geojson", ".json", ".geojsonl", ".geojsons")
"""Kinds whose numbers are longitudes and latitudes only because nothing else is said."""
_HIDDEN: Final = ("__MACOSX", "._", ".DS_Store")


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
    if not path.is_file():
        raise LayerError(message("layers-no-file", path=str(path)))
    suffix = path.suffix.lower()
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
            ".parquet": lambda: read_parquet(path),
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
            layer = _chosen(path, layers_with_places(path), layer)
        frame = read_features(path, layer=layer, encoding=encoding)
        if not isinstance(frame, gpd.GeoDataFrame):
            raise LayerError(message("layers-no-geometry", path=str(path)))
        return frame

    def _located(self, table: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
        return located(table, path, self.crs, strict=self.strict)

    def _zipped(self, path: Path, layer: str | None) -> gpd.GeoDataFrame:
        with tempfile.TemporaryDirectory(prefix="gisplan-") as name:
            folder = Path(name)
            files = [file for file in unpack(path, folder) if not _hidden(file.relative_to(folder))]
            try:
                inside = _contents(folder, files)
                return self.read(*inside[_label(path, inside, layer)])
            except LayerError as fault:
                raise type(fault)(_without(fault.what, folder, path)) from fault
            except FAULTS as fault:
                told = str(fault).replace(str(folder), str(path))
                raise LayerError(
                    message("layers-unreadable", path=str(path), form=".zip", fault=told)
                ) from fault

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


def _chosen(path: Path, names: list[str], layer: str | None) -> str:
    """Give the layer asked for, else the only one that has geometry."""
    known = listed(names) if names else message("layers-none")
    if layer is not None and layer not in names:
        raise LayerError(message("layers-no-layer", path=str(path), what="layer", name=layer, known=known))
    if layer is None and len(names) != 1:
        raise LayerError(message("layers-choose", path=str(path), known=known))
    return layer or names[0]


def _contents(folder: Path, files: Iterable[Path]) -> dict[str, tuple[Path, str | None]]:
    """Give what can be chosen within an archive by its path, and by its layer where a file has several.

    A table counts where there is nothing with geometry: offices pack a list of contents beside their layers.
    """
    endings = {**dict.fromkeys((*DRIVERS, ".parquet"), 0), **dict.fromkeys(TABLES, 1)}
    held: tuple[dict[str, tuple[Path, str | None]], ...] = ({}, {})
    for file in sorted(files):
        rank = endings.get(file.suffix.lower())
        if rank is None:
            continue
        name = file.relative_to(folder).as_posix()
        several = layers_with_places(file) if file.suffix.lower() in {".gpkg", ".kml", ".gpx", ".gml"} else []
        if len(several) > 1:
            held[rank].update({f"{name}/{layer}": (file, layer) for layer in several})
        else:
            held[rank][name] = (file, None)
    return held[0] or held[1]


def _label(path: Path, inside: Mapping[str, tuple[Path, str | None]], layer: str | None) -> str:
    """Give the path within an archive that is asked for: whole, or by a name that only one has."""
    if layer is not None and layer not in inside:
        named = [label for label, (file, within) in inside.items() if layer in {within, file.stem, file.name}]
        if len(named) == 1:
            return named[0]
    return _chosen(path, list(inside), layer)


def _hidden(path: Path) -> bool:
    return any(part.startswith(_HIDDEN) for part in path.parts)


def _without(what: Speaks | str, folder: Path, path: Path) -> Speaks | str:
    """Say what was found within an archive by the archive's name, not by where it was unpacked."""

    def named(said: Message) -> Message:
        figures = {
            key: value.replace(str(folder), str(path)) if isinstance(value, str) else value
            for key, value in said.figures.items()
        }
        return message(said.code, **figures)

    return changed(what, named) if isinstance(what, Said) else what


def _degrees(frame: gpd.GeoDataFrame) -> bool:
    bounds = np.abs(np.asarray(frame.total_bounds, dtype=float))
    return not np.isfinite(bounds).all() or bool(bounds[[0, 2]].max() <= 180 and bounds[[1, 3]].max() <= 90)
