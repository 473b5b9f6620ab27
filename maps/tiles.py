"""Background tiles by choice: Tianditu by key, or any XYZ source in WGS84 Web Mercator."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import folium

from gisplan_errors import GisplanError

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_VARIABLE: Final = "GISPLAN_TIANDITU_KEY"


@dataclass(frozen=True)
class Tiles:
    """One source of background tiles.

    Parameters
    ----------
    url
        Address with ``{z}``, ``{x}`` and ``{y}``, ``https`` and without ``{s}``.
    attribution
        Whose tiles they are, as the source asks to be named.

    Raises
    ------
    GisplanError
        The address is not one of ``https`` tiles.
    """

    url: str
    attribution: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        plain = parts.scheme == "https" and parts.netloc.replace(".", "").replace("-", "").isalnum()
        if not plain or "{{" in self.url or any(mark not in self.url for mark in ("{z}", "{x}", "{y}")):
            raise GisplanError(
                f"tile address {self.url!r}: expected https://HOST/… with {{z}}, {{x}} and {{y}}, no port",
            )

    @property
    def host(self) -> str:
        """Scheme and host, as the page's policy allows it."""
        return f"https://{urlsplit(self.url).netloc}"

    def layer(self) -> folium.TileLayer:
        """Give the Folium layer."""
        layer = folium.TileLayer(self.url, attr=self.attribution, name="tiles", max_zoom=18, opacity=0.75)
        layer._id = "background"  # noqa: SLF001  equal plans give equal pages: no random id
        return layer


def tianditu(key: str) -> Tiles:
    """Give the vector tiles of Tianditu (WGS84/CGCS2000 Web Mercator), which need a key.

    Raises
    ------
    GisplanError
        The key is not letters and digits.
    """
    if not key.isalnum():
        raise GisplanError(f"{KEY_VARIABLE}: expected a key of letters and digits")
    query = (
        "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )
    return Tiles(f"https://t0.tianditu.gov.cn/vec_w/wmts?{query}", "天地图 Tianditu")


def from_environment(environment: Mapping[str, str] = os.environ) -> Tiles | None:
    """Give Tianditu's tiles when ``GISPLAN_TIANDITU_KEY`` holds a key, else None."""
    key = environment.get(KEY_VARIABLE, "").strip()
    return tianditu(key) if key else None
