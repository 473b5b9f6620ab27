"""Verify the files of a run: those of its manifest, the records of each JSON file, the inputs at hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gisplan.policies.registers import load_register
from gisplan.resources import region_folder
from gisplan.scenario.loading import scenario_toml
from gisplan.tables.format import AGAINST, DRAWN, MANIFEST, TILES, json_text, touched_files
from gisplan.tables.multipliers import BOUNDS, read_multipliers, sum_of
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO, read_json
from gisplan.tables.registry import EVIDENCE, LAYERS
from gisplan.verify.count.kept import price_faults
from gisplan.verify.run.cells import MOST, record_differences
from gisplan.verify.run.faults import amount, by, differs, fault
from gisplan.verify.run.inputs import file_sum, input_file, is_shipped, register_name
from gisplan.version import __version__
from gisplan_errors import GisplanError
from gisplan_stored import written
from gisplan_words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

PACKAGES: Final = (LAYERS, EVIDENCE)
_SIDES: Final = ("-wal", "-shm", "-journal")
_FILE: Final = {"path", "rows", "sha256"}
_LAYER: Final = frozenset({"layer", "rows", "origins"})
_RECORDS: Final = (_FILE, _FILE | {"documents"}, _LAYER, _LAYER | {"store", "version"})
_PAGES: Final = ("index.html", "report.html")
_MARKS: Final = {
    TILES: ("index.html", "img-src data: blob: https://"),
    AGAINST: ("map.html", '<meta name="gisplan-drawn" content="against">'),
}
"""The page that shows it where pages are not made again, and how: by its policy, or by its head."""
_MANIFEST: Final = {"generator", "format", "version", "scenario", "drawn", "created", "files"}


def manifest_faults(folder: Path, manifest: Mapping[str, Any]) -> tuple[list[Fault], list[str]]:
    """Name the files that are not as the manifest has them, and the GeoPackages that were written again.

    Parameters
    ----------
    folder
        A run folder.
    manifest
        What `gisplan.tables.format.read_manifest` gives of it.

    Returns
    -------
    list of Fault, list of str
        Faults; and names of GeoPackages with other bytes, whose contents are checked as they are.
    """
    faults = [fault("missing", MANIFEST, key=key) for key in sorted(_MANIFEST - manifest.keys())]
    if not isinstance(manifest.get("files"), dict):
        return faults, []
    touched = touched_files(folder, manifest)
    sides = {f"{name}{side}" for name in PACKAGES for side in _SIDES}
    packages = [name for name, how in touched.items() if name in PACKAGES and how == "changed"]
    faults += [fault(f"file-{how}", name) for name, how in touched.items() if name not in {*packages, *sides}]
    return [*faults, *_pages_faults(folder, manifest)], packages


def _pages_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold what the manifest says of the pages to what they show: it decides whether they are made again."""
    drawn, version = manifest.get("drawn"), manifest.get("version")
    if drawn not in DRAWN:
        yield differs(MANIFEST, "drawn", drawn, listed(DRAWN), by("known"))
    for name in _PAGES:
        if not (folder / name).is_file():
            continue
        page = (folder / name).read_text(encoding="utf-8", errors="replace")
        if f"gisplan {version} ·" not in page:
            yield fault("file-version", MANIFEST, version=version, file=name)
    name, mark = _MARKS.get(str(drawn), ("", ""))
    if name and not ((folder / name).is_file() and mark in (folder / name).read_text("utf-8", "replace")):
        yield fault("file-drawn", MANIFEST, drawn=drawn, file=name)


def record_faults(folder: Path, run: Plan, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold each JSON file and the scenario to what gisplan writes of them: no key too few, none too many."""
    if run.version != __version__:
        return
    if manifest.get("scenario", run.scenario.name) != run.scenario.name:
        has = by("file", file=SCENARIO)
        yield differs(MANIFEST, "scenario", manifest["scenario"], run.scenario.name, has)
    for name, due in (
        (HEADLINE, dict(run.headline)),
        (CERTIFICATES, [row.as_dict() for row in run.certificates]),
        (NOT_KNOWN, [{"zh": one.zh, "en": one.en, "said": written(one)} for one in run.not_known]),
    ):
        yield from record_differences(name, read_json(folder / name), json.loads(json_text(due)))
    for at, row in enumerate(read_json(folder / CERTIFICATES)):
        if row["proven"] and "proven_said" not in row:  # the one key that an older run may be without
            yield fault("missing", f"{CERTIFICATES} {at}", key="proven_said")
    yield from _multipliers(folder, run)
    said = (folder / SCENARIO).read_text(encoding="utf-8").splitlines()
    right = scenario_toml(run.scenario).splitlines()
    for at, (line, due_line) in enumerate(zip(said, right, strict=False), start=1):
        if line != due_line:
            number = amount("line", number=at)
            yield differs(SCENARIO, number, repr(line), repr(due_line), by("gisplan"))
            return
    if len(said) != len(right):
        yield differs(SCENARIO, amount("lines"), len(said), len(right), by("gisplan"))


def _multipliers(folder: Path, run: Plan) -> Iterator[Fault]:
    """Hold the arrays that prove bounds to the sums that their certificates name."""
    named = {row.dual: row.stage for row in run.certificates if row.dual}
    try:
        held = read_multipliers(folder)
        found = {key: sum_of(arrays) for key, arrays in held.items()}
    except (OSError, ValueError) as error:
        if named:
            yield fault("unread", BOUNDS, error=error)
        return
    cost = next((row.dual for row in run.certificates if row.stage == "sizing: cost"), "")
    yield from price_faults(run, held.get(cost, {}))
    for key, stage in named.items():
        if found.get(key, sum_of({})) != key:
            yield fault("dual", f"{CERTIFICATES} {stage}", dual=f"{key[:12]}…", file=BOUNDS)
    for key in sorted(found.keys() - named.keys()):
        yield fault("arrays", BOUNDS, dual=f"{key[:12]}…", file=CERTIFICATES)


def input_faults(run: Plan) -> Iterator[Fault]:
    """Hold inputs.json to its form, and to the files of the region and the registers that are at hand."""
    for at, record in enumerate(run.inputs):
        if not isinstance(record, dict) or set(record) not in _RECORDS:
            keys = sorted(record) if isinstance(record, dict) else record
            lacks = sorted(set().union(*_RECORDS) - {*keys}) if isinstance(record, dict) else ""
            yield fault("file-keys", f"{INPUTS} {at}", keys=keys, lacks=lacks)
            continue
        name = f"{INPUTS} {record.get('path', record.get('layer'))}"
        # the ways of a road network are not the rows of its file
        parted = "origins" in record and record.get("layer") != "roads"
        if parted and sum(record["origins"].values()) != record["rows"]:
            yield differs(name, "rows", record["rows"], sum(record["origins"].values()), by("origins"))
        if "sha256" in record:
            yield from _file(run, name, record)
    yield from _unrecorded(run)


def _file(run: Plan, name: str, record: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the record of a file to it; one of the planner's own that is gone or changed is another input.

    What ships with a version of gisplan is the same in every place, so a record of another file is a fault.
    """
    if run.version != __version__:
        return
    path, ships = input_file(run, str(record["path"])), is_shipped(run, str(record["path"]))
    found = "" if path is None else file_sum(path)
    if path is None or found != record["sha256"]:
        if ships and path is None:
            yield fault("file-unshipped", name)
        elif ships:
            yield differs(name, "sha256", f"{record['sha256'][:12]}…", f"{found[:12]}…", by("shipped"))
        return
    due: dict[str, Any] = {}
    if "documents" in record:
        register = load_register(str(path))
        due["rows"] = len(register.clause)
        due["documents"] = {one.title: one.sha256 for one in register.documents.values()}
    elif path.suffix == ".csv":
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        due["rows"] = max(sum(1 for line in lines if line.strip()) - 1, 0)
    else:
        due["rows"] = None
    for key, right in due.items():
        if record[key] != right:
            yield differs(name, key, record[key], right, by("input"))


def _unrecorded(run: Plan) -> Iterator[Fault]:
    """Name the registers of the scenario and the layers that inputs.json does not have."""
    paths = {str(record.get("path")) for record in run.inputs if isinstance(record, dict)}
    layers = {str(record.get("layer")) for record in run.inputs if isinstance(record, dict)}
    if any(path.startswith("policies/") for path in paths):
        for name in run.scenario.policy:
            path = f"policies/{register_name(name)}"
            if path not in paths:
                yield fault("missing", INPUTS, key=amount("register", name=path))
    if run.version == __version__ and any(is_shipped(run, path) for path in paths if "regions/" in path):
        folder = region_folder(run.scenario.region)
        files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        for path in sorted({f"regions/{folder.name}/{one.as_posix()}" for one in files} - paths):
            yield fault("missing", INPUTS, key=path)
    due = ["districts", "demand", "sites", "corridors", "hydrogen_supply", "places"]
    due += ["roads"] if run.headline.distances == "roads" else []
    for layer in due:
        if layer not in layers:
            yield fault("missing", INPUTS, key=amount("layer", name=layer))
    counted = [
        str(record.get("layer", record.get("path"))) for record in run.inputs if isinstance(record, dict)
    ]
    for name in sorted({name for name in counted if counted.count(name) > 1})[:MOST]:
        yield fault("twice", INPUTS, key=name)


def away(run: Plan) -> list[str]:
    """List the inputs that are not at hand, or are of another version of gisplan, sorted by path."""
    found = []
    for record in run.inputs:
        if isinstance(record, dict) and "sha256" in record:
            try:
                path = input_file(run, str(record["path"]))
                kept = path is not None and file_sum(path) == record["sha256"]
            except (GisplanError, OSError):
                kept = False
            if not kept:
                found.append(str(record.get("path")))
    return sorted(found)
