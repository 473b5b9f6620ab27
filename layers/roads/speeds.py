"""Speeds of road lines: the ``maxspeed`` tag first, then a speed by road class."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from gisplan_data import data_folder
from gisplan_files import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_ROWS = read_rows(data_folder() / "rules" / "road_speeds.csv")
CLASS_KPH: Mapping[str, float] = MappingProxyType({row["highway"]: float(row["kph"]) for row in _ROWS})
"""km/h by OSM highway class."""
# km/h of a class that the table does not know.
OTHER_KPH = 20.0
KPH_PER_MPH = 1.609344
# A tag outside these is a slip of the key, not a limit.
SLOWEST_KPH, FASTEST_KPH = 5.0, 140.0

_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|km/?h|kph)?\s*$", re.IGNORECASE)


def first_tag(value: object) -> str:
    """Return a tag's text; of a list (merged OSM ways) the first entry, of nothing ``""``."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return first_tag(value[0]) if len(value) else ""
    if value is None or value != value:  # noqa: PLR0124  (NaN is the one value unequal to itself)
        return ""
    return str(value)


def parse_maxspeed(value: object) -> float:
    """Return a ``maxspeed`` tag in km/h, or NaN where it states no figure.

    Of several figures (``60;80``, or a list after ways were merged) the lowest counts. Words such as
    ``signals`` or ``CN:urban``, and figures outside 5 to 140 km/h, state none.
    """
    if isinstance(value, (list, tuple, np.ndarray)):
        found = [parse_maxspeed(part) for part in value]
    else:
        found = [_one_speed(part) for part in first_tag(value).split(";")]
    stated = [speed for speed in found if np.isfinite(speed)]
    return min(stated) if stated else float("nan")


def line_speeds(
    highway: Iterable[object],
    maxspeed: Iterable[object] | None,
    *,
    class_kph: Mapping[str, float] = CLASS_KPH,
) -> NDArray[np.float64]:
    """Return km/h for each line: its ``maxspeed`` where stated, else the speed of its class."""
    by_class = np.array([class_kph.get(first_tag(kind), OTHER_KPH) for kind in highway], dtype=np.float64)
    if maxspeed is None:
        return by_class
    stated = np.array([parse_maxspeed(value) for value in maxspeed], dtype=np.float64)
    return np.where(np.isfinite(stated), stated, by_class)


def _one_speed(text: str) -> float:
    match = _NUMBER.match(text)
    if match is None:
        return float("nan")
    speed = float(match[1]) * (KPH_PER_MPH if (match[2] or "").lower() == "mph" else 1.0)
    return speed if SLOWEST_KPH <= speed <= FASTEST_KPH else float("nan")
