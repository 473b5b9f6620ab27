"""The credit that a licence asks for wherever its data are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_words import message

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_words import Message


def osm_credit(*frames: pd.DataFrame) -> Message | None:
    """Credit OpenStreetMap where a row of a frame says that its origin is there; None: no row does."""
    used = any((frame["origin"] == "osm").any() for frame in frames if "origin" in frame)
    return message("source-osm") if used else None
