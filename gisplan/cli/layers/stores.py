"""The command line of layer stores: save, log, diff, restore, checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, said, spoken, tell
from gisplan.cli.options import Debug
from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from layers.store import Saved, Store

StoreName = Annotated[
    str,
    typer.Argument(
        metavar="STORE", help="postgresql://user@host/database#table, a .gpkg file, or a region that has one."
    ),
]
Layer = Annotated[str, typer.Option("--layer", help="Which layer it is.")]
Who = Annotated[str, typer.Option("--who", help="Who saves it.")]
Why = Annotated[str, typer.Option("--why", help="The reason.")]
HEAD = ("version", "when", "who", "added", "changed", "removed", "why")


def save(
    store: StoreName,
    who: Who,
    why: Why,
    file: Annotated[
        Path | None,
        typer.Argument(help="Edited copy; without one, what was edited in the store's own table."),
    ] = None,
    layer: Layer = "sites",
    base: Annotated[
        int | None, typer.Option("--base", help="Version the copy was made from, where it does not say.")
    ] = None,
    mine: Annotated[
        list[str] | None, typer.Option("--mine", metavar="KEY", help="Of a conflict take the copy's row.")
    ] = None,
    theirs: Annotated[
        list[str] | None, typer.Option("--theirs", metavar="KEY", help="Of a conflict take the store's row.")
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Save a layer as a version. Exit code 2 when others changed the same rows: both values are named."""
    with reported(debug=debug):
        from layers.importing.files import import_file

        target = store_named(store, layer)
        choice = dict.fromkeys(mine or (), "mine") | dict.fromkeys(theirs or (), "theirs")
        if file is None:
            _told(target, target.save(None, who=who, why=why))
            return
        own = file.suffix.lower() == ".gpkg"
        start = base if base is not None else target.base_of(file) if own else None
        if start is None and target.is_there() and len(target.read().frame):
            raise LayerError(message("store-no-base", path=str(file), place=target.shown))
        frame = import_file(file, layer=_within(file, layer))
        done = target.save(frame, who=who, why=why, base=start, choice=choice)
        if own and done.alone:
            target.keep_base(file, done.version)
        _told(target, done)


def log(store: StoreName, layer: Layer = "sites", *, debug: Debug = False) -> None:
    """List the versions of a layer: who saved it, when, why, rows added, changed and removed."""
    with reported(debug=debug):
        target = store_named(store, layer)
        typer.echo("\t".join(said(f"store-head-{name}") for name in HEAD))
        for one in target.log():
            who = one.who or said("store-outside-who")
            counts = f"{one.added}\t{one.changed}\t{one.removed}"
            typer.echo(f"{one.number}\t{one.when}\t{who}\t{counts}\t{one.why}")
        read = target.read()
        if read.unsaved:
            version = str(read.version)
            tell("store-unsaved", place=target.shown, version=version, rows=read.unsaved, err=True)


def diff(
    store: StoreName,
    before: Annotated[
        int | None,
        typer.Argument(help="A version; without one the newest, or the one before the other.", min=0),
    ] = None,
    after: Annotated[int | None, typer.Argument(help="A version; without one as it is now.")] = None,
    layer: Layer = "sites",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Say which rows differ between two versions, column by column."""
    with reported(debug=debug):
        found = store_named(store, layer).diff(before, after)
        if as_json:
            rows = [
                {"key": one.key, "kind": one.kind, "before": one.before, "after": one.after} for one in found
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for one in found:
            for line in one.said():
                typer.echo(line.said(spoken()))


def restore(
    store: StoreName,
    version: Annotated[int, typer.Argument(help="The version to bring back.", min=0)],
    who: Who,
    why: Why,
    layer: Layer = "sites",
    *,
    debug: Debug = False,
) -> None:
    """Save an older version anew; what came after it stays in the log."""
    with reported(debug=debug):
        target = store_named(store, layer)
        _told(target, target.restore(version, who=who, why=why))


def checkout(
    store: StoreName,
    out: Annotated[Path, typer.Option("--out", help="GeoPackage to write; it must not exist.")],
    version: Annotated[int | None, typer.Option("--version", help="By default the newest.", min=1)] = None,
    layer: Layer = "sites",
    *,
    debug: Debug = False,
) -> None:
    """Take a copy to edit in QGIS; `gisplan layers save STORE COPY` brings it back."""
    with reported(debug=debug):
        from layers.store import open_store
        from layers.store.session import EXPORTER

        if out.exists():
            raise LayerError(message("cli-out-exists", path=str(out)))
        target = store_named(store, layer)
        read = target.newest() if version is None else target.read(version)
        number = read.version if version is None else version
        place = f"{target.shown} {number}"
        open_store(f"{out}", layer).save(read.frame, who=EXPORTER, why=place)
        target.keep_base(out, number)
        rows = len(read.frame)
        tell("store-checked-out", path=str(out), version=str(number), place=target.shown, rows=rows)


def store_named(text: str, layer: str) -> Store:
    """Give the store of a layer by its address, or that of a region's layer."""
    from gisplan.resources import region_folder
    from layers.files.layers import find_layer
    from layers.region.settings import read_settings
    from layers.region.sources import sources_of
    from layers.store import open_store
    from layers.store.address import is_url

    if is_url(text) or text.partition("#")[0].lower().endswith(".gpkg"):
        return open_store(text, layer)
    folder = region_folder(text)
    store = sources_of(folder, read_settings(folder)).stores.get(layer)
    path = find_layer(folder, layer, (".gpkg",))
    if store is None and path is None:
        raise LayerError(message("store-none-of-region", region=text, layer=layer))
    return store or open_store(str(path), layer)


def _within(file: Path, layer: str) -> str | None:
    from layers.files.reading import layers_with_places

    names = layers_with_places(file) if file.suffix.lower() == ".gpkg" else []
    return layer if layer in names and len(names) > 1 else None


def _told(store: Store, done: Saved) -> None:
    if done.outside:
        tell("store-outside", rows=len(done.outside), err=True)
    place, version = store.shown, str(done.version)
    if not done.changes:
        tell("store-nothing", place=place, version=version)
        return
    kinds = [one.kind for one in done.changes]
    added, changed, removed = (kinds.count(kind) for kind in ("added", "changed", "removed"))
    tell("store-saved", place=place, version=version, added=added, changed=changed, removed=removed)
