"""Tables from elsewhere: looked at, then taken in as their owner says what each column is."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import LayerError
from gisplan_words import message, texts
from layers.importing.as_layer import as_layer
from layers.importing.files import import_file
from layers.importing.headings import parse_columns, renames_of
from layers.importing.tables import read_text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from gisplan.editor.workspace import Workspace
    from gisplan_words import Message

TABLE: Final = "table.csv"
"""What any table is called here: the name that its owner gave it is never a path."""
_FIRST: Final = 3
_SHOWN: Final = 60


def looked_at(data: bytes, shared: Workspace) -> dict[str, Any]:
    """Give the headings of a table, what each seems to be, and its first rows.

    Parameters
    ----------
    data
        The table's bytes, CSV as any office writes it.
    shared
        Whose layer it is for, and the room to read it in.

    Raises
    ------
    LayerError
        It is no table.
    """
    said: list[Message] = []
    with _on_disk(data, shared.room) as path:
        table = read_text_table(path, None, lambda _: {}, said)
    headings = tuple(map(str, table.columns))
    guessed = renames_of(shared.layer)(headings)
    first = table.head(_FIRST).astype(str).to_dict("records")
    columns = [
        {"name": name, "guess": guessed.get(name, name), "first": [str(row[name])[:_SHOWN] for row in first]}
        for name in headings
    ]
    return {"columns": columns, "rows": len(table), "said": [texts(line) for line in said]}


def taken_in(
    data: bytes, shared: Workspace, columns: Mapping[str, str], shift: str, stated: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Give the rows of a table as a layer, and what was found out and done.

    Parameters
    ----------
    data, shared
        As in `looked_at`.
    columns
        Our column by theirs; an empty one is left out.
    shift, stated
        As in `layers.importing.as_layer.as_layer`.

    Raises
    ------
    LayerError
        A column is not known or stands twice, columns that are needed lack, or no row is left.
    """
    layer = shared.layer
    given = parse_columns([f"{theirs}={ours}" for theirs, ours in columns.items()], layer)
    said: list[Message] = []
    left = [theirs for theirs, ours in given.items() if not ours]
    with _on_disk(data, shared.room) as path:
        found = import_file(path, renames=renames_of(layer, given), strict=True, said=said)
    kept, done = as_layer(found, layer, shift=shift or None, stated=stated, leave_out=left, file=TABLE)
    if kept.empty:
        raise LayerError(message("layers-none-kept", path=TABLE, rows=len(found)))
    return kept, [*said, *done]


@contextmanager
def _on_disk(data: bytes, room: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=room) as folder:
        path = Path(folder) / TABLE
        path.write_bytes(data)
        yield path
