"""The shared words."""

from __future__ import annotations

import re

import pytest

from layers import vocabulary
from layers.vocabulary import CATEGORIES, DEMAND_CLASSES, FUNCTIONS, join_functions

TABLES = ("CATEGORIES", "ACCESS", "STATUS", "ORIGINS", "TIERS", "DEMAND_CLASSES", "FUNCTIONS", "PLACE_KINDS")


@pytest.mark.parametrize("name", TABLES)
def test_every_word_has_both_languages_and_a_clause(name):
    for key, term in getattr(vocabulary, name).items():
        assert re.search(r"[\u4e00-\u9fff]", term.zh), key
        assert term.en.isascii(), key
        assert term.clause == "assumption" or re.fullmatch(r"[A-Z0-9]+-\d+", term.clause), key


def test_categories_of_item_15_and_17_cite_them():
    cited = {key: term.clause for key, term in CATEGORIES.items() if term.clause.startswith("TJ1")}
    assert cited["residential"] == "TJ15-02"
    assert cited["expressway_service_area"] == "TJ15-03"
    assert cited["trunk_service_area"] == "TJ15-04"
    assert cited["transport_hub"] == cited["public_parking"] == "TJ15-05"
    assert cited["logistics_park"] == "TJ15-06"
    assert cited["fuel_station"] == "TJ17-07"


def test_the_demand_classes_are_the_nine_of_the_design():
    named = "home residential workplace destination corridor taxi bus logistics sanitation"
    assert " ".join(DEMAND_CLASSES) == named


def test_words_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        CATEGORIES["shop"] = CATEGORIES["park"]


def test_functions_are_joined_in_the_order_of_the_vocabulary():
    assert join_functions(("swap", "charging")) == "charging;swap"
    assert join_functions(tuple(reversed(FUNCTIONS))) == "charging;hydrogen;swap;methanol"


def test_an_unknown_function_is_refused():
    with pytest.raises(ValueError, match="solar"):
        join_functions(("solar",))
