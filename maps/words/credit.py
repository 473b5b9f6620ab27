"""The credit that a licence asks for wherever its data are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_words import message
from maps.words.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan_words import Message


def osm_credit(*frames: pd.DataFrame) -> Message | None:
    """Credit OpenStreetMap where a row of a frame says that its origin is there; None: no row does."""
    used = any((frame["origin"] == "osm").any() for frame in frames if "origin" in frame)
    return message("source-osm") if used else None


def used_credits(
    provenance: pd.DataFrame, frames: Mapping[str, pd.DataFrame], *, named: bool
) -> list[Message]:
    """Credit what a page draws and nothing else: OpenStreetMap, GeoNames.

    Parameters
    ----------
    provenance
        As `layers.provenance.provenance_frame` gives it, for layers whose rows do not say their origin.
    frames
        Layers that the page draws.
    named
        Whether it writes the names of streets.
    """
    drawn = {name for name, frame in frames.items() if len(frame)} | ({"names"} if named else set())
    drawn |= {"roads"} if "reach" in drawn else set()
    told = [frame for frame in frames.values() if "origin" in frame]
    rest = provenance[provenance["layer"].isin(drawn - {n for n, f in frames.items() if "origin" in f})]
    geonames = any((frame["origin"] == "geonames").any() for frame in (*told, rest))
    found = (osm_credit(*told, rest), message("source-geonames") if geonames else None)
    return [one for one in found if one is not None]


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
