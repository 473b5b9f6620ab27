"""Empty layers to fill in: GeoPackage with field domains, aliases and a QGIS style, Excel, or GeoJSON.

A GeoPackage carries its choices, see `layers.templates.data_columns`: QGIS shows them as value maps. An Excel
sheet carries them as drop-down lists. What is filled in is read by `layers.importing.files`.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS
from layers.schema.checking import SCHEMAS
from layers.templates.data_columns import describe_columns
from layers.templates.excel import write_workbook
from layers.templates.style import qgis_style
from layers.templates.words import alias_of, field_types, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STYLE_TABLE = """
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""


def write_template(layer: str, path: Path, *, form: str | None = None) -> Path:
    """Write an empty layer to fill in.

    Parameters
    ----------
    layer
        Key of `layers.schema.checking.SCHEMAS` with geometry, such as ``sites``.
    path
        File to write; it must not exist yet.
    form
        ``gpkg``, ``xlsx`` or ``geojson``; by default the ending says it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    LayerError
        The layer or the kind of file is not known, the layer has no geometry, or the file exists.
    """
    if layer not in SCHEMAS or not SCHEMAS[layer].geometry:
        known = ", ".join(name for name, schema in SCHEMAS.items() if schema.geometry)
        raise LayerError(message("layers-no-template", layer=layer, known=known))
    kind = form or path.suffix.lower().lstrip(".")
    if kind not in WRITERS:
        raise LayerError(message("layers-template-form", path=str(path), known=listed(WRITERS), form=kind))
    if path.exists():
        raise LayerError(message("layers-template-exists", path=str(path)))
    if kind == "xlsx" and SCHEMAS[layer].geometry[-1] != "Point":
        raise LayerError(message("layers-no-points", path=str(path), layer=layer))
    path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[kind](layer, path)
    return path


def _geopackage(layer: str, path: Path) -> None:
    columns = {name: pd.Series([], dtype=kind) for name, kind in field_types(layer).items()}
    empty = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=OUTPUT_CRS), crs=OUTPUT_CRS)
    # of version 1.2, which a QGIS of long-term support reads without a warning
    options = {"geometry_type": SCHEMAS[layer].geometry[-1], "VERSION": "1.2"}
    empty.to_file(path, layer=layer, driver="GPKG", **options)
    describe_columns(path)
    with closing(sqlite3.connect(path)) as base, base:
        geometry = base.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        )
        base.executescript(STYLE_TABLE)
        base.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            (layer, geometry.fetchone()[0], "gisplan", qgis_style(layer), "gisplan template"),
        )
        base.execute(
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )


def _geojson(layer: str, path: Path) -> None:
    """Write a collection without features; GeoJSON has no fields of its own, so they stand beside them."""
    fields = [
        {
            "name": name,
            "type": kind.replace("object", "text"),
            "alias": alias_of(layer, name),
            "words": list(words_of(layer, name)),
        }
        for name, kind in field_types(layer).items()
    ]
    collection = {"type": "FeatureCollection", "name": layer, "gisplan_fields": fields, "features": []}
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".qml").write_text(qgis_style(layer), encoding="utf-8")


WRITERS: dict[str, Callable[[str, Path], None]] = {
    "gpkg": _geopackage,
    "xlsx": write_workbook,
    "geojson": _geojson,
}
