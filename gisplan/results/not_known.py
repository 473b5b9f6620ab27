"""What a plan does not know, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.planning.chargers.feeders import FED_BY, grid_of
from gisplan.planning.standing import UNKNOWN_KG, standing_stock
from gisplan_numbers import Figure
from gisplan_words import message, sentences
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import DAY, HAZARDOUS
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
MOST_TIGHT = 20
"""Sites listed whose peak is nearest to their connection."""


def not_known(
    region: Region,
    scenario: Scenario,
    agreement: Mapping[str, Any] | None = None,
    standing: Standing | None = None,
    sites: pd.DataFrame | None = None,
) -> list[Said]:
    """Say what the plan does not know, so that nobody takes silence for a pass.

    Parameters
    ----------
    agreement
        How far siting under another spread of people agrees; None where nobody asked.
    standing
        What stands; absent, it is worked out again.
    sites
        The plan's sites with their peaks; None before there are any.
    """
    out = [
        message("unknown-stock"),
        *_guesses(region, scenario),
        message("unknown-candidates"),
        message("unknown-certain"),
        _ways(region, scenario),
        _road_ends(region),
        *_standing(standing_stock(region, scenario) if standing is None else standing, scenario),
        *_feeders(region, scenario, sites),
        *_restrictions(region, scenario),
    ]
    if agreement is not None and agreement["same_sites_share"] is None:
        out.append(message("unknown-spread", spread=str(agreement["other"])))
    return out if region.protected is not None else [*out, message("unknown-setbacks")]


def _restrictions(region: Region, scenario: Scenario) -> list[Said]:
    """Say that nobody knows where trucks or hazardous goods may drive, where a plan has to do with them."""
    hydrogen = scenario.hydrogen.new_target > 0
    trucks = [kind for kind, one in scenario.facilities.items() if one.target and one.for_trucks(kind)]
    if region.restrictions is None:
        asked = hydrogen or trucks or scenario.lorries is not None
        return [message("unknown-restrictions")] if asked else []
    hours = hours_at(region.sites, HAZARDOUS)
    timed = int(((hours > 0) & (hours < DAY)).sum())
    if hydrogen and timed and scenario.hydrogen.drops is None:
        return [message("unknown-restrictions-drops", sites=timed)]
    return []


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


def _feeders(region: Region, scenario: Scenario, sites: pd.DataFrame | None) -> list[Said]:
    """Say what is assumed of the grid above the sites: where it matters most, or what of it is not known."""
    if region.feeders is None:
        return [message("unknown-feeders"), *_tightest(sites)]
    grid = grid_of(region, scenario)
    if not grid:
        return [message("unknown-feeders-rule")]
    unfed = 0 if sites is None else int((sites[FED_BY].astype(object).fillna("").astype(str) == "").sum())
    vague = sum(int(np.isnan(fed.left_kw).sum()) for fed in grid)
    every = sum(len(fed.ids) for fed in grid)
    told = {"unknown-feeders-unfed": {"count": unfed}, "unknown-feeders-vague": {"count": vague, "of": every}}
    return [message(code, **figures) for code, figures in told.items() if figures["count"]]


def _tightest(sites: pd.DataFrame | None) -> list[Said]:
    """Name the sites whose coincident peak is the largest share of their connection."""
    if sites is None or sites.empty:
        return []
    peak, taken, feed = (
        pd.to_numeric(sites[name]).to_numpy(dtype=np.float64)
        for name in ("peak_kw", "taken_kw", "grid_kw_after")
    )
    load = peak + taken
    share = np.divide(load, feed, out=np.zeros(load.size), where=feed > 0)
    names = sites["site_id"].astype(str).to_numpy()
    first = np.lexsort((names, -np.round(share, 6)))[:MOST_TIGHT]
    said = [f"{names[at]} {share[at]:.0%}" for at in first.tolist() if share[at] > 0]
    return [message("unknown-feeders-tight", count=len(said), sites=", ".join(said))] if said else []


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
