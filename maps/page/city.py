"""``index.html``: the city at a glance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeGuard
from urllib.parse import quote

import pandas as pd

from gisplan_catalogue import languages
from gisplan_numbers import Figure
from layers.districts.polygons import city_code, city_names
from maps.data.assumptions import assumptions_block
from maps.data.contents import records, source_words
from maps.page.against import CHANGES, district_changes, headline_changes
from maps.page.clause_groups import clause_groups, ground_of, met_grounds
from maps.page.drawn import bounds_of, drawn_page
from maps.pictures.charts import charts
from maps.words.catalogue import VERDICTS
from maps.words.figures import with_unit
from maps.words.proof import in_words
from maps.words.proven import proven_words
from maps.words.text import is_null, shown_texts, told

if TYPE_CHECKING:
    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.tiles import Tiles
    from maps.page.against import Against

LONGEST_FIGURE: Final = 20
"""Letters of a figure with its unit that stand on one line of a card; a longer text is broken."""

MOST_OPEN_ROWS: Final = 60
"""Rows of a table that stands open; a longer one is made when a reader opens it."""

FONTS: Final = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"
"""Fonts of the letters of a chart: those of the page."""

PLAIN: Final = " /:;=,.()-_!*@$'?"
"""Signs of a picture that an address in quotes may hold as they are."""

TOLERANCE: Final = 0.0015
"""Simplification in degrees, about 150 m: one pixel at the zoom of the whole city."""


def city_page(
    layers: PlanLayers,
    facts: PageFacts,
    common: dict[str, Any],
    tiles: Tiles | None,
    against: Against | None = None,
) -> str:
    """Give the page of the whole city; ``common`` is `maps.data.contents.common_data`."""
    frames = layers.frames()
    opens = {"kind": "index", "on": ["districts", "places", "stations"], "measure": "chargers_per_10k"}
    return drawn_page(
        {**common, **opens},
        bounds_of(layers.districts),
        {name: frames[name] for name in ("districts", "corridors", "stations", "hydrogen_supply")},
        {
            "title": told(facts.title),
            "tiles": [_tile(figure, facts.currency) for figure in facts.headline],
            "districts": records(layers.districts),
            "cities": cities(layers.districts["adcode"].astype(str).tolist()),
            "totals": _totals(layers.districts),
            "clause_groups": clause_groups(facts.clauses),
            "amount": partial(_amount, currency=facts.currency),
            "clause_count": len(facts.clauses),
            "met_grounds": met_grounds(facts.clauses),
            "ground_of": ground_of,
            "verdicts": [(verdict, n) for verdict in VERDICTS if (n := _count(facts.clauses, verdict))],
            "stages": [
                {**row, "words": in_words(row), "proven": proven_words(row)} for row in facts.certificates
            ],
            "charts": [
                (chart.title, {language: _picture(chart.svg(language)) for language in languages()})
                for chart in charts(layers, facts)
            ],
            "MOST_OPEN_ROWS": MOST_OPEN_ROWS,
            "count": [
                (one, [[(cell, isinstance(cell, Figure)) for cell in row] for row in one.rows])
                for one in facts.count
            ],
            "assumptions": len(facts.assumptions),
            "provenance": [{**row, "words": source_words(row)} for row in records(facts.provenance)],
            "not_known": facts.not_known,
            "downloads": [(label, quote(path)) for label, path in facts.downloads],
            **_compared(layers, facts, against),
        },
        layers=layers,
        facts=facts,
        tolerance=TOLERANCE,
        tiles=tiles,
        more={"assumption-rows": assumptions_block(facts.assumptions)},
    )


def _compared(layers: PlanLayers, facts: PageFacts, against: Against | None) -> dict[str, Any]:
    """Give what the page says beside another plan."""
    if against is None:
        return {"against": None}
    return {
        "against": against.facts,
        "headline_changes": headline_changes(facts, against.facts),
        "district_changes": district_changes(layers, against.layers),
        "changes": CHANGES,
    }


def _picture(svg: str) -> str:
    """Give a chart as the address of a picture: its hundreds of elements are none of the page's."""
    # a picture inherits no font of the page
    svg = svg.replace("<svg ", f"<svg font-family='{FONTS}' ", 1)
    return f"data:image/svg+xml,{quote(svg, safe=PLAIN)}"


def cities(adcodes: list[str]) -> dict[str, str]:
    """Give the name of each district's city, or its code; empty where all lie in one city."""
    codes = {adcode: city_code(adcode) for adcode in adcodes}
    if len(set(codes.values())) < 2:
        return {}
    called = city_names(adcodes)
    return {adcode: called.get(code, code) for adcode, code in codes.items()}


def _tile(figure: dict[str, Any], currency: str) -> dict[str, Any]:
    """Give a headline figure as its card shows it; the bar needs numbers in both value and target."""
    value, target = figure.get("value"), figure.get("target")
    unit = figure.get("unit")
    shown = with_unit(value, unit, currency, target)
    return {
        "label": told(figure["label"]),
        "value": shown,
        "long": max(len(text) for text in shown_texts(shown).values()) > LONGEST_FIGURE,
        "target": None if is_null(target) else with_unit(target, unit, currency),
        "part": min(1.0, max(0.0, value / target)) if _number(value) and _number(target) and target else None,
        "verdict": figure.get("verdict"),
        "note": None if figure["note"] is None else told(figure["note"]),
    }


def _amount(clause: dict[str, Any], of: str, currency: str) -> Said:
    """Give what a clause asks (``target``) or a plan achieves, as each language writes it."""
    if f"{of}_value" not in clause:
        return told(clause[of])
    asked = clause.get("target_value") if of == "achieved" else None
    return with_unit(clause[f"{of}_value"], clause["unit"], currency, asked)


def _totals(districts: pd.DataFrame) -> dict[str, float | None]:
    """Give the city's figures from those of its districts; shares are people over people."""
    columns = (
        *("population", "chargers", "stations", "investment_cost", "sites"),
        *("covered_people", "judged_people"),
    )
    total = {column: float(pd.to_numeric(districts[column]).sum()) for column in columns}
    people, judged = total["population"], total["judged_people"]
    return {
        **total,
        "chargers_per_10k": total["chargers"] / people * 1e4 if people else None,
        "covered_share": total["covered_people"] / judged if judged else None,
    }


def _count(clauses: pd.DataFrame, verdict: str) -> int:
    return int((clauses["verdict"] == verdict).sum())


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not is_null(value)
