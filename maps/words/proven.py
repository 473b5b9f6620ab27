"""What the bound of a certificate is a bound of, in the reader's language.

A certificate says it in English, by the sentences of the messages ``proven-…``: one after the other, ``; ``
between them, one within another where a figure of a message is a sentence itself.
"""

from __future__ import annotations

import re
from functools import cache

from gisplan_catalogue import catalogue, codes
from gisplan_words import Message, Said, Sayable, Series
from maps.words.text import tidy


def proven_words(proven: object) -> Said:
    """Say what was proven; a sentence that no message has, such as a solver's own, stays as it is."""
    return Series(tuple(_said(part) for part in tidy(proven, 600).split("; ")), "faults")


def _said(part: str) -> Sayable:
    for code, form in _forms():
        found = form.fullmatch(part)
        if found:
            return Message(code, {name: _said(text) for name, text in found.groupdict().items()})
    return part


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give the English sentences with a group for every figure, those of fewer figures first."""
    entries = catalogue("en").entries
    texts = {code: entries[code].splitlines()[0].partition("= ")[2] for code in codes(begins="proven-")}
    forms = [
        (code, re.compile(re.sub(r"\\\{\\ \\\$(\w+)\\ \\\}", r"(?P<\1>.+)", re.escape(text))))
        for code, text in texts.items()
    ]
    return tuple(sorted(forms, key=lambda form: form[1].groups))
