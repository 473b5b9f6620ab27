"""Verify that no site has more chargers than are used as the scenario asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.verify.bounds.asked import asked_after
from gisplan.verify.count.kept import candidates_at
from gisplan.verify.run.faults import least, of, place
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

ROUND_OFF = 1e-5


def use_faults(run: Plan) -> Iterator[Fault]:
    """Hold what the new chargers of a site serve to what they can, beyond the site's own least number."""
    rule = run.scenario.chargers.min_use
    if rule is None or rule.value == 0.0:
        return
    asked, sites = asked_after(run), run.layers.sites
    at = candidates_at(run, sites["site_id"])
    for s, site in zip(at.tolist(), records(sites), strict=True):
        few = max(asked.least[s], asked.fast[s])
        wanted = rule.value * site["capacity_kwh_day"]
        if site["access"] == "private" or site["chargers"] <= few:
            continue
        if site["served_kwh_day"] < wanted * (1.0 - ROUND_OFF):
            name = place(of("site", site["site_id"]), "(chargers.min_use)")
            yield least(name, "served_kwh_day", f"{site['served_kwh_day']:.2f}", f"{wanted:.2f}")
