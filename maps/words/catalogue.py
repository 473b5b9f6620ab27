"""Words of the pages: those of the catalogue, the labels of columns, and what data calls tiers and types."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gisplan_catalogue import SHIPPED, codes, languages, text_of
from gisplan_numbers import UNITS, currency_name, form_of_one, unit_forms
from gisplan_words import Message, Said, message, texts
from layers.columns import columns
from maps.words.text import shown_texts, tidy, told, web_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

VERDICTS: Final = ("met", "not met", "partly", "not assessed", "not assessable", "context")
"""Verdicts of clauses and figures, from good to none."""

TABLES: Final = (
    *("category", "access", "status", "origin", "tier", "demand", "function", "ownership", "supply", "place"),
    *("road", "verdict", "change", "station", "tag", "name", "grid"),
)
"""Kinds of words that data names by key; the message of a word is ``<kind>-<key>``."""


@cache
def page_words() -> frozenset[str]:
    """Give the keys of the words of the pages, as the catalogue has them."""
    return frozenset(code.removeprefix("page-") for code in codes(begins="page-"))


@cache
def column_words() -> Mapping[str, Said]:
    """Give the labels of the columns that popups and headings of the pages name, by column."""
    return {
        column.name: column.label
        for table in columns().values()
        for column in table.values()
        if {"popup", "table"} & set(column.shows)
    }


def word(key: str) -> Said:
    """Give a word of the pages, or the label of a column that they show.

    Parameters
    ----------
    key
        Key of the word in the catalogue.

    Returns
    -------
    Said
        The word.

    Raises
    ------
    KeyError
        No such word.
    """
    return Message(f"page-{key}") if key in page_words() else column_words()[key]


def term(table: str, key: object) -> Said:
    """Give a word that data names by key, see `TABLES`; an unknown one is shown as it is, tidied.

    Parameters
    ----------
    table
        Table of the vocabulary, such as ``category``.
    key
        What the layer has.

    Returns
    -------
    Said
        The word.
    """
    name = tidy(key, 40)
    code = f"{table}-{name}".replace(" ", "-")
    return Message(code) if code in _terms() else told(name)


def layer_name(key: object) -> Said:
    """Give the name of a layer; one that the maps do not draw is shown as it is, tidied."""
    name = tidy(key, 40)
    return word(f"layer_{name}") if f"layer_{name}" in page_words() else told(name)


def script_words(types: Mapping[str, Said], tiers: Mapping[str, Said]) -> dict[str, dict[str, str]]:
    """Give every word that the pages' script may show: key to the texts by language.

    Parameters
    ----------
    types, tiers
        Names of the scenario's charger types and of the region's tiers, by id.
    """
    own = {f"type-{key}": name for key, name in types.items()}
    own |= {f"tier-{key}": name for key, name in tiers.items()}
    # a candidate that stands in a result layer was chosen: to its reader it is new
    own["status-candidate"] = message("page-new")
    return {**_fixed_words(languages()), **{tidy(key, 60): shown_texts(name) for key, name in own.items()}}


def script_language(currency: str, first: str = SHIPPED[0]) -> dict[str, Any]:
    """Give how the script writes figures: the languages, and every unit's digits and forms by language.

    Parameters
    ----------
    currency
        ISO 4217 code of money on the page.
    first
        Language in which the page opens.
    """
    names = {language: currency_name(currency, language) for language in languages()}
    return {
        "first": first,
        "languages": [
            {"key": language, "tag": web_tag(language), "name": text_of("language-name", language)}
            for language in languages()
        ],
        "units": {
            unit: {
                "decimals": decimals,
                "forms": {
                    language: [
                        (*step, form.replace("{currency}", name))
                        for *step, form in unit_forms(called, language)
                    ]
                    for language, name in names.items()
                },
                "one": {language: form_of_one(called, language) for language in names},
            }
            for unit, (called, decimals) in UNITS.items()
        },
    }


@cache
def _terms() -> frozenset[str]:
    return frozenset(code for code in codes() if code.partition("-")[0] in TABLES)


@cache
def _fixed_words(_: tuple[str, ...]) -> Mapping[str, dict[str, str]]:
    """Say the words that no plan changes, once for all pages; the languages are those that there are."""
    said = {
        **column_words(),
        **{key: word(key) for key in page_words()},
        **{code: Message(code) for code in _terms()},
    }
    between = {"between-list": texts(message("between-list"))}
    return between | {key: shown_texts(value) for key, value in sorted(said.items())}
