"""What the pages say beside the layers: headline figures, clauses, proof, assumptions, provenance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maps.words.text import Pair, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class PageFacts:
    """Facts of one plan that the pages print.

    Parameters
    ----------
    title_zh, title_en
        Title of the plan.
    headline
        One dict per figure: ``key``, ``zh``, ``en``, ``value``, ``target`` (or None), ``unit``, ``verdict``
        (one of `maps.words.catalogue.VERDICTS` or None) and ``note``. ``unit`` is a key of
        `gisplan_numbers.UNITS` (``chargers``, ``stations``, ``share``, ``people``, ``currency``, ``kWh/day``
        …); other text is shown as it is. ``note`` is text or a pair (Chinese, English).
    clauses
        One row per policy clause: ``id``, ``clause_zh``, ``target``, ``achieved``, ``verdict``,
        ``evidence_zh``, ``evidence_en``.
    certificates
        One dict per solver stage, with the fields of a certificate: ``stage``, ``status``, ``sense``,
        ``objective``, ``bound``, ``gap``, ``solver``, ``version``, ``seconds``, ``limit``, ``proven``.
    assumptions
        ``name``, ``value``, ``unit``, ``source``, ``tag``, ``as_of``.
    provenance
        One row per layer: ``layer``, ``rows``, ``origin``, ``verified_share``, ``source``, ``as_of``.
    scenario_name
        Name of the scenario.
    generated_on
        ISO date of the run, the only part of a page that changes between equal plans.
    version
        Version of gisplan.
    downloads
        (Chinese label, English label, path relative to the run folder).
    not_known
        What the plan does not know, as (Chinese, English).
    tradeoff
        ``sites``, ``covered_people``, ``covered_people_share``, ``bound``: how coverage grows with sites.
    tiers
        Chinese and English names of the tiers that the region names.
    currency
        ISO 4217 code of all money.
    type_names
        Chinese and English names of the charger types of the scenario.
    """

    title_zh: str
    title_en: str
    headline: list[dict[str, Any]]
    clauses: pd.DataFrame
    certificates: list[dict[str, Any]]
    assumptions: pd.DataFrame
    provenance: pd.DataFrame
    scenario_name: str
    generated_on: str
    version: str
    downloads: list[tuple[str, str, str]]
    not_known: list[tuple[str, str]]
    currency: str
    tradeoff: pd.DataFrame | None = None
    tiers: dict[str, tuple[str, str]] = field(default_factory=dict)
    type_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def type_name(self, kind: str) -> Pair:
        """Give the name of a charger type; one that has none goes by its id.

        Parameters
        ----------
        kind
            Id of the charger type.

        Returns
        -------
        Pair
            Its name in both languages, tidied.
        """
        return Pair(*(tidy(name, 40) for name in self.type_names.get(kind, (kind, kind))))
