"""Charts: text stays text, no markup from data, the same bytes twice, PNG for documents."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from layers.results import PlanLayers
from maps.pictures.charts import charts


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_every_chart_is_drawn_in_both_languages(layers: Any, facts: Any) -> None:
    made = charts(layers, facts)
    assert [chart.key for chart in made] == [
        *("coverage_by_sites", "chargers_by_category", "access_by_district"),
        *("cost_by_category", "hydrogen_supply", "phasing_by_year"),
    ]
    for chart in made:
        chinese = "".join(texts(chart.svg("zh")))
        english = "".join(texts(chart.svg("en")))
        assert re.search("[\u4e00-\u9fff]", chinese), chart.key
        assert not re.search("[\u4e00-\u9fff]", english), chart.key


def test_chart_is_the_same_twice_and_carries_no_date_style_or_link(layers: Any, facts: Any) -> None:
    for chart in charts(layers, facts):
        svg = chart.svg("zh")
        assert svg == chart.svg("zh")
        assert svg.startswith("<svg")
        assert not re.search(r"<(style|metadata|script|image)\b", svg)
        assert not re.search(r'href="(?!#)', svg)


def test_charts_of_one_page_share_no_ids(layers: Any, facts: Any) -> None:
    seen: dict[str, str] = {}
    for chart in charts(layers, facts):
        for key in set(re.findall(r'\bid="([pmC][0-9a-f]{8,})', chart.svg("zh"))):
            assert seen.setdefault(key, chart.key) == chart.key


def test_hostile_names_are_text_in_charts(sample: Any, facts: Any) -> None:
    for chart in charts(sample.sample_layers(120, 150, hostile=True), facts):
        svg = chart.svg("en")
        assert not re.search(r"<(script|img|plaintext)", svg)
        ET.fromstring(svg)  # noqa: S314


def test_png_is_a_picture_of_the_asked_size(layers: Any, facts: Any) -> None:
    picture = charts(layers, facts)[1].png("zh", dpi=100)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 540


def test_charts_without_data_are_left_out(layers: Any, facts: Any) -> None:
    frames = layers.frames()
    bare = PlanLayers(
        **{
            **frames,
            "sites": frames["sites"].assign(year=2027),
            "supply_links": frames["supply_links"].iloc[:0],
        },
    )
    facts = type(facts)(**{**facts.__dict__, "tradeoff": None})
    assert [chart.key for chart in charts(bare, facts)] == [
        "chargers_by_category",
        "access_by_district",
        "cost_by_category",
    ]


def test_bound_in_people_is_drawn_as_a_share(layers: Any, facts: Any) -> None:
    as_share = charts(layers, facts)[0].svg("en")
    table = facts.tradeoff.copy()
    total = table["covered_people"] / table["covered_people_share"]
    in_people = type(facts)(**{**facts.__dict__, "tradeoff": table.assign(bound=table["bound"] * total)})
    assert charts(layers, in_people)[0].svg("en") == as_share


def test_tradeoff_without_any_bound_is_drawn(layers: Any, facts: Any) -> None:
    table = facts.tradeoff.assign(bound=pd.Series([np.nan] * len(facts.tradeoff)))
    no_bound = type(facts)(**{**facts.__dict__, "tradeoff": table})
    assert "proven upper bound" not in charts(layers, no_bound)[0].svg("en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bars_add_up_to_the_chargers(layers: Any, facts: Any, language: str) -> None:
    chart = next(chart for chart in charts(layers, facts) if chart.key == "chargers_by_category")
    figure = chart._figure(language)
    width = sum(bar.get_width() for bar in figure.axes[0].patches)
    assert width == pytest.approx(layers.sites["chargers"].sum())
