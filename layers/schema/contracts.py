"""The columns of every layer: the contract between layers, checked by `layers.schema.checking`.

They stand in ``contracts.csv`` beside this module, a row a column, in the order they are written: ``layers``
that hold it (``;`` between them), its place in the ``key`` of a row, its ``kind`` (text, adcode, tier, date,
curve, hours, days, word, functions, number, count or flag; a row ``geometry`` has the types allowed), the
``words`` it may hold (a kind of the vocabulary, or the words with ``;`` between), ``least`` and ``most`` of a
number, and whether it may be ``empty`` (``absent``: the column itself may lack). Over ``absurd``, in
``unit``, no real one lies: the lint says so (assumption, an order of magnitude above practice).

A check's error is what a user reads after "expected": a message in the form of `gisplan_stored`, whose code
names the rule of the lint. Numbers that come as text count as numbers; their type is set after all checks
have passed, so that one bad value cannot hide another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pandera.pandas as pa

from gisplan_files import read_rows
from gisplan_stored import retold, written
from gisplan_words import listed, message, named
from layers.vocabulary import DEMAND_CLASSES, FUNCTIONS, TIER_NAME, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gisplan_words import Said, Sayable

    Row: TypeAlias = Mapping[str, str]

MARKUP = r"<\s*[A-Za-z/!?]"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
# from one minute to another of the same or the next day, 24:00 the end of a day
SPAN = rf"{TIME}-({TIME}|24:00)"
PATTERNS = {
    "adcode": (r"\d{6}", "district_code"),
    # A region names its own tiers; its loader refuses the others by name.
    "tier": (TIER_NAME, "tier"),
    "date": (r"undated|\d{4}(-\d{2}){0,2}", "date"),
    "curve": (r"(\d+(\.\d*)?(\s*;\s*\d+(\.\d*)?){23})?", "curve"),
    "hours": (rf"(?!.*(\d\d:\d\d)-\1)\s*{SPAN}(\s*;\s*{SPAN})*\s*", "hours"),
    "days": (r"\s*([1-7](-[1-7])?(\s*;\s*[1-7](-[1-7])?)*)?\s*", "days"),
}
TYPES = {"number": "float64", "count": "int64", "flag": "bool"}

MOST_COUNT: Final = 10**12
"""Most that anything is counted: whole numbers beyond 64 bits are none of a table."""


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
    limits
        Column name to the least and the most that a number may be.
    absurd
        Column to the most that any real one has, and its unit.
    optional
        Columns that may lack, to what stands in them then.
    """

    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    geometry: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    absurd: dict[str, tuple[int, str]] = field(default_factory=dict)
    optional: dict[str, float | str] = field(default_factory=dict)


def _text(row: Row) -> Iterator[pa.Check]:
    yield each(lambda cell: isinstance(cell, str), "text")
    yield _said(lambda cells: ~cells.str.contains(MARKUP), "markup")
    if not row["empty"]:
        yield _said(lambda cells: cells.str.strip() != "", "text-not-blank")
    if row["kind"] in PATTERNS:
        pattern, kind = PATTERNS[row["kind"]]
        yield _said(lambda cells: cells.str.fullmatch(pattern), kind)


def _word(row: Row) -> Iterator[pa.Check]:
    allowed = [*VOCABULARY.get(row["words"], row["words"].split(";")), *([""] if row["empty"] else [])]
    yield pa.Check.isin(allowed, error=_kept("vocabulary", words=listed(map(repr, allowed))))


def _functions(_: Row) -> Iterator[pa.Check]:
    holds = {"words": listed(FUNCTIONS)}
    yield each(lambda cell: set(str(cell).split(";")) <= set(FUNCTIONS), "vocabulary-functions", **holds)


def _flag(_: Row) -> Iterator[pa.Check]:
    yield each(lambda cell: isinstance(cell, bool | np.bool_), "flag")


def _limits(row: Row) -> tuple[float, float]:
    least = row["least"] or ("0" if row["kind"] == "count" else "")
    return float(least or -np.inf), float(row["most"] or np.inf)


def _number(row: Row) -> Iterator[pa.Check]:
    least, most = _limits(row)
    limits = {
        "least": message("expected-least", least=f"{least:g}") if row["least"] else "",
        "most": message("expected-most", most=f"{most:g}") if row["most"] else "",
    }
    yield _figure(lambda numbers: numbers.between(least, most), "number", **limits)


def _count(_: Row) -> Iterator[pa.Check]:
    yield _figure(
        lambda numbers: numbers.between(0, MOST_COUNT) & (numbers == np.floor(numbers)),
        "whole_number",
        most=MOST_COUNT,
    )


def expected(check: object) -> Said:
    """Say what a failed check expected, by what pandera calls it."""
    kept = _kept("not-null") if check == "not_nullable" else check
    return retold(kept, named(str(check), str(check)))


def each(good: Callable[[object], bool], kind: str, **figures: Sayable) -> pa.Check:
    """Check every cell of a column by itself; message ``expected-<kind>`` says what it should be."""
    return pa.Check(lambda cells: cells.map(good), error=_kept(kind, **figures))


def _kept(kind: str, **figures: Sayable) -> str:
    return json.dumps(written(message(f"expected-{kind}", **figures)), ensure_ascii=False)


def _said(good: Callable[[pd.Series[str]], pd.Series[bool]], kind: str) -> pa.Check:
    def holds(cells: pd.Series[Any]) -> pd.Series[bool]:
        # each text once: a layer repeats its sources and its words row by row
        at, distinct = pd.factorize(cells.astype(str), use_na_sentinel=False)
        return good(pd.Series(distinct)).take(at).set_axis(cells.index)

    return pa.Check(holds, error=_kept(kind))


def _figure(good: Callable[[pd.Series[float]], pd.Series[bool]], kind: str, **figures: Sayable) -> pa.Check:
    def holds(cells: pd.Series[Any]) -> pd.Series[bool]:
        # Text that is no number becomes NaN here, so it fails beside the others instead of hiding them.
        numbers = pd.to_numeric(cells, errors="coerce")
        fits: pd.Series[bool] = good(numbers) & np.isfinite(numbers)
        return fits

    return pa.Check(holds, error=_kept(kind, **figures))


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
                checks=list(CHECKS[row["kind"]](row)),
                nullable=row["kind"] == "number" and bool(row["empty"]),
                required=row["empty"] != "absent",
            )
            for name, row in held.items()
        },
        geometry=tuple(shapes),
        types={name: TYPES[row["kind"]] for name, row in held.items() if row["kind"] in TYPES},
        limits={name: _limits(row) for name, row in held.items() if row["kind"] in {"number", "count"}},
        absurd={name: (int(row["absurd"]), row["unit"]) for name, row in held.items() if row["absurd"]},
        optional={
            name: float("nan") if row["kind"] in TYPES else ""
            for name, row in held.items()
            if row["empty"] == "absent"
        },
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
