"""What a comparison of runs holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.plan.record import Plan

RootKind = Literal["setting", "file", "store", "policy", "region", "version", "touched"]
Cause = Literal["edited", "rule", "setting", "knock-on", "input", "version", "open"]
Change = Literal["opened", "closed", "resized", "moved"]

REPORTED = ("demand.compare_spread", "delivery.")
"""Settings that are reported on, or make tables of what is handed over, once all sites are chosen."""
CHANGES: tuple[Change, ...] = ("opened", "closed", "resized", "moved")
"""What can become of a site, in the order they are told."""


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Give the rows of a table as named tuples."""
    return list(table.itertuples())


@dataclass(frozen=True)
class Root:
    """One thing that went in differently: nothing else can make two plans differ.

    Parameters
    ----------
    kind
        ``setting`` of the scenario, ``file`` of the region, ``store`` of a layer (its version), ``policy``
        register (verdicts alone hang on it), ``region``, ``version`` of gisplan, or ``touched``: the files of
        a run, edited after it was written.
    name
        Which one.
    before, after
        Its value, or the begin of its SHA-256, in the first run and in the other; empty: it is not there.
    """

    kind: RootKind
    name: str
    before: str
    after: str

    @property
    def decides(self) -> bool:
        """Whether sites can hang on it."""
        return self.kind != "policy" and not self.name.startswith(REPORTED)


@dataclass(frozen=True)
class Comparison:
    """Runs against the first of them; every table but `figures` has a row a run and difference.

    Parameters
    ----------
    names
        Names of the runs, the first one that all others are held against.
    plans
        The runs as their files say.
    figures
        run, key, unit, value, before, difference, within: headline figures; ``within`` is True where the
        difference is no more than the gaps of both proofs together, None where no proof is of this figure.
    proofs
        run, stage, objective_before, bound_before, objective, bound, difference, slack, within.
    sites
        run, kind (``charging`` or ``hydrogen``), site_id, name_zh, name_en, category, access, adcode, change,
        before, after (chargers, or kg/day), difference, investment_cost, served (kWh/day or kg/day) as
        differences, moved_m, other, other_kwh_day (who served before, or serves now, most of its energy),
        cause, and ``why``, said in any language.
    groups
        run, by (``district`` or ``category``), group, opened, closed, resized, moved, chargers,
        investment_cost, served_kwh_day, stations: differences.
    clauses
        run, id, clause_zh (the document's own words), unit, target_value, verdict_before, verdict,
        achieved_before, achieved (in ``unit``): clauses that turned.
    roots
        What went in differently, by run.
    edits
        Rows of the region's layers that differ, by run: layer, key, column, before, after.
    """

    names: tuple[str, ...]
    plans: tuple[Plan, ...]
    figures: pd.DataFrame
    proofs: pd.DataFrame
    sites: pd.DataFrame
    groups: pd.DataFrame
    clauses: pd.DataFrame
    roots: Mapping[str, tuple[Root, ...]]
    edits: Mapping[str, pd.DataFrame]
