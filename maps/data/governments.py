"""Governments of districts as pages name them, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_words import message
from layers.districts.authorities import governments
from maps.words.text import shown_texts, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def government_texts(districts: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    """Give the governments of districts by their Chinese name, in both languages.

    Parameters
    ----------
    districts
        adcode, name_zh, name_en.

    Returns
    -------
    dict
        Texts by language, by the name that layers have.
    """
    called = {str(row["adcode"]): told_of(row) for row in districts.to_dict("records")}
    return {
        name: {**shown_texts(message("site-government", city="", name=called[adcode])), "zh": name}
        for adcode, name in governments(districts).items()
    }
