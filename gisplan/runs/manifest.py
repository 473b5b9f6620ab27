"""Writing the manifest that marks a run folder."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from gisplan.tables.format import FORMAT, GENERATOR, MANIFEST, PLAIN, run_files, write_json
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
