"""What a page shows of a column is what the registry of columns says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from layers.columns import columns, find_column
from maps.data.contents import common_data, layer_block, word_blocks
from maps.words.catalogue import column_words, page_words


def test_every_figure_of_a_popup_is_carried_and_has_a_label(layers: Any, facts: Any) -> None:
    words = word_blocks(facts)["words"]
    for name, figures in common_data(layers, facts)["popups"].items():
        frame = getattr(layers, name)
        block = layer_block(name, frame, 0.0)["columns"]
        for column, _ in figures:
            assert column in words, (name, column)
            assert (column in block) == (column in frame.columns), (name, column)


def test_a_page_carries_the_decimals_of_the_registry_and_no_other_column(layers: Any) -> None:
    sites = layers.sites.assign(utilisation=0.123456, shoe_size=42)
    block = layer_block("sites", sites, 0.0)["columns"]
    assert set(block["utilisation"]) == {0.123}
    assert "shoe_size" not in block
    assert {f"n_{kind}" for kind in layers.charger_types()} <= set(block)


def test_colours_go_by_units_of_the_registry(layers: Any, facts: Any) -> None:
    common = common_data(layers, facts)
    for table, measures in (("districts", common["measures"]), ("sites", common["siteMeasures"])):
        for name, measure in measures.items():
            column = find_column(table, name)
            assert column is not None
            assert measure["unit"] in {column.unit, "count", "one"}
            assert name in word_blocks(facts)["words"]


def test_no_word_of_the_pages_is_a_column_label_as_well() -> None:
    assert page_words() & set(column_words()) == set()


def test_popups_list_figures_only() -> None:
    popups = [c for table in columns().values() for c in table.values() if "popup" in c.shows]
    assert [column.name for column in popups if column.decimals is None] == []


def test_classes_are_of_the_figures_that_a_page_shows(layers: Any, facts: Any) -> None:
    count = len(layers.districts)
    people = [30.0 + 10 * row + 0.06 for row in range(count)]  # a page keeps one decimal: 30.1
    changed = replace(layers, districts=layers.districts.assign(chargers_per_10k=people))
    breaks = common_data(changed, facts)["measures"]["chargers_per_10k"]["breaks"]["natural"]
    shown = layer_block("districts", changed.districts, 0.0)["columns"]["chargers_per_10k"]
    assert breaks
    assert set(breaks) <= set(shown)  # a district at a break is of the class that begins there


def test_a_layer_of_several_sources_speaks_for_none_of_its_rows(layers: Any, facts: Any) -> None:
    rows = [("places", "geonames", "GeoNames"), ("places", "official", "airports"), ("roads", "osm", "OSM")]
    table = pd.DataFrame(rows, columns=["layer", "origin", "source"]).assign(as_of="2022", rows=1)
    assert set(common_data(layers, replace(facts, provenance=table))["sources"]) == {"roads"}


def test_a_place_carries_its_own_source(layers: Any) -> None:
    places = layers.places.assign(origin="official", source="tables", as_of="2022", verified=True)
    block = layer_block("places", places, 0.0)["columns"]
    assert {"origin", "source", "as_of", "verified"} <= set(block)
