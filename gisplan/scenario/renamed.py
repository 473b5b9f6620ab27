"""Keys of an older gisplan: what they are called today, and their refusal.

``data/rules/renamed.toml`` is the table; `gisplan.scenario.upgrade` rewrites a file by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gisplan_data import data_folder
from gisplan_errors import ScenarioError
from gisplan_files import read_toml
from gisplan_words import lines, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

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
        Key of `gisplan.scenario.upgrade.REWRITES`; empty where only the name changes.
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
    told = [
        message("scenario-old-key", key=".".join(key), now=found.today(key)) for key, found in old_keys(table)
    ]
    if told:
        head, advice = (message(f"scenario-old-{part}", path=str(path)) for part in ("keys", "advice"))
        raise ScenarioError(lines([head, *told, advice]))


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
                today = ".".join((found.today(parts[:end]), *(() if found.by else parts[end:])))
                raise ScenarioError(message("scenario-set-old", text=text, key=key, now=today))


def old_keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Renamed]]:  # noqa: ANN401
    """Walk the keys of plain values, rows of arrays by their names; give the old ones."""
    if isinstance(value, dict):
        for key, child in value.items():
            here = (*path, key)
            yield from ((here, found) for found in renamed_keys() if found.holds(here))
            yield from old_keys(child, here)
    elif isinstance(value, list):
        for number, row in enumerate(value, start=1):
            yield from old_keys(row, (*path, row_name(row) or str(number)))


def row_name(row: object) -> str | None:
    """Give what a row of a table array is called; None where it has no name."""
    if not isinstance(row, dict):
        return None
    return next((str(row[key]) for key in ROW_NAMES if key in row), None)
