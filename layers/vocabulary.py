"""Words that all layers, tables and maps share: categories, access, status, origins, demand, functions.

The words stand in ``vocabulary.csv`` beside this module. Each has a label, the message ``<kind>-<word>`` of
the catalogues, and the clause it comes from; ``assumption`` stands where no policy document names it. Ids of
clauses are those of the policy register
(``TJ15-02`` is the second check of item 15 of the Tianjin 2023 action plan).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gisplan_files import read_rows
from gisplan_words import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSUMPTION = "assumption"
TIER_NAME = r"[^\W\d]\w{0,30}"
"""How a region may name a tier: one word, for it ends names of figures (``own_bay_share_ring``)."""


@dataclass(frozen=True)
class Term(Message):
    """A word of the vocabulary; its label is the message of its code.

    Attributes
    ----------
    clause
        Id of the policy clause that names it, or ``assumption``.
    """

    clause: str = ASSUMPTION


def _vocabulary() -> Mapping[str, Mapping[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    for row in read_rows(Path(__file__).with_name("vocabulary.csv")):
        kind, word = row["kind"], row["word"]
        found.setdefault(kind, {})[word] = Term(f"{kind}-{word.replace(' ', '-')}", clause=row["clause"])
    return MappingProxyType({kind: MappingProxyType(words) for kind, words in found.items()})


VOCABULARY = _vocabulary()
"""Words by kind, each kind in the order of its rows."""

CATEGORIES = VOCABULARY["category"]
"""Site categories."""

ACCESS = VOCABULARY["access"]
"""Who may use a charger: anyone, one fleet or workplace, or one household."""

STATUS = VOCABULARY["status"]
"""Part that a site plays in the choice."""

ORIGINS = VOCABULARY["origin"]
"""Where a row comes from."""

TIERS = VOCABULARY["tier"]
"""The usual tiers of districts, and the roles that the tiers of a region play."""

DEMAND_CLASSES = VOCABULARY["demand"]
"""Classes of energy demand; the columns ``kwh_<class>`` of a demand layer, whose sum is ``ev_kwh_day``."""

LORRY = "lorry"
"""Class of the energy of electric lorries, which follows from their trips (`layers.demand.lorries`)."""

CHARGING_CLASSES = (*DEMAND_CLASSES, LORRY)
"""Classes whose energy chargers serve: those of a demand layer, and electric lorries."""

FUNCTIONS = VOCABULARY["function"]
"""What a parcel may be used for."""

OTHER_DEMAND = ("swap_taxi_kwh_day", "swap_truck_kwh_day", "methanol_kg_day")
"""Columns of demand that neither chargers nor hydrogen stations serve."""

PLACE_KINDS = VOCABULARY["place"]
"""Kinds of named places."""

SUPPLY_KINDS = VOCABULARY["supply"]
"""How hydrogen is made."""

TRANSPORT = VOCABULARY["transport"]
"""How hydrogen is brought to a station."""


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
