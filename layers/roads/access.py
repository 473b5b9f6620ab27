"""Which roads a car may use: OSM's access tags, the most specific first.

A road is open, or carries nothing but the first or last leg of a way (``private``, ``destination``), or is
closed to cars. Values that the table does not know say nothing: the next less specific tag counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan_data import data_folder
from gisplan_files import read_rows

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ACCESS_TAGS: Final = ("access", "vehicle", "motor_vehicle", "motorcar")
"""From everyone to cars alone (OpenStreetMap wiki, Key:access); a later one wins."""
OPEN, ENDS, CLOSED = range(3)
_RULE: Final = {"open": OPEN, "ends": ENDS, "closed": CLOSED}
_KINDS: Final = {
    row["value"]: _RULE[row["cars"]] for row in read_rows(data_folder() / "rules" / "road_access.csv")
}
# A service road kept for fire engines.
EMERGENCY_ONLY: Final = "emergency_access"
# What a line has whose own tags are open but which private roads alone tie to the network.
BEHIND: Final = "private"


def car_access(lines: pd.DataFrame) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return what keeps through traffic out of each line, and which lines are closed to cars.

    Parameters
    ----------
    lines
        Optional columns `ACCESS_TAGS` and ``service``, with OSM values.

    Returns
    -------
    tuple of ndarray
        The deciding value, such as ``private``, empty where the line is open or closed, and whether it is
        closed; both of shape ``(lines,)``.
    """
    kind = np.full(len(lines), OPEN)
    value = np.full(len(lines), "", dtype=object)
    for tag in ACCESS_TAGS:
        if tag not in lines:
            continue
        read: dict[str, tuple[int, str] | None] = {}
        found = [_known(text, read) for text in lines[tag]]
        said = np.array([one is not None for one in found], dtype=bool)
        kind[said] = [one[0] for one in found if one is not None]
        value[said] = [one[1] for one in found if one is not None]
    if "service" in lines:
        kind[np.array([EMERGENCY_ONLY in _texts(text) for text in lines["service"]], dtype=bool)] = CLOSED
    value[kind != ENDS] = ""
    return value, kind == CLOSED


def _known(value: object, read: dict[str, tuple[int, str] | None]) -> tuple[int, str] | None:
    """Return what a tag says, None where nothing that is known.

    Of several values (``private;customers``) the most open counts: each lets somebody in. Of ways that OSMnx
    merged into one (a list) the strictest: every one of them has to be passed.
    """
    key = str(value)
    if key not in read:
        parts = [[(_KINDS[v], v) for v in text.split(";") if v in _KINDS] for text in _texts(value)]
        read[key] = max((min(part) for part in parts if part), default=None)
    return read[key]


def _texts(value: object) -> list[str]:
    """Return the texts of a tag without blanks; of nothing, none."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [text for part in value for text in _texts(part)]
    if value is None or value != value:  # noqa: PLR0124  (NaN is the one value unequal to itself)
        return []
    return ["".join(str(value).lower().split())]
