"""What the clause checks look at, and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.policies import Clause, Register
    from gisplan.scenario import Scenario
    from gisplan.ways import Distances
    from layers.results import PlanLayers

Verdict = Literal["met", "not met", "partly", "not assessable", "context"]


@dataclass(frozen=True)
class Finding:
    """What the plan shows for one clause.

    Parameters
    ----------
    verdict
        ``met``, ``not met``, ``partly``, ``not assessable`` or ``context``.
    achieved
        Value in the unit of the clause, None when the clause has no figure.
    evidence_zh, evidence_en
        Where the value comes from, and what it rests on.
    assumption
        What was assumed to reach the verdict, empty when nothing was.
    """

    verdict: Verdict
    achieved: float | None
    evidence_zh: str
    evidence_en: str
    assumption: str = ""


@dataclass(frozen=True)
class Facts:
    """What the checks look at.

    Parameters
    ----------
    scenario
        The scenario of the plan.
    layers
        Its result layers.
    candidates
        Every site the plan could choose from, chosen or not (EPSG:4326).
    register
        The policy clauses.
    distances
        ``roads``, or ``circuity``: straight line times a detour factor.
    """

    scenario: Scenario
    layers: PlanLayers
    candidates: gpd.GeoDataFrame
    register: Register
    distances: Distances = "circuity"

    def parameter(self, name: str) -> float:
        """Give a figure of the register."""
        return self.register.parameters[name].value


def by_year(clause: Clause, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the rows that stand by the year of the clause; a row without a year counts as late."""
    return frame if clause.year is None else frame[frame["year"].fillna(9999).astype(int) <= clause.year]


def by_share(share: float, target: float) -> Verdict:
    """Give ``met`` when a share reaches its target, ``partly`` above nothing, else ``not met``."""
    if share >= target - 1e-9:
        return "met"
    return "partly" if share > 0 else "not met"


def inventory_zh(frame: pd.DataFrame) -> str:
    """Say in Chinese how many rows are not verified; empty when all are."""
    loose = int((~frame["verified"].astype(bool)).sum())
    if not loose:
        return ""
    return (
        "位置均未经核实（模拟或凭记忆）。"
        if loose == len(frame)
        else f"其中{loose:,}处未经核实（模拟或凭记忆）。"
    )


def inventory_en(frame: pd.DataFrame) -> str:
    """Say in English how many rows are not verified; empty when all are."""
    loose = int((~frame["verified"].astype(bool)).sum())
    if not loose:
        return ""
    some = "None of them is" if loose == len(frame) else f"{loose:,} of them are not"
    return f"{some} verified (modelled or from memory)."
