"""Charts beside a plan: a frontier with its knee, a tornado of what matters, and the pace of building."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure

from gisplan_catalogue import languages
from gisplan_numbers import UNITS, currency_name, unit_forms
from gisplan_words import message
from maps.pictures.chart_drawings import BLUE
from maps.pictures.charts import SIZE, svg_of
from maps.words.figures import with_unit
from maps.words.text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from gisplan_words import Said

_RED: Final = "#c1121f"
_GREY: Final = "#9aa5b1"
_MILLION: Final = 1e6


def frontier_chart(
    table: pd.DataFrame, labels: tuple[Said, Said], units: tuple[str, str], currency: str
) -> dict[str, str]:
    """Draw a frontier: its points, those that others beat, what is proven above them, and the knee.

    Parameters
    ----------
    table
        label, cost, gain, gain_at_most, dominated_by, knee.
    labels, units
        Of cost and gain.
    currency
        ISO 4217 code of money.

    Returns
    -------
    dict
        An ``<svg>`` element by language.
    """
    return _by_language("frontier", partial(_frontier, table, labels, units, currency))


def tornado_chart(rows: pd.DataFrame, output: str, title: Said, unit: str, currency: str) -> dict[str, str]:
    """Draw which assumption matters for one figure: the mean effect of each, and how far it spreads.

    Parameters
    ----------
    rows
        parameter, mu_star, sigma; the one that matters most first.
    output
        Name of the figure, which tells the chart from others.
    title, unit
        Of the figure.
    currency
        ISO 4217 code of money.

    Returns
    -------
    dict
        An ``<svg>`` element by language.
    """
    return _by_language(f"tornado-{output}", partial(_tornado, rows, title, unit, currency))


def pace_chart(curve: pd.DataFrame, figures: Mapping[str, Any]) -> dict[str, str]:
    """Draw what stood by day, where its pace leads by the horizon, and the pace that the target needs.

    Parameters
    ----------
    curve
        day (ISO date), built (chargers, cumulative).
    figures
        base, on (ISO dates), horizon (year), target, built, expected (None: no pace).

    Returns
    -------
    dict
        An ``<svg>`` element by language.
    """
    return _by_language("pace", partial(_pace, curve, figures))


def _by_language(key: str, draw: Callable[[Any, str], None]) -> dict[str, str]:
    def build(language: str) -> Figure:
        figure = Figure(figsize=SIZE, layout="constrained")
        draw(figure.add_subplot(), language)
        return figure

    return {language: svg_of(partial(build, language), f"{key}-{language}") for language in languages()}


def _scaled(values: np.ndarray[Any, Any], unit: str) -> np.ndarray[Any, Any]:
    """Give figures as an axis writes them: shares in per cent, money in millions."""
    if unit == "share":
        return values * 100
    return values / _MILLION if unit.startswith("currency") and not unit.endswith(("kg", "kWh")) else values


def _axis(label: Said, unit: str, currency: str, language: str) -> str:
    """Give the name of an axis with its unit, as the language writes it."""
    name = tidy(label.said(language), 60)
    if unit == "currency":
        return message("chart-in-millions", label=name).said(language)
    *_, (_, _, _, form) = unit_forms(UNITS.get(unit, ("none", 0))[0], language)
    words = form.replace("{number}", "").replace("{currency}", currency_name(currency, language)).strip(" /")
    return f"{name} ({words})" if words else name


def _frontier(
    table: pd.DataFrame,
    labels: tuple[Said, Said],
    units: tuple[str, str],
    currency: str,
    axes: Any,  # noqa: ANN401 - matplotlib's
    language: str,
) -> None:
    cost, gain, most = (
        _scaled(table[name].to_numpy(dtype=float), unit)
        for name, unit in zip(("cost", "gain", "gain_at_most"), (*units, units[1]), strict=True)
    )
    beaten = (table["dominated_by"] != "").to_numpy()
    axes.errorbar(
        cost,
        gain,
        yerr=[np.zeros(gain.size), most - gain],
        fmt="none",
        ecolor=_GREY,
        elinewidth=1,
        capsize=3,
        label=message("chart-proven-above").said(language),
    )
    axes.plot(
        cost[~beaten], gain[~beaten], marker="o", color=BLUE, label=message("chart-frontier").said(language)
    )
    if beaten.any():
        axes.plot(
            cost[beaten], gain[beaten], "x", color=_RED, label=message("chart-dominated").said(language)
        )
    knee = table["knee"].to_numpy(dtype=bool)
    if knee.any():
        axes.plot(
            cost[knee],
            gain[knee],
            "o",
            markersize=12,
            markerfacecolor="none",
            markeredgecolor=_RED,
            label=message("chart-knee").said(language),
        )
    for x, y, name in zip(cost, gain, table["label"], strict=True):
        axes.annotate(tidy(name, 16), (x, y), xytext=(4, -11), textcoords="offset points", fontsize=7)
    axes.set_xlabel(_axis(labels[0], units[0], currency, language))
    axes.set_ylabel(_axis(labels[1], units[1], currency, language))
    axes.xaxis.set_major_formatter("{x:,.6g}")
    axes.grid(axis="y", color="#e2e8ee")
    axes.legend(loc="best")


def _tornado(
    rows: pd.DataFrame,
    title: Said,
    unit: str,
    currency: str,
    axes: Any,  # noqa: ANN401 - matplotlib's
    language: str,
) -> None:
    ordered = rows.sort_values("mu_star", kind="stable")
    effect = _scaled(ordered["mu_star"].to_numpy(dtype=float), unit)
    spread = _scaled(ordered["sigma"].to_numpy(dtype=float), unit)
    places = np.arange(len(ordered))
    axes.barh(places, effect, color=BLUE)
    axes.errorbar(effect, places, xerr=spread, fmt="none", ecolor="#14202b", elinewidth=1, capsize=3)
    axes.set_yticks(places, _short(ordered["parameter"].tolist()), fontsize=8)
    for place, value in zip(places.tolist(), ordered["mu_star"].tolist(), strict=True):
        axes.annotate(
            with_unit(value, unit, currency).said(language),
            (0, place),
            xytext=(4, 4),
            textcoords="offset points",
            fontsize=7,
            color="#ffffff" if effect[place] > 0.35 * effect.max() else "#14202b",
        )
    axes.set_xlim(left=0)
    axes.set_xlabel(message("chart-effect", figure=_axis(title, unit, currency, language)).said(language))


def _pace(curve: pd.DataFrame, figures: Mapping[str, Any], axes: Any, language: str) -> None:  # noqa: ANN401
    on, end = np.datetime64(figures["on"]), np.datetime64(f"{figures['horizon']}-12-31")
    days = np.array([figures["base"], *curve["day"], figures["on"]], dtype="datetime64[D]")
    built = np.array([0.0, *curve["built"], figures["built"]])
    said = {
        name: message(f"chart-pace-{name}").said(language) for name in ("built", "ahead", "needed", "target")
    }
    axes.step(days, built, where="post", color=BLUE, label=said["built"])
    if figures["expected"] is not None and on < end:
        axes.plot([on, end], [built[-1], figures["expected"]], "--", color=BLUE, label=said["ahead"])
        axes.plot([on, end], [built[-1], figures["target"]], ":", color=_RED, label=said["needed"])
    axes.axhline(figures["target"], color=_GREY, linewidth=1)
    axes.annotate(
        said["target"], (days[0], figures["target"]), xytext=(2, 3), textcoords="offset points", fontsize=8
    )
    axes.set_ylim(0, 1.12 * max(figures["target"], figures["built"], figures["expected"] or 0, 1))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_major_locator(YearLocator())  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    axes.set_ylabel(message("chart-pace-chargers").said(language))
    axes.grid(axis="y", color="#e2e8ee")
    axes.legend(loc="best")


def _short(names: Sequence[str]) -> list[str]:
    """Give settings by their last two parts, where that tells them apart."""
    ends = [".".join(name.split(".")[-2:]).removeprefix("coefficients.") for name in names]
    return ends if len(set(ends)) == len(ends) else list(names)
