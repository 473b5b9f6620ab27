"""The command that fits the demand model of a region to real charging stations."""

from __future__ import annotations

import datetime as dt
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from gisplan.cli.console import reported, said, tell, teller
from gisplan.cli.options import Debug
from gisplan_errors import LayerError
from gisplan_words import message

HEADS = {
    "model": "cli-calibrated-model",
    "over": "cli-calibrated-over",
    "number": "cli-calibrated-number",
    "spearman": "cli-calibrated-spearman",
    "pearson": "cli-calibrated-pearson",
    "top_tenth": "cli-calibrated-top-tenth",
    "factor": "cli-calibrated-factor",
}
MEASURES = tuple(HEADS)[3:]
NAMES = {
    "cells": "cli-calibrated-cells",
    "districts": "cli-calibrated-districts",
    "charging": "cli-calibrated-charging",
    "charging_seen": "cli-calibrated-charging-seen",
    "plain": "cli-calibrated-plain",
    "plain_seen": "cli-calibrated-plain-seen",
    "people": "cli-calibrated-people-alone",
    "people_area": "cli-calibrated-people-area",
}


def calibrate(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Name of a shipped region, or its folder.")],
    stations: Annotated[
        Path,
        typer.Option("--stations", help="Charging stations: lon, lat (and count), or a layer of points."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the fitted figures, such as calibration.toml.")
    ] = None,
    shift: Annotated[str | None, typer.Option("--from", help="GCJ-02 or BD-09: undo this shift.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="What the stations are; else the name of the file.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Year or date on which the stations stood; else today.")
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Fit where charging is asked for to real stations, and report how well it holds for places left out."""
    with reported(debug=debug):
        from gisplan.regions import parameters_of
        from gisplan.resources import region_folder
        from layers.calibration.file import calibration_text
        from layers.calibration.fit import calibrate as calibrated
        from layers.importing.as_layer import unshifted
        from layers.importing.files import import_file
        from layers.region.loading import load_land

        if out is not None and out.exists():
            raise LayerError(message("cli-out-exists", path=str(out)))
        frame = import_file(stations)
        made = calibrated(
            load_land(region_folder(region), demand=parameters_of(region)),
            frame if shift is None else unshifted(frame, shift),
            parameters_of(region),
            source=source or stations.name,
            as_of=as_of or dt.datetime.now(tz=dt.UTC).date().isoformat(),
            progress=teller(quiet=False),
        )
        tell(
            "cli-calibrated",
            stations=made.stations,
            districts=made.districts,
            blocks=made.blocks,
            left=made.left_out,
        )
        tell("cli-calibrated-people", districts=made.people_districts)
        for name, figure in made.figures.items():
            typer.echo(f"{name}\t{figure.value:g}\t{figure.unit}")
        typer.echo("\t".join(said(code) for code in HEADS.values()))
        for row in made.agreement.to_dict("records"):
            names = [said(NAMES[row["model"]]), said(NAMES[row["over"]])]
            measured = ["" if isnan(row[name]) else f"{row[name]:.3f}" for name in MEASURES]
            typer.echo("\t".join([*names, str(row["number"]), *measured]))
        if out is not None:
            out.write_text(calibration_text(made, region), encoding="utf-8")
            tell("cli-calibrated-written", path=str(out), name=out.name)
