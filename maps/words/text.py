"""Bilingual text made safe to show: names and sources come from files that strangers edit."""

from __future__ import annotations

import math
import unicodedata
from typing import Any, NamedTuple

from markupsafe import Markup, escape

LONGEST = 160
"""Characters of a text that a page shows; a longer one ends in an ellipsis."""


class Pair(NamedTuple):
    """The same text in Chinese and in English.

    Attributes
    ----------
    zh, en
        The text.
    """

    zh: str
    en: str

    def __html__(self) -> str:
        """Give both languages as markup; the style sheet hides the one not chosen."""
        # a number and its per cent sign stay on one line
        zh, en = (text.replace(" %", "\u00a0%") for text in self)
        if zh == en:
            return str(escape(zh))
        return str(Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(zh, en))


def tidy(value: object, longest: int = LONGEST) -> str:
    """Give a value as one line of visible text.

    Control characters, zero-width marks and bidirectional overrides go (they hide or reorder what an
    official reads), lone surrogates go (they cannot be written as UTF-8), and a long text is cut.

    Parameters
    ----------
    value
        Anything; null gives an empty text.
    longest
        Characters kept.
    """
    if is_null(value):
        return ""
    text = str(value)
    if len(text) <= longest and text.isprintable() and "  " not in text and text == text.strip():
        return text
    kept = "".join(
        " " if mark.isspace() else mark
        for mark in text[: longest * 4]
        if mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def is_null(value: object) -> bool:
    """Tell whether a value is None, NaN, NaT or pandas' NA."""
    # pandas' own two are told by their types' names: a word is looked up without loading pandas
    return (
        value is None
        or type(value).__name__ in {"NAType", "NaTType"}
        or (isinstance(value, float) and math.isnan(value))
    )


def pair(value: Any) -> Pair:  # noqa: ANN401  text, a pair of texts, or a dict with zh and en
    """Give text, a (Chinese, English) tuple or a ``{"zh": …, "en": …}`` dict as a tidy pair.

    Parameters
    ----------
    value
        Text, tuple of two texts, or dict with ``zh`` and ``en``.

    Returns
    -------
    Pair
        Both texts without needless blanks.
    """
    if isinstance(value, dict):
        zh, en = value.get("zh"), value.get("en")
    elif isinstance(value, (tuple, list)) and len(value) == 2:
        zh, en = value
    else:
        zh = en = value
    first, second = tidy(zh, 600), tidy(en, 600)
    return Pair(first or second, second or first)
