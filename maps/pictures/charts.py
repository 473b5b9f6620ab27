"""Charts of a plan by matplotlib: SVG for the pages (text stays text, no script), PNG for a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from gisplan_kept import once
from gisplan_words import message
from maps.pictures.chart_drawings import DRAWINGS
from maps.pictures.fonts import saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_words import Message
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

SIZE: Final = (5.4, 3.3)
"""Width and height in inches."""


@dataclass(frozen=True)
class Chart:
    """One chart, drawn when asked.

    Parameters
    ----------
    key
        Key of `maps.pictures.chart_drawings.DRAWINGS`.
    layers, facts
        What is drawn.
    """

    key: str
    layers: PlanLayers
    facts: PageFacts

    @property
    def title(self) -> Message:
        """What it shows."""
        return message(f"chart-{self.key}")

    @once
    def svg(self, language: str) -> str:
        """Give the chart as one ``<svg>`` element, the same bytes for the same plan.

        Parameters
        ----------
        language
            Of title, axes and legend.

        Returns
        -------
        str
            The element, text as paths.
        """
        return svg_of(partial(self._figure, language), f"{self.key}-{language}")

    def png(self, language: str, dpi: int = 200) -> bytes:
        """Give the chart as a PNG file, `SIZE` inches large.

        Parameters
        ----------
        language
            Of title, axes and legend.
        dpi
            Dots per inch.

        Returns
        -------
        bytes
            The file.
        """
        build = partial(self._figure, language)
        return saved(build, chart_style(), format="png", dpi=dpi, metadata={"Software": None})

    def _figure(self, language: str) -> Figure:
        figure = Figure(figsize=SIZE, layout="constrained")
        DRAWINGS[self.key](figure.add_subplot(), self.layers, self.facts, language)
        return figure


def svg_of(build: Callable[[], Figure], salt: str) -> str:
    """Give a figure as one ``<svg>`` element, the same bytes for the same figure.

    Parameters
    ----------
    build
        Draws the figure.
    salt
        What the ids of its elements are made of: another one on each chart of a page.
    """
    settings = {"svg.fonttype": "none", "svg.hashsalt": salt}
    undated = {"Date": None, "Creator": None, "Format": None, "Type": None}
    text = saved(build, chart_style() | settings, format="svg", metadata=undated).decode()
    text = re.sub(r"<(metadata|style)\b.*?</\1>", "", text[text.index("<svg") :], flags=re.DOTALL)
    # laid out by the font that ships; the page's own font then writes the text
    text = re.sub(r"font-family: [^;\"]+", "font-family: inherit", text)
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', "", text, count=1).strip()


@once
def charts(layers: PlanLayers, facts: PageFacts) -> list[Chart]:
    """Give the charts that the plan has data for.

    Parameters
    ----------
    layers
        Result layers.
    facts
        ``tradeoff`` is drawn when it is there and has two rows.
    """
    years = layers.sites["year"].dropna().nunique()
    has = {
        "coverage_by_sites": facts.tradeoff is not None and len(facts.tradeoff) > 1,
        "chargers_by_category": len(layers.sites) > 0,
        "access_by_district": bool(layers.districts["chargers"].sum() > 0),
        "cost_by_category": len(layers.sites) > 0,
        "hydrogen_supply": len(layers.supply_links) > 0,
        "phasing_by_year": years > 1,
    }
    return [Chart(key, layers, facts) for key in DRAWINGS if has[key]]


def chart_style() -> Any:  # noqa: ANN401  a dict with keys of matplotlib
    """Give matplotlib's settings of charts and pictures, all but the font."""
    return {
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#8a96a3",
        "axes.labelcolor": "#4a5968",
        "xtick.color": "#4a5968",
        "ytick.color": "#14202b",
        "text.color": "#14202b",
        "text.parse_math": False,  # a name with dollar signs is no formula
        "axes.unicode_minus": False,
        "legend.frameon": False,
        "legend.fontsize": 9,
    }
