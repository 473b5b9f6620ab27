"""Files that a stranger may send: they point at a local file or at a server, under an honest name."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from zipfile import ZipFile

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "rosebud-4711"  # noqa: S105
POINT = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [117, 39]}}
    ],
}


ENDINGS = ("geojson", "gpkg", "shp", "json", "kml", "gpx", "gml", "fgb", "geojsonl")


class Listener:
    """A server on this machine that nobody may call."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def was_called(self) -> bool:
        try:
            self.socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


def vrt(source: str) -> str:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="sites"><SrcDataSource>{source}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer><GeometryType>wkbNone</GeometryType></OGRVRTLayer></OGRVRTDataSource>"
    )


def gdalg(source: str) -> str:
    return json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {source}"})


def linked_crs(kind: str, key: str, url: str) -> str:
    return json.dumps(POINT | {"crs": {"type": kind, "properties": {key: f"{url}/crs"}}})


def secret_file(folder: Path) -> Path:
    path = folder / "secret.csv"
    path.write_text(f"name,lon,lat\n{SECRET},117,39\n", encoding="utf-8")
    return path


def texts(secret: Path, url: str) -> dict[str, str]:
    """Give the documents that read elsewhere, by what they are."""
    return {
        "vrt of a file": vrt(str(secret)),
        "vrt of a server": vrt(f"/vsicurl/{url}/secret.csv"),
        "gdalg of a file": gdalg(str(secret)),
        "gdalg of a server": gdalg(f"/vsicurl/{url}/secret.csv"),
        "vrt within json": json.dumps({"x": vrt(str(secret))} | POINT),
        "wfs": f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>",
        "gml with a schema": f'<FeatureCollection xmlns:gml="x" schemaLocation="y {url}/x.xsd"/>',
    }


def hostile_files(folder: Path, url: str, *, few: bool = False) -> Iterator[Path]:
    """Write every document under every name that it may hide behind; or only the worst, for slow readers."""
    secret = secret_file(folder)
    for at, text in enumerate(list(texts(secret, url).values())[: 4 if few else None]):
        for ending in ENDINGS[: 1 if few else None]:
            path = folder / f"h{at}" / f"sites.{ending}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.with_suffix(".dbf").write_bytes(b"\x03" + bytes(31) + b"\r")
            yield path
            with ZipFile(folder / f"h{at}" / f"{ending}.zip", "w") as archive:
                archive.write(path, path.name)
                archive.write(path.with_suffix(".dbf"), "sites.dbf")
            yield folder / f"h{at}" / f"{ending}.zip"
    yield from reaching_xml(folder, secret, url)
    for kind, key in (("link", "href"), ("url", "url")):
        path = folder / f"{kind}.geojson"
        path.write_text(linked_crs(kind, key, url), encoding="utf-8")
        yield path
    yield reaching_gpkg(folder / "view.gpkg", f"ogr_datasource_load_layers('{secret}')")
    yield reaching_gpkg(folder / "pixel.gpkg", f"gdal_get_pixel_value('/vsicurl/{url}/x.tif',1,'georef',1,1)")


GML = (
    '<ogr:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" {where}><gml:featureMember><ogr:sites><ogr:geometryProperty>'
    '<gml:Point srsName="EPSG:4326"><gml:coordinates>117,39</gml:coordinates></gml:Point>'
    "</ogr:geometryProperty><ogr:a {link}>1</ogr:a></ogr:sites></gml:featureMember></ogr:FeatureCollection>"
)
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}'
    "<Placemark><name>a</name><Point><coordinates>117,39</coordinates></Point></Placemark></Document></kml>"
)
ENTITY = '<!DOCTYPE x [<!ENTITY s SYSTEM "{where}">]>'


def reaching_xml(folder: Path, secret: Path, url: str) -> Iterator[Path]:
    """Write sound GML, KML and GPX that name a schema, a link or an entity elsewhere."""
    for at, where in enumerate((secret.as_uri(), str(secret), f"{url}/x.xsd")):
        texts = {
            "schema.gml": GML.format(where=f'xsi:schemaLocation="http://ogr.maptools.org/ {where}"', link=""),
            "link.gml": GML.format(where="", link=f'xlink:href="{where}"'),
            "entity.gml": ENTITY.format(where=where) + GML.format(where="", link="").replace(">1<", ">&s;<"),
            "link.kml": KML.format(link=f"<NetworkLink><Link><href>{where}</href></Link></NetworkLink>"),
            "entity.kml": ENTITY.format(where=where) + KML.format(link="<name>&s;</name>"),
            "entity.gpx": ENTITY.format(where=where)
            + '<gpx version="1.1" creator="x"><wpt lat="39" lon="117"><name>&s;</name></wpt></gpx>',
        }
        for name, text in texts.items():
            path = folder / f"xml{at}" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            yield path
    beside = folder / "beside"
    beside.mkdir()
    (beside / "sites.gml").write_text(GML.format(where="", link=""), encoding="utf-8")
    (beside / "sites.gfs").write_text(
        f"<GMLFeatureClassList><GMLFeatureClass><Name>{SECRET}</Name><ElementPath>sites</ElementPath>"
        f"<PropertyDefn><Name>{SECRET}</Name><ElementPath>a</ElementPath><Type>String</Type></PropertyDefn>"
        "</GMLFeatureClass></GMLFeatureClassList>",
        encoding="utf-8",
    )
    yield beside / "sites.gml"


def reaching_gpkg(path: Path, call: str) -> Path:
    """Write a GeoPackage with a view that calls a function of GDAL."""
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(117, 39)], crs=4326)
    frame.to_file(path, layer="other", driver="GPKG")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"CREATE VIEW sites AS SELECT fid, {call} AS name FROM other")  # noqa: S608
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('sites', 'attributes', 'sites')"
        )
    return path
