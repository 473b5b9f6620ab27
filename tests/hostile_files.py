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
        for ending in ("geojson", "gpkg", "shp", "json")[: 1 if few else None]:
            path = folder / f"h{at}" / f"sites.{ending}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.with_suffix(".dbf").write_bytes(b"\x03" + bytes(31) + b"\r")
            yield path
            with ZipFile(folder / f"h{at}" / f"{ending}.zip", "w") as archive:
                archive.write(path, path.name)
                archive.write(path.with_suffix(".dbf"), "sites.dbf")
            yield folder / f"h{at}" / f"{ending}.zip"
    for kind, key in (("link", "href"), ("url", "url")):
        path = folder / f"{kind}.geojson"
        path.write_text(linked_crs(kind, key, url), encoding="utf-8")
        yield path
    yield reaching_gpkg(folder / "view.gpkg", f"ogr_datasource_load_layers('{secret}')")
    yield reaching_gpkg(folder / "pixel.gpkg", f"gdal_get_pixel_value('/vsicurl/{url}/x.tif',1,'georef',1,1)")


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
