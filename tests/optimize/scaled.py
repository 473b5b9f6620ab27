"""Every model of `optimize` as a case that is solved in any units and judged by enumeration."""

from __future__ import annotations

from tests.optimize.scaled_plans import (
    by_site,
    hydrogen,
    hydrogen_ties,
    hydrogen_ties_worths,
    hydrogen_worths,
    joint,
    phasing,
    sizing,
    sizing_worths,
)
from tests.optimize.scaled_sites import (
    Case,
    Units,
    access_worths,
    adequate,
    adequate_worths,
    backup_worths,
    capacitated,
    carried_worths,
    center_worths,
    cover_worths,
    covered_worths,
    dispersion_worths,
    fair,
    fair_worths,
    flow_refuelling,
    least_refuelling,
    least_worths,
    lscp,
    lscpb,
    mclp,
    mean_access,
    median_worths,
    p_center,
    p_dispersion,
    p_median,
    served_worths,
    trip_worths,
)


def metres_of(units: Units) -> tuple[float, ...]:
    return (units.metres,)


def both_of(units: Units) -> tuple[float, ...]:
    return (units.weight * units.metres,)


CASES = {
    "MCLP": Case(mclp, covered_worths, signs=(-1,)),
    "MCLP, budget": Case(lambda seed, units: mclp(seed, units, budget=True), covered_worths, signs=(-1,)),
    "p-median": Case(p_median, median_worths, units=both_of),
    "p-center": Case(p_center, center_worths, units=metres_of),
    "p-dispersion": Case(p_dispersion, dispersion_worths, units=metres_of, signs=(-1,)),
    "LSCP": Case(lscp, cover_worths, units=lambda units: (units.money,)),
    "LSCP-B": Case(lscpb, backup_worths, units=lambda units: (1.0, units.weight), signs=(1, -1)),
    "capacitated MCLP": Case(capacitated("cover"), served_worths, signs=(-1,)),
    "capacitated p-median, split": Case(capacitated("split"), carried_worths, units=both_of),
    "capacitated p-median, whole rows": Case(capacitated("whole"), carried_worths, units=both_of),
    "flow refuelling": Case(flow_refuelling, trip_worths, signs=(-1,)),
    "flow refuelling, capacitated": Case(lambda seed, units: flow_refuelling(seed, units, capacitated=True)),
    "least refuelling": Case(least_refuelling, least_worths, units=lambda units: (units.money,)),
    "adequate cover": Case(adequate, adequate_worths, signs=(-1,)),
    "fair cover, worst area": Case(
        fair, fair_worths, units=lambda units: (1.0, units.weight), signs=(-1, -1)
    ),
    "fair cover, Gini": Case(lambda seed, units: fair(seed, units, gini=0.2), fair_worths, signs=(-1,)),
    "mean access": Case(mean_access, access_worths, units=lambda units: both_of(units) * 2, signs=(1, 1)),
    "sizing": Case(
        sizing, sizing_worths, by_site, units=lambda units: (units.weight, units.money), signs=(1, 1)
    ),
    "hydrogen": Case(
        hydrogen,
        hydrogen_worths,
        lambda answer: (*answer.sites.tolist(), *answer.sizes.tolist()),
        units=lambda units: (units.weight, units.money),
        signs=(-1, 1),
    ),
    "hydrogen ties": Case(
        hydrogen_ties,
        hydrogen_ties_worths,
        lambda answer: (*answer.siting.sites.tolist(), *answer.siting.sizes.tolist()),
        units=lambda units: (units.weight, 1.0, 1.0, units.metres),
        signs=(-1, 1, -1, -1),
    ),
    "joint": Case(
        joint,
        chosen=lambda answer: (*answer.opened.tolist(), *answer.siting.sites.tolist()),
        units=lambda units: (units.weight, units.money),
    ),
    "years": Case(phasing, chosen=by_site),
}

DECISIONS = (
    "adequate cover",
    "fair cover, worst area",
    "fair cover, Gini",
    "mean access",
    "capacitated MCLP",
    "sizing",
    "hydrogen",
    "joint",
    "years",
)
"""Cases of the problems that a plan decides by."""
