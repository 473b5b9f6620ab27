"""Words that all layers, tables and maps share: categories, access, status, origins, demand, functions.

Each word has a label, the message ``<kind>-<word>`` of the catalogues, and the clause it comes from.
``assumption`` stands where no policy document names it. Ids of clauses are those of the policy register
(``TJ15-02`` is the second check of item 15 of the Tianjin 2023 action plan).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from gisplan_words import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Term(Message):
    """A word of the vocabulary; its label is the message of its code.

    Attributes
    ----------
    clause
        Id of the policy clause that names it, or ``assumption``.
    """

    clause: str = ASSUMPTION


def terms(kind: str, **clauses: str) -> Mapping[str, Term]:
    """Give the words of a kind, each with its clause."""
    return MappingProxyType({key: Term(f"{kind}-{key}", clause=clause) for key, clause in clauses.items()})


CATEGORIES = terms(
    "category",
    residential="TJ15-02",
    expressway_service_area="TJ15-03",
    trunk_service_area="TJ15-04",
    transport_hub="TJ15-05",
    public_parking="TJ15-05",
    logistics_park="TJ15-06",
    industrial_park=ASSUMPTION,
    park=ASSUMPTION,
    fuel_station="TJ17-07",
    bus_depot=ASSUMPTION,
    commercial="TJ19-01",
    hydrogen_hub="TJ09-02",
)
"""Site categories."""

ACCESS = terms(
    "access",
    public="TJ15-05",
    dedicated="A1-02",
    private="TJ15-08",
)
"""Who may use a charger: anyone, one fleet or workplace, or one household."""

STATUS = terms(
    "status",
    existing=ASSUMPTION,
    required="N24-02",
    candidate=ASSUMPTION,
    excluded=ASSUMPTION,
)
"""Part that a site plays in the choice."""

ORIGINS = terms(
    "origin",
    official=ASSUMPTION,
    osm=ASSUMPTION,
    census=ASSUMPTION,
    survey=ASSUMPTION,
    geonames=ASSUMPTION,
    memory=ASSUMPTION,
    modelled=ASSUMPTION,
)
"""Where a row comes from."""

TIERS = terms(
    "tier",
    central="N24-01",
    ring=ASSUMPTION,
    outer=ASSUMPTION,
)
"""The usual tiers of districts, and the roles that the tiers of a region play."""

DEMAND_CLASSES = terms(
    "demand",
    home="TJ15-08",
    residential="TJ15-02",
    workplace=ASSUMPTION,
    destination="TJ19-01",
    corridor="BJ42-1",
    taxi="TJ21-03",
    bus="A63-3",
    logistics="TJ21-01",
    sanitation="TJ21-01",
)
"""Classes of energy demand; the columns ``kwh_<class>`` of a demand layer, whose sum is ``ev_kwh_day``."""

FUNCTIONS = terms(
    "function",
    charging="TJ15-07",
    hydrogen="TJ17-08",
    swap="TJ17-08",
    methanol="TJ17-08",
)
"""What a parcel may be used for."""

PLACE_KINDS = terms(
    "place",
    settlement=ASSUMPTION,
    district_seat=ASSUMPTION,
    airport="TJ15-05",
    rail_station="TJ15-05",
    port="TJ21-02",
    zone="TJ09-03",
    logistics="TJ15-06",
    industry="TJ17-03",
    attraction="TJ05-03",
    charging_station=ASSUMPTION,
)
"""Kinds of named places."""


def join_functions(functions: tuple[str, ...]) -> str:
    """Write allowed functions as the text of column ``allows``.

    Parameters
    ----------
    functions
        Keys of `FUNCTIONS`, in any order.

    Returns
    -------
    str
        Keys in the order of the vocabulary with ``;`` between them.

    Raises
    ------
    ValueError
        If a key is not in `FUNCTIONS`.
    """
    unknown = set(functions) - set(FUNCTIONS)
    if unknown:
        raise ValueError(f"unknown functions {sorted(unknown)}; expected among {list(FUNCTIONS)}")
    return ";".join(name for name in FUNCTIONS if name in functions)
