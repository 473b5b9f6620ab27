"""The manifest of a run folder: what marks it as one, and which format of its files can be read."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.version import __version__
from gisplan_errors import ScenarioError
from gisplan_files import read_json, refuse_links_out, sha256_of
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST: Final = "manifest.json"
GENERATOR: Final = "gisplan"
FORMAT: Final = 6
"""Format of a run folder; it goes up when a file of a run is renamed or reads otherwise."""
SIGNATURE: Final = "manifest.json.sig"
"""Signature of the manifest, which has the sum of every other file."""
PLAIN, TILES, AGAINST, NONE = DRAWN = ("plain", "tiles", "against", "none")
"""How pages are drawn: plain ones can be made again, over tiles or against another run not; or none are."""
NO_FORMAT: Final = 1
"""Format of a run whose manifest has no number."""


def is_run_folder(folder: Path) -> bool:
    """Tell whether a folder carries the manifest of a gisplan run."""
    return _manifest(folder) is not None


def _manifest(folder: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        manifest = read_json(folder / MANIFEST)
        if isinstance(manifest, dict) and manifest.get("generator") == GENERATOR:
            return manifest
    return None


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run that this version can read.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or its run has another format; the message says what to do.
    """
    manifest = _manifest(folder)
    if manifest is None:
        raise ScenarioError(message("run-no-manifest", folder=str(folder), manifest=MANIFEST))
    refuse_links_out(folder, ScenarioError)
    found = manifest.get("format", NO_FORMAT)
    if found == FORMAT:
        return manifest
    older = isinstance(found, int) and found < FORMAT
    todo = message("run-older", scenario=str(folder / "scenario.toml")) if older else message("run-newer")
    made = {"folder": str(folder), "format": str(found), "version": str(manifest.get("version", "?"))}
    raise ScenarioError(message("run-other-format", **made, own=__version__, reads=str(FORMAT), todo=todo))


def run_files(folder: Path) -> list[str]:
    """List every file of a run folder but manifest and signature, sorted, by its path in the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted({path.relative_to(folder).as_posix() for path in files} - {MANIFEST, SIGNATURE})


def touched_files(folder: Path, manifest: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Give the files of a run folder that are not as its manifest has them, sorted by name.

    Side files of an open GeoPackage (``-wal``, ``-shm``, ``-journal``) count: they may hold edits.

    Parameters
    ----------
    folder
        A run folder.
    manifest
        Its manifest; None reads it.

    Returns
    -------
    dict
        ``missing``, ``added`` or ``changed`` by the path in the folder.
    """
    written = (read_json(folder / MANIFEST) if manifest is None else manifest).get("files")
    written = written if isinstance(written, dict) else {}
    found = {name: sha256_of(folder / name) for name in run_files(folder)}
    return {
        name: "missing" if name not in found else "changed" if name in written else "added"
        for name in sorted(written.keys() | found.keys())
        if written.get(name) != found.get(name)
    }


def write_manifest(folder: Path, scenario_name: str, *, drawn: str = PLAIN) -> None:
    """Write the list of a run's files with their SHA-256, which marks the folder as gisplan's own.

    ``drawn`` tells how the pages were: ``plain``, over ``tiles`` or ``against`` another run.
    """
    manifest = {
        "generator": GENERATOR,
        "format": FORMAT,
        "version": __version__,
        "scenario": scenario_name,
        "drawn": drawn,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "files": {name: sha256_of(folder / name) for name in run_files(folder)},
    }
    write_json(manifest, folder / MANIFEST)


def update_manifest(
    folder: Path, names: Iterable[str], *, drawn: str | None = None, language: str | None = None
) -> None:
    """Note that gisplan wrote these files of a run again, and how it drew pages where it drew them."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {name: sha256_of(folder / name) for name in names}
    if drawn is not None:
        manifest["drawn"] = drawn
        manifest.pop("language", None)
        manifest |= {} if language is None else {"language": language}
    write_json(manifest, folder / MANIFEST)


def json_text(value: Any) -> str:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON: numpy numbers as numbers, NaN and infinity as null, Chinese as it is."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON, see :func:`json_text`."""
    path.write_text(json_text(value), encoding="utf-8")


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
