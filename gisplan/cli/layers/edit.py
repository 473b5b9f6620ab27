"""The command ``gisplan edit``: a layer edited in the browser, and a desk for scenarios."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gisplan.cli.console import reported, said, spoken, tell, teller
from gisplan.cli.layers.stores import store_named
from gisplan.cli.options import DEFAULT_SCENARIO, Debug
from gisplan_errors import GisplanError, LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from layers.store import Store

Layer = Literal["sites", "standing"]
NEEDED = ("starlette", "uvicorn", "argon2")


def edit(
    region: Annotated[str, typer.Argument(metavar="REGION", help="A region by name or folder.")],
    layer: Annotated[
        Layer, typer.Option("--layer", help="Candidate sites, or the standing stations.")
    ] = "sites",
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            help="Store to save in; else the region's own, else REGION-LAYER.gpkg here.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="What re-plans and the desk go by; else one of the region's."),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Port; by default a free one.", min=0, max=65535)] = 0,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; any but 127.0.0.1 demands a password.")
    ] = "127.0.0.1",
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="What browsers call the host besides, such as planner.example."),
    ] = None,
    password: Annotated[
        Path | None,
        typer.Option(
            "--password", metavar="FILE", help="File of the password's Argon2 hash; made when it is missing."
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="Certificate (PEM), for HTTPS.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Its key (PEM).")] = None,
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody change anything.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    debug: Debug = False,
) -> None:
    """Edit candidate sites, or what stands, in the browser: checked by row, saved as versions, planned again.

    Nothing leaves this machine. The link works once; the page gives further ones.
    """
    with reported(debug=debug):
        _refuse_without_extra()
        from gisplan.editor.journal import Journals
        from gisplan.editor.serving import HERE, Place, serve
        from gisplan.editor.workspace import Workspace
        from gisplan.resources import region_folder
        from gisplan.sweep.running import default_cache
        from gisplan_kept import keeping

        folder = region_folder(region)
        chosen = _scenario(region, scenario)
        asked = _hash(password) if host != HERE or password is not None else ""
        tell("editor-loading", region=region, err=True)
        with keeping(default_cache()):
            loaded = _loaded(folder, chosen, teller(quiet=False))
        target = _store(region, store, layer)
        with tempfile.TemporaryDirectory(prefix="gisplan-editor-") as room:
            kept = Journals(_drafts(target))
            shared = Workspace(folder, loaded, target, chosen, Path(room), default_cache(), kept, layer)
            place = Place(host, port, tuple(names or ()), asked, certificate, key)

            def told(link: str, reading: str) -> None:
                tell("editor-store", place=target.shown)
                if link:
                    typer.echo(said("editor-link", link=link))
                typer.echo(said("editor-reading", link=reading))
                tell("editor-end")
                sys.stdout.flush()
                if browser and host == HERE:
                    typer.launch(link or reading)

            with suppress(KeyboardInterrupt):  # which is how it ends
                serve(shared, place, spoken(), told, read_only=read_only)


def _refuse_without_extra() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in NEEDED):
        raise GisplanError(message("editor-no-extra"))


def _scenario(region: str, asked: str | None) -> Scenario | None:
    """Give the scenario asked for, else one that ships for the region; None where there is none."""
    from gisplan.resources import scenario_names
    from gisplan.scenario.loading import load_scenario

    if asked is not None:
        found = load_scenario(asked)
        if not _same_region(found.region, region):
            raise LayerError(message("editor-other-region", scenario=asked, own=found.region, region=region))
        return found
    usual = sorted(scenario_names(), key=lambda name: (name != DEFAULT_SCENARIO, name))
    return next((one for one in map(load_scenario, usual) if one.region == region), None)


def _same_region(one: str, other: str) -> bool:
    return one == other or (Path(one).exists() and Path(other).exists() and Path(one).samefile(other))


def _loaded(folder: Path, scenario: Scenario | None, progress: Progress) -> Region:
    from gisplan.planning.prepared import scenario_region

    if scenario is not None:
        return scenario_region(scenario, progress=progress)
    from gisplan.cli.layers.exports import loaded_region

    return loaded_region(str(folder))


def _store(region: str, asked: str | None, layer: Layer) -> Store:
    """Give the store asked for, else the region's own, else one beside which the command was given."""
    from gisplan.resources import region_names
    from layers.store import open_store

    if asked is not None:
        return store_named(asked, layer)
    if region not in region_names():
        try:
            return store_named(region, layer)
        except LayerError:
            pass
    return open_store(f"{Path(region).name}-{layer}.gpkg", layer)


def _drafts(store: Store) -> Path:
    """Give the folder of a store's drafts in the user's state, by the sum of where the store is."""
    from gisplan_kept import sum_of
    from layers.store.address import is_url

    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    place = store.shown if is_url(store.shown) else str(Path(store.shown).resolve())
    return home / "gisplan" / "drafts" / sum_of(place, store.layer)[:16]


def _hash(file: Path | None) -> str:
    """Give the hash of the password: of its file, else asked for twice and kept there."""
    from gisplan.editor.guard import hash_of, read_hash

    if file is not None and file.exists():
        return read_hash(file)
    if not sys.stdin.isatty():
        raise GisplanError(message("editor-no-terminal"))
    text = typer.prompt(said("editor-password"), hide_input=True, confirmation_prompt=True)
    found = hash_of(text)
    if file is not None:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as kept:
            kept.write(found)
    return found
