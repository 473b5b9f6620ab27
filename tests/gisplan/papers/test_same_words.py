"""The same word for the same thing on page, report, workbook, QGIS, papers and data that are handed over."""

from __future__ import annotations

import pytest

from gisplan.papers.geodata import DELIVERED
from gisplan.runs.qgis import _title
from gisplan.tables.registry import CSV, LAYERS, SHEET, tables_in
from gisplan_words import message
from layers.columns import columns
from layers.results import COLUMNS
from layers.vocabulary import VOCABULARY
from maps.words.catalogue import TABLES, term, word

LANGUAGES = ("zh", "en")
NAMED = {table.name for table in tables_in(CSV, SHEET)} & {table.name for table in tables_in(LAYERS)}
"""Tables that are a layer of the map and a sheet of the workbook at once."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layer_has_one_name_on_the_map_in_the_workbook_and_in_qgis(language: str) -> None:
    assert {"sites", "stations", "districts", "standing"} <= NAMED
    for name in NAMED - {"freight_routes"}:
        page = word(f"layer_{name}").said(language)
        assert message(f"table-{name}").said(language) == page, name
        assert page in _title(name), name
    for name in DELIVERED:
        assert word(f"layer_{name}").said(language)


SECTIONS = {
    "stations": "stations",
    "energy-facilities": "energy_facilities",
    "parcels": "parcels",
    "permits": "permits",
    "verification": "verification",
    "bodies": "bodies",
    "facilities": "facilities",
    "tradeoff": "tradeoff",
    "provenance": "provenance",
    "assumptions": "assumptions",
}
"""Sections of the report, and the table of the run that each tells."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_of_the_report_has_the_name_of_its_table(language: str) -> None:
    for section, table in SECTIONS.items():
        assert message(f"report-{section}").said(language) == message(f"table-{table}").said(language), (
            section
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_owns_a_station_is_called_alike_in_the_legend_and_in_tables(language: str) -> None:
    for kind in ("commercial", "captive"):
        legend = word(f"{kind}_station").said(language)
        assert legend.startswith(term("ownership", kind).said(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_of_a_vocabulary_stands_for_one_code(language: str) -> None:
    for kind in set(VOCABULARY) & set(TABLES):
        said = [term(kind, code).said(language) for code in VOCABULARY[kind]]
        assert len(set(said)) == len(said), kind


def test_a_column_that_several_layers_have_is_called_alike_in_all_of_them() -> None:
    own = {
        "standing": {"since", "chargers", "stations"},
        "schedule": {"year"},
        "phases": {"year"},
        "energy_facilities": {"kind"},
    }
    registry, faults = columns(), []
    for name in (
        "site_id",
        "name_zh",
        "adcode",
        "category",
        "access",
        "authority",
        "chargers",
        "kw",
        "verified",
    ):
        labels = {
            (registry[layer][name].label_zh, registry[layer][name].label_en)
            for layer in COLUMNS
            if name in registry.get(layer, {}) and name not in own.get(layer, ())
        }
        if len(labels) > 1:
            faults.append((name, labels))
    assert faults == []


def test_an_integrated_station_has_one_word() -> None:
    said = {message(f"{kind}-integrated").zh.partition("（")[0] for kind in ("station", "facility")}
    assert said == {"综合能源站"}
    assert message("table-parcels").zh.startswith("综合能源站")
