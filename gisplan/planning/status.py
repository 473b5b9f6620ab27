"""What a scenario says of single sites and districts, laid over what their layer says."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gisplan_errors import ScenarioError
from gisplan_words import lines, listed, message

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Message
    from layers.region.loading import Region


def with_asked_status(region: Region, scenario: Scenario) -> Region:
    """Give the region with the status that the scenario asks for: of districts first, then of sites.

    Parameters
    ----------
    region
        Layers as loaded.
    scenario
        With its tables ``sites`` and ``districts``.

    Raises
    ------
    ScenarioError
        It names a site or a district that the region lacks, with the nearest one it has.
    """
    sites = region.sites
    has = {"sites": sites["site_id"].tolist(), "districts": region.districts["adcode"].tolist()}
    asked = {"sites": scenario.sites, "districts": scenario.districts}
    faults = [
        _unknown(f"{what}.{name}", region.name, get_close_matches(name, has[what], cutoff=0.3) or has[what])
        for what, rules in asked.items()
        for name in sorted(rules.keys() - set(has[what]))
    ]
    if faults:
        raise ScenarioError(lines(faults))
    banned = sites["adcode"].isin(list(scenario.districts)) & (sites["status"] != "existing")
    own = sites["site_id"].map({name: rule.status for name, rule in scenario.sites.items()})
    status = own.where(own.notna(), sites["status"].mask(banned, "excluded"))
    return replace(region, sites=sites.assign(status=status.astype(sites["status"].dtype)))


def _unknown(key: str, region: str, near: list[str]) -> Message:
    return message("planning-no-such-place", key=key, region=region, near=listed(near[:3]))
