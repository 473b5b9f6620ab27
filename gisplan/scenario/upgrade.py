"""Rewriting a scenario of an older gisplan to the keys of today; comments, order and blanks stay.

Most keys only take another name; what becomes more than that is rewritten by a function of `REWRITES`.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan.scenario.loading import extended
from gisplan.scenario.old_types import with_serving_types
from gisplan.scenario.renamed import old_keys, renamed_keys
from gisplan_errors import ScenarioError
from gisplan_files import read_toml
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tomlkit.container import Container

HERE: Final = Path("scenario.toml")
REWRITES: Final[dict[str, Callable[[Mapping[str, Any], Mapping[str, Any] | None], dict[str, Any]]]] = {
    "serving_types": with_serving_types,
}
"""Functions that give a scenario's table anew, by the names in the table of old keys.

They take the table, and that of the scenario it extends, in today's form.
"""


def upgraded(text: str, path: Path = HERE) -> tuple[str, list[str]]:
    """Rewrite a scenario's text to the keys of today.

    Parameters
    ----------
    text
        A TOML document.
    path
        Its file; what it extends is looked for from there, where a rewrite needs that.

    Returns
    -------
    The text with today's keys, the rest of it as it was; and what changed, one line a key.

    Raises
    ------
    ScenarioError
        If a key stands under its old and its new name, or what it extends is missing or old itself.
    """
    # only this command writes TOML that somebody laid out
    import tomlkit  # noqa: PLC0415

    table = tomllib.loads(text)
    found = list(old_keys(table))
    rewrites = dict.fromkeys(one.by for _, one in found if one.by)
    base = extended(table, path) if rewrites else None
    document = tomlkit.parse(text)
    for name in rewrites:
        _lay(document, REWRITES[name](document.unwrap(), base))
        document = tomlkit.parse(
            tomlkit.dumps(document)
        )  # a body changed in place is out of step with its index
    _rename(document, ())  # a document changed so is only written
    return tomlkit.dumps(document), [f"{'.'.join(key)} → {one.today(key)}" for key, one in found]


def upgrade_file(path: Path, out: Path | None = None) -> list[str]:
    """Rewrite a scenario file to the keys of today.

    Parameters
    ----------
    path
        The file. What it extends stays as it is: upgrade that as well.
    out
        Where to write; None writes in place and keeps the old file beside it, as ``<name>.bak``.

    Returns
    -------
    What changed, one line a key; nothing is written when nothing does, but for ``out``.

    Raises
    ------
    ScenarioError
        As from `upgraded`; if the file is no TOML, or something stands where one would be written.
    """
    read_toml(path)
    text = path.read_bytes().decode("utf-8-sig")
    new, told = upgraded(text, path)
    kept = path.with_name(f"{path.name}.bak")
    taken = out if out is not None else kept if told else None
    if taken is not None and taken.exists():
        raise ScenarioError(message("scenario-taken", path=str(taken)))
    if out is not None:
        out.write_bytes(new.encode("utf-8"))
    elif told:
        shutil.copy2(path, kept)
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_bytes(new.encode("utf-8"))
        fresh.replace(path)
    return told


def _lay(document: Any, new: Mapping[str, Any]) -> None:  # noqa: ANN401 - a tomlkit container or table
    """Change a tomlkit table to another in place; what they share keeps its comments and its order."""
    for key in [key for key in document if key not in new]:
        del document[key]
    for key, value in new.items():
        old = document.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _lay(old, value)
        elif _are_rows(old) and _are_rows(value) and len(old) == len(value):
            for row, changed in zip(old, value, strict=True):
                _lay(row, changed)
        elif old != value:
            document[key] = value
            if old is None:
                _move_up(document, key)


def _move_up(table: Any, key: str) -> None:  # noqa: ANN401 - a tomlkit container or table
    """Move a key that was put at the end of a table before the comments there: they speak of what follows."""
    from tomlkit.items import Table  # noqa: PLC0415 - see `upgraded`

    body = table.value.body if isinstance(table, Table) else []
    if body and body[-1][0] == key:
        added = body.pop()
        last = max((at for at, (name, _) in enumerate(body) if name is not None), default=-1)
        body.insert(last + 1, added)


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _rename(container: Container, path: tuple[str, ...]) -> None:
    """Give every old key of a tomlkit container, and of what it holds, its name of today."""
    from tomlkit.items import AoT, SingleKey, Table  # noqa: PLC0415 - see `upgraded`

    body = container.body
    present = {key.key for key, _ in body if key is not None}
    for at, (key, item) in enumerate(body):
        if key is None:
            continue
        here = (*path, key.key)
        found = next((one for one in renamed_keys() if not one.by and one.holds(here)), None)
        if found is not None:
            if found.now in present:
                raise ScenarioError(message("scenario-both-keys", key=".".join(here), now=found.today(here)))
            written = key.as_string().replace(key.key, found.now)
            body[at] = (SingleKey(found.now, sep=key.sep, original=written), item)
            if isinstance(item, AoT | Table):
                item.invalidate_display_name()  # it keeps its header as it was read
        for rows, inner in _inside(item):
            _rename(inner, (*here, *rows))


def _inside(item: Any) -> Iterator[tuple[tuple[str, ...], Container]]:  # noqa: ANN401 - any kind of item
    """Give the containers in a tomlkit item; ``*`` names a row of an array."""
    from tomlkit.items import AoT, Array, InlineTable, Table  # noqa: PLC0415 - see `upgraded`

    if isinstance(item, Table | InlineTable):
        yield (), item.value
    elif isinstance(item, AoT | Array):
        for row in item:
            yield from ((("*", *rows), inner) for rows, inner in _inside(row))
