"""Signs of the map: colour and shape of every kind of thing, the one home of pages, legends and pictures."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKERS: Final = {
    "circle": "o",
    "square": "s",
    "triangle": "^",
    "down": "v",
    "diamond": "D",
    "pentagon": "p",
    "hexagon": "h",
}
"""Marker of matplotlib by shape."""


@cache
def signs() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Give the signs by table and key: ``colour``, and where it has them ``shape``, ``letter`` and the like.

    Categories of one group share a shape; within a shape colours stay apart for colour-blind readers too.
    Classes of streets have a ``width``, and in ``from`` the zoom of a page from which on they are drawn.
    """
    text = files("maps").joinpath("assets", "signs.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = json.loads(text)
    return found
