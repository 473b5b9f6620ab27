"""Parts of a paper: chapters of articles and sections, and numbers as each language counts chapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gisplan_words import Said

if TYPE_CHECKING:
    from gisplan.report.parts import Section

_DIGITS: Final = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Ordinal(Said):
    """A number below 100 as chapters are counted: in Chinese as a word, else in digits."""

    number: int

    def said(self, language: str) -> str:
        """Give the number as the language counts chapters."""
        if language != "zh":
            return str(self.number)
        tens, ones = divmod(self.number, 10)
        before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
        return before + ("" if tens and not ones else _DIGITS[ones])


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    Parameters
    ----------
    title
        What it is about.
    articles
        Provisions, counted on through the whole paper.
    sections
        What follows them: texts, tables and pictures.
    annex
        Whether it stands after the chapters, and is counted apart.
    """

    title: Said
    articles: tuple[Said, ...] = ()
    sections: tuple[Section, ...] = ()
    annex: bool = False


@dataclass(frozen=True)
class Paper:
    """One paper: its title and its chapters in reading order, those of the annex last."""

    title: Said
    chapters: tuple[Chapter, ...]
