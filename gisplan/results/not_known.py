"""What a plan does not know, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.planning.standing import UNKNOWN_KG, standing_stock
from gisplan_numbers import Figure
from gisplan_words import message, sentences
from layers.sites.standing import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.planning.standing import Standing
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags
    from gisplan_words import Said
    from layers.region.loading import Region

MOST_NAMED = 5
"""Names listed of what no road reaches."""


def not_known(
    region: Region,
    scenario: Scenario,
    agreement: Mapping[str, Any] | None = None,
    standing: Standing | None = None,
) -> list[Said]:
    """Say what the plan does not know, so that nobody takes silence for a pass.

    Parameters
    ----------
    agreement
        How far siting under another spread of people agrees; None where nobody asked.
    """
    out = [
        message("unknown-stock"),
        *_guesses(region, scenario),
        message("unknown-candidates"),
        message("unknown-certain"),
        _ways(region, scenario),
        _road_ends(region),
        *_standing(standing_stock(region, scenario) if standing is None else standing, scenario),
    ]
    if agreement is not None and agreement["same_sites_share"] is None:
        out.append(message("unknown-spread", spread=str(agreement["other"])))
    return out if region.protected is not None else [*out, message("unknown-setbacks")]


def _guesses(region: Region, scenario: Scenario) -> list[Said]:
    """Say what the demand takes as met by chargers that stand, and how to plan under other guesses of it."""
    rule = scenario.chargers.existing_supply
    if rule is None or region.stock_is_given or not (region.demand["origin"] == "modelled").all():
        return []
    names = ("public_low", "public_high", "fleet_low", "fleet_high")
    return [
        message("unknown-stock-guesses", **{name: Figure(getattr(rule, name), "share") for name in names})
    ]


def _standing(standing: Standing, scenario: Scenario) -> list[Said]:
    """Say of how many stations that stand which figure is stated by nobody, and what stands in for it."""
    rows, known = standing.rows, np.array(standing.known, dtype=str)
    charging = standing.stands & standing.charges
    number = standing.counts.any(axis=1)

    def count(marked: Flags) -> int:
        return int(rows.loc[marked, "stations"].sum())

    vague, least = charging & np.isin(known, ["", "least"]), charging & (known == "least")
    uncounted = charging & (known == "kw") & ~number
    unsold = standing.stands & (standing.hydrogen_kg == UNKNOWN_KG)
    smallest = min(kind.power_kw for kind in scenario.chargers.types)
    said: dict[str, dict[str, Any]] = {
        "unknown-standing": {"count": count(vague), "least": count(least), "kw": f"{smallest:g}"},
        "unknown-standing-number": {"count": count(uncounted)},
        "unknown-standing-hydrogen": {"count": count(unsold)},
        "unknown-standing-category": {"count": count(standing.stands & rows[ASSUMED].to_numpy(dtype=bool))},
    }
    return [message(code, **figures) for code, figures in said.items() if figures["count"]]


def _road_ends(region: Region) -> Said:
    """Say how service areas are known, and beyond how many road ends the neighbours' sites are."""
    known = 0 if region.corridor_ends is None else len(region.corridor_ends)
    if not known:
        return message("unknown-road-ends-all")
    return message("unknown-road-ends", known=known, ends=2 * len(region.corridors))


def _ways(region: Region, scenario: Scenario) -> Said:
    """Say how ways were measured, and what no road reaches."""
    if region.roads is None:
        return message("unknown-ways-straight", detour=f"{scenario.coverage.detour.value:g}")
    lost = region.roads.unreachable()
    said = message("unknown-ways-roads")
    if lost.empty:
        return said
    first = ", ".join(lost["name"].head(MOST_NAMED)) + (" …" if len(lost) > MOST_NAMED else "")
    return sentences(said, message("unknown-off-roads", count=len(lost), first=first))
