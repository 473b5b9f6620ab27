"""What a plan does not know, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_words import Series, message, sentences

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said
    from layers.region.loading import Region

MOST_NAMED = 5
"""Names listed of what no road reaches."""


def not_known(region: Region, scenario: Scenario) -> tuple[Said, ...]:
    """Say what the plan does not know, so that nobody takes silence for a pass."""
    return (
        message("not-known-stock"),
        message("not-known-candidates"),
        _ways(region, scenario),
        _road_ends(region),
        *(() if region.protected is not None else (message("not-known-setbacks"),)),
    )


def _road_ends(region: Region) -> Said:
    """Say how service areas are known, and beyond how many road ends the neighbours' sites are."""
    known = 0 if region.corridor_ends is None else len(region.corridor_ends)
    if not known:
        return message("not-known-neighbours")
    return message("not-known-road-ends", known=known, ends=2 * len(region.corridors))


def _ways(region: Region, scenario: Scenario) -> Said:
    """Say how ways were measured, and what no road reaches."""
    if region.roads is None:
        return message("not-known-roads", detour=f"{scenario.coverage.detour.value:g}")
    lost = region.roads.unreachable()
    if lost.empty:
        return message("not-known-traffic")
    more = ("…",) if len(lost) > MOST_NAMED else ()
    first = Series((*lost["name"].head(MOST_NAMED), *more))
    return sentences(message("not-known-traffic"), message("not-known-lost", count=len(lost), names=first))
