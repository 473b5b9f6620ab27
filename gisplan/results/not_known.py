"""What a plan does not know, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.planning.standing import standing_stock
from gisplan_words import message, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.planning.standing import Standing
    from gisplan.scenario.schema import Scenario
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
        message("unknown-candidates"),
        _ways(region, scenario),
        _road_ends(region),
        *_standing(standing_stock(region, scenario) if standing is None else standing),
    ]
    if agreement is not None and agreement["same_sites_share"] is None:
        out.append(message("unknown-spread", spread=str(agreement["other"])))
    return out if region.protected is not None else [*out, message("unknown-setbacks")]


def _standing(standing: Standing) -> list[Said]:
    """Say of how many charging stations that stand nobody states the power."""
    vague = [by not in {"types", "kw"} for by in standing.known]
    count = int((standing.stands & standing.charges & np.array(vague, dtype=bool)).sum())
    return [message("unknown-standing", count=count)] if count else []


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
