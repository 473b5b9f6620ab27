"""What to read of an archive: its only layer, or the one that is asked for by its path."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import Said, changed, listed, message
from layers.files.archive import unpack
from layers.files.reading import FAULTS, layers_with_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gisplan_errors import Speaks
    from gisplan_words import Message

SEVERAL: Final = (".gpkg", ".kml", ".gpx", ".gml", ".gdb")
"""Kinds of file that may hold several layers."""
_HIDDEN: Final = ("__MACOSX", "._", ".DS_Store")


@contextmanager
def opened(
    path: Path, kinds: Sequence[Sequence[str]], layer: str | None
) -> Iterator[tuple[Path, str | None]]:
    """Unpack an archive and give the file to read in it, and the layer in that where it has several.

    Parameters
    ----------
    path
        The archive.
    kinds
        Endings that can be read; those of a later group count where there is none of an earlier one.
    layer
        Path within the archive, or a name that only one has; None takes the only one.

    Raises
    ------
    LayerError
        The archive is unsafe, none or several can be read, or reading fails; told by the archive's name.
    """
    with tempfile.TemporaryDirectory(prefix="gisplan-") as name:
        folder = Path(name)
        files = [file for file in unpack(path, folder) if not _hidden(file.relative_to(folder))]
        try:
            inside = _contents(folder, files, kinds)
            yield _sheet(inside, layer) or inside[_label(path, inside, layer)]
        except LayerError as fault:
            raise type(fault)(_told_by(fault.what, folder, path)) from fault
        except FAULTS as fault:
            told = str(fault).replace(str(folder), str(path))
            raise LayerError(message("layers-unreadable", path=str(path), form=".zip", fault=told)) from fault


def chosen(path: Path, names: list[str], layer: str | None) -> str:
    """Give the layer asked for, else the only one that has geometry."""
    known = listed(names) if names else message("layers-none")
    if layer is not None and layer not in names:
        raise LayerError(message("layers-no-layer", path=str(path), what="layer", name=layer, known=known))
    if layer is None and len(names) != 1:
        raise LayerError(message("layers-choose", path=str(path), known=known))
    return layer or names[0]


def _contents(
    folder: Path, files: Iterable[Path], kinds: Sequence[Sequence[str]]
) -> dict[str, tuple[Path, str | None]]:
    """Give what can be chosen within an archive by its path, and by its layer where a file has several.

    Kinds come in the order in which they count: offices pack a list of contents beside their layers.
    """
    ranks = {ending: rank for rank, endings in enumerate(kinds) for ending in endings}
    held: list[dict[str, tuple[Path, str | None]]] = [{} for _ in kinds]
    for file in sorted({_database(file, folder) or file for file in files}):
        rank = ranks.get(file.suffix.lower())
        if rank is None:
            continue
        name = file.relative_to(folder).as_posix()
        several = layers_with_places(file) if file.suffix.lower() in SEVERAL else []
        if len(several) > 1:
            held[rank].update({f"{name}/{layer}": (file, layer) for layer in several})
        else:
            held[rank][name] = (file, None)
    return next(filter(None, held), {})


def _sheet(inside: Mapping[str, tuple[Path, str | None]], layer: str | None) -> tuple[Path, str] | None:
    """Give the only file and the sheet asked for, where that is a workbook which has no such name itself."""
    file, _ = next(iter(inside.values())) if len(inside) == 1 else (None, None)
    if file is None or layer is None or file.suffix.lower() != ".xlsx":
        return None
    return None if layer in {*inside, file.stem, file.name} else (file, layer)


def _label(path: Path, inside: Mapping[str, tuple[Path, str | None]], layer: str | None) -> str:
    """Give the path within an archive that is asked for: whole, or by a name that only one has."""
    if layer is not None and layer not in inside:
        named = [label for label, (file, within) in inside.items() if layer in {within, file.stem, file.name}]
        if len(named) == 1:
            return named[0]
    return chosen(path, list(inside), layer)


def _database(file: Path, folder: Path) -> Path | None:
    """Give the file geodatabase, a folder, that a file is a part of."""
    outer = [one for one in file.parents if one.is_relative_to(folder) and one.suffix.lower() == ".gdb"]
    return outer[-1] if outer else None


def _hidden(path: Path) -> bool:
    return any(part.startswith(_HIDDEN) for part in path.parts)


def _told_by(what: Speaks | str, folder: Path, path: Path) -> Speaks | str:
    """Say what was found within an archive by the archive's name, not by where it was unpacked."""

    def named(said: Message) -> Message:
        figures = {
            key: value.replace(str(folder), str(path)) if isinstance(value, str) else value
            for key, value in said.figures.items()
        }
        return message(said.code, **figures)

    return changed(what, named) if isinstance(what, Said) else what
