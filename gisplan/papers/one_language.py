"""One language a document: what data says in another is translated where known, else left out and named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from gisplan.report.office import clean
from gisplan.report.parts import ReportTable
from gisplan_numbers import NONE
from gisplan_words import Said, listed, message
from maps.words.text import LONGEST_SAID
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.report.parts import Section
    from gisplan_words import Sayable

CHINESE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]")
BETWEEN: Final = "；"


@dataclass(frozen=True)
class Tongue:
    """The one language of a paper.

    Parameters
    ----------
    language
        Of all texts.
    known
        Names that data has in Chinese alone, such as those of governments, by language.
    """

    language: str
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, value: Sayable) -> str:
        """Give a text in the language, as far as it is known there."""
        text = value.said(self.language) if isinstance(value, Said) else str(value)
        if self.foreign(text) or not isinstance(value, Said):
            text = self._translated(text)
        return clean(text)

    def foreign(self, text: str) -> bool:
        """Tell whether a text holds Chinese where it should not."""
        return self.language != "zh" and CHINESE.search(text) is not None

    def _translated(self, text: str) -> str:
        parts = [
            self.known[part][self.language] if part in self.known else part for part in text.split(BETWEEN)
        ]
        said = [data_text(part, LONGEST_SAID).said(self.language) for part in parts]
        return (BETWEEN if self.language == "zh" else "; ").join(said)

    def section(self, section: Section) -> Section:
        """Give a section in the language alone: what exists in Chinese only is named and left out."""
        table = section.table
        if table is None:
            return section
        cells = [[cell if isinstance(cell, Said) else self.say(cell) for cell in row] for row in table.rows]
        lost = [[self.foreign(self.say(cell)) for cell in row] for row in cells]
        columns = [sum(column) for column in zip(*lost, strict=True)] or [0] * len(table.headers)
        left_over = [
            any(not gone[at] and self.say(row[at]) for row, gone in zip(cells, lost, strict=True))
            for at in range(len(columns))
        ]
        kept = [
            at for at, count in enumerate(columns) if not count or (2 * count < len(cells) and left_over[at])
        ]
        rows = [
            tuple(NONE if gone[at] else row[at] for at in kept) for row, gone in zip(cells, lost, strict=True)
        ]
        left = [head for head, count in zip(table.headers, columns, strict=True) if count]
        note = (message("papers-chinese-only", columns=listed(left)),) if left else ()
        heads = tuple(table.headers[at] for at in kept)
        return replace(
            section, paragraphs=(*section.paragraphs, *note), table=ReportTable(heads, tuple(rows))
        )
