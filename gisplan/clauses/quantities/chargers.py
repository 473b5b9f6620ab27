"""Plan quantities of chargers: how many, where, of which standard, against what is asked of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gisplan.clauses.quantities.facts import Facts, inventory, shown, sites_by_year, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause


@quantity("chargers", "access kinds, or none")
def new_chargers(facts: Facts, clause: Clause, *access: str) -> Measured:
    """Count the new chargers of all kinds, or of some access kinds, up to the clause's year."""
    counted = sites_by_year(clause, facts)
    counts = counted.groupby("access")["chargers"].sum()
    parts = {kind: int(counts.get(kind, 0)) for kind in access or ACCESS}
    base = facts.scenario.base_date.isoformat()
    return shown(
        *("new_chargers", "sites", counted, sum(parts.values())),
        assumption=message("assumes-baseline", base=base),
        base=base,
        parts=listed(
            message("clause-chargers-of", count=count, access=inside(ACCESS[kind]))
            for kind, count in parts.items()
        ),
    )


@quantity("chargers")
def public_chargers_in_all(facts: Facts, clause: Clause) -> Measured:
    """Count public chargers as a stock; not known without the number that stands."""
    new, stands = sites_by_year(clause, facts), facts.standing_public
    public = int(new.loc[new["access"] == "public", "chargers"].sum())
    if stands is None:
        return unknown("clause-no-stock", layer="sites", count=public)
    chargers = facts.scenario.chargers
    tags = ", ".join(sorted({report.tag for report in chargers.existing}))
    return shown(
        *("public_chargers_in_all", "sites", new, public + stands),
        assumption=f"chargers.existing = {stands:,} ({chargers.existing_on}, {tags})",
        new=public,
        stands=stands,
    )


@quantity("chargers", '<category>, access kinds or none: "residential", "public"')
def new_chargers_at(facts: Facts, clause: Clause, category: str, *access: str) -> Measured:
    """Count new chargers at the sites of a category."""
    sites = sites_by_year(clause, facts)
    chosen = sites[(sites["category"] == category) & sites["access"].isin(access or tuple(ACCESS))]
    kinds = listed(inside(ACCESS[name]) for name in access)
    term = CATEGORIES[category]
    return shown(
        *("new_chargers_at", "sites", chosen, int(chosen["chargers"].sum())),
        also=inventory(chosen),
        category=message("clause-category-of-access", category=term, access=kinds) if access else term,
    )


@quantity("capacity / demand")
def public_capacity_ratio(facts: Facts, clause: Clause) -> Measured:
    """Give deliverable energy over served and unmet energy of the public chargers."""
    sites = sites_by_year(clause, facts)
    public = sites[sites["access"] == "public"]
    capacity = float(public["capacity_kwh_day"].sum())
    asked = float(public["served_kwh_day"].sum() + facts.layers.demand["unmet_kwh_day"].sum())
    if asked <= 0:
        return unknown("clause-nothing-asked")
    ratio = shown(
        *("public_capacity_ratio", "sites", public, capacity / asked),
        assumption=message("assumes-utilisation"),
        capacity=Figure(capacity, "kWh/day"),
        asked=Figure(asked, "kWh/day"),
    )
    return replace(ratio, people=True)


@quantity("chargers")
def chargers_of_national_standard(facts: Facts, _clause: Clause) -> Measured:
    """Count the chargers with a national connector."""
    table, standards = facts.platform, facts.scenario.delivery.connector_standards
    total, count = int(table["chargers"].sum()), int(table["chargers_of_standard"].sum())
    if total == 0:
        return unknown("clause-no-chargers")
    return shown(
        *("chargers_of_national_standard", "platform.csv", table, count),
        whole=total,
        assumption=message("assumes-connectors", tag=standards.tag),
    )
