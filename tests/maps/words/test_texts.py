"""Texts of sources in two languages: each row of their table can be met, and both say the same figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd
import pytest

from gisplan_data import data_folder
from gisplan_files import read_rows, read_toml
from layers.demand.population import Spread
from layers.districts.places import CHINESE as CHINESE_NAME
from layers.sites.named_points import AT
from maps.data.blocks import encode_column
from maps.words.text import LONGEST_SAID
from maps.words.texts import PARTS, data_text, known_parts, part_texts
from tests.maps.page.test_languages import MAKERS, WORD, ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROWS = read_rows(data_folder() / "words" / "texts.csv")
OSM = "© OpenStreetMap contributors, ODbL 1.0, via siontiles 0.3.1"
PIECES = re.compile(rf", |: |[#~]|(?<={CHINESE_NAME}) | (?=©)")
"""Between these a text of the table may be put together from several of data and code."""
KINDS = {".csv", ".toml", ".py"}
ENGLISH = re.compile(r"[a-z]{4}")
CHINESE = re.compile("[\u3400-\u9fff]")


def figures(text: str) -> set[str]:
    """Give the figures that tell amounts: those with a decimal point or a mark of thousands."""
    found = re.findall(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+\.\d+|\d{5,})", text)
    return {number.replace(",", "") for number in found}


def test_every_row_can_be_met_and_is_there_once() -> None:
    assert [row["text"] for row in ROWS if PARTS.search(row["text"])] == []
    assert len({row["text"] for row in ROWS}) == len(ROWS)
    # a comma that is not quoted would shift the columns
    assert {tuple(row) for row in ROWS} == {("text", "zh", "en")}
    assert [
        row["text"]
        for row in ROWS
        if CHINESE.search(row["en"] or row["text"]) and "天地图" not in row["text"]
    ] == []


def test_no_row_is_left_of_data_that_went() -> None:
    data = data_folder()
    paths = [path for path in data.rglob("*") if path.parent.name != "words"]
    paths += [path for name in ("layers", "gisplan") for path in (data.parent / name).rglob("*")]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.suffix in KINDS]
    # a long text of Python goes on in the next line
    told = re.sub(r'"\s*\n\s*f?"', "", "\n".join([*texts, *(f"spread {way}" for way in get_args(Spread))]))
    left = [row["text"] for row in ROWS if any(part not in told for part in PIECES.split(row["text"]))]
    assert left == []


def _texts(held: Any, keys: tuple[str, ...] = ("source", "as_of", "authority")) -> Iterator[str]:
    """Give the texts that stand in a file under some keys, however deep."""
    for key, value in held.items() if isinstance(held, dict) else enumerate(held):
        if isinstance(value, (dict, list)):
            yield from _texts(value, keys)
        elif key in keys and isinstance(value, str) and value != "site":
            yield value


def _unsaid(texts: Iterable[str]) -> set[str]:
    """Give the parts of texts with English words that the table does not say in Chinese."""
    parts = {part for text in texts for part in PARTS.split(text)[::2]}
    left = {part for part in parts if WORD.search(MAKERS.sub("", part)) and not ids(part)}
    return {part for part in left if part_texts(part) is None}


@pytest.mark.parametrize("folder", ["regions", "scenarios"])
def test_every_source_of_shipped_regions_and_scenarios_is_said_in_chinese(folder: str) -> None:
    paths = sorted((data_folder() / folder).rglob("*"))
    told = [text for path in paths if path.suffix == ".csv" for text in _texts(read_rows(path))]
    told += [text for path in paths if path.suffix == ".toml" for text in _texts(read_toml(path))]
    assert len(set(told)) > 10
    assert _unsaid(told) == set()


def test_every_unit_of_a_figure_that_ships_is_said_in_chinese() -> None:
    """Annexes of Chinese papers said "share of the mean day"."""
    paths = [path for folder in ("rules", "scenarios") for path in (data_folder() / folder).rglob("*.toml")]
    units = [unit for path in paths for unit in _texts(read_toml(path), ("unit",))]
    assert len(set(units)) > 10
    assert _unsaid(units) == set()


def test_english_stands_only_where_it_is_not_the_text_itself() -> None:
    assert [row["text"] for row in ROWS if row["en"] == row["text"]] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_both_languages_say_the_same_figures(row: dict[str, str]) -> None:
    assert figures(row["zh"]) == figures(row["en"] or row["text"])


@pytest.mark.parametrize("how", AT.values())
def test_how_a_point_was_found_is_said_in_both(how: str) -> None:
    texts = part_texts(f"{OSM}: {how}")
    assert texts is not None
    assert texts["en"] == f"{OSM}: {how}"
    assert not ENGLISH.search(texts["zh"].replace("siontiles", ""))


def test_a_long_source_is_said_before_it_is_cut() -> None:
    long = "; ".join(
        ["existence by press (State Grid demonstration station)", "industry practice, from memory"] * 6
    )
    shown = data_text(long, 160).said("zh")
    assert not ENGLISH.search(shown.replace("gisplan", ""))
    assert len(data_text(long, 60).said("zh")) == len(data_text(long, 60).said("en")) == 60
    (stored,) = encode_column(pd.Series([long]), None, LONGEST_SAID)
    assert set(PARTS.split(stored)[::2]) == set(known_parts([long]))
