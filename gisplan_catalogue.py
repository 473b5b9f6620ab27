"""The catalogues: what every message says in every language that has a file.

The texts stand in ``data/words/<language>.ftl``, one file a language, in the syntax of Project Fluent, and
are said by its kept library: a message names its figures, so that a language orders and inflects them as it
must, and nothing has to be compiled. Chinese and English ship; a further language is one more file, beside
them or in the folder that ``GISPLAN_WORDS`` names, where a file may also say a message in other words.
"""

from __future__ import annotations

import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan_data import data_folder
from gisplan_errors import GisplanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fluent.runtime import FluentBundle

SHIPPED: Final = ("zh", "en")
"""Languages that every message is said in, the first one first on every page."""

_ENTRY: Final = re.compile(r"^([A-Za-z][\w-]*) *=", re.MULTILINE)
_WRITTEN: Final = re.compile(r"0|[1-9]\d{0,2}(,\d{3}){1,4}|[1-9]\d{0,14}")
_OTHERS: Final = re.compile(r"\{ *([a-z][\w-]*)(?:\.[\w-]+)? *\}")


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that have a catalogue, the shipped ones first."""
    return (*SHIPPED, *sorted({path.stem for path in _files()} - set(SHIPPED)))


def tag_of(language: str) -> str:
    """Give the tag of a language as Babel knows it, such as ``zh_CN``."""
    return catalogue(language).tag


def text_of(code: str, language: str) -> str | None:
    """Say a message that needs no figure; None where the language itself has no such message."""
    return catalogue(language).text(code, {})


def codes(language: str = "en", begins: str = "") -> list[str]:
    """List the codes of a catalogue that begin with a text, in the order of its file."""
    return [code for code in catalogue(language).entries if code.startswith(begins)]


def forms(code: str, language: str, **figures: str) -> dict[str, str]:
    """Give a message and its attributes, by name; the message itself goes by the empty name."""
    for tried in (language, "en"):
        if code in catalogue(tried).entries:
            return catalogue(tried).forms(code, figures)
    raise KeyError(f"no catalogue has the message {code!r}")


def _files() -> Iterator[Path]:
    yield from sorted((data_folder() / "words").glob("*.ftl"))
    own = os.environ.get("GISPLAN_WORDS")
    if own:
        yield from sorted(Path(own).glob("*.ftl"))


@cache
def catalogue(language: str) -> Catalogue:
    """Give the catalogue of a language; of two files that say a message, the later one's holds.

    Raises
    ------
    GisplanError
        A file is no UTF-8 text, or none names the language's tag.
    """
    return Catalogue([path for path in _files() if path.stem == language])


def _counted(value: str | float) -> str | float:
    """Give a whole number that is written already as a number, so that it tells one from many."""
    if not (isinstance(value, str) and _WRITTEN.fullmatch(value)):
        return value
    from fluent.runtime.types import FluentInt  # noqa: PLC0415  as the bundle

    number: int = FluentInt(int(value.replace(",", "")), useGrouping="," in value)
    return number


class Catalogue:
    """The messages of one language; each is parsed when it is first said, as most of them never are.

    Parameters
    ----------
    paths
        Its files.
    """

    def __init__(self, paths: list[Path]) -> None:
        self.where = ", ".join(str(path) for path in paths)
        try:
            source = "\n".join(path.read_text("utf-8-sig") for path in paths)
        except (OSError, UnicodeDecodeError) as fault:
            raise GisplanError(f"{self.where}: cannot be read as UTF-8 text: {fault}.") from None
        starts = list(_ENTRY.finditer(source))
        ends = [*(found.start() for found in starts[1:]), len(source)]
        self.entries = {
            found[1]: source[found.start() : end] for found, end in zip(starts, ends, strict=True)
        }
        tag = self.entries.get("language-tag", "").partition("=")[2].split()
        if not tag:
            raise GisplanError(
                f"{self.where}: no message language-tag; write one, such as language-tag = de."
            )
        self.tag = tag[0].replace("-", "_")
        self._bundle: FluentBundle | None = None
        self._parsed: set[str] = set()
        self._alone = threading.RLock()  # stages and runs side by side speak at once

    def text(self, code: str, figures: Mapping[str, str | float]) -> str | None:
        """Say a message; None where the language has none of that code."""
        return self._said(code, figures).get("") if code in self.entries else None

    def forms(self, code: str, figures: Mapping[str, str | float]) -> dict[str, str]:
        """Say a message and its attributes."""
        return self._said(code, figures, attributes=True)

    def _said(
        self, code: str, figures: Mapping[str, str | float], *, attributes: bool = False
    ) -> dict[str, str]:
        with self._alone:
            return self._said_alone(code, figures, attributes=attributes)

    def _said_alone(
        self, code: str, figures: Mapping[str, str | float], *, attributes: bool
    ) -> dict[str, str]:
        bundle = self._ready(code)
        figures = {name: _counted(value) for name, value in figures.items()}
        if not bundle.has_message(code):
            raise GisplanError(f"{self.where}: message {code} is not in the syntax of Project Fluent.")
        found = bundle.get_message(code)
        said = {}
        for name, pattern in {"": found.value, **(found.attributes if attributes else {})}.items():
            said[name], faults = bundle.format_pattern(pattern, figures)
            if faults:
                raise GisplanError(f"{self.where}: message {code}: {faults[0]}.")
        return said

    def _ready(self, code: str) -> FluentBundle:
        """Parse a message and those that it names."""
        # a leaf that only names messages loads no library
        from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415

        if self._bundle is None:
            self._bundle = FluentBundle([self.tag], use_isolating=False)
        if code not in self._parsed:
            self._parsed.add(code)
            entry = self.entries[code]
            self._bundle.add_resource(FluentResource(entry))
            for other in _OTHERS.findall(entry):
                self._ready(other)
        return self._bundle
