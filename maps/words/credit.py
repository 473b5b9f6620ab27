"""The credit that a licence asks for wherever its data are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_words import message
from maps.words.text import tidy

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_words import Message


def osm_credit(*frames: pd.DataFrame) -> Message | None:
    """Credit OpenStreetMap where a row of a frame says that its origin is there; None: no row does."""
    used = any((frame["origin"] == "osm").any() for frame in frames if "origin" in frame)
    return message("source-osm") if used else None


def boundary_credit(provenance: pd.DataFrame, ground: str) -> Message | None:
    """Name who drew the districts, unless it is who drew the land around or OpenStreetMap; None: one of them.

    Parameters
    ----------
    provenance
        As `layers.provenance.provenance_frame` gives it.
    ground
        Source of the land around, which has a credit of its own.
    """
    rows = provenance[(provenance["layer"] == "districts") & (provenance["origin"] != "osm")]
    own = [str(text) for text in rows["source"] if str(text) != ground]
    return message("source-boundary", source=tidy(" | ".join(own))) if own else None
