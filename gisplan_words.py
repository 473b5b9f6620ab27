"""What gisplan says: messages by code and figures, said in any language that has a catalogue.

A message is data: a code and its figures. Whoever finds something to say makes one, `optimize` too, and
only the border to a reader turns it into a text, by the catalogues of `gisplan_catalogue`.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from gisplan_catalogue import catalogue, languages
from gisplan_errors import GisplanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


_MOST, _BEGIN, _END = 2_400, 200, 40
"""Characters that a message shows of a figure at most (a catalogue takes 2,500), and of a longer text."""


class Said(ABC):
    """Something that can be said in any language."""

    @abstractmethod
    def said(self, language: str) -> str:
        """Give the text in a language."""

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
            No catalogue has the message.
        GisplanError
            It names a figure that is not given, or its file is not in the syntax of Project Fluent.
        """
        figures = {name: _plain(value, language) for name, value in self.figures.items()}
        for tried in (language, "en"):
            text = catalogue(tried).text(self.code, figures)
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
            text = catalogue(language).text(self.code, {})
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
        ``or``: as a choice; ``sentences``: as a paragraph; ``lines``: one a line; ``place``: with a blank;
        ``points``: with a point in the middle.
    """

    parts: tuple[Sayable, ...]
    by: Literal["list", "clauses", "faults", "or", "sentences", "lines", "place", "points"] = "list"

    def said(self, language: str) -> str:
        """Give the joined text in a language."""
        texts = [str(_plain(part, language)) for part in self.parts]
        return Message(f"between-{self.by}").said(language).join(text for text in texts if text)


@dataclass(frozen=True)
class Inside(Said):
    """A label as it stands within a sentence: begins small, unless with a name in capitals."""

    label: Said

    def said(self, language: str) -> str:
        """Give the text in a language."""
        text = self.label.said(language)
        first = text.split(" ", 1)[0]
        return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


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


def parts_said(value: Any) -> tuple[Sayable, ...]:  # noqa: ANN401 - what an error says
    """Give the parts of several texts; of one, the text itself."""
    return value.parts if isinstance(value, Series) else (value,)


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


def shortened(text: str, most: int = _MOST) -> str:
    """Give a text whole, or where it is longer than allowed its begin, its length and its end."""
    return text if len(text) <= most else f"{text[:_BEGIN]} … ({len(text):,}) … {text[-_END:]}"


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
        raise GisplanError(message("language-unknown", asked=repr(asked), known=listed(languages())))
    return asked


def _plain(value: Sayable, language: str) -> str | float:
    if isinstance(value, Said):
        text = value.said(language)
        return text if len(text) <= _MOST else f"{text[: _MOST - 2]} …"
    if isinstance(value, str):
        return shortened(value)
    found: str | float = plain_number(value)
    return found


def plain_number(value: Any) -> Any:  # noqa: ANN401 - a figure of any kind
    """Give numpy's numbers as Python's, which Fluent and JSON know."""
    return value.item() if hasattr(value, "item") else value


def _changed(part: Sayable, change: Callable[[Message], Message]) -> Sayable:
    return changed(part, change) if isinstance(part, Said) else part
