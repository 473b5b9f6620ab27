"""The manifest that marks a run folder, and the plain files of a run."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from gisplan.tables.format import FORMAT, GENERATOR, MANIFEST, PLAIN, json_text, run_files
from gisplan.version import __version__
from gisplan_files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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


def update_manifest(folder: Path, names: Iterable[str], *, drawn: str | None = None) -> None:
    """Note that gisplan wrote these files of a run again, and how it drew pages where it drew them."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {name: sha256_of(folder / name) for name in names}
    manifest["drawn"] = drawn or manifest.get("drawn", PLAIN)
    write_json(manifest, folder / MANIFEST)


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON, see :func:`gisplan.tables.format.json_text`."""
    path.write_text(json_text(value), encoding="utf-8")
