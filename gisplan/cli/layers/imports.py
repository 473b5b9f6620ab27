"""What ``gisplan layers import`` does with a file that is no OSM extract: a layer of it, or of a register."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from gisplan.cli.console import spoken, tell
from gisplan_errors import LayerError, ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from gisplan_words import Message
    from layers.importing.registers import Register


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of a file.

    Attributes
    ----------
    columns
        ``theirs=ours`` as written.
    source_layer, crs, shift, encoding
        As in `layers.importing.files.import_file` and `layers.importing.as_layer.as_layer`.
    stated
        Origin, source and as_of of rows that do not say theirs.
    """

    columns: tuple[str, ...]
    source_layer: str | None
    crs: str | None
    shift: str | None
    encoding: str | None
    stated: Mapping[str, str]


def import_layer(file: Path, out: Path, layer: str, given: Given) -> None:
    """Write a file as a layer and say what was found out, changed and left out.

    Raises
    ------
    LayerError
        No row is left, or see `layers.importing.files.import_file` and `layers.importing.as_layer.as_layer`.
    """
    from layers.files.layers import write_layer
    from layers.importing.as_layer import as_layer
    from layers.importing.files import import_file
    from layers.importing.headings import parse_columns, renames_of

    columns = parse_columns(given.columns, layer)
    said: list[Message] = []
    frame = import_file(
        file,
        layer=given.source_layer,
        crs=given.crs,
        encoding=given.encoding,
        renames=renames_of(layer, columns),
        strict=True,
        said=said,
    )
    left = [theirs for theirs, ours in columns.items() if not ours]
    kept, done = as_layer(
        frame, layer, shift=given.shift, stated=given.stated, leave_out=left, file=str(file)
    )
    if kept.empty:
        raise LayerError(message("layers-none-kept", path=str(file), rows=len(frame)))
    write_layer(kept, out, layer)
    _echo([*said, *done])
    tell("cli-imported", path=str(out), kept=len(kept), rows=len(frame), layer=layer)


def import_register(file: Path, out: Path, layer: str, preset: str, given: Given) -> None:
    """Write the stations of a register as a layer, its connectors and what was left out beside it.

    Raises
    ------
    LayerError
        The layer is neither ``standing`` nor ``sites``, an option does not go with a preset, or see
        `layers.importing.registers.register_of`.
    """
    from gisplan.runs.tables import write_csv
    from layers.files.layers import write_layer
    from layers.importing.headings import parse_fields
    from layers.importing.presets import read_preset
    from layers.importing.records import read_records
    from layers.importing.registers import register_of

    if layer not in {"standing", "sites"}:
        raise LayerError(message("register-layer", layer=layer))
    if given.crs is not None:
        raise LayerError(message("register-crs", crs=given.crs))
    chosen = read_preset(preset)
    said: list[Message] = []
    records = read_records(file, chosen, said, encoding=given.encoding, sheet=given.source_layer)
    columns = parse_fields(given.columns)
    made = register_of(records, chosen, file, given=columns, stated=given.stated, shift=given.shift)
    beside = {part: out.with_name(f"{out.stem}_{part}.csv") for part in ("connectors", "report")}
    taken = next((path for path in beside.values() if path.exists()), None)
    if taken is not None:
        raise LayerError(message("cli-out-exists", path=str(taken)))
    write_layer(made.standing if layer == "standing" else made.sites, out, layer)
    write_csv(made.connectors, beside["connectors"])
    write_csv(_report(made), beside["report"])
    _echo([*said, *made.said])
    connectors, report = (str(path) for path in beside.values())
    tell("cli-register", path=str(out), sites=len(made.sites), connectors=connectors, report=report)


def export_platform(folder: Path, out: Path) -> int:
    """Write the platform records of a run as platforms exchange them, and give how many stations there are.

    Raises
    ------
    ScenarioError
        The folder is no run.
    LayerError
        Its platform records cannot be read.
    """
    from gisplan.delivery.exchange import exchange_records
    from gisplan.scenario.loading import load_scenario
    from gisplan.tables.format import MANIFEST, is_run_folder
    from layers.files.tables import read_table

    if not is_run_folder(folder):
        raise ScenarioError(message("run-no-manifest", folder=str(folder), manifest=MANIFEST))
    types = load_scenario(folder / "scenario.toml").chargers.types
    needed = ["site_id", "name_zh", "adcode", "lon", "lat", "category_zh", "access", "operator"]
    needed += [f"n_{kind.id}" for kind in types]
    texts = dict.fromkeys(("site_id", "name_zh", "adcode", "operator"), str)
    stands = folder / "standing.csv"
    standing = read_table(stands, needed[:1], dtype=texts | {"replaced": str}) if stands.is_file() else None
    records = exchange_records(read_table(folder / "platform.csv", needed, dtype=texts), types, standing)
    out.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(records["StationInfos"])


def _report(made: Register) -> pd.DataFrame:
    """Give a row each finding, in the language of the console."""
    from pandas import DataFrame

    fields = ("outcome", "row", "key", "column", "value")
    rows = [
        {name: getattr(one, name) for name in fields} | {"why": one.why.said(spoken())}
        for one in made.findings
    ]
    return DataFrame(rows, columns=[*fields, "why"])


def _echo(said: Iterable[Message]) -> None:
    typer.echo("".join(f"{line.said(spoken())}\n" for line in said), nl=False)
