"""The command line of layers and regions: fetch, import, lint, template, list; region new."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, said, spoken, tell, teller
from gisplan.cli.layers.exports import export, loaded_region
from gisplan.cli.layers.stores import checkout, diff, log, restore, save
from gisplan.cli.options import Debug
from gisplan_errors import LayerError, ScenarioError
from gisplan_words import listed, message, say

if TYPE_CHECKING:
    from layers.osm.features import OsmLayers
    from layers.osm.tags import TagRule
    from layers.region.folders import RegionOutline

layers_app = typer.Typer(
    name="layers", help="Bring layers in and check them: OpenStreetMap, your own files.", no_args_is_help=True
)
region_app = typer.Typer(name="region", help="Start a region of your own.", no_args_is_help=True)

FAULTS = 2
PROVENANCE = ("layer", "origin", "rows", "as_of", "verified", "source")
OSM_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")

RegionName = Annotated[str, typer.Argument(metavar="REGION", help="Name of a shipped region, or its folder.")]
Table = Annotated[
    Path | None, typer.Option("--table", help="CSV of OSM tags to layers and categories; its rows win.")
]
Out = Annotated[Path, typer.Option("--out", help="Where to write; nothing there is overwritten.")]


@layers_app.command()
def fetch(
    region: RegionName,
    out: Out,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="Overpass server, without /interpreter.")
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds to wait for one answer.")] = 180.0,
    pause: Annotated[float, typer.Option("--pause", help="Seconds to pause after each answer.")] = 1.0,
    tries: Annotated[int, typer.Option("--tries", help="Tries for each district.")] = 6,
    cache: Annotated[Path | None, typer.Option("--cache", help="Folder that keeps every answer.")] = None,
    table: Table = None,
    *,
    ask_first: Annotated[
        bool, typer.Option("--rate-limit/--no-rate-limit", help="Ask the server for a free slot first.")
    ] = True,
    debug: Debug = False,
) -> None:
    """Fetch a region's roads and features from OpenStreetMap; run again to go on after a failure."""
    with reported(debug=debug):
        from layers.osm.fetch import OVERPASS_URL, FetchOptions, fetch_region

        outline = _outline(region)
        parts = out / "districts"
        options = FetchOptions(
            url=endpoint or OVERPASS_URL,
            timeout_s=timeout,
            cache=cache or out / "cache",
            pause_s=pause,
            tries=tries,
            rate_limit=ask_first,
        )
        made = fetch_region(
            outline.districts,
            parts,
            crs=outline.crs,
            as_of=_today(),
            options=options,
            rules=_rules(table),
            progress=teller(quiet=False),
        )
        _write_osm(made, out)


@layers_app.command(name="import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="OSM extract, or a file of geodata or a table with lon and lat.")
    ],
    out: Out,
    layer: Annotated[
        str | None,
        typer.Option("--layer", help="Which layer it becomes: sites, with --preset standing, if not said."),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option("--preset", help="Register it comes from: cec102, bnetza, afdc, ocm, ocpi, or a TOML."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", help="THEIRS=OURS, once a column; THEIRS= leaves it out, *= the rest."),
    ] = None,
    source_layer: Annotated[
        str | None, typer.Option("--source-layer", help="Layer, sheet or file within the file.")
    ] = None,
    crs: Annotated[
        str | None, typer.Option("--crs", help="CRS of a file that states none; of the result for OSM.")
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", help="Of an OSM extract keep what this region needs, in its CRS."),
    ] = None,
    shift: Annotated[str | None, typer.Option("--from", help="GCJ-02 or BD-09: undo this shift.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Of text, when found out wrong.")] = None,
    table: Table = None,
    origin: Annotated[
        str | None, typer.Option("--origin", help="Of rows that say none, such as survey.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Of rows that say none: who, what.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Of rows that say none: their date.")] = None,
    *,
    debug: Debug = False,
) -> None:
    """Import a file as a layer: an OSM extract into a folder of layers, any other file into one."""
    with reported(debug=debug):
        osm = file.name.lower().endswith(OSM_SUFFIXES)
        of_osm = [("--region", region), ("--table", table)]
        of_files = [
            *(("--preset", preset), ("--columns", columns), ("--source-layer", source_layer)),
            *(("--from", shift), ("--encoding", encoding)),
            *(("--origin", origin), ("--source", source), ("--as-of", as_of)),
        ]
        idle = [name for name, value in (of_files if osm else of_osm) if value]
        if idle:
            raise LayerError(message("cli-import-idle", file=str(file), names=listed(idle)))
        if osm:
            from layers.osm.extract import import_osm

            outline = None if region is None else _outline(region)
            wanted = crs or (None if outline is None else outline.crs)
            if wanted is None:
                raise LayerError(message("cli-osm-crs", file=str(file)))
            land = None if outline is None else outline.districts.geometry
            told = teller(quiet=False)
            made = import_osm(file, crs=wanted, rules=_rules(table), land=land, progress=told)
            _write_osm(made, out)
            return
        from gisplan.cli.layers.imports import Given, import_layer, import_register

        if out.exists():
            raise LayerError(message("cli-out-exists", path=str(out)))
        stated = {"origin": origin, "source": source, "as_of": as_of}
        given = Given(
            columns=tuple(columns or ()),
            source_layer=source_layer,
            crs=crs,
            shift=shift,
            encoding=encoding,
            stated={name: value for name, value in stated.items() if value is not None},
        )
        if preset is None:
            import_layer(file, out, layer or "sites", given)
        else:
            import_register(file, out, layer or "standing", preset, given)


@layers_app.command()
def lint(
    file: Annotated[Path, typer.Argument(help="File to check.")],
    layer: Annotated[
        str | None,
        typer.Option("--layer", help="Which layer it is to be: sites, of a file named standing that."),
    ] = None,
    source_layer: Annotated[
        str | None, typer.Option("--source-layer", help="Layer or sheet within the file.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help="Compare with the districts of this region.")
    ] = None,
    roads: Annotated[Path | None, typer.Option("--roads", help="Compare with these roads.")] = None,
    water: Annotated[Path | None, typer.Option("--water", help="Compare with this water.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="CRS of a file that states none.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Of text, when found out wrong.")] = None,
    off_road: Annotated[float, typer.Option("--off-road", help="Farthest from a road, metres.")] = 1_000.0,
    fix: Annotated[Path | None, typer.Option("--fix", help="Write a mended copy; no row goes.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Check a file: a line a rule, then every fault by row with what to do. Exit code 2 when there is any."""
    with reported(debug=debug):
        from layers.files.layers import write_layer
        from layers.importing.files import import_file
        from layers.lint.checking import lint_layer
        from layers.lint.faults import LintContext
        from layers.lint.mending import mend_layer

        layer = layer or ("standing" if file.stem == "standing" else "sites")
        frame = import_file(file, layer=source_layer, crs=crs, encoding=encoding)
        context = LintContext(
            districts=None if region is None else _outline(region).districts,
            water=None if water is None else import_file(water),
            roads=None if roads is None else import_file(roads),
            off_road_m=off_road,
        )
        faults = lint_layer(frame, layer, context)
        serious = [fault for fault in faults if not fault.harmless]
        if fix is not None:
            if fix.exists():
                raise LayerError(message("cli-fix-exists", path=str(fix)))
            fixed, done = mend_layer(frame)
            write_layer(fixed, fix, layer)
            typer.echo("".join(f"{line.said(spoken())}\n" for line in done), err=True, nl=False)
            tell("cli-fixed", path=str(fix), rows=len(fixed), err=True)
        if as_json:
            typer.echo(
                json.dumps([fault.as_dict(spoken()) for fault in faults], ensure_ascii=False, indent=1)
            )
        else:
            for rule, count in Counter(fault.rule for fault in faults).items():
                tell("cli-lint-rule", rule=rule, count=count)
            for fault in faults:
                typer.echo(fault.said(spoken()))
            tell("cli-linted", path=str(file), rows=len(frame), faults=len(serious), err=True)
        if serious:
            raise typer.Exit(FAULTS)


@layers_app.command()
def template(
    layer: Annotated[str, typer.Argument(help="Which layer, such as sites.")],
    out: Out,
    form: Annotated[str | None, typer.Option("--format", help="gpkg, xlsx or geojson.")] = None,
    *,
    debug: Debug = False,
) -> None:
    """Write an empty layer to fill in, with choices, names of columns and a QGIS style."""
    with reported(debug=debug):
        from layers.templates.writing import write_template

        typer.echo(write_template(layer, out, form=form))


@layers_app.command(name="list")
def list_(region: RegionName, *, debug: Debug = False) -> None:
    """List a region's layers: rows, origin, date, share verified; then what no road reaches, by name."""
    with reported(debug=debug):
        loaded = loaded_region(region)
        typer.echo("\t".join(said(f"cli-head-{name}") for name in PROVENANCE))
        for row in loaded.provenance.to_dict("records"):
            share, rows = f"{row['verified_share']:.0%}", f"{row['rows']:,}"
            typer.echo(f"{row['layer']}\t{row['origin']}\t{rows}\t{row['as_of']}\t{share}\t{row['source']}")
        lost = [] if loaded.roads is None else loaded.roads.unreachable().to_dict("records")
        for row in lost:
            why = say(row["reason"], spoken())
            typer.echo(f"{said('cli-off-roads')}\t{row['layer']}\t{row['name']}\t{why}")


for command in (export, save, log, diff, restore, checkout):
    layers_app.command()(command)


@region_app.callback()
def _region() -> None:
    """Keep ``new`` a word of its own: typer folds a lone command into its group."""


@region_app.command()
def new(
    name: Annotated[str, typer.Argument(help="Lower-case name, such as wuhan.")],
    boundary: Annotated[Path, typer.Option("--boundary", help="File with the districts' polygons.")],
    crs: Annotated[
        str | None, typer.Option("--crs", help="Projected CRS in metres; by default the UTM zone.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder; by default regions/NAME.")] = None,
    origin: Annotated[
        str | None, typer.Option("--origin", help="Of the boundary, such as official or survey.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Of the boundary: who drew it.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Date of the boundary.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Of text, when found out wrong.")] = None,
    *,
    debug: Debug = False,
) -> None:
    """Start a region folder from a boundary: plain files that you fill in and replace."""
    with reported(debug=debug):
        from layers.importing.files import import_file
        from layers.region.folders import new_region

        folder = out or Path("regions") / name
        frame = import_file(boundary, encoding=encoding)
        given = {"origin": origin, "as_of": as_of}
        stated = {name: value for name, value in given.items() if value is not None}
        file = source or f"boundary file {boundary.name}"
        todo = new_region(folder, name, frame, crs=crs, source=file, **stated)
        tell("cli-new-region", folder=str(folder))
        for line in todo:
            typer.echo(f"  {line.said(spoken())}")


def _outline(region: str) -> RegionOutline:
    from gisplan.resources import region_folder
    from layers.region.folders import region_outline

    return region_outline(region_folder(region))


def _rules(table: Path | None) -> tuple[TagRule, ...]:
    from layers.osm.tags import DEFAULT_RULES, read_rules

    return DEFAULT_RULES if table is None else read_rules(table)


def _write_osm(made: OsmLayers, out: Path) -> None:
    """Write the layers of an OSM import and print what was kept, dropped and why."""
    files = {name: out / f"{name}.parquet" for name in made.layers}
    report = out / "osm_report.csv"
    there = [path for path in (*files.values(), report) if path.exists()]
    if there:
        raise ScenarioError(message("cli-out-exists", path=str(there[0])))
    out.mkdir(parents=True, exist_ok=True)
    for name, frame in made.layers.items():
        frame.to_parquet(files[name])
    table = made.report.assign(why=[say(why, spoken()) for why in made.report["why"]])
    table.to_csv(report, index=False, encoding="utf-8-sig")
    for row in table.to_dict("records"):
        why = f" ({row['why']})" if row["why"] else ""
        outcome = said(f"cli-osm-{row['outcome']}")
        typer.echo(f"{outcome}\t{row['rows']:,}\t{row['tag']}\t{row['category']}{why}")
    for path in (*files.values(), report):
        typer.echo(path)


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()
