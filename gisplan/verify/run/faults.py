"""What a fault of a run says: few sentences, each with the place, what stands there and what should.

A place is a file, its layer and a row of it. Most faults are of one sentence: something has one value, and
another is due, or is the most or the least. Words that a reader has in his language are messages; names of
files, columns and settings are the same in all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from gisplan_errors import GisplanError
from gisplan_words import Message, Said, Series, message

if TYPE_CHECKING:
    from gisplan_words import Sayable

Fault: TypeAlias = Message


def of(kind: str, key: object) -> Message:
    """Name a row: a ``site``, a ``cell`` and so on, by its key."""
    return message("check-row", kind=kind, key=str(key))


def place(*parts: object) -> Said:
    """Give a place: file, layer and row, or a setting, after each other."""
    return Series(tuple(map(_figure, parts)), "place")


def several(*parts: object) -> Said:
    """Give rows that make one place together, such as a cell, its group and the site that serves it."""
    return Series(tuple(map(_figure, parts)), "clauses")


def by(code: str, /, **figures: object) -> Message:
    """Say where what is due comes from: the words before it, see the messages ``gives-…``."""
    return message(f"gives-{code}", **{name: _figure(value) for name, value in figures.items()})


def amount(code: str, /, **figures: object) -> Message:
    """Say what has a value, where that is no column: see the messages ``amount-…``."""
    return message(f"amount-{code}", **{name: _figure(value) for name, value in figures.items()})


DUE: Final = by("due")
_TABLES: Final = {
    "site": "plan.gpkg sites",
    "cell": "plan.gpkg demand",
    "district": "plan.gpkg districts",
    "station": "plan.gpkg stations",
    "source": "plan.gpkg hydrogen_supply",
    "link": "plan.gpkg supply_links",
    "route": "evidence.gpkg freight",
    "parcel": "parcels.csv",
    "certificate": "certificate.json",
}
"""The table that a row stands in where a fault names no other."""


def fault(code: str, where: Sayable, /, **figures: object) -> Fault:
    """Say a fault: see the messages ``check-…``.

    Parameters
    ----------
    code
        Which sentence.
    where
        Its place; before a row alone its table is named.
    figures
        What else it names; numbers are written as they are.
    """
    told = {name: _figure(value) for name, value in figures.items()}
    return message(f"check-{code}", where=_tabled(where), **told)


def _tabled(where: Sayable) -> Sayable:
    """Name the table of a row that stands alone."""
    kind = where.figures.get("kind") if isinstance(where, Message) and where.code == "check-row" else None
    return place(_TABLES[str(kind)], where) if kind in _TABLES else where


def differs(where: Sayable, what: Sayable, said: object, due: object, gives: Said = DUE) -> Fault:
    """Say that something has another value than it should."""
    return fault("differs", where, what=what, said=said, due=due, gives=gives)


def most(where: Sayable, what: Sayable, said: object, limit: object) -> Fault:
    """Say that something has more than it may."""
    return differs(where, what, said, limit, by("most"))


def least(where: Sayable, what: Sayable, said: object, limit: object) -> Fault:
    """Say that something has less than it must."""
    return differs(where, what, said, limit, by("least"))


def told(error: BaseException) -> Sayable:
    """Give what an error says, of a kind that gisplan does not word with its name."""
    if not isinstance(error, GisplanError):
        return f"{type(error).__name__}: {error}"
    return error.what if isinstance(error.what, Said | str) else str(error)


def _figure(value: object) -> Sayable:
    return value if isinstance(value, Said) else str(value)
