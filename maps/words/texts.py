"""Texts of shipped data, such as sources and units, in both languages; what exists in one only is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from gisplan_data import data_folder
from gisplan_files import read_rows
from gisplan_words import Said
from maps.words.text import LONGEST_SAID, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


PARTS: Final = re.compile(r"(; | \| )")
"""What stands between the parts of a source."""

_OPEN: Final = {"#": r"\d{6}", "~": r".{1,24}"}
"""What a mark of the table stands for: the code of a district; a name, or the place in a document."""


@cache
def _table() -> tuple[dict[str, dict[str, str]], list[tuple[re.Pattern[str], dict[str, str]]]]:
    """Give the texts that stand in the table, and the patterns of those with a mark."""
    whole, open_ = {}, []
    for row in read_rows(data_folder() / "words" / "texts.csv"):
        texts = {"zh": row["zh"], "en": row["en"] or row["text"]}
        mark = next((mark for mark in _OPEN if mark in row["text"]), None)
        if mark is None:
            whole[row["text"]] = texts
        else:
            before, after = map(re.escape, row["text"].split(mark))
            open_.append(
                (
                    re.compile(f"{before}({_OPEN[mark]}){after}"),
                    {k: text.replace(mark, "{}") for k, text in texts.items()},
                )
            )
    return whole, open_


@cache
def part_texts(part: str) -> Mapping[str, str] | None:
    """Give a part of a source by language; None where the table knows neither it nor its sides of a colon.

    Parameters
    ----------
    part
        Text between the marks of `PARTS`.
    """
    whole, patterns = _table()
    text = part.removesuffix(" …")
    if text in whole:
        return whole[text]
    for pattern, texts in patterns:
        if found_at := pattern.fullmatch(text):
            return {language: said.format(found_at[1]) for language, said in texts.items()}
    head, colon, rest = text.partition(": ")
    if colon and (before := part_texts(head)) and (after := part_texts(rest)):
        between = {"zh": "：", "en": colon}
        return {language: before[language] + between[language] + after[language] for language in between}
    return None


@dataclass(frozen=True)
class DataText(Said):
    """A text of data, its parts in the reader's language where the table knows them.

    Parameters
    ----------
    text
        As the data has it.
    longest
        Characters shown: a text is said first and then cut, or the part that is cut would stay unknown.
    """

    text: str
    longest: int

    def said(self, language: str) -> str:
        """Give the text in a language, parts that exist in one only as they are."""
        parts = PARTS.split(self.text)
        known = [part_texts(part) or {} for part in parts]
        said = [texts.get(language, texts.get("en", part)) for texts, part in zip(known, parts, strict=True)]
        line = "".join(part if at % 2 == 0 or language != "zh" else "；" for at, part in enumerate(said))
        return tidy(line, self.longest)


def data_text(value: object, longest: int = 240) -> DataText:
    """Give a text of data to show, tidied."""
    return DataText(tidy(value, LONGEST_SAID), longest)


def known_parts(texts: Iterable[object]) -> dict[str, Mapping[str, str]]:
    """Give the parts of some texts that the table knows, by language, for the pages' script."""
    parts = {part for text in texts for part in PARTS.split(tidy(text, LONGEST_SAID))[::2]}
    return {part: found for part in sorted(parts) if (found := part_texts(part))}
