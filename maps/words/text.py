"""Texts made safe to show: names and sources come from files that strangers edit."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from gisplan_catalogue import SHIPPED, languages, tag_of
from gisplan_words import Named, Said, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 160
"""Characters of a text that a page shows; a longer one ends in an ellipsis."""

_MARKS: Final = "\u3000-\u303f\uff00-\uffef"
_CHINESE: Final = re.compile(f"[{_MARKS}]*[\u3400-\u9fff][\u3400-\u9fff{_MARKS}]*")
_ENGLISH: Final = re.compile(r"(?:^|[\s(:])[A-Z]?[a-z]{3,}(?![\w.-]*[\d_])")
"""A word of English, unless it is an id."""
_PARTS: Final = re.compile(r"(；|; | \| )")

LONGEST_SAID = 600
"""The same for a text that has several languages: a sentence, not a name."""


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


def told(value: Any) -> Said:  # noqa: ANN401 - a text, texts by language, or something that can be said
    """Give what data says as something that can be said in any language, tidied when it is shown.

    Parameters
    ----------
    value
        A `Said` as it is; texts by language, or in the order of `SHIPPED`; one text for all languages.

    Returns
    -------
    Said
        The value, tidied.
    """
    if isinstance(value, Said):
        return value
    if isinstance(value, (tuple, list)):
        value = dict(zip(SHIPPED, value, strict=True))
    elif not isinstance(value, dict):
        value = dict.fromkeys(SHIPPED, value)
    said = {language: tidy(text, LONGEST_SAID) for language, text in value.items()}
    return Named({language: text for language, text in said.items() if text})


def told_of(row: Mapping[Any, Any], stem: str = "name") -> Said:
    """Give what a row says in its columns ``<stem>_<language>``."""
    return told({language: row.get(f"{stem}_{language}") for language in languages()})


def shown_texts(value: Said) -> dict[str, str]:
    """Say something in every language, tidied: a figure of a message may come from data too."""
    return {language: tidy(text, LONGEST_SAID) for language, text in texts(value).items()}


def web_tag(language: str) -> str:
    """Give the tag of a language as the web writes it, such as ``zh-CN``."""
    return tag_of(language).replace("_", "-")


def as_shown(value: Any) -> Any:  # noqa: ANN401 - what a template prints
    """Give what a template prints: a `Said` as one element a language, anything else as it is.

    The style sheet of the page hides all languages but the chosen one. What a text has in another language
    than its own is marked as such.
    """
    if not isinstance(value, Said):
        return value
    # a number and its per cent sign stay on one line
    said = {language: text.replace(" %", "\u00a0%") for language, text in shown_texts(value).items()}
    if len(set(said.values())) == 1:
        text = next(iter(said.values()))
        return marked(text, "en" if _CHINESE.search(text) else "zh")
    span = Markup('<span lang="{}">{}</span>')
    return Markup().join(span.format(web_tag(lang), marked(text, lang)) for lang, text in said.items())


def marked(text: str, language: str) -> Markup:
    """Mark what a text has in another language than it should, for it exists in that one only.

    Parameters
    ----------
    text
        One line of text.
    language
        That it should be in.
    """
    only = Markup('<bdi lang="{}">{}</bdi>')
    parts = []
    if language == "zh":
        for part in _PARTS.split(text):
            foreign = _ENGLISH.search(part) and not _CHINESE.search(part)
            parts.append(only.format("en", part) if foreign else Markup.escape(part))
    else:
        at = 0
        for found in _CHINESE.finditer(text):
            parts += [Markup.escape(text[at : found.start()]), only.format("zh-CN", found[0])]
            at = found.end()
        parts.append(Markup.escape(text[at:]))
    return Markup().join(parts)
