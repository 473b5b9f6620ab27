"""Geodata as offices take them: fields and codes in the reader's language, as GeoPackage and as Shapefile."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from gisplan.papers.datum import delivery_crs
from gisplan.papers.land import land_checks, read_land
from gisplan.plan.reading import read_plan
from gisplan.runs.readable import reader_of
from gisplan.runs.tables import write_csv
from gisplan_errors import LayerError
from gisplan_files import is_taken, new_folder
from gisplan_words import message
from layers.columns import find_column
from layers.results import SHAPES
from maps.words.catalogue import word
from maps.words.figures import unit_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan.runs.readable import Reader
    from gisplan_words import Message

DELIVERED: Final = (
    *("sites", "stations", "standing", "energy_facilities", "corridors", "hydrogen_supply", "supply_links"),
    *("freight_routes", "coverage", "districts", "demand"),
)
"""Layers that are handed over; places and reach are drawing aids of the maps."""
LAND: Final = "land"
MOST_FIELD: Final = 10
"""Bytes of a field's name in a Shapefile."""
MOST_TEXT: Final = 254
"""Bytes of a text in a Shapefile."""


@dataclass
class _Told:
    """What is said of the fields of all layers while they are written."""

    fields: list[dict[str, str]] = field(default_factory=list)
    codes: list[dict[str, str]] = field(default_factory=list)
    cut: int = 0


def write_geodata(
    run: Path,
    out: Path,
    *,
    crs: str = "EPSG:4326",
    lands: Sequence[Path] = (),
    kind: str | None = None,
    language: str | None = None,
) -> tuple[list[Path], list[Message]]:
    """Write the layers of a run to hand over: one GeoPackage, and a folder of Shapefiles.

    Parameters
    ----------
    run
        The run folder.
    out
        A new or empty folder.
    crs
        As `gisplan.papers.datum.delivery_crs` takes it.
    lands
        Files of areas of land use, against which sites and stations are held.
    kind
        Column of these files that says what an area is.
    language
        Of fields and codes; None: that in which the run's pages open.

    Returns
    -------
    tuple
        The files, and what is to be known of them.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        The run or a file of land use cannot be read, ``out`` holds something, or data are not handed over in
        the CRS.
    """
    if is_taken(out):
        raise LayerError(message("cli-export-empty", path=str(out)))
    plan = read_plan(run)
    reader = reader_of(plan, language)
    asked, note = delivery_crs(crs, plan.layers.districts)
    areas = [read_land(path, str(plan.headline.crs), kind) for path in lands]
    frames = {name: frame for name, frame in plan.layers.frames().items() if name in DELIVERED and len(frame)}
    if areas:
        frames[LAND] = land_checks(plan.layers, str(plan.headline.crs), areas)
    with new_folder(out) as draft:
        (draft / "shp").mkdir()
        told = _Told()
        package = draft / f"{_file_name(reader.facts.title.said(reader.language))}.gpkg"
        for name in (*DELIVERED, LAND):
            if name in frames:
                _write_layer(name, frames[name].to_crs(asked), package, draft / "shp", reader, told)
        _write_lists(package, draft / "shp", reader, told)
    notes = [note] if note is not None else []
    notes += [message("geodata-datum", crs=asked)] if asked != "EPSG:4326" else []
    notes += [message("geodata-cut", count=told.cut)] if told.cut else []
    for land in areas:
        own = frames[LAND][frames[LAND]["land"] == land.name]
        held = int(own["inside"].sum())
        notes.append(message("land-told", land=land.name, inside=held, outside=len(own) - held))
    return sorted(path for path in out.rglob("*") if path.is_file()), notes


def _write_layer(
    name: str, frame: gpd.GeoDataFrame, package: Path, shapes: Path, reader: Reader, told: _Told
) -> None:
    """Write a layer under its own name with the labels of its columns, and as a Shapefile with short ones."""
    title = (
        message("papers-land").said(reader.language)
        if name == LAND
        else word(f"layer_{name}").said(reader.language)
    )
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    read = reader.read(name, plain)
    labels = [reader.label(name, one.name) for one in read]
    labels = [
        f"{one} {of.name}" if labels.count(one) > 1 else one for one, of in zip(labels, read, strict=True)
    ]
    columns = {
        label: pd.Series(one.cells, dtype=_dtype(one.cells)) for label, one in zip(labels, read, strict=True)
    }
    shape = frame.geometry.to_numpy()
    kinds = SHAPES.get(name, ("Point",))
    made = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shape, crs=frame.crs), crs=frame.crs)
    options = {"geometry_type": kinds[-1], "promote_to_multi": len(kinds) > 1}
    pyogrio.write_dataframe(made, package, layer=title, driver="GPKG", **options)
    short = short_names([one.name for one in read])
    cut = made.rename(columns=dict(zip(labels, short, strict=True)))
    for column in short:
        if cut[column].dtype == object:
            cut[column], count = _shortened(cut[column])
            told.cut += count
    pyogrio.write_dataframe(cut, shapes / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8", **options)
    for label, one, brief in zip(labels, read, short, strict=True):
        own = find_column(name, one.name, reader.types)
        unit = own.printed_unit if own else ""
        told.fields.append(
            {
                "layer": title,
                "file": f"{name}.shp",
                "label": label,
                "short": brief,
                "unit": unit_name(unit, reader.language, reader.facts.currency)
                if unit not in {"", "share"}
                else "",
                "says": ""
                if own is None
                else (own.description_zh if reader.language == "zh" else own.description_en),
            }
        )
        told.codes += [
            {"layer": title, "label": label, "code": code, "word": said}
            for code, said in reader.codes(name, one.name, plain)
        ]


def _dtype(cells: Sequence[Any]) -> Any:  # noqa: ANN401 - a type of pandas
    """Give the type of a field: whole numbers, numbers, or text."""
    there = [value for value in cells if value is not None]
    if there and all(isinstance(value, int) for value in there):
        return "int64" if len(there) == len(cells) else "Int64"
    return "float64" if there and all(isinstance(value, int | float) for value in there) else object


def short_names(names: Sequence[str]) -> list[str]:
    """Give names of columns as a Shapefile takes them: `MOST_FIELD` bytes of plain letters, each its own.

    Parameters
    ----------
    names
        Names of columns.
    """
    found: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = re.sub(r"\W", "_", plain) or "field"
        brief, number = plain[:MOST_FIELD], 1
        while brief in found:
            end = f"_{number}"
            brief, number = f"{plain[: MOST_FIELD - len(end)]}{end}", number + 1
        found.append(brief)
    return found


def _shortened(texts: pd.Series[Any]) -> tuple[pd.Series[Any], int]:
    """Cut texts to what a Shapefile holds, at the end of a character, and count those that were longer."""
    long = [isinstance(text, str) and len(text.encode()) > MOST_TEXT for text in texts]
    cut = [
        text.encode()[: MOST_TEXT - 3].decode("utf-8", "ignore") + "…" if over else text
        for text, over in zip(texts, long, strict=True)
    ]
    return pd.Series(cut, dtype=object), sum(long)


def _write_lists(package: Path, shapes: Path, reader: Reader, told: _Told) -> None:
    """Write what the fields and codes mean into the GeoPackage, and the short names beside the Shapefiles."""

    def headed(rows: list[dict[str, str]], *names: str) -> pd.DataFrame:
        heads = {name: message(f"geodata-{name}").said(reader.language) for name in names}
        return pd.DataFrame(rows, columns=list(names)).rename(columns=heads)

    tables = {
        "fields": headed(told.fields, "layer", "label", "short", "unit", "says"),
        "codes": headed(told.codes, "layer", "label", "code", "word"),
    }
    for name, table in tables.items():
        pyogrio.write_dataframe(
            table, package, layer=message(f"geodata-{name}").said(reader.language), driver="GPKG"
        )
    names = f"{message('geodata-short-names').said(reader.language)}.csv"
    write_csv(headed(told.fields, "layer", "file", "short", "label", "unit", "says"), shapes / names)


def _file_name(text: str) -> str:
    """Give a title as the name of a file."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text).strip("_.") or "gisplan"
