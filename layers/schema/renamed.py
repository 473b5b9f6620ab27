"""Columns of yesterday: what a planner's file may still call them, and their names of today."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gisplan_errors import LayerError
from gisplan_files import data_folder, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def columns_today(names: Iterable[object], known: Iterable[str]) -> dict[str, str]:
    """Give those of some columns that go by another name today.

    Parameters
    ----------
    names
        Columns of a file.
    known
        Columns that its layer has.

    Returns
    -------
    Names of today by the old ones.
    """
    today, ours = _renamed(), set(known)
    return {str(name): today[str(name)] for name in names if today.get(str(name)) in ours}


@cache
def _renamed() -> Mapping[str, str]:
    columns: Mapping[str, str] = read_toml(data_folder() / "rules" / "renamed.toml", LayerError)["columns"]
    return columns
