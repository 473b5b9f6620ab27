"""The columns of every layer: the contract between layers, checked by `layers.schema.checking`.

They stand in ``contracts.csv`` beside this module, a row a column, in the order they are written: ``layers``
that hold it (``;`` between them), its place in the ``key`` of a row, its ``kind`` (text, adcode, tier, date,
word, functions, number, count or flag; a row ``geometry`` has the types allowed), the ``words`` it may hold
(a kind of the vocabulary, or the words with ``;`` between), ``least`` and ``most`` of a number, and whether
it may be ``empty``. Over ``absurd``, in ``unit``, no real one lies: the lint says so (assumption, an order of
magnitude above practice).

A check's error text is what a user reads after "expected". Numbers that come as text count as numbers;
their type is set after all checks have passed, so that one bad value cannot hide another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import pandera.pandas as pa

from gisplan_files import read_rows
from layers.vocabulary import DEMAND_CLASSES, FUNCTIONS, TIER_NAME, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Row: TypeAlias = Mapping[str, str]

MARKUP = r"<\s*[A-Za-z/!?]"
PATTERNS = {
    "adcode": (r"\d{6}", "a six-digit district code"),
    # A region names its own tiers; its loader refuses the others by name.
    "tier": (TIER_NAME, "a tier: one word of letters, digits and _, a letter first"),
    "date": (r"undated|\d{4}(-\d{2}){0,2}", "a year, an ISO date, or 'undated'"),
}
TYPES = {"number": "float64", "count": "int64", "flag": "bool"}


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """The contract of one layer.

    Attributes
    ----------
    key
        Columns that name a row, unique together.
    columns
        Column name to pandera column.
    geometry
        Allowed geometry types; empty for a table without geometry.
    types
        Type of each column that is no text: float64, int64 or bool.
    absurd
        Column to the most that any real one has, and its unit.
    """

    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    geometry: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    absurd: dict[str, tuple[int, str]] = field(default_factory=dict)


def _text(row: Row) -> Iterator[pa.Check]:
    yield _each(lambda cell: isinstance(cell, str), "text")
    yield _said(lambda cells: ~cells.str.contains(MARKUP), "text without markup (<…>)")
    if not row["empty"]:
        yield _said(lambda cells: cells.str.strip() != "", "text, not blank")
    if row["kind"] in PATTERNS:
        pattern, expected = PATTERNS[row["kind"]]
        yield _said(lambda cells: cells.str.fullmatch(pattern), expected)


def _word(row: Row) -> Iterator[pa.Check]:
    allowed = [*VOCABULARY.get(row["words"], row["words"].split(";")), *([""] if row["empty"] else [])]
    yield pa.Check.isin(allowed, error=f"one of {', '.join(map(repr, allowed))}")


def _functions(_: Row) -> Iterator[pa.Check]:
    expected = f"functions among {', '.join(FUNCTIONS)} with ; between"
    yield _each(lambda cell: set(str(cell).split(";")) <= set(FUNCTIONS), expected)


def _flag(_: Row) -> Iterator[pa.Check]:
    yield _each(lambda cell: isinstance(cell, bool | np.bool_), "true or false")


def _number(row: Row) -> Iterator[pa.Check]:
    least, most = float(row["least"] or -np.inf), float(row["most"] or np.inf)
    limits = f" of at least {least:g}" if row["least"] else ""
    limits += f", at most {most:g}" if row["most"] else ""
    yield _figure(lambda numbers: numbers.between(least, most), f"a finite number{limits}")


def _count(_: Row) -> Iterator[pa.Check]:
    yield _figure(
        lambda numbers: (numbers >= 0) & (numbers == np.floor(numbers)), "a whole number of at least 0"
    )


def _each(good: Callable[[object], bool], expected: str) -> pa.Check:
    return pa.Check(lambda cells: cells.map(good), error=expected)


def _said(good: Callable[[pd.Series[str]], pd.Series[bool]], expected: str) -> pa.Check:
    return pa.Check(lambda cells: good(cells.astype(str)), error=expected)


def _figure(good: Callable[[pd.Series[float]], pd.Series[bool]], expected: str) -> pa.Check:
    def holds(cells: pd.Series[Any]) -> pd.Series[bool]:
        # Text that is no number becomes NaN here, so it fails beside the others instead of hiding them.
        numbers = pd.to_numeric(cells, errors="coerce")
        fits: pd.Series[bool] = good(numbers) & np.isfinite(numbers)
        return fits

    return pa.Check(holds, error=expected)


CHECKS: Mapping[str, Callable[[Row], Iterator[pa.Check]]] = {
    **dict.fromkeys(("text", *PATTERNS), _text),
    "word": _word,
    "functions": _functions,
    "flag": _flag,
    "number": _number,
    "count": _count,
}


def _contract(rows: list[Row]) -> LayerSchema:
    """Make the contract of a layer of its rows."""
    shapes = next((row["kind"].split(";") for row in rows if row["column"] == "geometry"), [])
    held = {name: row for row in rows if row["column"] != "geometry" for name in _names(row["column"])}
    keys = sorted((row["key"], name) for name, row in held.items() if row["key"])
    return LayerSchema(
        key=tuple(name for _, name in keys),
        columns={
            name: pa.Column(
                checks=list(CHECKS[row["kind"]](row)), nullable=row["kind"] == "number" and bool(row["empty"])
            )
            for name, row in held.items()
        },
        geometry=tuple(shapes),
        types={name: TYPES[row["kind"]] for name, row in held.items() if row["kind"] in TYPES},
        absurd={name: (int(row["absurd"]), row["unit"]) for name, row in held.items() if row["absurd"]},
    )


def _names(column: str) -> list[str]:
    family, mark, _ = column.partition("<class>")
    return [f"{family}{name}" for name in DEMAND_CLASSES] if mark else [column]


def _contracts() -> dict[str, LayerSchema]:
    found: dict[str, list[Row]] = {}
    for row in read_rows(Path(__file__).with_name("contracts.csv")):
        for layer in row["layers"].split(";"):
            found.setdefault(layer, []).append(row)
    return {layer: _contract(rows) for layer, rows in found.items()}


SCHEMAS = _contracts()
"""The contract of every layer, by name."""
