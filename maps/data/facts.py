"""What the pages say beside the layers: headline figures, clauses, proof, assumptions, provenance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gisplan_catalogue import SHIPPED
from maps.words.catalogue import term
from maps.words.proof import draft_words
from maps.words.text import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from gisplan_words import Said, Sayable


@dataclass(frozen=True)
class ToldTable:
    """A table in words, with what is said of it.

    Parameters
    ----------
    title
        What stands above it.
    paragraphs
        Sentences before it.
    heads
        Headings of its columns.
    rows
        Cells: figures and texts.
    folded
        Shown when asked for.
    """

    title: Said
    paragraphs: tuple[Said, ...]
    heads: tuple[Said, ...]
    rows: tuple[tuple[Sayable, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class PageFacts:
    """Facts of one plan that the pages print.

    Parameters
    ----------
    title
        Title of the plan.
    headline
        One dict per figure: ``key``, ``label``, ``value``, ``target`` (or None), ``unit``, ``verdict``
        (one of `maps.words.catalogue.VERDICTS` or None) and ``note``. ``unit`` is a key of
        `gisplan_numbers.UNITS` (``chargers``, ``stations``, ``share``, ``people``, ``currency``, ``kWh/day``
        …); other text is shown as it is. ``note`` is None without one.
    clauses
        One row per policy clause: ``id``, ``clause_zh``, ``target``, ``achieved``, ``verdict``,
        ``evidence_zh``, ``evidence_en``.
    certificates
        One dict per solver stage, with the fields of a certificate: ``stage``, ``status``, ``sense``,
        ``objective``, ``bound``, ``gap``, ``solver``, ``version``, ``seconds``, ``limit``, ``proven``,
        the gap ``asked`` and the ``grade``: ``close``, ``wide`` or ``no-proof``.
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
        Label, and path relative to the run folder.
    not_known
        What the plan does not know.
    tradeoff
        ``sites``, ``covered_people``, ``covered_people_share``, ``bound``: how coverage grows with sites.
    tiers
        Names of the tiers that the region names, by id.
    type_names
        Names of the scenario's charger types, by id.
    day_names
        Names of the day types, by id.
    currency
        ISO 4217 code of all money.
    fingerprint
        Sum of what the plan holds, the same on every page of it; empty: not known.
    names
        Table of names to label and search (`layers.region.names`); None: there is none.
    water
        Outlines of water to draw (`layers.region.water`); None: there are none.
    restrictions
        Ground and hours closed to trucks or hazardous goods (`layers.restrictions`); None: not known.
    region
        Name of the region; None: not known.
    first
        Language in which the pages open.
    count
        What the count of chargers buys: tables with their sentences.
    permits
        One row a filing, as `gisplan.delivery.permits.permit_table` lists them; None: none are known.
    """

    title: Said
    headline: list[dict[str, Any]]
    clauses: pd.DataFrame
    certificates: list[dict[str, Any]]
    assumptions: pd.DataFrame
    provenance: pd.DataFrame
    scenario_name: str
    generated_on: str
    version: str
    downloads: Sequence[tuple[Said, str]]
    not_known: Sequence[Said]
    currency: str
    tradeoff: pd.DataFrame | None = None
    tiers: Mapping[str, Said] = field(default_factory=dict)
    type_names: Mapping[str, Said] = field(default_factory=dict)
    day_names: Mapping[str, Said] = field(default_factory=dict)
    fingerprint: str = ""
    names: Path | None = None
    water: Path | None = None
    restrictions: gpd.GeoDataFrame | None = None
    region: Said | None = None
    first: str = SHIPPED[0]
    permits: pd.DataFrame | None = None
    count: Sequence[ToldTable] = ()

    @property
    def draft(self) -> Said | None:
        """Why the plan is a draft and what to do; None when every stage met the gap asked."""
        return draft_words(self.certificates)

    def type_name(self, kind: str) -> Said:
        """Give the name of a charger type; one that has none goes by its id.

        Parameters
        ----------
        kind
            Id of the charger type.

        Returns
        -------
        Said
            Its name.
        """
        return told(self.type_names.get(kind, kind))

    def day_name(self, day: object) -> Said:
        """Give the name of a day type; one that has none goes by its id.

        Parameters
        ----------
        day
            Id of the day type.

        Returns
        -------
        Said
            Its name.
        """
        return told(self.day_names.get(str(day), str(day)))

    def tier_name(self, tier: object) -> Said:
        """Give the name of a tier: the region's own, else that of the usual tier.

        Parameters
        ----------
        tier
            Name of the tier in the layers.

        Returns
        -------
        Said
            Its name.
        """
        return told(self.tiers.get(str(tier)) or term("tier", tier))
