"""Names that a reader searches on a map: streets, stations, waters; pages alone use them, no plan does.

A region may hold ``names.csv``, one row a name at a place: what it is (``kind``), what else it is called
(``also``), the point that stands for it (degrees, WGS84), and ``more`` points of a long one, as
``lon lat;lon lat``. What the base map draws stands in ``line``, lines parted by ``|``: of a road, a river, or
the edge of a water. Origin, source and date of all its rows stand once, under ``names`` in region.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.files.tables import points_of, read_table
from layers.schema.checking import check_layer
from layers.schema.contracts import SCHEMAS
from layers.sites.named_points import TABLES, read_named_points
from layers.vocabulary import ORIGINS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from layers.sites.named_points import NamedPoints

NAMES: Final = "names.csv"
SAID: Final = ("origin", "source", "as_of")
"""What region.toml tells of all names."""
COLUMNS: Final = tuple(SCHEMAS["names"].columns)


def read_names(path: Path) -> pd.DataFrame:
    """Read a table of names.

    Parameters
    ----------
    path
        CSV with `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        Its rows: name_zh, kind, also, lon and lat (degrees, WGS84), more and line (as they are written).

    Raises
    ------
    LayerError
        If it cannot be read or a row is not valid; all such rows are named at once.
    """
    texts = {name: str for name in COLUMNS if name not in SCHEMAS["names"].types}
    optional = SCHEMAS["names"].optional
    table = read_table(path, [name for name in COLUMNS if name not in optional], texts)
    table = table.assign(**{name: text for name, text in optional.items() if name not in table})
    blank = {name: table[name].fillna("") for name in texts}
    names: pd.DataFrame = check_layer(table.assign(**blank), "names", file=str(path))
    spoilt = [
        message("layers-names-more", path=str(path), name=name, value=repr(part[:60]))
        for column, least in (("more", 1), ("line", 2))
        for name, text in zip(names["name_zh"], names[column], strict=True)
        for part in (text.split("|") if text else [])
        if len(points_of(part) or ()) < least
    ]
    if spoilt:
        raise LayerError(lines(spoilt))
    return names


def names_of(folder: Path) -> Path | None:
    """Find the table of names in the folder of a region or of a run."""
    path = folder / NAMES
    return path if path.is_file() else None


def region_names(folder: Path, settings: Mapping[str, Any]) -> pd.DataFrame | None:
    """Read the names of a region with what region.toml tells of them; None: it has none.

    Raises
    ------
    LayerError
        If a row is not valid, or region.toml does not tell where they come from.
    """
    path = names_of(folder)
    return None if path is None else read_names(path).assign(**told_once(folder, settings), verified=False)


def region_named_points(folder: Path, settings: Mapping[str, Any], *, crs: str) -> NamedPoints | None:
    """Read the candidates and streets that a region knows by name; None: it has neither table.

    Raises
    ------
    LayerError
        If a row is not valid, or region.toml does not tell where they come from.
    """
    if not any((folder / name).is_file() for name in TABLES):
        return None
    return read_named_points(folder, told_once(folder, settings), crs=crs)


def told_once(folder: Path, settings: Mapping[str, Any]) -> dict[str, str]:
    """Give origin, source and date of all rows of a region's names, candidates and streets.

    Raises
    ------
    LayerError
        If region.toml does not tell them.
    """
    said = settings.get("names")
    said = said if isinstance(said, dict) else {}
    told = {*said} == {*SAID} and all(isinstance(said[key], str) for key in SAID)
    if not told or said["origin"] not in ORIGINS:
        file, keys = str(folder / "region.toml"), listed(SAID)
        raise LayerError(message("layers-names-said", path=file, keys=keys, known=listed(ORIGINS)))
    return said
