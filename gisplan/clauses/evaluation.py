"""What each policy clause asks, what the plan achieves, and the verdict with its evidence."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from babel.numbers import is_currency

from gisplan.clauses.quantities.facts import Facts, late_note
from gisplan.clauses.quantities.lookup import look_up
from gisplan.clauses.registers import checked_registers
from gisplan.policies.expressions import Judged, judge
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.access.ways import Distances
    from gisplan.plan.record import Plan
    from gisplan.policies.expressions import Verdict
    from gisplan.policies.schema import Clause, Context, Register
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers

VERDICTS_ZH: Final[Mapping[Verdict, str]] = {
    "met": "达到",
    "not met": "未达到",
    "partly": "部分达到",
    "not assessable": "无法评估",
    "context": "背景信息",
}

_UNITS_ZH: Final[Mapping[str, str]] = {
    "kinds": "类",
    "districts": "个区",
    "cities": "个市",
    "zones": "个功能区",
    "places": "处",
    "sources": "处",
    "vehicles": "辆",
    "edges": "项",
    "chargers/year": "台/年",
    "capacity / demand": "（能力/需求）",
}

_CONTEXTS: Final[Mapping[Context, tuple[str, str]]] = {
    "bodies": ("责任单位及分工见bodies.csv。", "Responsible bodies, with what each handles: bodies.csv."),
    "zones": (
        "所列地点、所在区和规划数量见zones.csv。",
        "The places named, with their districts: zones.csv.",
    ),
    "industry": (
        "产业或科研要求，不由设施布局实现。",
        "Asks industry or research, not the placing of facilities.",
    ),
    "baseline": ("现状或历史数字，不是要求。", "A figure of the past or present, not a demand."),
    "finance": (
        "资金、用地或价格政策，不由布局决定。",
        "Money, land or price policy, which no layout decides.",
    ),
    "demand": ("需求侧背景，不作判定。", "Background of the demand; nothing to judge."),
}


def clause_facts(
    scenario: Scenario,
    layers: PlanLayers,
    candidates: gpd.GeoDataFrame,
    *,
    distances: Distances = "circuity",
    schedule: pd.DataFrame | None = None,
    other: pd.DataFrame | None = None,
) -> Facts:
    """Gather what the clauses of a scenario's registers are judged by.

    Parameters
    ----------
    scenario
        The scenario; ``policy`` names the registers.
    layers
        Result layers of the plan.
    candidates
        Every candidate site, chosen or not, with the columns of the sites layer.
    distances
        How ways were measured.
    schedule
        year, site_id, type, count; None reads the years of the sites.
    other
        Battery swap and methanol facilities: kind, site_id, name_zh, category, adcode, authority.

    Returns
    -------
    Facts
        The plan beside its registers; nothing is judged yet.

    Raises
    ------
    ScenarioError
        If a register does not exist or is not valid.
    """
    register = checked_registers(scenario.policy)
    rest = {} if other is None else {"other": other}
    return Facts(scenario, layers, candidates, register, distances, schedule, **rest)


def judged_plan(plan: Plan, distances: Distances) -> Plan:
    """Give a plan its clauses with their verdicts, and the tables of delivery that they rest on.

    Parameters
    ----------
    plan
        Put together, not judged yet.
    distances
        How ways were measured.

    Returns
    -------
    Plan
        The same plan with ``clauses`` and ``delivery``.

    Raises
    ------
    ScenarioError
        If a register does not exist or is not valid.
    """
    facts = clause_facts(
        plan.scenario,
        plan.layers,
        plan.evidence.candidates,
        distances=distances,
        schedule=plan.schedule,
        other=plan.evidence.facilities,
    )
    return replace(plan, clauses=evaluate_clauses(facts), delivery=facts.tables())


def evaluate_clauses(facts: Facts) -> pd.DataFrame:
    """Judge a plan by every clause of its registers.

    Parameters
    ----------
    facts
        The plan and its registers, see :func:`clause_facts`.

    Returns
    -------
    pandas.DataFrame
        One row a clause, in the order of the registers: id, document, place, kind, strength, headline,
        clause_zh, target, achieved (texts with unit), verdict, verdict_zh, evidence_zh, evidence_en,
        evidence_layer, evidence_rows, evidence_figure, assumption, settled_by_zh, settled_by_en, check,
        target_value, achieved_value, unit, year, scope, flow_or_stock, bodies (``；`` between them).
    """
    rows = [_row(clause, facts) for clause in facts.register.clause]
    return pd.DataFrame(rows)


def listed_clauses(register: Register) -> pd.DataFrame:
    """Tabulate the clauses of a register without a plan: what is asked, and how it would be judged."""
    return pd.DataFrame(
        [
            {
                **_asked(clause, register),
                "judged_by": clause.check
                or (clause.context and f"context: {clause.context}")
                or "settled_by",
            }
            for clause in register.clause
        ]
    )


def _row(clause: Clause, facts: Facts) -> dict[str, object]:
    judged = _judged(clause, facts)
    used = [one for one in judged.used if one.zh]
    evidence_zh, evidence_en = "".join(one.zh for one in used), " ".join(one.en for one in used)
    if clause.context is not None:
        evidence_zh, evidence_en = _CONTEXTS[clause.context]
    elif clause.check:
        late_zh, late_en = late_note(clause, facts)
        evidence_zh, evidence_en = evidence_zh + late_zh, f"{evidence_en} {late_en}".strip()
    settled = clause.settled_by
    if settled is not None and judged.verdict in {"not assessable", "partly"}:
        evidence_zh += f"尚需：{settled.zh}。"
        evidence_en = f"{evidence_en} Still needed: {settled.en}.".strip()
    assumptions = dict.fromkeys(one.assumption for one in judged.used if one.assumption)
    if any((one.people or one.layer == "demand") and one.value is not None for one in judged.used):
        people_zh, people_en = facts.loose_people
        evidence_zh, evidence_en = evidence_zh + people_zh, f"{evidence_en} {people_en}".strip()
        if people_en:
            assumptions[people_en.removesuffix(".")] = None
    layers = dict.fromkeys(one.layer for one in judged.used if one.layer)
    return {
        **_asked(clause, facts.register),
        "achieved": amount(judged.achieved, clause.unit),
        "verdict": judged.verdict,
        "verdict_zh": VERDICTS_ZH[judged.verdict],
        "evidence_zh": evidence_zh,
        "evidence_en": evidence_en,
        "evidence_layer": "；".join(layers),
        "evidence_rows": max((one.rows for one in judged.used), default=0),
        "evidence_figure": np.nan
        if not judged.used or judged.used[0].value is None
        else judged.used[0].value,
        "assumption": "; ".join([*assumptions, *([clause.note] if clause.note else [])]),
        "settled_by_zh": "" if settled is None else settled.zh,
        "settled_by_en": "" if settled is None else settled.en,
        "target_value": np.nan if clause.target is None else clause.target,
        "achieved_value": np.nan if judged.achieved is None else judged.achieved,
    }


def _judged(clause: Clause, facts: Facts) -> Judged:
    if clause.context is not None:
        return Judged("context", None, None, ())
    if not clause.check:
        return Judged("not assessable", None, None, ())
    judged = judge(clause.check, partial(look_up, facts, clause), clause.target)
    if judged.verdict == "met" and clause.at_most == "partly":
        return Judged("partly", judged.achieved, judged.asked, judged.used)
    return judged


def _asked(clause: Clause, register: Register) -> dict[str, object]:
    return {
        "id": clause.id,
        "document": register.documents[clause.document].title,
        "place": clause.clause,
        "kind": clause.kind,
        "strength": clause.strength,
        "headline": clause.headline,
        "clause_zh": clause.words,
        "target": amount(clause.target, clause.unit),
        "check": clause.check,
        "unit": clause.unit,
        "year": clause.year,
        "scope": clause.scope,
        "flow_or_stock": clause.flow_or_stock or "",
        "bodies": "；".join(clause.bodies),
    }


def amount(value: float | None, unit: str) -> str:
    """Write a value with its unit for a reader; a share as per cent rounded down, nothing as a dash."""
    currency, slash, per = unit.partition("/")
    if is_currency(currency):  # a document's own
        return with_unit(value, f"currency{slash}{per}", currency).zh
    return with_unit(value, _UNITS_ZH.get(unit, unit)).zh
