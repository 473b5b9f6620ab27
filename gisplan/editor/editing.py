"""What one browser edits: its draft of the layer, the faults of each row, and the actions of its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import shapely

from gisplan.editor import draft as drafts
from gisplan.editor.fields import cells_given
from gisplan.editor.tables import TABLE, looked_at, taken_in
from gisplan_errors import LayerError
from gisplan_words import Said, message, named, say, texts
from layers.columns import find_column
from layers.files.layers import DEFAULTS
from layers.store.outcomes import SaveConflict
from layers.store.rows import GEOMETRY, differing, shown
from layers.templates.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gisplan.editor.draft import Draft, Step
    from gisplan.editor.journal import Journal, Turn
    from gisplan.editor.workspace import Workspace
    from gisplan_words import Sayable
    from layers.lint.faults import Fault
    from layers.store.merging import Conflict
    from layers.store.rows import Cells

MOST_TOLD: Final = 500
"""Changed rows that are told one by one."""
MOST_POINTS: Final = 2_000
"""Corners of a zone at most."""
_OWN: Final = "own entry in the editor"
_BEGUN: Final[dict[str, dict[str, Any]]] = {"sites": {"bays": 0, "grid_kw": 0.0}, "standing": {}}
"""What a new row says of a layer's own columns, beside what any file may leave out."""


@dataclass(eq=False)
class Editing:
    """One browser's draft; every public method is an action of its page and gives what has changed.

    Attributes
    ----------
    shared
        What all browsers share.
    draft, journal
        Its rows now, and what keeps them should the editor end.
    faults
        Faults by the key of their row.
    upload
        A table that somebody brought, until it is taken in.
    alone
        Held while an action runs: two tabs of one browser share a draft.
    """

    shared: Workspace
    draft: Draft = field(init=False)
    journal: Journal = field(init=False)
    faults: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    upload: bytes | None = None
    alone: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self._read()

    def _read(self) -> None:
        self.draft = self.shared.draft()
        self.journal = self.shared.journals.begin()
        self.faults = {}

    # ---------- what the page shows

    def whole(self) -> dict[str, Any]:
        """Give all rows, column by column, and how the draft stands."""
        rows, names = self.draft.rows, self.draft.columns
        shapes = shapely.from_wkb([one.get(GEOMETRY) for one in rows.values()])
        places = shapely.get_coordinates(shapely.point_on_surface(shapes))
        return {
            "keys": list(rows),
            "columns": {name: [one.get(name) for one in rows.values()] for name in names},
            "lon": places[:, 0].round(7).tolist(),
            "lat": places[:, 1].round(7).tolist(),
            "faults": self.faults,
            **self.standing(),
        }

    def standing(self) -> dict[str, Any]:
        """Say how the draft stands against its version."""
        kinds = [one.kind for one in self.draft.changes()]
        counts = {kind: kinds.count(kind) for kind in ("added", "changed", "removed")}
        return {
            "version": self.draft.version,
            "counts": counts,
            "told": texts(message("editor-draft", version=str(self.draft.version), **counts)),
            "undo": _what(self.draft.past),
            "redo": _what(self.draft.future),
        }

    def changes(self) -> list[dict[str, Any]]:
        """Say row by row what the draft changes, as `gisplan layers diff` does."""
        found = []
        for one in self.draft.changes()[:MOST_TOLD]:
            lines = one.said()
            if one.kind == "changed" and one.before and one.after:
                lines = [
                    message(
                        "store-diff-changed",
                        key=one.key,
                        column=_label(self.draft.layer, name),
                        before=_shown(self.draft.layer, name, one.before.get(name)),
                        after=_shown(self.draft.layer, name, one.after.get(name)),
                    )
                    for name in one.columns()
                ]
            found += [texts(line) | {"key": one.key} for line in lines]
        return found

    # ---------- edits

    def edit(self, keys: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
        """Change columns of one row or of many."""
        return self._done(drafts.edited(self.draft, keys, values))

    def add(self, lon: float, lat: float, values: Mapping[str, Any]) -> dict[str, Any]:
        """Add a site where somebody clicked: in its district, with the usual values."""
        place, today = shapely.Point(lon, lat), datetime.now(tz=UTC).date().isoformat()
        lies = self.shared.lies(place)
        layer = self.shared.layer
        usual: dict[str, Any] = {
            **cells_given(layer, DEFAULTS[layer]),
            "name_zh": "",
            "category": "public_parking",
            "access": "public",
            **_BEGUN[layer],
            "origin": "survey",
            "source": _OWN,
            "as_of": today,
            "verified": False,
        }
        given = {**usual, **{name: lies[name] for name in lies if name in self.draft.columns}, **values}
        given["name_en"] = given.get("name_en") or given["name_zh"]
        key = str(given.pop("site_id", "") or self._free_key(lies["adcode"])).strip()
        return {**self._done(drafts.added(self.draft, key, {"site_id": key, **given}, place)), "key": key}

    def move(self, key: str, lon: float, lat: float) -> dict[str, Any]:
        """Move a site; district and authority go with it where they were those of its old place."""
        place, row = shapely.Point(lon, lat), self.draft.row(key)
        old = self.shared.lies(drafts.point_of(row))
        new = self.shared.lies(place)
        along = {name: new[name] for name in new if row.get(name) == old[name] and new[name]}
        return self._done(drafts.moved(self.draft, key, place, along))

    def remove(self, keys: Sequence[str]) -> dict[str, Any]:
        """Remove rows."""
        return self._done(drafts.removed(self.draft, keys))

    def exclude(self, corners: Sequence[tuple[float, float]]) -> dict[str, Any]:
        """Forbid every site within a zone."""
        zone = shapely.Polygon(corners) if 3 <= len(corners) <= MOST_POINTS else shapely.Polygon()
        if zone.is_empty or not zone.is_valid:
            raise LayerError(message("editor-bad-zone", most=MOST_POINTS))
        return self._done(drafts.excluded(self.draft, zone))

    def undo(self) -> dict[str, Any]:
        """Take the last step back."""
        now, step = self.draft.undone()
        return self._done(now, () if step is None else step.before, "undo")

    def redo(self) -> dict[str, Any]:
        """Do the step again that was taken back last."""
        now, step = self.draft.redone()
        return self._done(now, () if step is None else step.after, "redo")

    def discard(self) -> dict[str, Any]:
        """Begin anew from the newest version."""
        old = self.journal
        self._read()
        old.end()
        return {"anew": True}

    def left(self) -> list[dict[str, Any]]:
        """Give the drafts that nobody edits any more, since the editor or their session ended."""
        return [
            {"name": one.name, "when": one.when, "steps": one.steps, "last": texts(one.last)}
            for one in self.shared.journals.left()
        ]

    def take(self, name: str) -> dict[str, Any]:
        """Take up a draft that is left, in the place of one without an edit."""
        if self.draft.changes():
            raise LayerError(message("editor-draft-open"))
        found = self.shared.journals.take(name)
        try:
            now = found.restored(self.shared.draft)
        except LayerError:
            found.let_go()
            raise
        self.journal.end()
        self.draft, self.journal, self.faults = now, found, {}
        return {"anew": True}

    def drop(self, name: str) -> list[dict[str, Any]]:
        """Forget a draft that is left."""
        self.shared.journals.take(name).end()
        return self.left()

    def restore(self, version: int) -> dict[str, Any]:
        """Bring an older version back into the draft."""
        return self._done(drafts.brought_back(self.draft, self.shared.draft(version).rows, version))

    def _done(self, now: Draft, keys: Iterable[str] | None = None, turn: Turn = "step") -> dict[str, Any]:
        if keys is None:
            keys = now.past[-1].after if now is not self.draft and now.past else ()
        if now is not self.draft:
            self.journal.note(now, turn)
        before, self.draft, found = self.draft, now, list(keys)
        if len(found) <= 200:
            self._lint(found)
        if now.columns != before.columns:
            return {"anew": True}
        return {
            "rows": {key: _patch(before.rows.get(key), now.rows.get(key)) for key in found},
            "faults": self._faults(found),
            **self.standing(),
        }

    def _free_key(self, adcode: str) -> str:
        number = 1
        while (key := f"ED-{adcode or '000000'}-{number:04d}") in self.draft.rows or key in self.draft.base:
            number += 1
        return key

    # ---------- lint

    def lint(self) -> dict[str, Any]:
        """Lint the whole draft: rules that hold rows against each other need all of them."""
        with self.alone:
            draft = self.draft
        found: dict[str, list[dict[str, Any]]] = {}
        for fault in self.shared.lint(draft.frame()):
            found.setdefault(fault.key, []).append(_fault(draft.layer, fault))
        with self.alone:
            if draft is self.draft:
                self.faults = found
        return {"faults": found, "all": True}

    def _lint(self, keys: Sequence[str]) -> None:
        there = [key for key in keys if key in self.draft.rows]
        for key in keys:
            self.faults.pop(key, None)
        if there:
            for fault in self.shared.lint(self.draft.frame(there)):
                self.faults.setdefault(fault.key, []).append(_fault(self.draft.layer, fault))

    def _faults(self, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        return {key: self.faults.get(key, []) for key in keys}

    # ---------- versions

    def save(self, who: str, why: str, choice: Mapping[str, str]) -> dict[str, Any]:
        """Save the draft as a version; rows that others changed too come back with both values."""
        store, base = self.shared.store, self.draft.version
        try:
            done = store.save(self.draft.frame(), who=who, why=why, base=base, choice=choice)
        except SaveConflict as error:
            return {"conflicts": [self._conflict(one) for one in error.conflicts], "told": _both(error.what)}
        self.discard()
        kinds = [one.kind for one in done.changes]
        counts = {kind: kinds.count(kind) for kind in ("added", "changed", "removed")}
        code = "store-saved" if kinds else "store-nothing"
        told = message(code, place=store.shown, version=str(done.version), **(counts if kinds else {}))
        return {"anew": True, "told": texts(told), "others": not done.alone}

    def log(self) -> list[dict[str, Any]]:
        """Give the versions of the store, the newest one first."""
        outside = texts(message("store-outside-who"))
        return [
            {
                "number": one.number,
                "who": {"zh": one.who, "en": one.who} if one.who else outside,
                "when": one.when,
                "why": one.why,
                "counts": [one.added, one.changed, one.removed],
            }
            for one in reversed(self.shared.store.log())
        ]

    def _conflict(self, one: Conflict) -> dict[str, Any]:
        mine, theirs = one.mine, one.theirs
        cells = []
        if mine is not None and theirs is not None:
            cells = [
                {
                    "label": texts(_label(self.draft.layer, name)),
                    "mine": texts(_shown(self.draft.layer, name, mine.get(name))),
                    "theirs": texts(_shown(self.draft.layer, name, theirs.get(name))),
                }
                for name in one.columns()
            ]
        return {
            "key": one.key,
            "cells": cells,
            "mine": mine is not None,
            "theirs": theirs is not None,
            "told": [texts(line) for line in one.said()],
        }

    # ---------- tables from elsewhere

    def look(self, data: bytes) -> dict[str, Any]:
        """Look at a table that somebody brings: its headings, what each seems to be, its first rows."""
        self.upload = data
        return looked_at(data, self.shared)

    def bring(self, columns: Mapping[str, str], shift: str, stated: Mapping[str, str]) -> dict[str, Any]:
        """Take a table in, each of its columns as the one of ours that it was said to be."""
        if self.upload is None:
            raise LayerError(message("editor-no-upload"))
        rows, said = taken_in(self.upload, self.shared, columns, shift, stated)
        self.upload = None
        result = self._done(drafts.brought_in(self.draft, rows, TABLE))
        return {**result, "said": [texts(line) for line in said]}


def _patch(before: Cells | None, after: Cells | None) -> dict[str, Any] | None:
    """Give what has changed of a row; None where it is gone."""
    if after is None:
        return None
    names = list(after) if before is None else differing(before, after)
    place = drafts.point_of(after) if GEOMETRY in names else None
    changed = {name: after.get(name) for name in names if name != GEOMETRY}
    return changed if place is None else {**changed, "lon": round(place.x, 7), "lat": round(place.y, 7)}


def _fault(layer: str, fault: Fault) -> dict[str, Any]:
    value = say(fault.value, "en")
    return {
        "column": fault.column,
        "label": texts(_label(layer, fault.column)),
        "value": _both(fault.value) if isinstance(fault.value, Said) else {"zh": value, "en": value},
        "do": texts(fault.suggestion),
    }


def _label(layer: str, column: str) -> Said:
    found = find_column(layer, column)
    if column in {GEOMETRY, "geometry"}:
        return message("editor-place")
    return found.label if found else named(column, column)


def _shown(layer: str, column: str, value: object) -> Sayable:
    """Give a cell as its reader knows it: a word of the vocabulary by its label."""
    return words_of(layer, column).get(str(value), shown(column, value))


def _both(what: Any) -> dict[str, str]:  # noqa: ANN401 - a text or something said
    return texts(what)


def _what(steps: Sequence[Step]) -> dict[str, str] | None:
    return texts(steps[-1].what) if steps else None
