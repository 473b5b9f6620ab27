"""A draft: rows as a store keeps them, every edit a step that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import shapely

from gisplan.editor.fields import cells_given
from gisplan_errors import LayerError
from gisplan_words import message
from layers.crs import OUTPUT_CRS, project
from layers.store.merging import changes
from layers.store.rows import GEOMETRY, differing, frame_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from gisplan_words import Said
    from layers.store.merging import Change
    from layers.store.rows import Cells, Rows

STEPS: Final = 200
"""Steps that can be taken back."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit, of one row or of many.

    Attributes
    ----------
    what
        What was done.
    before, after
        The rows that it changed by key; None where a row is not there.
    """

    what: Said
    before: Mapping[str, Cells | None]
    after: Mapping[str, Cells | None]


@dataclass(frozen=True, eq=False)
class Draft:
    """A layer as somebody edits it.

    Attributes
    ----------
    layer
        Key of `layers.schema.contracts.SCHEMAS`.
    columns
        Its columns in their order, those of its owner too.
    base, version
        The rows that it began from, EPSG:4326, and their version in the store.
    rows
        The rows now.
    past, future
        Steps that can be taken back, and done again; the last one last.
    """

    layer: str
    columns: tuple[str, ...]
    base: Rows
    version: int
    rows: Rows
    past: tuple[Step, ...] = field(default=())
    future: tuple[Step, ...] = field(default=())

    def changes(self) -> list[Change]:
        """Give the rows that differ from those that the draft began from."""
        return changes(self.base, self.rows)

    def done(self, what: Said, after: Mapping[str, Cells | None]) -> Draft:
        """Give the draft after a step; as it is where the step changes nothing."""
        before = {key: self.rows.get(key) for key in after}
        kept = {key for key, cells in after.items() if _differs(before[key], cells)}
        if not kept:
            return self
        step = Step(
            what, {key: before[key] for key in kept}, {key: after[key] for key in after if key in kept}
        )
        return replace(self, rows=_with(self.rows, step.after), past=(*self.past, step)[-STEPS:], future=())

    def undone(self) -> tuple[Draft, Step | None]:
        """Give the draft before its last step, and that step; None where there is none."""
        if not self.past:
            return self, None
        step = self.past[-1]
        back = replace(self, rows=_with(self.rows, step.before), past=self.past[:-1])
        return replace(back, future=(*self.future, step)), step

    def redone(self) -> tuple[Draft, Step | None]:
        """Give the draft with the step that was taken back last; None where there is none."""
        if not self.future:
            return self, None
        step = self.future[-1]
        on = replace(self, rows=_with(self.rows, step.after), past=(*self.past, step))
        return replace(on, future=self.future[:-1]), step

    def row(self, key: str) -> Cells:
        """Give a row by its key.

        Raises
        ------
        LayerError
            There is none of that key.
        """
        if key not in self.rows:
            raise LayerError(message("editor-no-row", key=key))
        return self.rows[key]

    def frame(self, keys: Iterable[str] | None = None) -> gpd.GeoDataFrame:
        """Give the draft as a frame in EPSG:4326; of some rows where keys are given."""
        rows = self.rows if keys is None else {key: self.rows[key] for key in keys if key in self.rows}
        return frame_of(rows, self.layer, self.columns, OUTPUT_CRS)


def draft_of(frame: gpd.GeoDataFrame, layer: str, version: int, place: str) -> Draft:
    """Begin a draft of a layer as it was read from its store.

    Raises
    ------
    LayerError
        A row has no key, or that of another one.
    CrsError
        The layer has no CRS.
    """
    rows = rows_of(project(frame, OUTPUT_CRS, place), layer, place)
    names = tuple(str(name) for name in frame.columns if name != frame.geometry.name)
    return Draft(layer, names, rows, version, rows)


def edited(draft: Draft, keys: Sequence[str], values: Mapping[str, Any]) -> Draft:
    """Change columns of one row, or of many at once.

    Raises
    ------
    LayerError
        A row or a column is not there, or a value is no cell.
    """
    cells = cells_given(draft.layer, values, frozenset(draft.columns))
    after = {key: draft.row(key) | cells | _english(draft.row(key), cells) for key in keys}
    what = message("editor-step-edit", count=len(after), key=next(iter(after), ""))
    return draft.done(what, after)


def added(draft: Draft, key: str, cells: Mapping[str, Any], place: shapely.Point) -> Draft:
    """Add a row.

    Raises
    ------
    LayerError
        The key is taken or empty, a column is not there, or a value is no cell.
    """
    if not key.strip() or key in draft.rows:
        raise LayerError(message("editor-key-taken", key=key))
    given = cells_given(draft.layer, cells, frozenset(draft.columns))
    after = {key: dict.fromkeys(draft.columns) | given | {GEOMETRY: _hex(place)}}
    return draft.done(message("editor-step-add", key=key), after)


def moved(draft: Draft, key: str, place: shapely.Point, cells: Mapping[str, Any]) -> Draft:
    """Move a row, and bring along what hangs on its place.

    Raises
    ------
    LayerError
        The row is not there.
    """
    there: Any = place
    shape: Any = shapely.from_wkb([draft.row(key)[GEOMETRY]])[0]
    if shape.geom_type != "Point":
        step = shapely.get_coordinates(place) - shapely.get_coordinates(point_of(draft.row(key)))
        there = shapely.transform(shape, lambda xy: xy + step)  # an area goes along as it is
    after = {key: draft.row(key) | dict(cells) | {GEOMETRY: _hex(there)}}
    return draft.done(message("editor-step-move", key=key), after)


def point_of(cells: Cells) -> shapely.Point:
    """Give the place of a row: its point, or one in its area."""
    found = shapely.point_on_surface(shapely.from_wkb([cells[GEOMETRY]]))
    return shapely.Point(shapely.get_coordinates(found)[0])


def removed(draft: Draft, keys: Sequence[str]) -> Draft:
    """Remove rows.

    Raises
    ------
    LayerError
        A row is not there.
    """
    after: dict[str, Cells | None] = {key: None for key in keys if draft.row(key)}
    return draft.done(message("editor-step-remove", count=len(after), key=next(iter(after), "")), after)


def excluded(draft: Draft, zone: shapely.Polygon) -> Draft:
    """Forbid every site within a zone; what stands stays."""
    keys = list(draft.rows)
    places = shapely.from_wkb([draft.rows[key].get(GEOMETRY) for key in keys])
    within = shapely.intersects(zone, places)
    after: dict[str, Cells | None] = {
        key: draft.rows[key] | {"status": "excluded"}
        for key, inside in zip(keys, within, strict=True)
        if inside and draft.rows[key].get("status") != "existing"
    }
    return draft.done(message("editor-step-exclude", count=len(after)), after)


def brought_in(draft: Draft, frame: gpd.GeoDataFrame, place: str) -> Draft:
    """Bring rows of a file in: a key that is there already is changed, every other row is added.

    Raises
    ------
    LayerError
        A row has no key, or that of another one.
    """
    given = rows_of(project(frame, OUTPUT_CRS, place), draft.layer, place)
    blank: Cells = dict.fromkeys(draft.columns)
    wider = replace(draft, columns=tuple(dict.fromkeys([*draft.columns, *_columns(given)])))
    after = {key: wider.rows.get(key, blank) | cells for key, cells in given.items()}
    return wider.done(message("editor-step-import", count=len(after)), after)


def brought_back(draft: Draft, rows: Rows, version: int) -> Draft:
    """Bring an older version back, as one step."""
    after: dict[str, Cells | None] = dict.fromkeys(draft.rows.keys() - rows.keys())
    return draft.done(message("editor-step-restore", version=str(version)), after | rows)


def _english(row: Cells, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Let an English name that nobody gave go with the Chinese one."""
    own = "name_en" in cells or row.get("name_en") not in {None, "", row.get("name_zh")}
    return {} if own or "name_zh" not in cells else {"name_en": cells["name_zh"]}


def _columns(rows: Rows) -> list[str]:
    return [name for name in next(iter(rows.values()), {}) if name != GEOMETRY]


def _differs(one: Cells | None, other: Cells | None) -> bool:
    return (one is None) != (other is None) or bool(differing(one or {}, other or {}))


def _with(rows: Rows, changed: Mapping[str, Cells | None]) -> Rows:
    result = {key: cells for key, cells in rows.items() if changed.get(key, cells) is not None}
    return result | {key: cells for key, cells in changed.items() if cells is not None}


def _hex(place: shapely.Geometry) -> str:
    return str(shapely.to_wkb(place, hex=True, output_dimension=2))
