"""A page around a Folium map: the map's parts, own data blocks and script, and a template, sealed offline."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

import folium
from branca.element import MacroElement
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from gisplan_catalogue import languages, text_of
from gisplan_numbers import Figure as Number
from gisplan_stored import retold
from gisplan_words import message
from maps.data.blocks import as_json
from maps.data.signs import signs
from maps.frame import offline
from maps.words import proof
from maps.words.catalogue import VERDICTS, layer_name, term, word
from maps.words.figures import scale_of
from maps.words.text import as_shown, shown_texts, tidy, told, told_of, web_tag
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branca.element import Figure

    from maps.frame.tiles import Tiles

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class PlanDrawing(MacroElement):
    """Hand the map to the pages' own script, which draws every layer from the data blocks.

    No data goes through Folium: branca renders what its elements wrote once more as a template, so a name
    with ``{{`` in it would be run as code.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}gisplan.start({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PlanDrawing"
        self._id = "plan"


def render(
    template: str,
    bounds: Bounds,
    blocks: Mapping[str, object],
    context: Mapping[str, Any],
    tiles: Tiles | None = None,
) -> str:
    """Give a whole page that opens without a network.

    Parameters
    ----------
    template
        File of ``maps/templates``.
    bounds
        What the map shows first.
    blocks
        Data by element id; ``layer-<name>`` for layers.
    context
        What the template names.
    tiles
        Background tiles from the network; None draws the plan's own districts and labels only.

    Returns
    -------
    str
        HTML text, all data and scripts inside.

    Raises
    ------
    GisplanError
        The page would load something that is not vendored.
    """
    west, south, east, north = bounds
    plan_map = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
        min_zoom=7,
        max_zoom=18,
        attribution_control=True,
    )
    plan_map._id = "plan"  # noqa: SLF001  equal plans give equal pages: no random id
    if tiles is not None:
        for layer in tiles.layers():
            layer.add_to(plan_map)
    plan_map.add_child(PlanDrawing())
    figure = cast("Figure", plan_map.get_root())
    for child in list(figure._children.values()):  # noqa: SLF001  as Figure.render does
        child.render()
    # the page sets its own viewport: Folium's forbids zooming, which WCAG 1.4.4 asks for
    head = re.sub(r"<meta name=\"viewport\".*?/>", "", figure.header.render(), flags=re.DOTALL)
    page = (
        environment()
        .get_template(template)
        .render(
            **context,
            first=context["facts"].first,
            money=partial(Number, unit="currency", currency=context["facts"].currency),
            map_head=Markup(offline.swap_links(head)),  # noqa: S704  our own markup, no data in it
            map_body=Markup(figure.html.render()),  # noqa: S704  our own markup, no data in it
            blocks={key: Markup(as_json(data)) for key, data in blocks.items()},  # noqa: S704  escaped there
            map_script=Markup(figure.script.render()),  # noqa: S704  calls by fixed names
            own_style=Markup(offline.style("gisplan.css")),  # noqa: S704  file of this package
            own_script=Markup(offline.own_script()),  # noqa: S704  file of this package
        )
    )
    return offline.sealed(page, tiles.host if tiles else None)


@cache
def environment() -> Environment:
    """Give the templates, with escaping always on and the words and figures of the pages at hand."""
    made = Environment(
        loader=PackageLoader("maps", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=as_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "w": word,
        "term": term,
        "layer_name": layer_name,
        "VERDICTS": VERDICTS,
        "figure": Number,
        "scale_of": lambda rows, key: scale_of(row[key] for row in rows),
        "languages": languages,
        "text_of": text_of,
        "web_tag": web_tag,
        "texts": shown_texts,
        "signs": signs,
        "gap_text": proof.gap_text,
        "stage_name": proof.stage_name,
        "draft_stamp": message("draft-stamp"),
        "told": told,
        "named": told_of,
        "data_text": data_text,
        "kept": lambda text, otherwise: told(retold(text, otherwise)),
    }
    made.filters["tidy"] = tidy
    return made
