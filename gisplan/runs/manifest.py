"""The manifest that marks a run folder, and the plain files of a run."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.tables.format import FORMAT, GENERATOR, MANIFEST
from gisplan.version import __version__
from gisplan_files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def touched_files(folder: Path) -> list[str]:
    """List files of a run folder that were added, changed or removed since the run, sorted.

    Side files of an open GeoPackage (``-wal``, ``-shm``, ``-journal``) count: they may hold edits.
    """
    written: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    found = {name: sha256_of(folder / name) for name in _files(folder) if name != MANIFEST}
    return sorted(name for name in written.keys() | found.keys() if written.get(name) != found.get(name))


def write_manifest(folder: Path, scenario_name: str) -> None:
    """Write the list of a run's files with their SHA-256, which marks the folder as gisplan's own."""
    manifest = {
        "generator": GENERATOR,
        "format": FORMAT,
        "version": __version__,
        "scenario": scenario_name,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "files": {name: sha256_of(folder / name) for name in _files(folder) if name != MANIFEST},
    }
    write_json(manifest, folder / MANIFEST)


def update_manifest(folder: Path, names: Iterable[str]) -> None:
    """Note that gisplan wrote these files of a run again."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {name: sha256_of(folder / name) for name in names}
    write_json(manifest, folder / MANIFEST)


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON: numpy numbers as numbers, NaN and infinity as null, Chinese as it is."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    if isinstance(value, dict):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(child) for child in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date | Path):
        return str(value)
    return value


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
