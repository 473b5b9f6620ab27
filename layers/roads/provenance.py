"""Where a region's roads come from: what their rows say, or what OSMnx wrote into the head of its GraphML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pandas as pd

from layers.files.reading import check_kind, read_columns, read_features
from layers.provenance import NOT_STATED, UNDATED, provenance_frame

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("origin", "source", "as_of", "verified")


def road_provenance(path: Path) -> pd.DataFrame:
    """Return the provenance of a file of roads, one row an origin.

    Nothing is guessed: rows that do not say their origin are ``not stated``, and the date of the file is not
    the date of its roads.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, GeoParquet or OSMnx GraphML.

    Returns
    -------
    pandas.DataFrame
        `layers.provenance.PROVENANCE_COLUMNS`, the layer being ``roads``.
    """
    return provenance_frame({"roads": with_provenance(_said(path), path)})


def with_provenance(rows: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the rows with origin, source, as_of and verified, filled where the file says nothing."""
    stated = graphml_provenance(path) if path.suffix.lower() == ".graphml" else {}
    blank = {"origin": NOT_STATED, "source": path.name, "as_of": UNDATED, "verified": False} | stated
    made = rows.copy()
    for name, value in blank.items():
        column = made[name] if name in made else pd.Series(index=made.index, dtype=object)
        empty = column.isna() | (column.astype(str).str.strip() == "")
        made[name] = column.astype(object).where(~empty, value)
    made["as_of"] = made["as_of"].astype(str)
    return made


def graphml_provenance(path: Path) -> dict[str, str]:
    """Return origin, source and as_of from the graph's own attributes in a GraphML file of OSMnx.

    OSMnx writes when it made the graph and with what; what it draws from is OpenStreetMap.
    """
    check_kind(path)
    names: dict[str, str] = {}
    said: dict[str, str] = {}
    for _, item in ET.iterparse(path):  # noqa: S314  `check_kind` refuses entities
        tag = item.tag.rpartition("}")[2]
        if tag == "key" and item.get("for") == "graph":
            names[str(item.get("id"))] = str(item.get("attr.name"))
        elif tag == "data" and item.get("key") in names:
            said[names[str(item.get("key"))]] = (item.text or "").strip()
        elif tag in {"node", "edge"}:
            break
    maker = said.get("created_with", "")
    if not maker.startswith("OSMnx"):
        return {}
    day = said.get("created_date", "")[:10]
    return {"origin": "osm", "source": f"OpenStreetMap, by {maker}: {path.name}", "as_of": day or UNDATED}


def _said(path: Path) -> pd.DataFrame:
    """Return what the rows of a file say of their provenance; of GraphML, bare edges."""
    suffix = path.suffix.lower()
    if suffix == ".graphml":
        check_kind(path)
        edges = sum(item.tag.endswith("edge") for _, item in ET.iterparse(path))  # noqa: S314  `check_kind` refuses entities
        return pd.DataFrame(index=range(edges))
    if suffix == ".parquet":
        return read_columns(path, COLUMNS)
    return pd.DataFrame(read_features(path, columns=list(COLUMNS), read_geometry=False))
