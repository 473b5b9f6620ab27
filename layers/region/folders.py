"""Region folders: start a new one from a boundary, and look at one's districts without loading the rest."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import project, region_crs, require_crs
from layers.districts.land_mask import WATER_COLUMNS
from layers.districts.places import PLACE_COLUMNS
from layers.districts.tiers import region_tiers, usual_tiers
from layers.files.layers import write_layer
from layers.provenance import NOT_STATED, UNDATED
from layers.region.facts import region_districts
from layers.region.settings import read_settings
from layers.schema.checking import SCHEMAS, check_layer
from layers.vocabulary import ORIGINS

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_words import Message

NAME = re.compile(r"[a-z][a-z0-9_-]{1,40}")
# Columns a boundary file may name a district's figures by, besides the layer's own.
ALSO_NAMED = {
    "adcode": ("adcode", "code", "gb", "pac", "代码", "区划代码"),
    "name_zh": ("name_zh", "name", "名称", "区县", "ct_name"),
    "name_en": ("name_en", "ename", "en_name"),
    "tier": ("tier", "圈层"),
    "population": ("population", "pop", "常住人口", "人口"),
}
UNKNOWN = "not known yet: fill it in"
# How far the people of a boundary can be trusted, by its declared origin; of any other it is unknown.
PEOPLE_TAGS = {"official": "official", "census": "official", "memory": "memory", "modelled": "modelled"}


@dataclass(frozen=True, eq=False)
class RegionOutline:
    """A region's name, districts and CRS.

    Attributes
    ----------
    name
        Name in region.toml.
    districts
        The districts layer, EPSG:4326.
    crs
        Projected CRS in metres.
    """

    name: str
    districts: gpd.GeoDataFrame
    crs: str


def region_outline(folder: Path) -> RegionOutline:
    """Return a region's districts and CRS, reading nothing else.

    Raises
    ------
    LayerError
        region.toml or the districts are missing or not valid.
    """
    settings = read_settings(folder)
    districts = region_districts(folder, settings, region_tiers(folder))
    return RegionOutline(settings["name"], districts, region_crs(districts, settings.get("crs")))


def new_region(
    folder: Path,
    name: str,
    boundary: gpd.GeoDataFrame,
    *,
    crs: str | None,
    source: str,
    as_of: str = UNDATED,
    origin: str = NOT_STATED,
) -> list[Message]:
    """Start a region folder: region.toml, tiers.toml, districts.gpkg, and empty tables of what else it needs.

    Parameters
    ----------
    folder
        The folder to make; it must not exist, or be empty.
    name
        Lower-case letters, digits, ``-`` and ``_``.
    boundary
        Polygons of the districts, or one of the whole region, with a CRS. Columns adcode, name_zh, name_en,
        tier and population are taken where they stand, also under common other names. A tier that is not a
        usual one is the region's own; its role is left blank, and nothing loads before it is filled in.
    crs
        Projected CRS in metres; by default the UTM zone.
    source, as_of, origin
        Who drew the boundary, when, and of which origin of the vocabulary it is, where its own columns of
        these names do not say it. Nothing is taken for official that nobody calls so.

    Returns
    -------
    list of Message
        What is not known yet and must be filled in.

    Raises
    ------
    LayerError
        The name or an origin is not valid, the folder holds files, or the boundary has no polygons.
    CrsError
        The boundary has no CRS, or ``crs`` is not in metres.
    """
    if not NAME.fullmatch(name):
        raise LayerError(message("layers-region-name", name=name))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LayerError(message("layers-region-exists", folder=str(folder)))
    require_crs(boundary, "boundary")
    shapes = boundary.geometry.make_valid()
    kept = np.flatnonzero(shapes.geom_type.isin(SCHEMAS["districts"].geometry) & ~shapes.is_empty)
    if not kept.size:
        raise LayerError(message("layers-no-polygon", rows=len(boundary)))
    metres = region_crs(boundary, crs)
    rows = boundary.iloc[kept]
    said = {"origin": origin, "source": source, "as_of": as_of}
    districts, todo = _districts(rows.set_geometry(shapes.iloc[kept]), metres, name, said)
    checked = check_layer(project(districts, "EPSG:4326", "boundary"), "districts", file="boundary")
    own = sorted(set(checked["tier"]) - set(usual_tiers().by_name))
    folder.mkdir(parents=True, exist_ok=True)
    write_layer(checked, folder / "districts.gpkg", "districts")
    places = [column for column in PLACE_COLUMNS if column != "adcode"]
    supply = [
        *(column for column in SCHEMAS["hydrogen_supply"].columns if column != "capacity_kg_day"),
        "lon",
        "lat",
    ]
    pd.DataFrame(columns=places).to_csv(folder / "places.csv", index=False)
    pd.DataFrame(columns=supply).to_csv(folder / "hydrogen_supply.csv", index=False)
    pd.DataFrame(columns=list(WATER_COLUMNS)).to_csv(folder / "water.csv", index=False)
    (folder / "tiers.toml").write_text(_tiers_toml(own), encoding="utf-8")
    (folder / "region.toml").write_text(
        f"name = {json.dumps(name)}\n"
        f"name_zh = {json.dumps(name, ensure_ascii=False)} # its Chinese name\n"
        f"name_en = {json.dumps(name)}\n"
        f"crs = {json.dumps(metres)}\n"
        "seed = 1 # of the modelled candidate sites\n"
        f"adcodes = {json.dumps(checked['adcode'].tolist())}\n",
        encoding="utf-8",
    )
    return [
        *todo,
        *(message("layers-todo-tier", tier=name) for name in own),
        *(message(f"layers-todo-{what}") for what in ("region", "places", "supply", "water")),
    ]


def _tiers_toml(own: list[str]) -> str:
    """Write the tiers of a new region: the usual ones, and its own with a role to fill in."""
    rows = [(tier.name, tier.name_zh, tier.name_en, tier.role) for tier in usual_tiers().by_name.values()]
    rows += [(name, name, name, "") for name in own]
    parts = ["# Tiers of the districts; role: what a tier is to the shared figures (central, ring, outer).\n"]
    for name, zh, en, role in rows:
        labels = "".join(
            f"{key} = {json.dumps(text, ensure_ascii=False)}\n"
            for key, text in (("name_zh", zh), ("name_en", en), ("role", role))
        )
        parts.append(f"[{json.dumps(name, ensure_ascii=False)}]\n{labels}")
    return "\n".join(parts)


def _districts(
    rows: gpd.GeoDataFrame, metres: str, name: str, said: dict[str, str]
) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Return the districts layer of a boundary, and what it does not say."""
    n = len(rows)
    found = {column: _found(rows, names) for column, names in ALSO_NAMED.items()}
    todo = [message("layers-todo-district", column=column) for column, v in found.items() if v is None]
    number = [f"{900_001 + i}" for i in range(n)]
    codes = found["adcode"]
    adcode = [str(code).removesuffix(".0")[:6] for code in codes] if codes is not None else number
    if len(set(adcode)) < n or not all(re.fullmatch(r"\d{6}", code) for code in adcode):
        adcode = number
    names = found["name_zh"] if found["name_zh"] is not None else [f"{name} {i + 1}" for i in range(n)]
    english = found["name_en"] if found["name_en"] is not None else names
    tiers = found["tier"] if found["tier"] is not None else ["outer"] * n
    people = pd.to_numeric(pd.Series(found["population"] or [0.0] * n), errors="coerce").fillna(0.0)
    area = shapely.area(np.asarray(rows.geometry.to_crs(metres).array)) / 1e6
    known = found["population"] is not None
    own = {column: _found(rows, (column,)) for column in said}
    stated = {column: list(map(str, own[column] or [text] * n)) for column, text in said.items()}
    strange = sorted(set(stated["origin"]) - set(ORIGINS))
    if strange:
        raise LayerError(message("layers-boundary-origin", value=repr(strange[0]), known=listed(ORIGINS)))
    if NOT_STATED in stated["origin"]:
        todo.append(message("layers-todo-origin"))
    table = pd.DataFrame(
        {
            "adcode": adcode,
            "name_zh": [str(text) for text in names],
            "name_en": [str(text) for text in english],
            "tier": [str(tier).strip() for tier in tiers],
            "population": people.clip(lower=0.0).to_numpy(),
            "population_tag": [PEOPLE_TAGS.get(one, "unknown") for one in stated["origin"]]
            if known
            else "unknown",
            "population_source": stated["source"] if known else UNKNOWN,
            "population_as_of": stated["as_of"] if known else UNDATED,
            "area_km2": area,
            "area_tag": "modelled",
            "area_source": "area of the polygon",
            "area_as_of": stated["as_of"],
            "area_polygon_km2": area,
            **stated,
            "verified": False,
        }
    )
    return gpd.GeoDataFrame(table, geometry=np.asarray(rows.geometry.array), crs=rows.crs), todo


def _found(rows: gpd.GeoDataFrame, names: tuple[str, ...]) -> list[object] | None:
    """Return the first complete column that goes by one of the names."""
    by_name = {str(column).lower(): column for column in rows.columns}
    for name in names:
        if name in by_name and rows[by_name[name]].notna().all():
            return list(rows[by_name[name]])
    return None
