"""Figures as the reader of a language writes them: counts, shares, money, lengths, energy.

How a language writes a unit stands in its catalogue, as message ``unit-<name>``. An attribute
``from-8-by-8-to-2`` says that figures of 10^8 and more are written in units of 10^8 with two digits, as
Chinese counts in 亿 and English in bn; the pages' script follows the same messages. An attribute ``one`` says
a single one. Babel groups the digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from babel.numbers import format_decimal, get_currency_name

from gisplan_catalogue import forms, tag_of, text_of
from gisplan_words import Said

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE: Final = "—"
"""What stands for a figure that is not there."""

UNITS: Final[Mapping[str, tuple[str, int]]] = {
    "": ("none", 0),
    "count": ("none", 0),
    "one": ("none", 1),
    "chargers": ("chargers", 0),
    "stations": ("stations", 0),
    "sites": ("sites", 0),
    "people": ("people", 0),
    "share": ("share", 1),
    "currency": ("currency", 0),
    "currency/kWh": ("currency-kwh", 2),
    "currency/kg": ("currency-kg", 1),
    "currency/year": ("currency-year", 0),
    "m": ("m", 0),
    "km": ("km", 1),
    "m²": ("m2", 0),
    "kW": ("kw", 0),
    "MW": ("mw", 1),
    "hour": ("hour", 0),
    "kWh/day": ("kwh-day", 0),
    "kg": ("kg", 0),
    "kg/day": ("kg-day", 0),
    "MPa": ("mpa", 0),
    "min": ("min", 1),
    "chainage": ("chainage", 1),
    "year": ("year", 0),
    **{
        name: (name, 0)
        for name in ("kinds", "districts", "cities", "zones", "places", "sources", "vehicles", "edges")
    },
    "trips/day": ("trips-day", 0),
    "chargers/year": ("chargers-year", 0),
    "capacity / demand": ("ratio", 2),
}
"""Units by name: what their message is called, and the digits kept after the point."""


@dataclass(frozen=True)
class Figure(Said):
    """A number in a unit.

    Parameters
    ----------
    value
        The number; None, NaN and infinite say `NONE`. Shares are of 1; one below the whole is not written as
        100 %, nor one above nothing as 0 %.
    unit
        One of `UNITS`; another text stands behind the number as it is.
    decimals
        Digits kept after the point; None takes those of the unit.
    currency
        ISO 4217 code of money.
    asked
        What it is held against: a share that misses it is not written as if it reached it.
    like
        A figure of the same column, whose step of the unit (万, 亿) is taken: a column has one unit.
    """

    value: float | None
    unit: str = ""
    decimals: int | None = None
    currency: str = ""
    like: float | None = None
    asked: float | None = None

    def said(self, language: str) -> str:
        """Give the figure as a reader of the language writes it."""
        number = as_number(self.value)
        if number is None:
            return NONE
        name, decimals = UNITS.get(self.unit, ("none", 0 if number == int(number) else 2))
        decimals = decimals if self.decimals is None else self.decimals
        if self.unit == "year":
            return f"{number:.0f}"
        if self.unit == "share":
            number = _per_cent(number, decimals, self.asked)
        *scaled, (_, by, _, form) = unit_forms(name, language)
        if number == 1 and decimals == 0:
            form = form_of_one(name, language) or form
        if self.decimals is None:
            size = abs(number if self.like is None else self.like)
            for start, divisor, places, text in scaled:
                if size >= start:
                    small = self.like is not None and 0.0 < abs(number) < start
                    by, decimals, form = divisor, max(places, 2) if small else places, text
                    break
        text = form.replace("{number}", grouped(number / by, decimals, language))
        if self.unit.startswith("currency"):
            text = text.replace("{currency}", currency_name(self.currency, language))
        return text if self.unit in UNITS else f"{text} {self.unit}"


def _per_cent(share: float, decimals: int, asked: float | None) -> float:
    """Round a share to digits of a per cent, but not to what it misses: all, nothing, or what is asked."""
    unit = 10**decimals
    scaled = share * 100 * unit
    down, nearest = math.floor(scaled + 1e-6), math.floor(scaled + 0.5)
    limits = [1.0] if asked is None else [1.0, asked]
    if any(share < limit <= nearest / (100 * unit) + 1e-12 for limit in limits):
        nearest = down
    return (1 if nearest == 0 and share > 0.0 else nearest) / unit


@cache
def unit_forms(name: str, language: str) -> tuple[tuple[float, float, int, str], ...]:
    """Give how a language writes a unit.

    Parameters
    ----------
    name
        Of the message, as in `UNITS`.

    Returns
    -------
    Steps, the greatest first: the least figure it holds for, what the figure is divided by, digits after the
    point, and the text with ``{number}`` and ``{currency}``. The last one holds for all figures.
    """
    texts = forms(f"unit-{name}", language, number="{number}", currency="{currency}")
    steps = []
    for attribute, text in texts.items():
        if attribute.startswith("from-"):
            start, by, digits = (int(part) for part in attribute.split("-")[1::2])
            steps.append((10.0**start, 10.0**by, digits, text))
    return (*sorted(steps, reverse=True), (0.0, 1.0, 0, texts[""]))


@cache
def form_of_one(name: str, language: str) -> str | None:
    """Give the text of a single one, where the language says it otherwise (attribute ``one``)."""
    return forms(f"unit-{name}", language, number="{number}", currency="{currency}").get("one")


def grouped(number: float, decimals: int, language: str) -> str:
    """Give a number with its digits grouped as the language groups them."""
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    # minus zero is no figure that a reader knows
    return str(format_decimal(round(number, decimals) + 0.0, pattern, locale=tag_of(language)))


@cache
def currency_name(code: str, language: str) -> str:
    """Give what a language calls a currency beside a figure, such as 元 for CNY in Chinese.

    Parameters
    ----------
    code
        ISO 4217 code.
    """
    own = text_of(f"currency-{code}", language)
    if own is not None or text_of("currency-by", language) == "code":
        return own or code
    return str(get_currency_name(code, locale=tag_of(language)))


def as_number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    """Give a finite number, or None for what is none."""
    if value is None or isinstance(value, (bool, str)):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
