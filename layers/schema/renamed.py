"""Columns of yesterday: what a planner's file may still call them, and their names of today."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from gisplan_data import data_folder
from gisplan_errors import LayerError
from gisplan_files import read_toml
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gisplan_words import Message


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


def column_meant(name: str, known: Sequence[str], otherwise: Message) -> Message:
    """Say which column an unknown one is meant to be: that of today, else the nearest known one.

    Parameters
    ----------
    name
        A column that its layer does not have.
    known
        Columns that it has.
    otherwise
        What to say where none is near.
    """
    old, near = columns_today([name], known), get_close_matches(name, known, n=1)
    if old:
        return message("layers-column-renamed", name=old[name])
    return message("layers-meant", name=near[0]) if near else otherwise


@cache
def _renamed() -> Mapping[str, str]:
    columns: Mapping[str, str] = read_toml(data_folder() / "rules" / "renamed.toml", LayerError)["columns"]
    return columns
