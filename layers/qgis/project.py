"""A QGIS project (.qgz): the layers of a GeoPackage beside it, their legend, and a print layout."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np
from markupsafe import Markup
from pyproj import CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

MAP_MM: Final = (200.0, 162.0)
"""Width and height of the map on the page."""
MARGIN: Final = 1.04
NICE: Final = (1, 2, 5)
BAR_MM: Final = 20.0
"""A segment of the scale bar is about so long."""
STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The time in the archive: the same project gives the same bytes."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A layer as the project shows it.

    Attributes
    ----------
    file, table
        GeoPackage beside the project, and its table.
    title
        What the legend calls it.
    geometry
        Point, LineString or Polygon.
    crs
        CRS of the table.
    bounds
        West, south, east, north in the CRS of the project.
    style
        Root of its style.
    shown
        Whether it is on at first.
    """

    file: str
    table: str
    title: str
    geometry: str
    crs: str
    bounds: tuple[float, ...]
    style: ET.Element
    shown: bool

    @property
    def id(self) -> str:
        """What the project calls it."""
        return f"gisplan_{self.table}"

    @property
    def kind(self) -> str:
        """The type of its shapes, as QGIS says it."""
        return self.geometry.replace("LineString", "Line")

    @property
    def labelled(self) -> str:
        """Whether it has labels, ``1`` or ``0``."""
        return self.style.get("labelsEnabled", "0")

    def parts(self) -> Markup:
        """Give the parts of its style, as the project holds them within the layer."""
        return Markup("".join(ET.tostring(part, encoding="unicode") for part in self.style))  # noqa: S704


def project_file(drawn: Sequence[Drawn], *, title: str, sources: Sequence[str], crs: str) -> bytes:
    """Give the bytes of a project.

    Parameters
    ----------
    drawn
        The uppermost layer first.
    title
        Of the project and its print layout.
    sources
        Lines at the foot of the layout.
    crs
        Projected CRS in which the map is drawn.
    """
    extent = _extent([layer.bounds for layer in drawn])
    scale = (extent[2] - extent[0]) / MAP_MM[0]
    text = _template().render(
        layers=drawn,
        title=title,
        sources="\n".join(sources),
        crs=crs,
        wkts={name: CRS(name).to_wkt() for name in {crs, *(layer.crs for layer in drawn)}},
        extent=extent,
        map_mm=MAP_MM,
        bar_km=_nice(scale * BAR_MM / 1_000.0),
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("gisplan.qgs", STAMP), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415 - what writes pages; few need it here

    templates = Environment(loader=PackageLoader("layers.qgis", "."), autoescape=True)
    return templates.get_template("project.qgs.j2")


def _extent(bounds: Sequence[tuple[float, ...]]) -> tuple[float, float, float, float]:
    """Give what the map shows: all layers, in the form of the map on the page."""
    each = np.array(bounds) if bounds else np.array([[0.0, 0.0, 1.0, 1.0]])
    west, south = each[:, :2].min(axis=0)
    east, north = each[:, 2:].max(axis=0)
    across = max(east - west, (north - south) * MAP_MM[0] / MAP_MM[1], 1_000.0) * MARGIN
    up = across * MAP_MM[1] / MAP_MM[0]
    x, y = (west + east) / 2.0, (south + north) / 2.0
    return (float(x - across / 2), float(y - up / 2), float(x + across / 2), float(y + up / 2))


def _nice(amount: float) -> float:
    """Give the nearest of 1, 2 and 5 times a power of ten below an amount."""
    power = 10.0 ** np.floor(np.log10(amount))
    return float(max(step for step in NICE if step * power <= amount) * power)
