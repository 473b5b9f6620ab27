"""One layer and all its versions: read, save, compare, restore; the same for a GeoPackage and for PostGIS."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.crs import project
from layers.files.layers import fill_defaults
from layers.schema.checking import check_layer, without_further
from layers.schema.contracts import SCHEMAS
from layers.sites.reading import with_stand_ins
from layers.store.address import Address, parse_address
from layers.store.geopackage import base_of, geopackage_session, keep_base
from layers.store.merging import changes, merged, with_lacking
from layers.store.outcomes import Read, SaveConflict, Saved
from layers.store.postgis import ServerLost, postgis_has, postgis_session
from layers.store.rows import by_key, frame_of, rows_of
from layers.store.session import make_log, record, rows_at, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    import geopandas as gpd

    from layers.store.merging import Change
    from layers.store.rows import Rows
    from layers.store.session import Session, Version

TRIES: Final = 3
PAUSE_S: Final = 2.0
"""How often a save is tried while its server is away, and how long it waits in between, seconds."""
MOST_CONFLICTS: Final = 50


@dataclass(frozen=True, slots=True)
class Store:
    """One layer and its versions.

    Attributes
    ----------
    address
        Where it stands.
    layer
        Key of `layers.schema.contracts.SCHEMAS`: its columns and key.
    """

    address: Address
    layer: str

    @property
    def shown(self) -> str:
        """Where it stands, without a password."""
        return self.address.shown

    @property
    def _identity(self) -> str:
        """What a copy calls it, wherever the copy is taken to."""
        return self.shown if self.address.path is None else str(self.address.path.resolve())

    def is_there(self) -> bool:
        """Tell whether the layer is there already.

        Returns
        -------
        bool
            False where a save would start it.

        Raises
        ------
        LayerError
            The server cannot be reached.
        """
        if self.address.path is not None:
            return self.address.path.exists()
        return postgis_has(self.address, self.layer)

    def read(self, version: int | None = None) -> Read:
        """Read the layer, as it is or as a version left it.

        Parameters
        ----------
        version
            A version; None is the layer as it is now.

        Returns
        -------
        Read
            Rows, newest version, and how many rows were edited since.

        Raises
        ------
        LayerError
            It is not there, or has no such version.
        """
        with self._session(write=False) as session:
            logged = versions(session)
            newest = len(logged)
            now = self._held(session)
            rows = now if version is None else rows_at(session, self._known(version, newest))
            unsaved = len(changes(rows_at(session, newest), now)) if newest else 0
            names = list(dict.fromkeys(name for cells in rows.values() for name in cells))
            frame = frame_of(rows, self.layer, names or session.columns(), session.crs)
        return Read(frame, newest, unsaved)

    def newest(self) -> Read:
        """Read the newest version; a layer that was never saved, as it is.

        Returns
        -------
        Read
            As `read`.

        Raises
        ------
        LayerError
            It is not there.
        """
        now = self.read()
        return Read(self.read(now.version).frame, now.version, now.unsaved) if now.unsaved else now

    def log(self) -> list[Version]:
        """Give the versions, the first one first.

        Returns
        -------
        list of Version
            Empty where the layer was never saved.

        Raises
        ------
        LayerError
            The layer is not there.
        """
        with self._session(write=False) as session:
            return versions(session)

    def diff(self, before: int | None = None, after: int | None = None) -> list[Change]:
        """Give the rows in which two states differ.

        Parameters
        ----------
        before
            A version; None is the newest where ``after`` is None, else the one before ``after``.
        after
            A version; None is the layer as it is now.

        Returns
        -------
        list of Change
            In the order of their keys.

        Raises
        ------
        LayerError
            The layer is not there, or has no such version.
        """
        with self._session(write=False) as session:
            newest = len(versions(session))
            first = before if before is not None else newest if after is None else after - 1
            old = rows_at(session, self._known(first, newest)) if newest else {}
            if after is None:
                return changes(old, self._held(session))
            return changes(old, rows_at(session, self._known(after, newest)))

    def save(
        self,
        frame: gpd.GeoDataFrame | None,
        *,
        who: str,
        why: str,
        base: int | None = None,
        choice: Mapping[str, str] | None = None,
    ) -> Saved:
        """Save a layer as a version; rows that others changed since ``base`` stay as they are.

        Parameters
        ----------
        frame
            The whole layer, with a CRS; columns that it lacks keep what the store has. None: what the
            store's table holds now, edited past gisplan.
        who, why
            Who saves, and the reason; neither may be empty.
        base
            Version that the frame was made from. None: the newest one, so that the layer becomes the frame.
        choice
            ``mine`` or ``theirs`` for the key of a row that both changed.

        Returns
        -------
        Saved
            The newest version, and what changed.

        Raises
        ------
        SaveConflict
            Both changed a row, in different ways; all such rows with both values.
        LayerError
            A row breaks the layer's contract, who or why is empty, or the store cannot be written; it is
            as it was.
        """
        self._asked(who, why)
        if frame is not None:
            check_layer(_as_planned(frame, self.layer), self.layer)
        return self._tried(lambda: self._save(frame, who, why, base, choice or {}))

    def restore(self, version: int, *, who: str, why: str) -> Saved:
        """Save a version anew: what came after it stays in the log.

        Parameters
        ----------
        version
            The version to bring back; 0 is before the first.
        who, why
            As in `save`.

        Returns
        -------
        Saved
            As `save`.

        Raises
        ------
        LayerError
            There is no such version, who or why is empty, or the store cannot be written.
        """
        self._asked(who, why)
        return self._tried(lambda: self._restore(version, who, why))

    def base_of(self, file: Path) -> int | None:
        """Give the version of this store that a GeoPackage is a copy of; None where it is none.

        Parameters
        ----------
        file
            The GeoPackage.

        Returns
        -------
        int or None
            The version.

        Raises
        ------
        LayerError
            The file cannot be read.
        """
        found = base_of(file, self.layer)
        return found[1] if found and found[0] == self._identity else None

    def keep_base(self, file: Path, version: int) -> None:
        """Write into a GeoPackage that it is a copy of a version of this store.

        Parameters
        ----------
        file
            The GeoPackage.
        version
            The version.

        Raises
        ------
        LayerError
            The file cannot be written.
        """
        keep_base(file, self.layer, self._identity, version)

    def _save(
        self, frame: gpd.GeoDataFrame | None, who: str, why: str, base: int | None, choice: Mapping[str, str]
    ) -> Saved:
        with self._session(write=True) as session:
            newest, logged, now = self._opened(session)
            if frame is None:
                found = changes(logged, now)
                if found:
                    newest = record(session, newest, found, who, why)
                return Saved(newest, found, [], alone=True)
            outside = self._found_outside(session, newest, logged, now)
            newest += bool(outside)
            origin = now if base is None else rows_at(session, self._known(base, newest))
            here = project(frame, session.crs, self.layer)
            mine = rows_of(here, self.layer, self.shown)
            result, conflicts = merged(origin, with_lacking(mine, origin), now, choice)
            if conflicts:
                said = [line for one in conflicts for line in one.said()]
                more = len(said) - MOST_CONFLICTS
                told = [*said[:MOST_CONFLICTS], *([message("schema-more", count=more)] if more > 0 else [])]
                head = message("store-conflict", place=self.shown, rows=len(conflicts))
                raise SaveConflict(lines([head, *told, message("store-conflict-do")]), conflicts)
            newest, done, held = self._put(session, newest, now, result, who, why)
            return Saved(newest, done, outside, alone=not changes(held, with_lacking(mine, held)))

    def _restore(self, version: int, who: str, why: str) -> Saved:
        with self._session(write=True) as session:
            newest, logged, now = self._opened(session)
            wanted = rows_at(session, self._known(version, newest))
            outside = self._found_outside(session, newest, logged, now)
            newest += bool(outside)
            newest, done, _ = self._put(session, newest, now, wanted, who, why)
            return Saved(newest, done, outside, alone=True)

    def _opened(self, session: Session) -> tuple[int, Rows, Rows]:
        make_log(session)
        newest = len(versions(session))
        return newest, rows_at(session, newest), self._held(session)

    def _held(self, session: Session) -> Rows:
        return by_key(session.held(), self.layer, self.shown)

    def _put(
        self, session: Session, newest: int, now: Rows, wanted: Rows, who: str, why: str
    ) -> tuple[int, list[Change], Rows]:
        """Bring the table to the wanted rows; a version is what it then holds, defaults and triggers too."""
        asked = changes(now, wanted)
        if not asked:
            return newest, asked, now
        session.apply(asked, SCHEMAS[self.layer].key)
        held = self._held(session)
        done = changes(now, held)
        return (record(session, newest, done, who, why) if done else newest), done, held

    def _found_outside(self, session: Session, newest: int, logged: Rows, now: Rows) -> list[Change]:
        """Keep what was edited past gisplan as a version of its own, so that it is never lost."""
        found = changes(logged, now)
        if found:
            record(session, newest, found, "", "")
        return found

    def _session(self, *, write: bool) -> AbstractContextManager[Session]:
        if self.address.path is None:
            return postgis_session(self.address, self.layer, write=write)
        return geopackage_session(self.address.path, self.address.table, self.layer, write=write)

    def _known(self, version: int, newest: int) -> int:
        if not 0 <= version <= newest:
            raise LayerError(
                message("store-no-version", place=self.shown, version=str(version), newest=str(newest))
            )
        return version

    def _asked(self, who: str, why: str) -> None:
        for name, text in (("who", who), ("why", why)):
            if not text.strip():
                raise LayerError(message("store-asked", name=name))

    def _tried(self, save: Callable[[], Saved]) -> Saved:
        # a save that was committed before the server went is found done, so that it is never done twice
        for _ in range(TRIES - 1):
            try:
                return save()
            except ServerLost:
                time.sleep(PAUSE_S)
        return save()


def open_store(text: str, layer: str = "sites", base: Path | None = None) -> Store:
    """Give the store of a layer.

    Parameters
    ----------
    text
        ``postgresql://user@host/database#table`` or the path of a GeoPackage, ``sites.gpkg#table``.
    layer
        Key of `layers.schema.contracts.SCHEMAS`.
    base
        Folder that a relative path is seen from.

    Returns
    -------
    Store
        Nothing is opened yet.

    Raises
    ------
    LayerError
        The text names neither, or the layer has no key or no places.
    """
    kept = [name for name, contract in SCHEMAS.items() if contract.key and contract.geometry]
    if layer not in kept:
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=listed(kept)))
    return Store(parse_address(text, base), layer)


def _as_planned(frame: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Give a layer as a plan takes it: without columns of one's own, with what a region finds out."""
    filled = with_stand_ins(frame) if layer == "sites" else fill_defaults(frame, layer)
    return without_further(filled, layer)[0]
