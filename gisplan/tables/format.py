"""The manifest of a run folder: what marks it as one, and which format of its files can be read."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from gisplan.version import __version__
from gisplan_errors import ScenarioError
from gisplan_files import read_json, refuse_links_out

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
        raise ScenarioError(
            f"{folder}: is not a run folder of gisplan (no {MANIFEST}). Name the folder of a run."
        )
    manifest: dict[str, Any] = read_json(folder / MANIFEST)
    refuse_links_out(folder, ScenarioError)
    found = manifest.get("format", NO_FORMAT)
    if found == FORMAT:
        return manifest
    made = (
        f"{folder}: a run in format {found}, made by gisplan {manifest.get('version', '(unknown version)')}"
    )
    if isinstance(found, int) and found < FORMAT:
        scenario = folder / "scenario.toml"
        raise ScenarioError(
            f"{made}; this version ({__version__}) reads format {FORMAT}. It is older: make it again with "
            f"gisplan scenario upgrade {scenario} --out today.toml and gisplan plan today.toml, "
            "or read it with the version that made it."
        )
    raise ScenarioError(
        f"{made}; this version ({__version__}) reads format {FORMAT}. It is newer: update gisplan."
    )
