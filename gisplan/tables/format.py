"""The manifest of a run folder: what marks it as one, and which format of its files can be read."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from gisplan.version import __version__
from gisplan_errors import ScenarioError
from gisplan_files import read_json, refuse_links_out
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST: Final = "manifest.json"
GENERATOR: Final = "gisplan"
FORMAT: Final = 3
"""Format of a run folder; it goes up when a file of a run is renamed or reads otherwise."""
NO_FORMAT: Final = 1
"""Format of a run whose manifest has no number."""


def is_run_folder(folder: Path) -> bool:
    """Tell whether a folder carries the manifest of a gisplan run."""
    with contextlib.suppress(OSError, ValueError):
        manifest = read_json(folder / MANIFEST)
        return isinstance(manifest, dict) and manifest.get("generator") == GENERATOR
    return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run that this version can read.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or its run has another format; the message says what to do.
    """
    if not is_run_folder(folder):
        raise ScenarioError(message("run-no-manifest", folder=str(folder), manifest=MANIFEST))
    manifest: dict[str, Any] = read_json(folder / MANIFEST)
    refuse_links_out(folder, ScenarioError)
    found = manifest.get("format", NO_FORMAT)
    if found == FORMAT:
        return manifest
    older = isinstance(found, int) and found < FORMAT
    todo = message("run-older", scenario=str(folder / "scenario.toml")) if older else message("run-newer")
    made = {"folder": str(folder), "format": str(found), "version": str(manifest.get("version", "?"))}
    raise ScenarioError(message("run-other-format", **made, own=__version__, reads=str(FORMAT), todo=todo))
