"""Inset of the central districts on a sheet of the whole region, at whose scale they cannot be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely
from matplotlib.patches import Rectangle

from gisplan_words import message
from maps.pictures.marks import INK, LAND
from maps.words.catalogue import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maps.pictures.sheet_ground import Ground

SIDE: Final = 86.0
"""Side of the inset, millimetres."""
SMALL: Final = 0.4
"""Share of the region's width from which on its centre needs no inset, as on the pages."""


def add_inset(axes: Any, ground: Ground, scale: int, scales: Sequence[int], language: str) -> Any:  # noqa: ANN401
    """Add axes for the central districts in a corner of the map where no district lies.

    Parameters
    ----------
    axes
        The map of the sheet, at its scale.
    ground
        What it draws from.
    scale, scales
        The scale of the map, and those that an inset may have: 1 to this.
    language
        Of all words.

    Returns
    -------
    Axes or None
        In the CRS of the map; None where the centre is large enough, or no corner is free.
    """
    districts = ground.frames["districts"]
    central = districts[districts["tier"].astype(str) == "central"]
    west, south, east, north = central.total_bounds if len(central) else (0.0,) * 4
    left, _, right, _ = districts.total_bounds
    corner = _free_corner(axes, ground, SIDE * scale / 1_000.0)
    if len(central) < 2 or east - west > SMALL * (right - left) or corner is None:
        return None
    metres = max(east - west, north - south) * 1.08
    own = next((one for one in scales if one >= metres / SIDE * 1_000.0), scales[-1])
    half = SIDE * own / 2_000.0
    x, y = (west + east) / 2, (south + north) / 2
    found: Any = axes.inset_axes((*corner, *_share(axes, SIDE * scale / 1_000.0)), zorder=8)
    found.set(xlim=(x - half, x + half), ylim=(y - half, y + half), facecolor=LAND)
    found.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    for spine in found.spines.values():
        spine.set(visible=True, color=INK, linewidth=1.0)
    said = f"{word('inset').said(language)}  {message('sheet-scale', scale=f'{own:,}').said(language)}"
    text = found.text(0.02, 0.02, said, transform=found.transAxes, fontsize=8, zorder=9)
    text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})
    axes.add_patch(
        Rectangle((x - half, y - half), 2 * half, 2 * half, fill=False, color=INK, lw=0.8, zorder=7)
    )
    return found


def _share(axes: Any, metres: float) -> tuple[float, float]:  # noqa: ANN401
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return metres / (right - left), metres / (high - low)


def _free_corner(axes: Any, ground: Ground, metres: float) -> tuple[float, float] | None:  # noqa: ANN401
    """Give the corner, as shares of the map, in which a square covers no district."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    wide, tall = _share(axes, metres)
    land = ground.frames["districts"].geometry
    for x, y in ((0.012, 0.015), (0.012, 0.985 - tall), (0.988 - wide, 0.015), (0.988 - wide, 0.985 - tall)):
        start, bottom = left + x * (right - left), low + y * (high - low)
        if not land.intersects(shapely.box(start, bottom, start + metres, bottom + metres)).any():
            return x, y
    return None
