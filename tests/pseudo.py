"""A made-up language of one file: English with every letter accented, between ⟦ and ⟧.

What a reader of it sees and is not accented was never translated: no catalogue was asked. Whoever writes for
readers adds his texts to a test of `untranslated`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

import gisplan_catalogue
import gisplan_numbers
from gisplan_data import data_folder
from layers.columns import columns
from maps.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pytest

LANGUAGE = "qps"
TAG = "de"
"""Of a language whose numbers are written unlike those of Chinese and English."""

PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ACCENTED = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
UNSAID = re.compile(r"[A-Za-z\u4e00-\u9fff]")


class _Accents(Transformer):  # type: ignore[misc]
    def visit_TextElement(self, node: Any) -> Any:  # noqa: N802
        node.value = node.value.translate(ACCENTS)
        return node

    visit_StringLiteral = visit_TextElement  # noqa: N815


def accented(text: str) -> str:
    """Say an English text in the made-up language."""
    return f"⟦{text.translate(ACCENTS)}⟧"


def catalogue_text() -> str:
    """Give the file of the made-up language: every message of English, and the label of every column."""
    resource = FluentParser().parse((data_folder() / "words" / "en.ftl").read_text("utf-8"))
    kept = []
    for entry in resource.body:
        if not isinstance(entry, ast.Message):
            continue
        code = entry.id.name
        if code == "language-tag":
            entry.value.elements[0].value = TAG
        elif not code.startswith(("between-", "currency-")):
            _Accents().visit(entry)
            for pattern in (entry.value, *(attribute.value for attribute in entry.attributes)):
                pattern.elements = [ast.TextElement("⟦"), *pattern.elements, ast.TextElement("⟧")]
        entry.comment = None
        kept.append(entry)
    labels = {
        f"column-{table}-{name}": accented(column.label_en)
        for table, found in columns().items()
        for name, column in found.items()
        if "<" not in name
    }
    lines = [f"{code} = {label}" for code, label in labels.items()]
    return FluentSerializer().serialize(ast.Resource(kept)) + "\n".join(lines) + "\n"


@contextmanager
def spoken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let gisplan speak the made-up language, from one file in a folder."""
    (folder / f"{LANGUAGE}.ftl").write_text(catalogue_text(), "utf-8")
    monkeypatch.setenv("GISPLAN_WORDS", str(folder))
    forget()
    yield LANGUAGE
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Let what is kept of the languages be read again."""
    for kept in (
        *(gisplan_catalogue.languages, gisplan_catalogue.catalogue, gisplan_numbers.unit_forms),
        *(gisplan_numbers.currency_name, gisplan_numbers.form_of_one, catalogue._fixed_words),
    ):
        kept.cache_clear()


def untranslated(texts: Iterable[str], data: Iterable[str], cells: Iterable[str] = ()) -> list[str]:
    """List the texts that hold letters which no catalogue has said.

    Parameters
    ----------
    texts
        What a reader sees.
    data
        Names, ids and sources, which are the same in every language, wherever they stand in a text.
    cells
        The same for what is data only where it is the whole text: units, short codes.
    """
    words = sorted({word for word in data if UNSAID.search(word)}, key=len, reverse=True)
    known, whole = re.compile("|".join(map(re.escape, words)) or "(?!)"), set(cells)
    return sorted({text for text in texts if text not in whole and UNSAID.search(known.sub("", text))})
