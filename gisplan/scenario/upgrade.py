"""Scenarios of an older gisplan: their keys are refused by the names of today, and rewritten on request.

``data/rules/renamed.toml`` says what each old key is called today. Most only take another name; what becomes
more than that is rewritten by a function of `REWRITES`. `upgraded` changes the text of a file and leaves
comments, order and blanks alone.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import ScenarioError
from gisplan_files import data_folder, read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.container import Container

REWRITES: Final[dict[str, Callable[[TOMLDocument], None]]] = {}
"""Functions that change a document by more than the name of a key, by the name that the table calls them."""

ROW_NAMES: Final = ("id", "kg_day", "year")
"""Keys that name a row of a table array."""


@dataclass(frozen=True)
class Renamed:
    """What an old key is today.

    Attributes
    ----------
    pattern
        Parts of the old key from the root; ``*`` stands for any.
    now
        Its name today, in the place of the last part; with ``by``, what to write today.
    by
        Key of `REWRITES`; empty where only the name changes.
    """

    pattern: tuple[str, ...]
    now: str
    by: str = ""

    def holds(self, path: Sequence[str]) -> bool:
        """Tell whether a key is the old one."""
        return len(path) == len(self.pattern) and all(
            part in ("*", name) for part, name in zip(self.pattern, path, strict=True)
        )

    def today(self, path: Sequence[str]) -> str:
        """Say what to write today in the place of an old key."""
        return self.now if self.by else ".".join((*path[:-1], self.now))


@cache
def renamed_keys() -> tuple[Renamed, ...]:
    """Give the keys that go by another name today."""
    table = read_toml(data_folder() / "rules" / "renamed.toml")["keys"]
    return tuple(
        Renamed(tuple(key.split(".")), **(now if isinstance(now, dict) else {"now": now}))
        for key, now in table.items()
    )


def refuse_old_keys(table: Mapping[str, Any], path: Path) -> None:
    """Refuse the table of a scenario file that holds old keys.

    Raises
    ------
    ScenarioError
        Naming each old key, what it is today, and what to do.
    """
    lines = [f"  {'.'.join(key)}: is {found.today(key)} today." for key, found in _old_keys(table, ())]
    if lines:
        advice = f"Rewrite the file: gisplan scenario upgrade {path}"
        raise ScenarioError("\n".join([f"{path}: has keys of an older gisplan.", *lines, advice]))


def refuse_old_setting(text: str, key: str) -> None:
    """Refuse a ``--set`` that names an old key, or a part of what an old key holds.

    Parameters
    ----------
    text
        The setting as it was typed.
    key
        Its dotted key.

    Raises
    ------
    ScenarioError
        Saying what to write instead.
    """
    parts = key.split(".")
    for end in range(1, len(parts) + 1):
        for found in renamed_keys():
            if found.holds(parts[:end]):
                today = ".".join((found.today(parts[:end]), *parts[end:]))
                raise ScenarioError(f"--set {text}: {key!r} is {today!r} today. Set that instead.")


def upgraded(text: str) -> tuple[str, list[str]]:
    """Rewrite a scenario's text to the keys of today.

    Parameters
    ----------
    text
        A TOML document.

    Returns
    -------
    The text with today's keys, the rest of it as it was; and what changed, one line a key.

    Raises
    ------
    ScenarioError
        If a key stands under its old and its new name.
    """
    # only this command writes TOML that somebody laid out
    import tomlkit  # noqa: PLC0415

    told = [f"{'.'.join(key)} → {found.today(key)}" for key, found in _old_keys(tomllib.loads(text), ())]
    document = tomlkit.parse(text)
    for name in dict.fromkeys(found.by for found in renamed_keys() if found.by):
        REWRITES[name](document)
    # a body changed in place is out of step with the document's own index: it is only written afterwards
    _rename(document, ())
    return tomlkit.dumps(document), told


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
        If the file is no TOML, a key stands under its old and its new name, or something stands where a
        file would be written.
    """
    read_toml(path)
    text = path.read_bytes().decode("utf-8-sig")
    new, told = upgraded(text)
    kept = path.with_name(f"{path.name}.bak")
    taken = out if out is not None else kept if told else None
    if taken is not None and taken.exists():
        raise ScenarioError(f"{taken}: exists already. Move it away, or name another file by --out.")
    if out is not None:
        out.write_bytes(new.encode("utf-8"))
    elif told:
        shutil.copy2(path, kept)
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_bytes(new.encode("utf-8"))
        fresh.replace(path)
    return told


def row_name(row: object) -> str | None:
    """Give what a row of a table array is called; None where it has no name."""
    if not isinstance(row, dict):
        return None
    return next((str(row[key]) for key in ROW_NAMES if key in row), None)


def _old_keys(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Renamed]]:  # noqa: ANN401
    """Walk the keys of plain values, rows of arrays by their names; give the old ones."""
    if isinstance(value, dict):
        for key, child in value.items():
            here = (*path, key)
            yield from ((here, found) for found in renamed_keys() if found.holds(here))
            yield from _old_keys(child, here)
    elif isinstance(value, list):
        for number, row in enumerate(value, start=1):
            yield from _old_keys(row, (*path, row_name(row) or str(number)))


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
                raise ScenarioError(f"{'.'.join(here)} and {found.today(here)} both stand: keep one.")
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
