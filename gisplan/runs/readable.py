"""A table as its reader sees it: headings with units, words for codes, figures rounded as they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.results.layers.freight import functions_named
from gisplan.results.page_facts import plan_facts
from gisplan_catalogue import codes
from gisplan_numbers import UNITS
from gisplan_stored import retold
from gisplan_words import Message, message, named
from layers.columns import find_column
from layers.vocabulary import VOCABULARY
from maps.data.governments import government_texts
from maps.words.catalogue import TABLES, layer_name, word
from maps.words.figures import unit_name
from maps.words.text import LONGEST_SAID, is_null, tidy
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan_words import Said
    from layers.columns import Column
    from maps.data.facts import PageFacts

TWINS: Final = ("_zh", "_en")
"""How columns end that say the same in Chinese and in English."""
IN_LANGUAGE: Final = re.compile("（[中英]文）|，[中英]文|（消息）| in (?:Chinese|English)| \\(message\\)")
"""What a label says of its language where the table has it in several."""
CODES: Final[Mapping[str, str | Mapping[str, str]]] = {
    "kind": {
        "places": "place",
        "hydrogen_supply": "supply",
        "corridors": "road",
        "energy_facilities": "station",
    },
    "ends": "verdict",
    "type": "type",
    "project": "function",
}
"""Columns whose words are messages of another kind than their name says, for some by table."""
CODED: Final = frozenset(
    {"kind", "strength", "flow_or_stock", "scope", "level", "screening", "vehicle_class"}
)
"""Columns of further codes, each the message ``code-…``."""
WORDED: Final = frozenset({*VOCABULARY, *TABLES, "ground"})
"""Kinds of words that columns of the same name hold."""
_LEFT: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "zh": {"clauses": ("check", "note"), "zones": ("note",)},
    "en": {"clauses": ("check", "target", "achieved")},
}
"""Columns that are in another language alone, or an expression: the CSV files have them."""


@dataclass(frozen=True)
class Read:
    """A column as it is read.

    Parameters
    ----------
    name
        Of the column in the table.
    header
        Its label with the unit.
    cells
        A number, a truth, a text, or None where there is nothing.
    share
        Whether its numbers are shares of 1.
    decimals
        Digits after the point that are shown; None: no number.
    """

    name: str
    header: str
    cells: list[Any]
    share: bool = False
    decimals: int | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads: the language, and what the plan calls things.

    Parameters
    ----------
    language
        Of headings and words.
    facts
        Of the plan: tiers and currency.
    types
        Names of the scenario's charger types, Chinese and English, by id.
    offices
        Governments of districts by their Chinese name, in all languages.
    """

    language: str
    facts: PageFacts
    types: Mapping[str, tuple[str, str]]
    offices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, table: str, name: str) -> str:
        """Give what a column is called, without its unit; an unregistered one goes by its name."""
        own = find_column(table, name, self.types)
        if own is None:
            return name
        if name[:-3] == "name" and name.endswith(TWINS):
            return message("page-name").said(self.language)
        return IN_LANGUAGE.sub("", own.label.said(self.language))

    def header(self, table: str, name: str) -> str:
        """Give the label of a column with its unit."""
        own, label = find_column(table, name, self.types), self.label(table, name)
        if own is None or own.printed_unit in {"", "share"}:  # shares are shown in per cent
            return label
        unit = unit_name(own.printed_unit, self.language, self.facts.currency)
        return message("header-unit", label=label, unit=unit).said(self.language)

    def read(self, table: str, frame: pd.DataFrame) -> list[Read]:
        """Give the columns of a table, one of each that says the same in two languages.

        Parameters
        ----------
        table
            Its name in the registry of columns.
        frame
            Its rows.
        """
        left = _LEFT.get(self.language, _LEFT["en"]).get(table, ())
        names = [str(name) for name in frame.columns if name not in left]
        found, headers = [], set[str]()
        for name in names:
            stem = name[:-3] if name.endswith(TWINS) else name
            twins = [f"{stem}{end}" for end in TWINS if f"{stem}{end}" in names]
            own = f"{stem}_{self.language}"
            kept = own if own in twins else stem if stem in names else next(iter(twins), name)
            if name != (stem if stem in names else kept):
                continue
            column = self._column(table, name, frame, kept if kept != name else "")
            header = column.header if column.header not in headers else f"{column.header} {name}"
            headers.add(header)
            found.append(Read(name, header, column.cells, column.share, column.decimals))
        return found

    def _column(self, table: str, name: str, frame: pd.DataFrame, twin: str) -> Read:
        own, values = find_column(table, name, self.types), frame[name]
        header = self.header(table, name)
        if name == "evidence":
            texts = [
                retold(kept, named(zh, en)).said(self.language)
                for kept, zh, en in zip(values, frame["evidence_zh"], frame["evidence_en"], strict=True)
            ]
            return Read(name, header, texts)
        if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iuf":
            return self._numbers(name, header, own, values)
        say = self._words(table, name)
        kept = {value: say(value) for value in values.unique() if isinstance(value, (str, bool))}
        # codes that no catalogue has are said by the column beside them
        if twin and not self._known(table, name, values):
            return Read(
                name, header, [None if is_null(one) else tidy(one, LONGEST_SAID) for one in frame[twin]]
            )
        return Read(name, header, [self._cell(value, kept) for value in values.tolist()])

    def _numbers(self, name: str, header: str, own: Column | None, values: pd.Series[Any]) -> Read:
        plain = values.to_numpy()
        finite = np.isfinite(plain).tolist()
        share = own is not None and own.unit == "share"
        decimals = None if own is None else own.decimals
        if decimals is not None and plain.dtype.kind == "f":
            plain = np.round(plain, max(decimals, 3) if share else decimals)
            plain = plain.astype(np.int64) if decimals <= 0 and not share and all(finite) else plain
        rows = [value if kept else None for value, kept in zip(plain.tolist(), finite, strict=True)]
        return Read(name, header, rows, share, decimals)

    def _cell(self, value: Any, kept: Mapping[Any, str]) -> Any:  # noqa: ANN401 - a cell of a frame
        if isinstance(value, bool | np.bool_):
            return word("yes" if value else "no").said(self.language)
        if isinstance(value, str):
            return kept[value] or None
        return None if is_null(value) or value in (np.inf, -np.inf) else value

    def _known(self, table: str, name: str, values: pd.Series[Any]) -> bool:
        kind = _kind(table, name)
        return all(_message(kind, value) is not None for value in values.dropna().unique())

    def _words(self, table: str, name: str) -> Callable[[Any], str]:
        """Give what says a value of a column."""
        kind = _kind(table, name)

        def said(value: Any) -> str:  # noqa: ANN401
            if isinstance(value, bool):
                return ""
            text = str(value)
            found: Said | None = None
            if kind == "tier":
                found = self.facts.tier_name(text)
            elif (table, kind, text) == ("sites", "status", "candidate"):
                found = word("new")  # it was chosen
            elif kind == "type":
                found = self.facts.type_name(text)
            elif name in {"functions", "allows"}:
                found = functions_named(text)
            elif name == "unit" and text in UNITS:
                return unit_name(text, self.language, self.facts.currency)
            elif name in {"layer", "counted_in", "evidence_layer", "told_by"}:
                found = layer_name(text)
            else:
                found = _message(kind, text)
            return found.said(self.language) if found is not None else self.text(text)

        return said

    def codes(self, table: str, name: str, frame: pd.DataFrame) -> list[tuple[str, str]]:
        """Give codes and words of a column: all of its vocabulary, or those that it holds; else none."""
        kind, values = _kind(table, name), frame[name].dropna()
        if kind in VOCABULARY:
            held = [*VOCABULARY[kind]]
        elif kind in {"tier", "type"} or (len(values) and self._known(table, name, values)):
            held = sorted(map(str, values.unique()))
        else:
            return []
        say = self._words(table, name)
        return [(code, say(code)) for code in held]

    def text(self, text: str) -> str:
        """Say a text of data, its parts in the language where a table knows them."""
        parts = [self.offices.get(part, {}).get(self.language, part) for part in text.split("；")]
        said = [data_text(part, LONGEST_SAID).said(self.language) for part in parts]
        return ("；" if self.language == "zh" else "; ").join(said)


def reader_of(plan: Plan, language: str | None = None) -> Reader:
    """Give the reader of a plan's tables.

    Parameters
    ----------
    plan
        The plan.
    language
        None: that in which its pages open.
    """
    facts = plan_facts(plan, language)
    offices = government_texts(plan.layers.districts)
    return Reader(facts.first, facts, plan.scenario.chargers.type_names, offices)


def _kind(table: str, name: str) -> str:
    known = CODES.get(name, name)
    own = known if isinstance(known, str) else known.get(table, f"{table}-{name}")
    return "tag" if own.endswith("_tag") else own


def _message(kind: str, value: object) -> Message | None:
    """Give the word of a code: of its own kind, else among the codes of tables."""
    name = str(value).partition(" (")[0].replace(" ", "-")
    tried = [kind] if kind in WORDED else []
    tried += ["code"] if kind.rpartition("-")[2] in CODED else []
    found = (f"{kind}-{name}" for kind in tried if f"{kind}-{name}" in _codes(kind))
    return next(map(Message, found), None)


@cache
def _codes(kind: str) -> frozenset[str]:
    return frozenset(codes(begins=f"{kind}-"))
