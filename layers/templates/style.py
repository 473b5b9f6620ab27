"""The QGIS style (QML) of a template: a colour for each category, aliases, and value maps in the form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from layers.schema.checking import SCHEMAS
from layers.templates.words import alias_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Term

# Told apart by people with any colour vision, dark enough on a white map (Paul Tol's muted scheme and greys).
COLOURS = (
    *("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77"),
    *("#cc6677", "#882255", "#aa4499", "#555555", "#888888", "#bbbbbb"),
)
COLOURED_BY = ("category", "kind")
SYMBOLS = {
    "Point": ("marker", "SimpleMarker"),
    "LineString": ("line", "SimpleLine"),
    "Polygon": ("fill", "SimpleFill"),
}


def qgis_style(layer: str) -> str:
    """Return the style of a layer's template as the text of a QML file."""
    root = ET.Element("qgis", version="3.34.0", styleCategories="Symbology|Fields|Forms")
    columns = SCHEMAS[layer].columns
    column = next((name for name in COLOURED_BY if name in columns and words_of(layer, name)), None)
    kind, name = SYMBOLS.get(SCHEMAS[layer].geometry[-1], SYMBOLS["Polygon"])
    if column is None:
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
        _symbol(ET.SubElement(renderer, "symbols"), "0", kind, name, COLOURS[0])
    else:
        renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr=column)
        categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
        for at, (word, term) in enumerate(words_of(layer, column).items()):
            label = f"{term.zh} {term.en}"
            ET.SubElement(categories, "category", symbol=str(at), value=word, label=label, render="true")
            _symbol(symbols, str(at), kind, name, COLOURS[at % len(COLOURS)])
    fields, aliases = ET.SubElement(root, "fieldConfiguration"), ET.SubElement(root, "aliases")
    for at, field in enumerate(columns):
        ET.SubElement(aliases, "alias", field=field, index=str(at + 1), name=alias_of(layer, field))
        words = words_of(layer, field)
        if words:
            _value_map(ET.SubElement(fields, "field", name=field), words)
    return ET.tostring(root, encoding="unicode")


def _symbol(parent: ET.Element, name: str, kind: str, symbol: str, colour: str) -> None:
    drawn = ET.SubElement(parent, "symbol", type=kind, name=name, alpha="1")
    options = ET.SubElement(
        ET.SubElement(drawn, "layer", {"class": symbol, "enabled": "1"}), "Option", type="Map"
    )
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    key = "line_color" if kind == "line" else "color"
    ET.SubElement(options, "Option", name=key, type="QString", value=f"{red},{green},{blue},255")


def _value_map(field: ET.Element, words: Mapping[str, Term]) -> None:
    config = ET.SubElement(ET.SubElement(field, "editWidget", type="ValueMap"), "config")
    choices = ET.SubElement(ET.SubElement(config, "Option", type="Map"), "Option", name="map", type="List")
    for word, term in words.items():
        choice = ET.SubElement(choices, "Option", type="Map")
        ET.SubElement(choice, "Option", name=f"{term.zh} {term.en}", type="QString", value=word)
