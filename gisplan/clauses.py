"""What each policy clause asks, what the plan achieves, and the verdict with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan import charging_clauses, hydrogen_clauses
from gisplan.clause_facts import Facts, Finding
from gisplan.policies import load_registers
from maps.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.clause_facts import Verdict
    from gisplan.policies import Clause, Register
    from gisplan.scenario import Scenario
    from gisplan.ways import Distances
    from layers.results import PlanLayers

VERDICTS_ZH: Final[Mapping[Verdict, str]] = {
    "met": "达到",
    "not met": "未达到",
    "partly": "部分达到",
    "not assessable": "无法评估",
    "context": "背景信息",
}

_UNITS_ZH: Final[Mapping[str, str]] = {"kinds": "类", "districts": "个区", "CNY/kg": "元/千克"}


def evaluate_clauses(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame, *, distances: Distances = "circuity"
) -> pd.DataFrame:
    """Judge a plan by every clause of the scenario's policy register.

    Parameters
    ----------
    scenario
        The scenario; ``policy`` names the register.
    layers
        Result layers of the plan.
    candidates
        Every candidate site, chosen or not, with the columns of the sites layer.
    distances
        How ways were measured.

    Returns
    -------
    One row a clause: id, document, place, kind, strength, clause_zh, target, achieved (texts with unit),
    verdict, verdict_zh, evidence_zh, evidence_en, assumption, target_value, achieved_value, unit, year,
    scope, flow_or_stock, bodies (``；`` between them).

    Raises
    ------
    ScenarioError
        If the register does not exist or is not valid.
    """
    register = load_registers(scenario.policy)
    facts = Facts(scenario, layers, candidates, register, distances)
    return pd.DataFrame([_row(clause, _finding(clause, facts), register) for clause in register.clause])


def _finding(clause: Clause, facts: Facts) -> Finding:
    check = _CHECKS.get(clause.id)
    if check is None:
        return Finding(
            "not assessable", None, "本软件暂无该条款的检查方法。", "No check for this clause exists yet."
        )
    return check(clause, facts)


def _row(clause: Clause, finding: Finding, register: Register) -> dict[str, object]:
    return {
        "id": clause.id,
        "document": register.documents[clause.document].title,
        "place": clause.clause,
        "kind": clause.kind,
        "strength": clause.strength,
        "clause_zh": clause.text,
        "target": amount(clause.target, clause.unit),
        "achieved": amount(finding.achieved, clause.unit),
        "verdict": finding.verdict,
        "verdict_zh": VERDICTS_ZH[finding.verdict],
        "evidence_zh": finding.evidence_zh,
        "evidence_en": finding.evidence_en,
        "assumption": "; ".join(part for part in (finding.assumption, clause.note) if part),
        "target_value": np.nan if clause.target is None else clause.target,
        "achieved_value": np.nan if finding.achieved is None else finding.achieved,
        "unit": clause.unit,
        "year": clause.year,
        "scope": clause.scope,
        "flow_or_stock": clause.flow_or_stock or "",
        "bodies": "；".join(clause.bodies),
    }


def amount(value: float | None, unit: str) -> str:
    """Write a value with its unit for a reader; a share as per cent rounded down, nothing as a dash."""
    return with_unit(value, _UNITS_ZH.get(unit, unit)).zh


_CHECKS: Final = {**charging_clauses.CHECKS, **hydrogen_clauses.CHECKS}
