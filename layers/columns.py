"""The registry of columns: what every column of every table is called, counted in, and where it is shown.

The rows stand in ``columns.csv`` beside this module, a row a meaning: ``tables`` that hold the column
(``;`` between them), ``name`` (a family such as ``n_<type>`` stands for every name of that form), labels,
unit, decimals kept on pages (empty for text), ``shows`` (``popup;table``, or ``popup:sites`` for some of
the tables only) and descriptions. Popups list their figures in the order of the rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message, named
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gisplan_words import Message, Named

FIELDS: Final = (
    *("tables", "name", "label_zh", "label_en", "unit", "decimals", "shows"),
    *("description_zh", "description_en"),
)
PLACES: Final = ("page", "popup", "table", "report")
"""Carried by a page's data, listed in popups, named by a heading of a page's table, by one of a report."""

UNITS: Final = (
    *(
        "",
        "m",
        "km",
        "m²",
        "km²",
        "m³",
        "degrees",
        "kW",
        "MW",
        "kWh/day",
        "kg",
        "kg/day",
        "t/year",
        "MPa",
        "min",
    ),
    *("share", "per 10,000 people", "year", "hour", "yes/no"),
    *("currency", "currency/year", "currency/kWh", "currency/kg"),
)
MONEY: Final = "currency"
"""Stands in a unit for the currency, which the plan or region names by its ISO 4217 code."""
_SILENT: Final = ("year", "hour", "yes/no")
"""Units that say how a value is written, and are not printed beside a label."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table.

    Attributes
    ----------
    table, name
        Where it stands; the name of a family has what varies in angle brackets.
    label_zh, label_en
        What a heading says.
    unit
        One of `UNITS`, empty for counts and text.
    decimals
        Digits kept after the point, negative before it; None for text.
    shows
        Those of `PLACES` that show it.
    description_zh, description_en
        What it means and how it is computed, one line each.
    """

    table: str
    name: str
    label_zh: str
    label_en: str
    unit: str = ""
    decimals: int | None = None
    shows: tuple[str, ...] = ()
    description_zh: str = ""
    description_en: str = ""

    def in_currency(self, code: str) -> Column:
        """Give the column with money in a currency, by its ISO 4217 code; as it is where none is known."""
        return replace(self, unit=self.unit.replace(MONEY, code)) if code and MONEY in self.unit else self

    @property
    def label(self) -> Named:
        """What a heading says; message ``column-<table>-<name>`` says it in a further language."""
        return named(self.label_zh, self.label_en, f"column-{self.table}-{self.name}")

    @property
    def printed_unit(self) -> str:
        """The unit as it is printed beside a label."""
        return "" if self.unit in _SILENT else self.unit

    @property
    def alias(self) -> str:
        """Chinese and English label with the unit."""
        return f"{self.label_zh} {self.label_en}{f' [{self.printed_unit}]' if self.printed_unit else ''}"

    @property
    def description(self) -> str:
        """Chinese and English description."""
        return f"{self.description_zh} {self.description_en}".strip()


@cache
def columns() -> Mapping[str, Mapping[str, Column]]:
    """Give the shipped registry: tables by name, each with its columns by name in the order of the rows.

    Raises
    ------
    LayerError
        See :func:`read_columns`.
    """
    return read_columns(resources.files("layers").joinpath("columns.csv").read_text("utf-8").splitlines())


def read_columns(rows: Iterable[str]) -> dict[str, dict[str, Column]]:
    """Read a registry of columns.

    Parameters
    ----------
    rows
        Lines of a CSV file with `FIELDS`.

    Raises
    ------
    LayerError
        A label is missing, a unit, a number of decimals or a place is not known, a table has a column or a
        label twice, or a place names a table that does not hold the column; every fault is listed.
    """
    reader = csv.DictReader(rows)
    if tuple(reader.fieldnames or ()) != FIELDS:
        known = message("columns-expected", known=listed(FIELDS))
        raise LayerError(message("columns-registry", faults=known))
    found: dict[str, dict[str, Column]] = {}
    faults: list[Message] = []
    for number, row in enumerate(reader, start=2):
        tables = row["tables"].split(";")
        at = {"row": str(number), "name": row["name"]}
        said = _row_faults(row, tables)
        faults += [message("columns-row", **at, fault=fault) for fault in said]
        if said:
            continue
        for table in tables:
            column = _column(row, table)
            clashes = _clashes(column, found.get(table, {}))
            faults += [message("columns-row", **at, fault=fault) for fault in clashes]
            found.setdefault(table, {})[column.name] = column
    if faults:
        raise LayerError(message("columns-registry", faults=lines(faults)))
    return found


def find_column(table: str, name: str, names: Mapping[str, tuple[str, str]] | None = None) -> Column | None:
    """Give the column of a table, one of a family with its own labels; None where nobody registered it.

    Parameters
    ----------
    table, name
        Where it stands.
    names
        Chinese and English names of what a family varies in, such as charger types, by id.
    """
    own = columns().get(table, {})
    if name in own:
        return own[name]
    for family, column in own.items():
        stem, mark, rest = family.partition("<")
        tail = rest.partition(">")[2]
        if mark and name.startswith(stem) and name.endswith(tail) and len(name) > len(stem) + len(tail):
            return _member(column, name, name.removeprefix(stem).removesuffix(tail), names or {})
    return None


def column(table: str, name: str) -> Column:
    """Give the column of a table.

    Raises
    ------
    KeyError
        It is not in the registry.
    """
    found = find_column(table, name)
    if found is None:
        raise KeyError(f"{table}.{name} is not in the registry of columns")
    return found


def shown(table: str, place: str) -> tuple[Column, ...]:
    """Give the columns of a table that a place shows, in the order of the rows."""
    return tuple(column for column in columns().get(table, {}).values() if place in column.shows)


def _row_faults(row: Mapping[str, str], tables: list[str]) -> list[Message]:
    asked = ("tables", "name", "label_zh", "label_en")
    faults = [message("columns-empty", field=field) for field in asked if not row[field]]
    if row["unit"] not in UNITS:
        faults.append(message("columns-unit", value=repr(row["unit"]), known=listed(UNITS[1:])))
    try:
        int(row["decimals"] or 0)
    except ValueError:
        faults.append(message("columns-decimals", value=repr(row["decimals"])))
    for place, limited in _places(row["shows"]):
        if place not in PLACES:
            faults.append(message("columns-place", value=repr(place), known=listed(PLACES)))
        strange = [table for table in limited if table not in tables]
        if strange:
            faults.append(message("columns-limited", value=place, names=listed(strange)))
    return faults


def _clashes(column: Column, own: Mapping[str, Column]) -> list[Message]:
    if column.name in own:
        return [message("columns-twice", table=column.table)]
    # a GeoPackage takes an alias only once in a table, and so does a reader
    return [
        message("columns-alias", table=column.table, other=other.name)
        for other in own.values()
        if other.alias == column.alias
    ]


def _places(shows: str) -> list[tuple[str, list[str]]]:
    """Part what a row says of places: the place, and the tables it is limited to (none: all)."""
    parts = [part.partition(":") for part in shows.split(";") if part]
    return [(place, [name for name in named.split(",") if name]) for place, _, named in parts]


def _column(row: Mapping[str, str], table: str) -> Column:
    return Column(
        table,
        row["name"],
        row["label_zh"],
        row["label_en"],
        row["unit"],
        int(row["decimals"]) if row["decimals"] else None,
        tuple(place for place, named in _places(row["shows"]) if not named or table in named),
        row["description_zh"],
        row["description_en"],
    )


def _member(family: Column, name: str, part: str, names: Mapping[str, tuple[str, str]]) -> Column:
    term = DEMAND_CLASSES.get(part) if family.name == "kwh_<class>" else None
    zh, en = (term.zh, term.en) if term else names.get(part, (part, part))
    return replace(
        family, name=name, label_zh=family.label_zh.format(zh), label_en=family.label_en.format(en)
    )
