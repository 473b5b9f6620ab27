"""Write the pages of a plan: ``index.html``, ``map.html`` and one page per district."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import listed, message
from maps.data.contents import common_data
from maps.data.names import page_names as read_page_names
from maps.frame import tiles as background
from maps.page.city import city_page
from maps.page.district import district_page
from maps.page.planner import planner_page

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_progress import Progress
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.tiles import Tiles
    from maps.page.against import Against

INDEX: Final = "index.html"
MAP: Final = "map.html"


def write_pages(
    folder: Path,
    layers: PlanLayers,
    facts: PageFacts,
    *,
    against: Against | None = None,
    tiles: Tiles | None = None,
    progress: Progress | None = None,
    plain: bool = False,
) -> list[Path]:
    """Write all pages of a plan; each opens from disk and makes no network request.

    Parameters
    ----------
    folder
        Existing run folder.
    layers
        Result layers.
    facts
        What the pages say beside the layers.
    against
        Another plan; the overview then compares the two, and the planner's map colours sites by what changed.
    tiles
        Background tiles. By default those of Tianditu when ``GISPLAN_TIANDITU_KEY`` is set, else none.
    progress
        Told the name of each page.
    plain
        Draw no background tiles, whatever the environment says.

    Returns
    -------
    list of Path
        The files written, ``index.html`` first.

    Raises
    ------
    GisplanError
        A page would load something that is not vendored.
    """
    say = progress or (lambda _: None)
    shown = None if plain else tiles or background.from_environment()
    adcodes = page_names(layers)
    names = read_page_names(facts.names)
    if shown is not None:
        layers = shown.displayed(layers)
        against = None if against is None else replace(against, layers=shown.displayed(against.layers))
        names = None if names is None else shown.displayed_frame(names)
    (folder / "districts").mkdir(exist_ok=True)
    written = []

    def write(name: str, page: str) -> None:
        path = folder / name
        path.write_text(page, encoding="utf-8", newline="\n")
        written.append(path)
        say(message("progress-page", name=name))

    common = {**common_data(layers, facts), "tiles": shown is not None}
    write(INDEX, city_page(layers, facts, common, shown, against))
    write(MAP, planner_page(layers, facts, common, against, shown, names))
    for adcode in adcodes:
        write(f"districts/{adcode}.html", district_page(adcode, layers, facts, common, shown, names))
    return written


def page_names(layers: PlanLayers) -> list[str]:
    """Give the adcodes that name the district pages.

    Raises
    ------
    LayerError
        An adcode is not letters, digits, ``-`` or ``_``, so that it could name a file elsewhere.
    """
    adcodes = [str(adcode) for adcode in layers.districts["adcode"]]
    strange = [adcode for adcode in adcodes if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", adcode)]
    if strange:
        found = listed(repr(adcode[:60]) for adcode in strange[:5])
        raise LayerError(message("pages-adcode", found=found))
    return adcodes
