"""Figures of tables, whose unit is data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.numbers import is_currency

from gisplan_numbers import UNITS, Figure, as_number, currency_name, unit_forms
from gisplan_words import message
from maps.words.text import tidy, told
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan_words import Said


def scale_of(values: Iterable[Any]) -> float | None:
    """Give the figure whose step of the unit (万, 亿) a whole column takes; None where it has no figure.

    Parameters
    ----------
    values
        Cells of a table: the smallest counts, but for those below a thousandth of the greatest.
    """
    sizes = [abs(number) for value in values if (number := as_number(value))]
    return max(min(sizes), max(sizes) / 1000) if sizes else None


def with_unit(value: Any, unit: object, currency: str = "", asked: float | None = None) -> Said:  # noqa: ANN401
    """Give a value with its unit; text is shown as it is, and an unknown unit stands behind the number.

    Parameters
    ----------
    value, unit
        A number and one of `gisplan_numbers.UNITS`, or a document's own price, such as ``CNY/kg``.
    currency
        ISO 4217 code of money whose unit is ``currency``.
    asked
        What the value is held against; a share that misses it is not written as if it reached it.
    """
    if isinstance(value, str):
        return told(value)
    name, mark, per = tidy(unit).partition("/")
    if is_currency(name):
        return Figure(value, f"currency{mark}{per}", currency=name)
    return Figure(value, f"{name}{mark}{per}", currency=currency, asked=as_number(asked))


def unit_name(unit: str, language: str, currency: str = "") -> str:
    """Give what a language calls a unit where it stands by itself, as in the heading of a column.

    Parameters
    ----------
    unit
        One of `layers.columns.UNITS`.
    language
        Of the name.
    currency
        ISO 4217 code of money.
    """
    if unit not in UNITS:
        return data_text(unit).said(language)
    *_, (_, _, _, form) = unit_forms(UNITS[unit][0], language)
    name = currency_name(currency, language) if currency else ""
    words = form.replace("{number}", "").replace("{currency}", name).split()
    return " ".join(words).replace(" /", "/")


def signed(difference: float, unit: object, currency: str = "") -> Said:
    """Give what two figures differ by, with its sign; 0 has none.

    Parameters
    ----------
    difference, unit, currency
        As in `with_unit`.
    """
    text = with_unit(abs(difference), unit, currency)
    return message("compare-signed", sign="+" if difference > 0 else "−", figure=text) if difference else text
