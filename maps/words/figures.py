"""Figures as a reader writes them: counts, shares, money, distances, in Chinese and English."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from gisplan_numbers import Figure
from maps.words.text import Pair, is_null, pair, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NONE: Final = Pair("—", "—")


def _number(value: object) -> float | None:
    if is_null(value) or isinstance(value, bool):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def count(value: object, decimals: int = 0) -> Pair:
    """Give a number with thousands separators."""
    number = _number(value)
    if number is None:
        return NONE
    text = f"{number + 0.0:,.{decimals}f}"
    return Pair(text, text)


def share(value: object, decimals: int = 1) -> Pair:
    """Give a share of 0 to 1 as a percentage, rounded down so that it never claims more than was reached."""
    number = _number(value)
    if number is None:
        return NONE
    scale = 10**decimals
    text = f"{math.floor(number * 100 * scale + 1e-9) / scale:.{decimals}f} %"
    return Pair(text, text)


def money(value: object, currency: str) -> Pair:
    """Give money as each language counts it."""
    said = Figure(_number(value), "currency", currency=currency)
    return Pair(said.zh, said.en)


def metres(value: object) -> Pair:
    """Give a distance in metres, from 10 km on in kilometres."""
    number = _number(value)
    if number is None:
        return NONE
    if number >= 10_000:
        return Pair(f"{number / 1000:,.1f} 公里", f"{number / 1000:,.1f} km")
    return Pair(f"{number:,.0f} 米", f"{number:,.0f} m")


def energy(value: object) -> Pair:
    """Give kWh/day in 万千瓦时/日 and MWh/day."""
    number = _number(value)
    if number is None:
        return NONE
    if abs(number) < 10_000:
        return Pair(f"{number:,.0f} 千瓦时/日", f"{number:,.0f} kWh/day")
    return Pair(f"{number / 1e4:,.1f} 万千瓦时/日", f"{number / 1e3:,.0f} MWh/day")


def hydrogen(value: object) -> Pair:
    """Give kg/day of hydrogen."""
    text = count(value)
    return NONE if text == NONE else Pair(f"{text.zh} 千克/日", f"{text.en} kg/day")


def people(value: object) -> Pair:
    """Give people, from 100,000 on in 万人 in Chinese."""
    number = _number(value)
    if number is None:
        return NONE
    zh = f"{number / 1e4:,.1f} 万人" if number >= 100_000 else f"{number:,.0f} 人"
    return Pair(zh, f"{number:,.0f}")


def _suffixed(zh: str, en: str) -> Callable[[object], Pair]:
    def written(value: object) -> Pair:
        text = count(value)
        return NONE if text == NONE else Pair(f"{text.zh} {zh}", f"{text.en} {en}".strip())

    return written


def _decimals(zh: str, en: str, places: int) -> Callable[[object], Pair]:
    def written(value: object) -> Pair:
        text = count(value, places)
        return NONE if text == NONE else Pair(f"{text.zh} {zh}", f"{text.en} {en}")

    return written


UNITS: Final[Mapping[str, Callable[[object], Pair]]] = {
    "chargers": _suffixed("台", ""),
    "stations": _suffixed("座", ""),
    "sites": _suffixed("处", ""),
    "share": share,
    "people": people,
    "kWh/day": energy,
    "kg/day": hydrogen,
    "m": metres,
    "kW": _suffixed("千瓦", "kW"),
    "km": _suffixed("公里", "km"),
    "min": _decimals("分钟", "min", 1),
}
"""Units of a headline figure; another unit is written behind the number as it is."""


def with_unit(value: object, unit: object, currency: str = "") -> Pair:
    """Give a value with its unit; text is shown as it is, and an unknown unit stands behind the number."""
    if isinstance(value, str):
        return pair(value)
    name = tidy(unit)
    if name in UNITS:
        return UNITS[name](value)
    number = _number(value)
    if name.startswith("currency"):
        said = Figure(number, name, currency=currency)
        return Pair(said.zh, said.en)
    text = count(value, 0 if number is None or number == int(number) else 2)
    return NONE if text == NONE else Pair(f"{text.zh} {name}".strip(), f"{text.en} {name}".strip())
