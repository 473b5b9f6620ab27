"""Data blocks of the pages: columns of each layer that a page carries, and classes of its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from gisplan_numbers import UNITS
from gisplan_words import Series, message
from layers.columns import column as column_of
from layers.columns import find_column, shown
from maps.data.blocks import block, numbers_of
from maps.data.breaks import class_breaks
from maps.data.governments import government_texts
from maps.words.catalogue import script_language, script_words, term
from maps.words.proof import by_layer, weakest, weakest_grade
from maps.words.text import LONGEST, is_null, shown_texts, tidy
from maps.words.texts import data_text, known_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan_words import Said
    from layers.columns import Column
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

DISTRICT_MEASURES: Final = {
    "covered_share": "good",
    "chargers_per_10k": "good",
    "chargers": "good",
    "reach_share": "good",
    "mean_access_m": "bad",
    "served_share": "good",
    "unmet_kwh_day": "bad",
    "investment_cost": "heat",
}
"""Figures that colour the districts, with their ramp (good: more is better; bad: more is worse)."""

CELL_MEASURES: Final = {
    "kwh_km2": ("ev_kwh_day", "count", "heat"),
    "population_km2": ("population", "count", "heat"),
    "unmet_km2": ("unmet_kwh_day", "count", "bad"),
    "h2_km2": ("h2_kg_day", "one", "heat"),
    "nearest_public_m": (None, "m", "bad"),
}
"""Figures that colour the demand cells: column divided by the cell's km², unit, ramp."""

SITE_MEASURES: Final = {"kw": "heat", "utilisation": "good", "headroom_kw": "good", "hosting_kw": "good"}
"""Figures that colour the sites, with their ramp."""


def written_as(column: Column) -> str:
    """Say how the script writes a figure: by its unit, a number without one by its decimals."""
    unit = column.unit
    return unit if unit and unit in UNITS else "one" if column.decimals else "count"


def layer_block(name: str, frame: gpd.GeoDataFrame, tolerance: float) -> dict[str, Any]:
    """Give the block of one layer, with the columns that the registry shows on pages."""
    if name == "demand":
        frame = frame.assign(km2=cell_km2(frame))
    own = [find_column(name, str(column)) for column in frame.columns]
    kept = {
        column.name: column.decimals for column in own if column and {"page", "popup"} & set(column.shows)
    }
    return block(frame, kept, tolerance=tolerance)


def cell_km2(cells: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    """Give the area of small polygons in degrees, in km², on a sphere, at each one's latitude."""
    latitude = shapely.get_y(shapely.centroid(cells.geometry.to_numpy()))
    return np.asarray(
        shapely.area(cells.geometry.to_numpy()) * 111.195**2 * np.cos(np.radians(latitude)),
        dtype=float,
    )


def common_data(layers: PlanLayers, facts: PageFacts) -> dict[str, Any]:
    """Give what the script of every page must know beside its layers: classes, years, proof, provenance."""
    districts = layers.districts
    measures = {
        key: {**measure, "missing": bool(districts[key].isna().any())}
        for key, measure in _measures("districts", districts, DISTRICT_MEASURES).items()
        if districts[key].notna().any()
    }
    return {
        "measures": measures,
        "siteMeasures": _measures("sites", layers.sites, SITE_MEASURES),
        "cellMeasures": _cell_measures(layers.demand),
        "types": layers.charger_types(),
        "popups": {
            name: [[column.name, written_as(column)] for column in shown(name, "popup")]
            for name in layers.frames()
        },
        "years": years(layers),
        "proof": _proof(facts.certificates),
        "proofs": {name: _proof(stages) for name, stages in by_layer(facts.certificates).items()},
        "draft": None if facts.draft is None else shown_texts(message("draft-stamp")),
        "sources": _sources(facts.provenance),
        "texts": _data_texts(layers),
        "byRoad": "roads" in set(facts.provenance["layer"].astype(str)),
        "ground": shown_texts(message("source-ground")),
    }


def _proof(certificates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"words": shown_texts(weakest(certificates)), "grade": weakest_grade(certificates)}


def word_blocks(facts: PageFacts) -> dict[str, Any]:
    """Give the blocks of what the script says: its words, and how it writes figures."""
    return {
        "words": script_words(facts.type_names, facts.tiers),
        "language": script_language(facts.currency, facts.first),
    }


def years(layers: PlanLayers) -> list[int]:
    """Give the years in which something is built."""
    both = pd.concat([layers.sites["year"], layers.stations["year"]]).dropna()
    return sorted({int(year) for year in both.tolist()})


def _measures(table: str, frame: gpd.GeoDataFrame, ramps: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    return {
        key: {
            "unit": written_as(column_of(table, key)),
            "ramp": ramp,
            "breaks": class_breaks(_as_kept(table, frame, key)),
        }
        for key, ramp in ramps.items()
        if key in frame.columns
    }


def _cell_measures(cells: gpd.GeoDataFrame) -> dict[str, Any]:
    area = _as_kept("demand", cells.assign(km2=cell_km2(cells)), "km2")
    made = {}
    for key, (column, unit, ramp) in CELL_MEASURES.items():
        values = _as_kept("demand", cells, column or key) / (area if column else 1.0)
        breaks = class_breaks(values[values > 0])
        made[key] = {"unit": unit, "ramp": ramp, "breaks": breaks, "of": column}
    return made


def _as_kept(table: str, frame: gpd.GeoDataFrame, key: str) -> NDArray[np.float64]:
    """Give a column with the decimals that a page keeps: classes are of what a reader sees."""
    return np.round(numbers_of(frame[key]), column_of(table, key).decimals or 0)


def _sources(provenance: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Say where each layer comes from that has one source; of several, only a row can tell its own."""
    alone = provenance[~provenance["layer"].duplicated(keep=False)]
    return {tidy(row["layer"], 40): shown_texts(source_words(row)) for row in records(alone)}


def _data_texts(layers: PlanLayers) -> dict[str, Mapping[str, str]]:
    """Give what the script needs to say sources, dates and authorities of rows in both languages."""
    frames = layers.frames().values()
    columns = (
        frame[key] for frame in frames for key in ("source", "as_of", "authority", "since") if key in frame
    )
    said = known_parts(text for column in columns for text in column.dropna().unique())
    return {**government_texts(layers.districts), **said}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame without its geometry, null as None."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def source_words(row: Mapping[str, Any]) -> Said:
    """Give origin, source and date of a row of provenance in words."""
    origin = term("origin", row.get("origin"))
    rest = Series(
        tuple(data_text(row.get(key), LONGEST) for key in ("source", "as_of") if not is_null(row.get(key))),
        "points",
    )
    return message("source-and-date", origin=origin, rest=rest) if rest.parts else origin
