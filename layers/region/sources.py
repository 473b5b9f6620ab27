"""Where a region's layers stand: files of its folder, and stores that region.toml names by URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import LayerError
from gisplan_files import inside
from gisplan_words import Series, lines, listed, message
from layers.files.layers import SHAPES, SUFFIXES, blank_texts, find_layer, read_frame
from layers.schema.checking import check_own
from layers.store.address import is_url, parse_address
from layers.store.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan_words import Message

STORED: Final = ("sites", "demand", "corridors")
"""Layers that region.toml may name a store for."""
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "sites": SUFFIXES,
    **dict.fromkeys(("demand", "protected", "restrictions"), SHAPES),
    **dict.fromkeys(("districts", "corridors", "water", "service_areas", "standing"), SUFFIXES),
    **dict.fromkeys(("feeders", "substations"), SUFFIXES),
    "roads": (*SHAPES, ".graphml"),
    **dict.fromkeys(("places", "hydrogen_supply", "hydrogen_existing", "flows", "corridor_ends"), (".csv",)),
    **dict.fromkeys(
        ("fuel_station_counts", "evidence", "names", "candidates", "streets", "exclaves"), (".csv",)
    ),
    "population": (".tif",),
}
"""Files that a region's folder may hold, by name, each with the endings that are read."""
DATA: Final = frozenset(
    {*SUFFIXES, ".graphml", ".tif", ".tiff", ".xlsx", ".xls", ".shp", ".kml", ".gpx", ".gml", ".fgb", ".tsv"}
)
NEAR: Final = 0.8


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the layers of one region stand, and what was found while reading them.

    Attributes
    ----------
    folder
        Folder of the region.
    stores
        Stores by layer.
    records
        Store and version of each layer that was read from one.
    said
        What a planner should know of what was read.
    """

    folder: Path
    stores: Mapping[str, Store]
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: list[Message] = field(default_factory=list)

    def read(self, layer: str, suffixes: tuple[str, ...] = SHAPES) -> tuple[gpd.GeoDataFrame, str] | None:
        """Read a layer as it is, and say where it stands; None where the region has none.

        Of a store the newest version is read: what was edited past gisplan since is no part of a plan yet.

        Raises
        ------
        LayerError
            It cannot be read, or stands both in a file and in a store.
        CrsError
            It has no CRS, or one its numbers cannot belong to.
        """
        path, store = find_layer(self.folder, layer, suffixes), self.stores.get(layer)
        if store is None:
            return None if path is None else (read_frame(path, layer), str(path))
        if path is not None:
            told = {"folder": str(self.folder), "layer": layer, "names": f"{path.name}, {store.shown}"}
            raise LayerError(message("layers-several", **told))
        found = store.newest()
        if found.unsaved:
            told = {"place": store.shown, "version": str(found.version)}
            self.said.append(message("store-unsaved", rows=found.unsaved, **told))
        self.records[layer] = {"store": _relative(store, self.folder), "version": found.version}
        return found.frame, store.shown

    def read_checked(self, layer: str, crs: str) -> gpd.GeoDataFrame | None:
        """Read a layer, check it against its contract, and bring it into a CRS: errors of `read`."""
        found = self.read(layer)
        if found is None:
            return None
        return check_own(blank_texts(found[0]), layer, file=found[1], said=self.said).to_crs(crs)


def sources_of(folder: Path, settings: Mapping[str, Any]) -> Sources:
    """Give where the layers of a region stand.

    Parameters
    ----------
    folder
        Folder of the region.
    settings
        As region.toml gives them; ``layers`` names stores by layer.

    Raises
    ------
    LayerError
        A store is named for another layer than `STORED`, with a password, or outside the folder; or a file
        is misnamed, see `refuse_misnamed`.
    """
    refuse_misnamed(folder, settings)
    said = settings.get("layers", {})
    path = str(folder / "region.toml")
    if not isinstance(said, dict):
        raise LayerError(message("layers-key-unknown", path=path, key="layers", known="[layers]"))
    if strange := sorted(set(said) - set(STORED)):
        raise LayerError(
            message("layers-key-unknown", path=path, key=f"layers.{strange[0]}", known=listed(STORED))
        )
    stores = {}
    for layer, text in said.items():
        address = parse_address(str(text), folder)
        if address.password:  # a region's folder is passed on
            raise LayerError(message("store-password", path=path, key=f"layers.{layer}"))
        if not is_url(str(text)):
            inside(folder, str(text).partition("#")[0], LayerError)
        stores[layer] = open_store(str(text), layer, folder)
    return Sources(folder, stores)


def refuse_misnamed(folder: Path, settings: Mapping[str, Any]) -> None:
    """Refuse a file whose name is nearly that of one which the folder lacks: it would not be read.

    Raises
    ------
    LayerError
        With every such file, and the name that is read.
    """
    named = {Path(text).name for text in settings.values() if isinstance(text, str)}
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in DATA)
    there = {path.stem for path in files if path.suffix in FILES.get(path.stem, ())}
    faults = []
    for path in files:
        if path.name in named or path.stem in there:
            continue
        near = get_close_matches(path.stem.strip().lower(), FILES, n=1, cutoff=NEAR)
        if near and near[0] not in there:
            endings = Series(tuple(f"{near[0]}{ending}" for ending in FILES[near[0]]), "or")
            faults.append(message("layers-misnamed", path=str(path), known=endings))
    if faults:
        raise LayerError(lines(faults))


def _relative(store: Store, folder: Path) -> str:
    if store.address.path is None:
        return store.shown
    return store.shown.removeprefix(f"{folder}/")
