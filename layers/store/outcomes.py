"""What a store gives back: a layer as it was read, what a save did, and why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gisplan_errors import LayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gisplan_errors import Speaks
    from layers.store.merging import Change, Conflict


class SaveConflict(LayerError):  # noqa: N818 - the name says what was found
    """Others changed rows that this save changes too; the store is as it was.

    Parameters
    ----------
    what
        The whole message.
    conflicts
        The rows, each with both values.
    """

    def __init__(self, what: Speaks, conflicts: Sequence[Conflict]) -> None:
        super().__init__(what)
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did.

    Attributes
    ----------
    version
        The newest version now; 0 where there is none.
    changes
        Rows that this save changed in the store; none where it already had them.
    outside
        Rows that had been edited past gisplan and were kept as a version of their own first.
    alone
        Whether the store now holds exactly the rows that were given.
    """

    version: int
    changes: list[Change]
    outside: list[Change]
    alone: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A layer as it stands in a store.

    Attributes
    ----------
    frame
        All rows and columns.
    version
        The newest version; 0 where none was saved.
    unsaved
        Rows that were edited past gisplan since.
    """

    frame: gpd.GeoDataFrame
    version: int
    unsaved: int
