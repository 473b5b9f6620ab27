"""Names by key: what a column or row of a model stands for, in letters that every solver's file takes.

A name is its block and its keys, joined by points: ``chargers.s_2d_1.dc60`` is ``chargers`` of site ``s-1``
and type ``dc60``. Of a key, ASCII letters and digits stay, and any other character is written as its code
point in hexadecimal between underscores, so that ``s-1`` (``s_2d_1``), ``s_1`` (``s_5f_1``) and ``天1``
(``_5929_1``) stay apart and can be read back. PuLP itself would write ``s-1`` and ``s_1`` alike. The lower
side of a range ends on ``._low``; where a name would be longer than a file may hold, its block is named by
number, ``chargers._at.17``. No key is written as either of these two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gisplan_arrays import Whole

MOST: Final = 95
"""Letters of a name at most, an ending apart: of 100 CBC reads names, and makes up others for longer ones."""

_LOW, _AT = "_low", "_at"
_OTHER: Final = re.compile(r"[^A-Za-z0-9]", re.DOTALL)
_WRITTEN: Final = re.compile(r"_([0-9a-f]+)_")
_KEY: Final = re.compile(r"(?:[A-Za-z0-9]|_[0-9a-f]+_)*")


class Name(NamedTuple):
    """What a column or row stands for.

    Attributes
    ----------
    block
        Its block in the model, such as ``chargers``.
    keys
        Its keys, or its number in the block where that is named by number; none for a single row.
    low
        Whether it is the lower side of a range.
    by_number
        Whether its block is named by number.
    """

    block: str
    keys: tuple[str, ...]
    low: bool = False
    by_number: bool = False


def encoded_key(key: str) -> str:
    """Write any text in ASCII letters, digits and underscores; distinct texts are written distinctly."""
    return _OTHER.sub(lambda one: f"_{ord(one[0]):x}_", key)


def encoded(name: Name) -> str:
    """Write what a column or row stands for as its name."""
    keys = [encoded_key(key) for key in name.keys]
    return ".".join([name.block, *([_AT] if name.by_number else []), *keys, *([_LOW] if name.low else [])])


def decoded(text: str) -> Name:
    """Read what a column or row stands for from its name.

    Raises
    ------
    ValueError
        No model writes such a name.
    """
    block, *parts = text.split(".")
    low = parts[-1:] == [_LOW]
    parts = parts[:-1] if low else parts
    by_number = parts[:1] == [_AT]
    parts = parts[1:] if by_number else parts
    if not (block.isidentifier() and block.isascii()) or not all(_KEY.fullmatch(part) for part in parts):
        raise ValueError(f"{text!r} is no name of a model")
    keys = (_WRITTEN.sub(lambda one: chr(int(one[1], 16)), part) for part in parts)
    return Name(block, tuple(keys), low, by_number)


Over: TypeAlias = "Mapping[str, Whole]"
"""The index of each column or row of a block in each set that the block goes over."""


def block_names(block: str, count: int, over: Over, texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Name what stands in a block.

    Parameters
    ----------
    block
        Its name.
    count
        How many.
    over
        The index of each in each set that the block goes over; none numbers them.
    texts
        The key of each member of a set; a set without is numbered. A block that goes over a set twice marks
        the second time with a prime: ``site'`` has the keys of ``site``.

    Returns
    -------
    list of str
        As `encoded` writes them.

    Raises
    ------
    ValueError
        Two have the same keys.
    """
    if not over:
        return [block] if count == 1 else [f"{block}.{k}" for k in range(count)]
    columns = []
    for of, where in over.items():
        known = texts.get(of.rstrip("'"))
        if known is None:
            columns.append([str(k) for k in where.tolist()])
            continue
        written = [encoded_key(str(key)) for key in known]
        columns.append([written[k] for k in where.tolist()])
    names = [".".join((block, *keys)) for keys in zip(*columns, strict=True)]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{block}: two have the keys {decoded(twice).keys}")
    if max(map(len, names), default=0) > MOST:
        return [f"{block}.{_AT}.{k}" for k in range(count)]
    return names


def low_side(name: str) -> str:
    """Give the name of the lower side of a range."""
    return f"{name}.{_LOW}"
