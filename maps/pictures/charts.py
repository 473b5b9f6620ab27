"""Charts of a plan by matplotlib: SVG for the pages (text stays text, no script), PNG for a document."""

from __future__ import annotations

import io
import logging
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from maps.pictures.chart_drawings import DRAWINGS, TITLES

if TYPE_CHECKING:
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.words.text import Pair

Language = Literal["zh", "en"]

FONTS: Final = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
    *("SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Arial Unicode MS"),
)
"""Fonts with Chinese, the first installed one is used."""

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
    def title(self) -> Pair:
        """Title in Chinese and English."""
        return TITLES[self.key]

    def svg(self, language: Language) -> str:
        """Give the chart as one ``<svg>`` element, the same bytes for the same plan."""
        # laid out by the font that matplotlib brings, so that other machines give the same bytes; the page's
        # own font then writes the text
        settings = {
            "font.family": ["DejaVu Sans"],
            "svg.fonttype": "none",
            "svg.hashsalt": f"{self.key}-{language}",
        }
        undated = {"Date": None, "Creator": None, "Format": None, "Type": None}
        with io.BytesIO() as buffer:
            with mpl.rc_context(chart_style() | settings), warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Glyph .* missing from font")
                self._figure(language).savefig(buffer, format="svg", metadata=undated)
            text = buffer.getvalue().decode()
        text = re.sub(r"<(metadata|style)\b.*?</\1>", "", text[text.index("<svg") :], flags=re.DOTALL)
        text = re.sub(r"font-family: [^;\"]+", "font-family: inherit", text)
        return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', "", text, count=1).strip()

    def png(self, language: Language, dpi: int = 200) -> bytes:
        """Give the chart as a PNG file.

        Parameters
        ----------
        language
            Without a font that has Chinese, English is drawn whatever is asked.
        dpi
            Dots per inch of a picture 6.4 inches wide.
        """
        with io.BytesIO() as buffer:
            with mpl.rc_context(chart_style()):
                figure = self._figure(language if chinese_font() else "en")
                figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
            return buffer.getvalue()

    def _figure(self, language: Language) -> Figure:
        figure = Figure(figsize=SIZE, layout="constrained")
        DRAWINGS[self.key](figure.add_subplot(), self.layers, self.facts, language)
        return figure


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


def chinese_font() -> str | None:
    """Give the name of an installed font with Chinese, or None."""
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in installed), None)


def chart_style() -> Any:  # noqa: ANN401  a dict with keys of matplotlib
    """Give matplotlib's settings of charts and pictures."""
    # names that are not installed would each be logged; the browser still gets the whole list of the page
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    found = chinese_font()
    return {
        "font.family": [found, "DejaVu Sans"] if found else ["DejaVu Sans"],
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
