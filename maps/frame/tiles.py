"""Background tiles by choice: Tianditu by key, or any XYZ source in Web Mercator.

AMap's tiles stand in GCJ-02, in Tianjin about 555 m from WGS84. Over them the layers are shown at GCJ-02
coordinates too; the files of the plan stay in WGS84.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import folium
import numpy as np
import shapely

from gisplan_errors import GisplanError
from gisplan_words import listed, message
from layers.gcj02 import wgs84_to_gcj02
from layers.results import PlanLayers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

KEY_VARIABLE: Final = "GISPLAN_TIANDITU_KEY"
MARKS: Final = ("{z}", "{x}", "{y}")
SHIFTED_HOSTS: Final = ("autonavi.com", "amap.com", "map.gtimg.com", "google.cn")


@dataclass(frozen=True)
class Tiles:
    """One source of background tiles.

    Parameters
    ----------
    url
        Address with ``{z}``, ``{x}`` and ``{y}``, ``https`` and without ``{s}``.
    attribution
        Whose tiles they are, as the source asks to be named.
    labels
        Address of a second tile layer with names, on the same host; None without one.
    datum
        ``gcj02`` for tiles of AMap, Tencent or Google's China service, else ``wgs84``.

    Raises
    ------
    GisplanError
        An address is not one of ``https`` tiles, or is AMap's without ``gcj02``.
    """

    url: str
    attribution: str
    labels: str | None = None
    datum: Literal["wgs84", "gcj02"] = "wgs84"

    def __post_init__(self) -> None:
        for url in self._addresses():
            _check(url)
            if urlsplit(url).netloc != urlsplit(self.url).netloc:
                raise GisplanError(message("tiles-labels", url=repr(url), other=repr(self.url)))
        if self.datum != "gcj02" and self.host.endswith(SHIFTED_HOSTS):
            raise GisplanError(message("tiles-shifted", url=repr(self.url)))

    @property
    def host(self) -> str:
        """Scheme and host, as the page's policy allows it."""
        return f"https://{urlsplit(self.url).netloc}"

    def layers(self) -> list[folium.TileLayer]:
        """Give the Folium layers, the one with names last."""
        made = []
        for number, url in enumerate(self._addresses()):
            layer = folium.TileLayer(url, attr=self.attribution, name="tiles", max_zoom=18, opacity=0.75)
            layer._id = f"background{number}"  # noqa: SLF001  equal plans give equal pages: no random id
            made.append(layer)
        return made

    def displayed(self, layers: PlanLayers) -> PlanLayers:
        """Give the layers at the coordinates that fit the tiles: as they are, or shifted to GCJ-02."""
        if self.datum == "wgs84":
            return layers
        return PlanLayers(**{name: self.displayed_frame(one) for name, one in layers.frames().items()})

    def displayed_frame(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Give one layer at the coordinates that fit the tiles."""
        if self.datum == "wgs84":
            return frame
        return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), _to_gcj02), crs=frame.crs)

    def _addresses(self) -> list[str]:
        return [self.url, self.labels] if self.labels else [self.url]


def _check(url: str) -> None:
    parts = urlsplit(url)
    plain = parts.scheme == "https" and parts.netloc.replace(".", "").replace("-", "").isalnum()
    if not plain or "{{" in url or any(mark not in url for mark in MARKS):
        raise GisplanError(message("tiles-address", url=repr(url), marks=listed(MARKS)))


def _to_gcj02(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(wgs84_to_gcj02(degrees[:, 0], degrees[:, 1]))


def tianditu(key: str) -> Tiles:
    """Give the vector tiles of Tianditu (WGS84/CGCS2000 Web Mercator), which need a key.

    Raises
    ------
    GisplanError
        The key is not letters and digits.
    """
    if not key.isalnum():
        raise GisplanError(message("tiles-key", variable=KEY_VARIABLE))

    def address(name: str) -> str:
        query = (
            f"SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={name}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
            f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        )
        return f"https://t0.tianditu.gov.cn/{name}_w/wmts?{query}"

    return Tiles(address("vec"), message("source-tiles").zh, labels=address("cva"))


def from_environment(environment: Mapping[str, str] = os.environ) -> Tiles | None:
    """Give Tianditu's tiles when ``GISPLAN_TIANDITU_KEY`` holds a key, else None."""
    key = environment.get(KEY_VARIABLE, "").strip()
    return tianditu(key) if key else None
