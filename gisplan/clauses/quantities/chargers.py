"""Plan quantities of chargers: how many, where, of which standard, against what is asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.clauses.quantities.facts import (
    Facts,
    Found,
    built_already,
    inventory,
    is_whole,
    sites_by_year,
    unknown,
)
from gisplan.clauses.quantities.registry import quantity
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause


_TARGET: Final = "chargers.target"


def _reaches(number: int, clause: Clause, facts: Facts) -> bool:
    """Tell whether a plan that has this number by its end has what the clause asks."""
    return is_whole(clause, facts) and 0 < (clause.target or 0) <= number


@quantity("chargers", "sites", "access kinds, or none")
def new_chargers(facts: Facts, clause: Clause, *access: str) -> Found:
    """Count the new chargers of all kinds, or of some access kinds, up to the clause's year."""
    counted, base = sites_by_year(clause, facts), facts.scenario.base_date.isoformat()
    counts = counted.groupby("access")["chargers"].sum()
    parts = {kind: int(counts.get(kind, 0)) for kind in access or ACCESS}
    told = listed(
        message("clause-chargers-of", count=count, access=inside(ACCESS[kind]))
        for kind, count in parts.items()
    )
    assumption = message("assumes-baseline", base=base)
    chargers, standing = facts.scenario.chargers, built_already(facts)
    all_counted = {*(access or ACCESS)} >= {*chargers.kinds}
    here = standing.loc[standing["access"].isin(access or ACCESS), "chargers"]
    built = chargers.built_count if all_counted else int(here.sum())
    figures = {"base": base, "parts": told, "built": built}
    required = _TARGET if all_counted and _reaches(chargers.new_target + built, clause, facts) else ""
    count = sum(parts.values()) + built
    return Found(counted, count, figures=figures, assumption=assumption, required_by=required)


@quantity("chargers", "sites")
def public_chargers_in_all(facts: Facts, clause: Clause) -> Found | Measured:
    """Count public chargers as a stock; not known without the number that stands."""
    new, stands, chargers = sites_by_year(clause, facts), facts.standing_public, facts.scenario.chargers
    public = int(new.loc[new["access"] == "public", "chargers"].sum())
    if stands is None:
        return unknown("clause-no-stock", layer="sites", count=public)
    tags = ", ".join(sorted({report.tag for report in chargers.existing}))
    known = f"chargers.existing = {stands:,} ({chargers.existing_on}, {tags})"
    stock = chargers.new_target + stands
    required = _TARGET if _reaches(stock, clause, facts) else ""
    figures = {"new": public, "stands": stands}
    return Found(new, public + stands, figures=figures, assumption=known, required_by=required)


@quantity("chargers", "sites", '<category>, access kinds or none: "residential", "public"')
def new_chargers_at(facts: Facts, clause: Clause, category: str, *access: str) -> Found:
    """Count new chargers at the sites of a category."""
    sites, term = sites_by_year(clause, facts), CATEGORIES[category]
    standing = built_already(facts)
    chosen, stands = (
        one[(one["category"] == category) & one["access"].isin(access or tuple(ACCESS))]
        for one in (sites, standing)
    )
    kinds = listed(inside(ACCESS[name]) for name in access)
    told = message("clause-category-of-access", category=term, access=kinds) if access else term
    built = int(stands["chargers"].sum())
    figures = {"category": told, "built": built}
    return Found(chosen, int(chosen["chargers"].sum()) + built, figures=figures, also=inventory(chosen))


@quantity("capacity / demand", "sites")
def public_capacity_ratio(facts: Facts, clause: Clause) -> Found | Measured:
    """Give deliverable energy over served and unmet energy of the public chargers."""
    sites = sites_by_year(clause, facts)
    public = sites[sites["access"] == "public"]
    capacity = float(public["capacity_kwh_day"].sum())
    asked = float(public["served_kwh_day"].sum() + facts.layers.demand["unmet_kwh_day"].sum())
    if asked <= 0:
        return unknown("clause-nothing-asked")
    figures = {"capacity": Figure(capacity, "kWh/day"), "asked": Figure(asked, "kWh/day")}
    assumption = message("assumes-utilisation")
    return Found(public, capacity / asked, figures=figures, assumption=assumption, people=True)


@quantity("chargers", "platform.csv", ground="written")
def chargers_of_national_standard(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the chargers with a national connector."""
    table, tags = facts.platform, sorted({kind.tag for kind in facts.scenario.chargers.types})
    total, count = int(table["chargers"].sum()), int(table["chargers_of_standard"].sum())
    if total == 0:
        return unknown("clause-no-chargers")
    return Found(table, count, total, assumption=message("assumes-connectors", tags=", ".join(tags)))
