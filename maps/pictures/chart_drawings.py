"""What each chart draws on its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan_numbers import currency_name
from gisplan_words import message
from maps.data.contents import records
from maps.data.signs import signs
from maps.words.catalogue import term, word
from maps.words.text import tidy, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

TYPE_COLOURS: Final = ("#a6cee3", "#4c93c3", "#1f5f99", "#f4a259", "#c1121f")
BLUE: Final = "#0b5394"
MILLION: Final = 1e6


def coverage_by_sites(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401
    """Draw the covered share against the number of sites, and the proven bound above it."""
    table = facts.tradeoff if facts.tradeoff is not None else pd.DataFrame()
    table = table.sort_values("sites")
    share = table["covered_people_share"].to_numpy(dtype=float) * 100
    bound = pd.to_numeric(table["bound"], errors="coerce").to_numpy(dtype=float)
    people = table["covered_people"].to_numpy(dtype=float)
    # a bound in people is brought to the same share as the covered people beside it
    scale = np.where(bound > 1.5, share / np.where(people > 0, people, np.nan), 100.0)
    axes.plot(table["sites"], share, marker="o", color=BLUE, label=_say(message("chart-covered"), language))
    if np.isfinite(bound).any():
        label = _say(message("chart-bound"), language)
        axes.plot(table["sites"], bound * scale, linestyle="--", color="#7a8fa3", label=label)
    chosen = int((layers.sites["access"] == "public").sum())
    if table["sites"].min() <= chosen <= table["sites"].max():
        axes.axvline(chosen, color="#c1121f", linewidth=1, linestyle=":")
        label = _say(message("chart-chosen"), language)
        axes.text(chosen, 0.5, label, transform=axes.get_xaxis_transform(), color="#c1121f", ha="right")
    axes.set_xlabel(_say(message("chart-sites"), language))
    axes.set_ylabel(_say(message("chart-share"), language))
    axes.grid(axis="y", color="#e2e8ee")
    axes.legend(loc="lower right")


def chargers_by_category(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401
    """Draw chargers per category, each bar parted by type."""
    types = layers.charger_types()
    sums = layers.sites.groupby("category")[[f"n_{kind}" for kind in types]].sum()
    sums = sums.loc[sums.sum(axis=1).sort_values(kind="stable").index]
    names = [_say(term("category", key), language) for key in sums.index]
    parts = [
        (_say(facts.type_name(kind), language), sums[f"n_{kind}"].to_numpy(dtype=float)) for kind in types
    ]
    _stacked(axes, names, parts, TYPE_COLOURS)
    axes.set_xlabel(_say(word("chargers"), language))


def access_by_district(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401, ARG001
    """Draw chargers per district, each bar parted by who may use them."""
    table = layers.districts.sort_values("chargers", kind="stable")
    names = _names(table, language)
    access = signs()["access"]
    parts = [
        (_say(term("access", key), language), table[f"chargers_{key}"].to_numpy(dtype=float))
        for key in access
    ]
    _stacked(axes, names, parts, [sign["bar"] for sign in access.values()])
    axes.set_xlabel(_say(word("chargers"), language))
    axes.tick_params(axis="y", labelsize=8)


def cost_by_category(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401
    """Draw the investment per category of charging site, and of the hydrogen stations."""
    sums = layers.sites.groupby("category")["investment_cost"].sum()
    names = [_say(term("category", key), language) for key in sums.index]
    values = (sums.to_numpy(dtype=float) / MILLION).tolist()
    if len(layers.stations):
        names.append(_say(word("stations"), language))
        values.append(float(layers.stations["investment_cost"].sum()) / MILLION)
    order = np.argsort(values, kind="stable")
    axes.barh([names[place] for place in order], [values[place] for place in order], color=BLUE)
    for height, place in enumerate(order):
        axes.text(values[place], height, f" {values[place]:,.0f}", va="center", fontsize=8)
    axes.margins(x=0.12)
    axes.set_xlabel(
        _say(message("chart-investment", currency=currency_name(facts.currency, language)), language)
    )


def hydrogen_supply(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401, ARG001
    """Draw what each source delivers beside what it can."""
    supply = layers.hydrogen_supply.set_index("supply_id")
    used = layers.supply_links.groupby("supply_id")["kg_day"].sum().reindex(supply.index).fillna(0)
    names = _names(supply, language)
    capacity = pd.to_numeric(supply["capacity_kg_day"], errors="coerce").to_numpy(dtype=float)
    axes.barh(names, capacity, color="#d7e0e7", label=_say(word("capacity_kg_day"), language))
    colour = signs()["ownership"]["commercial"]["colour"]
    axes.barh(names, used, height=0.5, color=colour, label=_say(message("chart-used"), language))
    axes.set_xlabel(_say(message("chart-kg_day"), language))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)


def phasing_by_year(axes: Any, layers: PlanLayers, facts: PageFacts, language: str) -> None:  # noqa: ANN401
    """Draw the chargers built each year, parted by type."""
    types = layers.charger_types()
    sums = layers.sites.groupby("year")[[f"n_{kind}" for kind in types]].sum().sort_index()
    years = [str(int(year)) for year in sums.index]
    base = np.zeros(len(years))
    for kind, colour in zip(types, _colours(TYPE_COLOURS, len(types)), strict=True):
        values = sums[f"n_{kind}"].to_numpy(dtype=float)
        axes.bar(
            years,
            values,
            bottom=base,
            width=0.6,
            color=colour,
            label=_say(facts.type_name(kind), language),
        )
        base = base + values
    axes.set_ylabel(_say(word("chargers"), language))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


DRAWINGS: Final[Mapping[str, Callable[[Any, PlanLayers, PageFacts, str], None]]] = {
    "coverage_by_sites": coverage_by_sites,
    "chargers_by_category": chargers_by_category,
    "access_by_district": access_by_district,
    "cost_by_category": cost_by_category,
    "hydrogen_supply": hydrogen_supply,
    "phasing_by_year": phasing_by_year,
}
"""Drawings by key, in the order they are shown."""


def _stacked(
    axes: Any,  # noqa: ANN401
    names: Sequence[str],
    parts: Sequence[tuple[str, Any]],
    colours: Sequence[str],
) -> None:
    rows = np.arange(len(names))
    base = np.zeros(len(names))
    for (label, values), colour in zip(parts, _colours(colours, len(parts)), strict=True):
        axes.barh(rows, values, left=base, color=colour, label=label)
        base = base + values
    axes.set_yticks(rows, names)
    axes.legend(loc="lower right")
    axes.xaxis.set_major_formatter("{x:,.0f}")


def _colours(colours: Sequence[str], wanted: int) -> list[str]:
    return [colours[place % len(colours)] for place in range(wanted)]


def _say(value: Said, language: str) -> str:
    return tidy(value.said(language), 24)


def _names(frame: pd.DataFrame, language: str) -> list[str]:
    return [_say(told_of(row), language) for row in records(frame)]
