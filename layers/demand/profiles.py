"""Day types: how much energy each demand class takes on a day, and at which hours it takes it.

The figures stand in ``data/rules/profiles.toml``; a region's folder may hold a ``profiles.toml`` that
replaces day types, curves and figures by their names.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan_errors import LayerError
from gisplan_files import read_toml
from gisplan_words import lines, listed, message
from layers.demand.parameters import Coefficient
from layers.demand.reading import NEEDED, figure_faults
from layers.vocabulary import CHARGING_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan_words import Message, Sayable

FILE: Final = "profiles.toml"
CLASSES: Final = CHARGING_CLASSES
"""Demand classes in the order of every array."""
HOURS: Final = 24
WHOLE: Final = 1000
"""Per mille of a day's energy."""
_SOURCE: Final = ("source", "tag", "as_of")
_NAMED: Final = {
    "simultaneity": ("exceeded",),
    "power_share": ("AC", "DC"),
    "sessions": CLASSES,
    "behaviour": ("spread", "patience", "tries", "give_up", "speed"),
}
"""Tables of figures, and the figures that each must have."""
_POSITIVE: Final = ("power_share", "sessions", "behaviour.tries", "behaviour.speed")


@dataclass(frozen=True)
class DayType:
    """A kind of day, and which days of a year are of it.

    Attributes
    ----------
    name_zh, name_en
        What readers call it.
    weekdays
        Days of the week, 1 is Monday; empty: it begins on dates.
    begins
        Dates that it begins on: of every year (``10-01``), or one of each year (``2027-02-05``).
    length
        Days from such a date.
    range_loss
        Share of the range in mild weather that its cold takes, in place of the season's; None: it says none.
    """

    name_zh: str
    name_en: str
    weekdays: tuple[int, ...] = ()
    begins: tuple[str, ...] = ()
    length: int = 0
    range_loss: Coefficient | None = None


@dataclass(frozen=True)
class Curve:
    """The energy of a demand class on a day: over that of the mean day, and by hour.

    Attributes
    ----------
    energy
        Share of the mean day's energy.
    per_mille
        Energy drawn in each hour from 0-1 to 23-24 o'clock, per mille of the day's.
    source, tag, as_of
        Where its form comes from.
    """

    energy: Coefficient
    per_mille: tuple[float, ...]
    source: str
    tag: str
    as_of: str


@dataclass(frozen=True)
class DayProfiles:
    """Day types, curves and the figures of load and sessions.

    Attributes
    ----------
    days
        Day types by name, in the order of every array; of several on one date the later one holds.
    curves
        A curve of every day type and demand class.
    season
        Share of the range that each month takes, with its source.
    figures
        Further figures by name, such as ``sessions.taxi``.
    """

    days: Mapping[str, DayType]
    curves: Mapping[tuple[str, str], Curve]
    season: Mapping[str, Any]
    figures: Mapping[str, Coefficient]

    def value(self, name: str) -> float:
        """Give the value of a figure, such as ``power_share.DC``, in its own unit."""
        return self.figures[name].value

    @cached_property
    def month_factor(self) -> NDArray[np.float64]:
        """Energy of each month over the year's mean, shape (12,): one over the range that is left."""
        left = 1.0 / (1.0 - np.asarray(self.season["range_loss"], dtype=np.float64))
        return np.asarray(left / left.mean())

    @cached_property
    def energy(self) -> NDArray[np.float64]:
        """Energy of a day over the mean day's, shape (days, classes)."""
        plain = np.array([[self.curves[day, name].energy.value for name in CLASSES] for day in self.days])
        left = np.mean([1.0 / (1.0 - loss) for loss in self.season["range_loss"]])
        losses = [None if day.range_loss is None else day.range_loss.value for day in self.days.values()]
        cold = [[1.0 if loss is None else 1.0 / (1.0 - loss) / left] for loss in losses]
        return np.asarray(plain * np.array(cold))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Share of its day's energy that an hour draws, shape (days, classes, 24); each day sums to 1."""
        rows = [[self.curves[day, name].per_mille for name in CLASSES] for day in self.days]
        return np.asarray(rows, dtype=np.float64) / WHOLE

    def calendar(self, year: int) -> tuple[list[str], NDArray[np.float64]]:
        """Give the day type of every day of a year, and the season's factor on its energy.

        The season holds on days that are told by their weekday; others tell their own energy.

        Raises
        ------
        LayerError
            A day type that begins on another date each year has none for this one.
        """
        first = dt.date(year, 1, 1)
        dates = [first + dt.timedelta(days=at) for at in range((dt.date(year + 1, 1, 1) - first).days)]
        kinds, factor = [""] * len(dates), np.ones(len(dates))
        for name, day in self.days.items():
            begun = _begin(name, day, year)
            for at, date in enumerate(dates):
                if date.isoweekday() in day.weekdays:
                    kinds[at], factor[at] = name, self.month_factor[date.month - 1]
                elif begun is not None and 0 <= (date - begun).days < day.length:
                    kinds[at], factor[at] = name, 1.0
        return kinds, factor

    def rows(self) -> list[dict[str, Any]]:
        """Tabulate every figure but the curves' hours: name, value, unit, source, tag, as_of."""
        found = [(name, one) for name, one in self.figures.items()]
        found += [
            (f"days.{name}.range_loss", day.range_loss) for name, day in self.days.items() if day.range_loss
        ]
        found += [(f"curves.{day}.{name}", curve.energy) for (day, name), curve in self.curves.items()]
        rows = [{"name": name, **{key: getattr(one, key) for key in NEEDED}} for name, one in found]
        source = {key: self.season[key] for key in _SOURCE}
        return rows + [
            {"name": f"season.range_loss.{month}", "value": float(loss), "unit": "share", **source}
            for month, loss in enumerate(self.season["range_loss"], start=1)
        ]


def _begin(name: str, day: DayType, year: int) -> dt.date | None:
    if not day.begins:
        return None
    yearly = [text for text in day.begins if len(text) == len("10-01")]
    found = [f"{year}-{text}" for text in yearly] or [text for text in day.begins if text[:4] == str(year)]
    if not found:
        raise LayerError(message("profiles-no-date", day=name, year=str(year), file=FILE))
    return dt.date.fromisoformat(found[0])


def read_profiles(path: Path) -> DayProfiles:
    """Read the shipped day types.

    Raises
    ------
    LayerError
        The file is not TOML or not whole, or a curve does not sum to its day; every fault is named.
    """
    return _whole(path, _parts(path))


def region_profiles(folder: Path, usual: DayProfiles) -> DayProfiles:
    """Give the day types of a region: the usual ones, with those of its own ``profiles.toml`` in their place.

    Raises
    ------
    LayerError
        As from `read_profiles`.
    """
    path = folder / FILE
    if not path.is_file():
        return usual
    own = _parts(path)
    parts = {name: {**getattr(usual, name), **own[name]} for name in ("days", "curves", "season", "figures")}
    return _whole(path, parts)


def _whole(path: Path, parts: Mapping[str, Mapping[Any, Any]]) -> DayProfiles:
    """Check that nothing is missing: a curve of every day and class, the season, the figures."""
    faults: list[Sayable] = []
    for day in parts["days"]:
        lacks = [name for name in CLASSES if (day, name) not in parts["curves"]]
        if lacks:
            faults.append(message("profiles-no-curve", day=day, classes=listed(lacks)))
    needed = [f"{table}.{name}" for table, names in _NAMED.items() for name in names]
    faults += [message("layers-figure-missing", key=name) for name in needed if name not in parts["figures"]]
    faults += [message("layers-figure-missing", key=key) for key in ("season",) if not parts["season"]]
    known = listed(parts["days"])
    strange = {day for day, _ in parts["curves"]} - {*parts["days"]}
    faults += [message("profiles-day", day=day, known=known) for day in sorted(strange)]
    _refuse(path, faults)
    return DayProfiles(parts["days"], parts["curves"], parts["season"], parts["figures"])


def _parts(path: Path) -> dict[str, dict[Any, Any]]:
    """Read what a file gives, all faults at once."""
    table = read_toml(path, LayerError)
    faults: list[Sayable] = []
    known = ("days", "season", "curves", *_NAMED)
    faults += [
        message("layers-figure-key", key=key, known=listed(known)) for key in table if key not in known
    ]
    for name in ("days", "season", *_NAMED):
        if not isinstance(table.setdefault(name, {}), dict):
            faults.append(message("layers-figure-table", value=f"{name} = {table[name]!r}", known=name))
    curves = table.setdefault("curves", [])
    if not isinstance(curves, list) or not all(isinstance(row, dict) for row in curves):
        faults.append(message("layers-figure-table", value=f"curves = {curves!r}", known="[[curves]]"))
    _refuse(path, faults)
    faults += _figure_table_faults(table)
    faults += [one for name, row in table["days"].items() for one in _of(f"days.{name}", _day_faults(row))]
    faults += [*_of("season", _season_faults(table["season"]))]
    for at, row in enumerate(curves, start=1):
        faults += _of(f"curves {at}", _curve_faults(row))
    _refuse(path, faults)
    pairs = [((day, name), row) for row in curves for day in row["days"] for name in row["classes"]]
    twice = sorted({key for at, (key, _) in enumerate(pairs) if key in [pair for pair, _ in pairs[:at]]})
    _refuse(path, [message("profiles-twice", day=day, name=name) for day, name in twice])
    return {
        "days": {name: _day(row) for name, row in table["days"].items()},
        "season": table["season"],
        "figures": {
            f"{part}.{name}": Coefficient(**row) for part in _NAMED for name, row in table[part].items()
        },
        "curves": {key: _curve(row) for key, row in pairs},
    }


def _figure_table_faults(table: Mapping[str, Any]) -> Iterator[Message]:
    for part, names in _NAMED.items():
        for name, row in table[part].items():
            key = f"{part}.{name}"
            if name not in names:
                yield message("layers-figure-key", key=key, known=listed(names))
            else:
                yield from _of(key, _value_faults(key, row))


def _value_faults(key: str, row: Any) -> Iterator[Message]:  # noqa: ANN401 - a TOML value is of any kind
    faults = figure_faults(row)
    yield from faults
    if faults:
        return
    value = row["value"]
    most = 1.0 if row["unit"] == "share" else math.inf
    zero = not key.startswith(_POSITIVE) and key != "simultaneity.exceeded"
    if not (0.0 <= value <= most and math.isfinite(value)) or (value == 0.0 and not zero):
        yield message("profiles-value", value=f"{value:g}", unit=row["unit"])


def _day_faults(row: Any) -> Iterator[Message]:  # noqa: ANN401
    texts = ("name_zh", "name_en", *_SOURCE)
    if not isinstance(row, dict):
        yield message("layers-figure-table", value=repr(row), known=listed(texts))
        return
    own = ("weekdays", "begins", "length", "range_loss")
    yield from figure_faults({key: value for key, value in row.items() if key not in own}, texts, ())
    weekdays, begins = row.get("weekdays", []), row.get("begins", [])
    if bool(weekdays) == bool(begins) or not (isinstance(weekdays, list) and isinstance(begins, list)):
        yield message("profiles-when")
    elif not all(day in range(1, 8) for day in weekdays):
        yield message("profiles-weekdays", value=str(weekdays))
    elif begins and not (isinstance(row.get("length"), int) and 1 <= row["length"] <= 366):
        yield message("profiles-length", value=repr(row.get("length")))
    else:
        wrong = [text for text in begins if not _is_date(text)]
        if wrong:
            yield message("profiles-dates", value=str(wrong))
    if "range_loss" in row:
        found = [*_value_faults("range_loss", row["range_loss"])]
        yield from _of("range_loss", found)
        if not found and row["range_loss"]["value"] >= 1:
            yield message("profiles-range-loss", value=f"{row['range_loss']['value']:g}")


def _is_date(text: Any) -> bool:  # noqa: ANN401
    try:
        dt.date.fromisoformat(text if len(text) > len("10-01") else f"2000-{text}")
    except (TypeError, ValueError):
        return False
    return True


def _season_faults(row: Mapping[str, Any]) -> Iterator[Message]:
    if not row:
        return
    yield from figure_faults({key: value for key, value in row.items() if key != "range_loss"}, _SOURCE, ())
    losses = row.get("range_loss", [])
    if not _numbers(losses, 12) or not all(loss < 1.0 for loss in losses):
        yield message("profiles-season", value=str(losses))


def _curve_faults(row: Mapping[str, Any]) -> Iterator[Message]:
    own = ("days", "classes", "energy", "per_mille")
    yield from figure_faults({key: value for key, value in row.items() if key not in own}, _SOURCE, ())
    for key in own:
        if key not in row:
            yield message("layers-figure-missing", key=key)
    for key in ("days", "classes"):
        values = row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield message("layers-figure-text", key=key, value=repr(values))
    strange = [name for name in row.get("classes", []) if name not in CLASSES]
    if strange:
        yield message("profiles-class", names=listed(strange), known=listed(CLASSES))
    if "energy" in row:
        yield from _of("energy", _value_faults("energy", row["energy"]))
    hours = row.get("per_mille", [])
    if not _numbers(hours, HOURS):
        yield message("profiles-hours", value=str(hours))
    elif abs(math.fsum(hours) - WHOLE) > 1e-6:
        yield message("profiles-sum", value=f"{math.fsum(hours):.10g}")


def _numbers(values: Any, count: int) -> bool:  # noqa: ANN401
    """Tell whether a value is a list of so many numbers that are finite and not below zero."""
    return (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
        and all(math.isfinite(one) and one >= 0 for one in values)
    )


def _day(row: Mapping[str, Any]) -> DayType:
    loss = row.get("range_loss")
    return DayType(
        row["name_zh"],
        row["name_en"],
        tuple(row.get("weekdays", ())),
        tuple(row.get("begins", ())),
        row.get("length", 0),
        None if loss is None else Coefficient(**loss),
    )


def _curve(row: Mapping[str, Any]) -> Curve:
    source = {key: row[key] for key in _SOURCE}
    return Curve(Coefficient(**row["energy"]), tuple(float(one) for one in row["per_mille"]), **source)


def _of(place: str, faults: Iterable[Message]) -> Iterator[Message]:
    return (message("layers-of", place=place, fault=fault) for fault in faults)


def _refuse(path: Path, faults: Iterable[Sayable]) -> None:
    found = [message("layers-of", place=str(path), fault=fault) for fault in faults]
    if found:
        raise LayerError(lines(found))
