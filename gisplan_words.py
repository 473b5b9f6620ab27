"""What gisplan says: messages by code and figures, said in any language that has a catalogue.

A message is data: a code and its figures. Whoever finds something to say makes one, `optimize` too, and
only the border to a reader turns it into a text. The texts stand in ``data/words/<language>.ftl``, one
file a language, in the syntax of Project Fluent, and are said by its kept library: a message names its
figures, so that a language orders and inflects them as it must, and nothing has to be compiled. Chinese and
English ship; a further language is one more file, beside them or in the folder that ``GISPLAN_WORDS`` names.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeAlias

from gisplan_errors import GisplanError
from gisplan_files import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fluent.runtime import FluentBundle

SHIPPED: Final = ("zh", "en")
"""Languages that every message is said in, the first one first on every page."""

_KIND: Final = "@"
_ENTRY: Final = re.compile(r"^([A-Za-z][\w-]*) *=", re.MULTILINE)
_OTHERS: Final = re.compile(r"\{ *([a-z][\w-]*)(?:\.[\w-]+)? *\}")


class Said:
    """Something that can be said in any language.

    Every kind can be written as plain values and read back, see `written` and `read`.
    """

    kinds: ClassVar[dict[str, type[Said]]] = {}

    def __init_subclass__(cls) -> None:
        """Make the kind known to `read`; a word of a vocabulary is read back as what it extends."""
        if Said in cls.__bases__:
            Said.kinds[cls.__name__.lower()] = cls

    def said(self, language: str) -> str:
        """Give the text in a language."""
        raise NotImplementedError

    @property
    def zh(self) -> str:
        """The text in Chinese."""
        return self.said("zh")

    @property
    def en(self) -> str:
        """The text in English."""
        return self.said("en")

    def __str__(self) -> str:
        """Give the text in English."""
        return self.en


Sayable: TypeAlias = Said | str | float
"""What a message takes as a figure; text is the same in every language, a number as it writes it."""


@dataclass(frozen=True)
class Message(Said):
    """A message of the catalogue.

    Parameters
    ----------
    code
        Its identifier in the catalogue, such as ``why-chosen``.
    figures
        Values of its variables by name. Whole numbers get thousands separators: give a year as text.
    """

    code: str
    figures: Mapping[str, Sayable] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """Give the text in a language; where that has no such message, in English.

        Raises
        ------
        KeyError
            No catalogue has the message, or it names a figure that is not given.
        """
        figures = {name: _plain(value, language) for name, value in self.figures.items()}
        for tried in (language, "en"):
            text = _catalogue(tried).text(self.code, figures)
            if text is not None:
                return text
        raise KeyError(f"no catalogue has the message {self.code!r}")


@dataclass(frozen=True)
class Named(Said):
    """A text that data carries by language, such as the name of a place or the label of a column.

    Parameters
    ----------
    texts
        Texts by language.
    code
        Message by which a catalogue may say it in a language that the data lacks.
    """

    texts: Mapping[str, str]
    code: str = ""

    def said(self, language: str) -> str:
        """Give the text in a language, else by the catalogue, else in the next language that the data has."""
        text = self.texts.get(language)
        if not text and self.code:
            text = _catalogue(language).text(self.code, {})
        return text or next((self.texts[other] for other in ("en", "zh") if self.texts.get(other)), "")


@dataclass(frozen=True)
class Series(Said):
    """Several texts after each other.

    Parameters
    ----------
    parts
        What is joined; parts that say nothing are left out.
    by
        ``list``: with the mark that lists names; ``clauses``: with a comma; ``faults``: with a semicolon;
        ``or``: as a choice; ``sentences``: as a paragraph; ``lines``: one a line.
    """

    parts: tuple[Sayable, ...]
    by: Literal["list", "clauses", "faults", "or", "sentences", "lines"] = "list"

    def said(self, language: str) -> str:
        """Give the joined text in a language."""
        texts = [str(_plain(part, language)) for part in self.parts]
        return Message(f"between-{self.by}").said(language).join(text for text in texts if text)


@dataclass(frozen=True)
class Inside(Said):
    """A label as it stands within a sentence: begins small, unless a word in capitals begins it."""

    label: Said

    def said(self, language: str) -> str:
        """Give the text in a language."""
        text = self.label.said(language)
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def message(code: str, /, **figures: Sayable) -> Message:
    """Give a message by its code and figures, see `Message`."""
    return Message(code, figures)


def named(zh: str, en: str, code: str = "") -> Named:
    """Give a text that data carries in Chinese and English, see `Named`."""
    return Named({"zh": zh, "en": en}, code)


def listed(parts: Iterable[Sayable]) -> Series:
    """Give names as a list."""
    return Series(tuple(parts))


def inside(label: Said) -> Inside:
    """Give a label as it stands within a sentence, see `Inside`."""
    return Inside(label)


def sentences(*parts: Sayable) -> Series:
    """Give sentences as a paragraph; an empty text is left out."""
    return Series(parts, "sentences")


def lines(parts: Iterable[Sayable]) -> Series:
    """Give texts one a line."""
    return Series(tuple(parts), "lines")


def messages(value: Sayable) -> Iterator[Message]:
    """Give every message that stands in something said, the outer ones first."""
    if isinstance(value, Message):
        yield value
        value = Series(tuple(value.figures.values()))
    if isinstance(value, Series):
        for part in value.parts:
            yield from messages(part)


def changed(value: Said, change: Callable[[Message], Message]) -> Said:
    """Give something said with every message changed that stands in it, the inner ones first."""
    if isinstance(value, Message):
        return change(message(value.code, **{k: _changed(part, change) for k, part in value.figures.items()}))
    if isinstance(value, Series):
        return Series(tuple(_changed(part, change) for part in value.parts), value.by)
    return value


def say(value: Sayable, language: str) -> str:
    """Say anything sayable in a language."""
    return str(_plain(value, language))


def texts(value: Sayable) -> dict[str, str]:
    """Say anything sayable in every language."""
    return {language: say(value, language) for language in languages()}


def written(value: Sayable) -> Any:  # noqa: ANN401 - plain values of any kind
    """Give a sayable as plain values, ready for JSON, from which `read` makes an equal one."""
    if isinstance(value, Said):
        kind = next(base for base in type(value).__mro__ if Said in base.__bases__)
        parts = {name: _written(getattr(value, name)) for name in kind.__annotations__}
        return {_KIND: kind.__name__.lower(), **parts}
    return _item(value)


def read(value: Any) -> Any:  # noqa: ANN401 - as `written`
    """Give the sayable that `written` has written as plain values.

    Raises
    ------
    KeyError
        No kind of sayable has the name that stands there.
    """
    if isinstance(value, dict) and _KIND in value:
        return Said.kinds[value[_KIND]](**{name: read(part) for name, part in value.items() if name != _KIND})
    if isinstance(value, dict):
        return {name: read(part) for name, part in value.items()}
    return tuple(read(part) for part in value) if isinstance(value, list) else value


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that have a catalogue, the shipped ones first."""
    return (*SHIPPED, *sorted({path.stem for path in _files()} - set(SHIPPED)))


def language_of(asked: str | None) -> str:
    """Give the language of the console.

    Parameters
    ----------
    asked
        What the user asked for; None takes that of the locale, and English where it has no catalogue.

    Raises
    ------
    GisplanError
        No catalogue has the language asked for.
    """
    if asked is None:
        found = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
        begins = re.split(r"[_.@-]", found)[0].lower()
        return begins if begins in languages() else "en"
    if asked not in languages():
        raise GisplanError(f"--language {asked!r}: no such language. Known: {', '.join(languages())}.")
    return asked


def tag_of(language: str) -> str:
    """Give the tag of a language as Babel knows it, such as ``zh_CN``."""
    return _catalogue(language).tag


def text_of(code: str, language: str) -> str | None:
    """Say a message that needs no figure; None where the language itself has no such message."""
    return _catalogue(language).text(code, {})


def codes(language: str = "en", begins: str = "") -> list[str]:
    """List the codes of a catalogue that begin with a text, in the order of its file."""
    return [code for code in _catalogue(language).entries if code.startswith(begins)]


def forms(code: str, language: str, **figures: str) -> dict[str, str]:
    """Give a message and its attributes, by name; the message itself goes by the empty name."""
    for tried in (language, "en"):
        if code in (catalogue := _catalogue(tried)).entries:
            return catalogue.forms(code, figures)
    raise KeyError(f"no catalogue has the message {code!r}")


def _files() -> Iterator[Path]:
    yield from sorted((data_folder() / "words").glob("*.ftl"))
    own = os.environ.get("GISPLAN_WORDS")
    if own:
        yield from sorted(Path(own).glob("*.ftl"))


@cache
def _catalogue(language: str) -> _Catalogue:
    paths = [path for path in _files() if path.stem == language]
    return _Catalogue("\n".join(path.read_text("utf-8") for path in paths))


class _Catalogue:
    """The messages of one language; each is parsed when it is first said, as most of them never are."""

    def __init__(self, source: str) -> None:
        starts = list(_ENTRY.finditer(source))
        ends = [*(found.start() for found in starts[1:]), len(source)]
        self.entries = {
            found[1]: source[found.start() : end] for found, end in zip(starts, ends, strict=True)
        }
        self.tag = self.entries["language-tag"].partition("=")[2].split()[0].replace("-", "_")
        self._bundle: FluentBundle | None = None
        self._parsed: set[str] = set()

    def text(self, code: str, figures: Mapping[str, str | float]) -> str | None:
        """Say a message; None where the language has none of that code."""
        if code not in self.entries:
            return None
        return self._said(code, self._ready(code).get_message(code).value, figures)

    def forms(self, code: str, figures: Mapping[str, str | float]) -> dict[str, str]:
        """Say a message and its attributes."""
        found = self._ready(code).get_message(code)
        patterns = {"": found.value, **found.attributes}
        return {name: self._said(code, pattern, figures) for name, pattern in patterns.items()}

    def _said(self, code: str, pattern: Any, figures: Mapping[str, str | float]) -> str:  # noqa: ANN401
        text, faults = self._ready(code).format_pattern(pattern, dict(figures))
        if faults:
            raise KeyError(f"message {code!r}: {faults[0]}")
        return str(text)

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


def _plain(value: Sayable, language: str) -> str | float:
    if isinstance(value, Said):
        return value.said(language)
    found: str | float = _item(value)
    return found


def _item(value: Any) -> Any:  # noqa: ANN401
    """Give numpy's numbers as Python's, which Fluent and JSON know."""
    return value.item() if hasattr(value, "item") else value


def _changed(part: Sayable, change: Callable[[Message], Message]) -> Sayable:
    return changed(part, change) if isinstance(part, Said) else part


def _written(part: Any) -> Any:  # noqa: ANN401
    if isinstance(part, dict):
        return {name: written(value) for name, value in part.items()}
    return [written(value) for value in part] if isinstance(part, tuple) else written(part)
