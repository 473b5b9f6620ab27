"""The QGIS style (QML) of a layer: colours, labels, aliases, and a form with choices, defaults and limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from layers.columns import find_column
from layers.files.layers import BLANK_TEXT, SITE_DEFAULTS
from layers.schema.checking import SCHEMAS
from layers.templates.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.schema.contracts import LayerSchema
    from layers.vocabulary import Term

# Told apart by people with any colour vision, dark enough on a white map (Paul Tol's muted scheme and greys).
COLOURS = (
    *("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77"),
    *("#cc6677", "#882255", "#aa4499", "#555555", "#888888", "#bbbbbb"),
)
# From little to much (Paul Tol's YlOrBr).
GRADES: Final = ("#fff7bc", "#fee391", "#fec44f", "#fb9a29", "#ec7014", "#cc4c02", "#8c2d04")
COLOURED_BY = ("category", "kind", "state", "mode")
SYMBOLS = {
    "Point": ("marker", "SimpleMarker"),
    "LineString": ("line", "SimpleLine"),
    "Polygon": ("fill", "SimpleFill"),
}
FOUND_OUT: Final = ("adcode", "authority", "name_en")
"""Columns that a region fills in where a row leaves them blank."""
HARD, SOFT = "1", "2"
NEW_KEY: Final = "'NEW-' || upper(left(replace(uuid('WithoutBraces'), '-', ''), 8))"


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer is drawn.

    Attributes
    ----------
    colour
        Of all rows, where no column colours them.
    graded_by
        Column whose amount colours the rows; needs breaks.
    breaks
        Ends of the grades, from the least to the most.
    colours
        Of words, in their order.
    by
        Column whose words colour the rows; ``*``: the first of `COLOURED_BY` that has words; empty: none.
    present
        Words that occur, where the legend need not name the others; empty: all.
    label
        Column that is written beside each row; empty: none.
    label_scale
        Labels from this scale on, 1 to so many; 0: always.
    shape, size
        Of markers: a word of QGIS, and millimetres.
    hollow
        Outlines only.
    opacity
        Of the layer.
    """

    colour: str = COLOURS[0]
    graded_by: str = ""
    breaks: tuple[float, ...] = ()
    colours: tuple[str, ...] = COLOURS
    by: str = "*"
    present: frozenset[str] = frozenset()
    label: str = ""
    label_scale: int = 0
    shape: str = "circle"
    size: float = 2.4
    hollow: bool = False
    opacity: float = 1.0


def qgis_style(layer: str) -> str:
    """Return the style of a layer's template as the text of a QML file."""
    schema = SCHEMAS[layer]
    return ET.tostring(style_of(layer, list(schema.columns), schema.geometry[-1], Look()), encoding="unicode")


def style_of(table: str, columns: Sequence[str], geometry: str, look: Look, currency: str = "") -> ET.Element:
    """Return the root of a style: of a layer that planners edit its form has choices, defaults and limits.

    Parameters
    ----------
    table
        Where the columns stand: a layer, or a table of a run.
    columns
        Its columns, in their order.
    geometry
        Type of its shapes.
    look
        How it is drawn.
    currency
        As in `layers.templates.words.alias_of`.
    """
    root = ET.Element(
        "qgis",
        version="3.34.0",
        styleCategories="Symbology|Labeling|Fields|Forms",
        labelsEnabled=str(int(bool(look.label))),
    )
    kind = SYMBOLS.get(geometry.removeprefix("Multi"), SYMBOLS["Polygon"])
    asked = COLOURED_BY if look.by == "*" else (look.by,)
    by = next((name for name in asked if name in columns and words_of(table, name)), None)
    if look.graded_by and len(look.breaks) > 1:
        _graded(root, look, kind)
    elif by is not None:
        _by_word(root, by, words_of(table, by), look, kind)
    else:
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
        _symbol(ET.SubElement(renderer, "symbols"), "0", kind, look.colour, look)
    if look.label:
        _label(root, look)
    ET.SubElement(root, "layerOpacity").text = f"{look.opacity:g}"
    fields, aliases = ET.SubElement(root, "fieldConfiguration"), ET.SubElement(root, "aliases")
    for at, field in enumerate(columns):
        found = find_column(table, field)
        alias = found.in_currency(currency).alias if found else field
        ET.SubElement(aliases, "alias", field=field, index=str(at + 1), name=alias)
        words = words_of(table, field)
        if words:
            _value_map(ET.SubElement(fields, "field", name=field), words)
    if table in SCHEMAS:
        _form(root, table, SCHEMAS[table], columns)
    return root


def _by_word(
    root: ET.Element, column: str, words: Mapping[str, Term], look: Look, kind: tuple[str, str]
) -> None:
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr=column)
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for at, (word, term) in enumerate(words.items()):
        if look.present and word not in look.present:
            continue
        label = f"{term.zh} {term.en}"
        ET.SubElement(categories, "category", symbol=str(at), value=word, label=label, render="true")
        _symbol(symbols, str(at), kind, look.colours[at % len(look.colours)], look)


def _graded(root: ET.Element, look: Look, kind: tuple[str, str]) -> None:
    renderer = ET.SubElement(
        root, "renderer-v2", type="graduatedSymbol", attr=look.graded_by, graduatedMethod="GraduatedColor"
    )
    ranges, symbols = ET.SubElement(renderer, "ranges"), ET.SubElement(renderer, "symbols")
    steps = list(zip(look.breaks, look.breaks[1:], strict=False))
    for at, (low, high) in enumerate(steps):
        label = f"{low:,.0f} – {high:,.0f}"
        grade = ET.SubElement(ranges, "range", symbol=str(at), render="true", label=label)
        grade.set("lower", f"{low:.6f}")
        grade.set("upper", f"{high:.6f}")
        shade = GRADES[round(at * (len(GRADES) - 1) / max(len(steps) - 1, 1))]
        _symbol(symbols, str(at), kind, shade, look)


def _symbol(parent: ET.Element, name: str, kind: tuple[str, str], colour: str, look: Look) -> None:
    form, layer = kind
    drawn = ET.SubElement(parent, "symbol", type=form, name=name, alpha="1")
    options = ET.SubElement(
        ET.SubElement(drawn, "layer", {"class": layer, "enabled": "1"}), "Option", type="Map"
    )
    said = {"line_color" if form == "line" else "color": _rgb(colour)}
    if form == "marker":
        said |= {
            "size": f"{look.size:g}",
            "name": look.shape,
            "outline_color": "255,255,255,255",
            "outline_width": "0.2",
        }
    elif form == "fill" and look.hollow:
        said |= {"style": "no", "outline_color": _rgb(colour), "outline_width": "0.4"}
    elif form == "fill":
        said |= {"outline_style": "no"}
    else:
        said |= {"line_width": "0.6"}
    for key, value in said.items():
        ET.SubElement(options, "Option", name=key, type="QString", value=value)


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},255"


def _label(root: ET.Element, look: Look) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    text = ET.SubElement(
        settings, "text-style", fieldName=look.label, fontSize="9", fontSizeUnit="Point", textColor="40,40,40"
    )
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255"
    )
    shown = ET.SubElement(settings, "rendering", obstacle="1", scaleMin="0", scaleMax=str(look.label_scale))
    shown.set("scaleVisibility", str(int(look.label_scale > 0)))


def _value_map(field: ET.Element, words: Mapping[str, Term]) -> None:
    config = ET.SubElement(ET.SubElement(field, "editWidget", type="ValueMap"), "config")
    choices = ET.SubElement(ET.SubElement(config, "Option", type="Map"), "Option", name="map", type="List")
    for word, term in words.items():
        choice = ET.SubElement(choices, "Option", type="Map")
        ET.SubElement(choice, "Option", name=f"{term.zh} {term.en}", type="QString", value=word)


def _form(root: ET.Element, layer: str, schema: LayerSchema, columns: Sequence[str]) -> None:
    """Write what a new row has, and what a cell must be: the key hard, the rest as a warning."""
    defaults, rules = ET.SubElement(root, "defaults"), ET.SubElement(root, "constraints")
    expressions = ET.SubElement(root, "constraintExpressions")
    usual = _usual(layer, schema)
    for name in columns:
        if name not in schema.columns:
            continue
        if name in usual:
            ET.SubElement(defaults, "default", field=name, expression=usual[name], applyOnUpdate="0")
        key = name in schema.key and len(schema.key) == 1
        blank = name in BLANK_TEXT or name in FOUND_OUT or name in schema.optional or name in usual
        rule = _expression(name, schema.limits.get(name, (-math.inf, math.inf)))
        needed = HARD if key else "0" if blank and name not in schema.key else SOFT
        bits = (1 if needed != "0" else 0) + (2 if key else 0) + (4 if rule else 0)
        held = ET.SubElement(rules, "constraint", field=name, constraints=str(bits), notnull_strength=needed)
        held.set("unique_strength", HARD if key else "0")
        held.set("exp_strength", SOFT if rule else "0")
        ET.SubElement(expressions, "constraint", field=name, exp=rule, desc=rule)


def _usual(layer: str, schema: LayerSchema) -> dict[str, str]:
    """Give the expression of what a new row has in a column."""
    if layer != "sites":
        return {}
    known = {name: value for name, value in SITE_DEFAULTS.items() if value == value}  # noqa: PLR0124 - NaN
    texts = {name: f"'{value}'" if isinstance(value, str) else str(value) for name, value in known.items()}
    return {schema.key[0]: NEW_KEY, **texts, "verified": "false", "as_of": "format_date(now(), 'yyyy-MM-dd')"}


def _expression(name: str, limits: tuple[float, float]) -> str:
    least, most = limits
    parts = [f'"{name}" >= {least:g}'] if math.isfinite(least) else []
    parts += [f'"{name}" <= {most:g}'] if math.isfinite(most) else []
    return " AND ".join([f'"{name}" IS NULL OR ({" AND ".join(parts)})'] if parts else [])
