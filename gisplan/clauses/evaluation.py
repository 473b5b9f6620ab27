"""What each policy clause asks, what the plan achieves, and the verdict with its evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

import numpy as np
import pandas as pd
from babel.numbers import is_currency

from gisplan.clauses.quantities.facts import Facts, late_note, unknown
from gisplan.clauses.quantities.lookup import look_up
from gisplan.clauses.registers import checked_registers
from gisplan.policies.expressions import Judged, Verdict, judge
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.scenario.values import currencies_in
from gisplan_numbers import UNITS, Figure, as_number
from gisplan_stored import written
from gisplan_words import Series, message, sentences
from layers.columns import MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.access.ways import Distances
    from gisplan.plan.record import Plan
    from gisplan.policies.schema import Clause, Register
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Message
    from layers.results import PlanLayers

VERDICTS: Final[Mapping[Verdict, Message]] = {
    verdict: message(f"verdict-{verdict.replace(' ', '-')}") for verdict in get_args(Verdict)
}
"""Verdicts in words."""


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
    # the kinds of a scenario (swap_truck) are functions of a parcel (swap) to permits and clauses
    rest = {} if other is None else {"other": other.assign(kind=other["kind"].replace(FACILITY_KINDS))}
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
        clause_zh, target, achieved (texts with unit), verdict, verdict_zh, ground (what it rests on, see
        `gisplan.policies.expressions.Ground`), ground_zh, required_by (settings of the scenario, ``, ``
        between), evidence_zh, evidence_en, evidence (the message of both, JSON), evidence_layer,
        evidence_rows, evidence_figure, assumption_zh, assumption_en, note (as the register has it),
        settled_by_zh, settled_by_en, check, target_value, achieved_value, unit, year, scope, flow_or_stock,
        bodies (``；`` between them).
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
    evidence, assumption = _evidence(clause, facts, judged)
    settled, used = clause.settled_by, judged.used
    return {
        **_asked(clause, facts.register),
        "achieved": amount(judged.achieved, clause.unit, clause.target).zh,
        "verdict": judged.verdict,
        "verdict_zh": VERDICTS[judged.verdict].zh,
        "ground": judged.ground or "",
        "ground_zh": "" if judged.ground is None else message(f"ground-{judged.ground}").zh,
        "required_by": judged.required_by,
        "evidence_zh": evidence.zh,
        "evidence_en": evidence.en,
        "evidence": json.dumps(written(evidence), ensure_ascii=False),
        "evidence_layer": "；".join(dict.fromkeys(one.layer for one in used if one.layer)),
        "evidence_rows": max((one.rows for one in used), default=0),
        "evidence_figure": np.nan if not used or used[0].value is None else used[0].value,
        "assumption_zh": assumption.zh,
        "assumption_en": assumption.en,
        "note": clause.note,
        "settled_by_zh": "" if settled is None else settled.zh,
        "settled_by_en": "" if settled is None else settled.en,
        "target_value": np.nan if clause.target is None else clause.target,
        "achieved_value": np.nan if judged.achieved is None else judged.achieved,
    }


def _evidence(clause: Clause, facts: Facts, judged: Judged) -> tuple[Series, Series]:
    """Give what a verdict rests on, as a paragraph, and what was assumed, as notes."""
    evidence = [one.evidence for one in judged.used if one.evidence]
    assumptions = list({str(one.assumption): one.assumption for one in judged.used}.values())
    if clause.context is not None:
        evidence = [message(f"clause-context-{clause.context}")]
    elif clause.check:
        evidence.append(late_note(clause, facts))
    if clause.settled_by is not None and judged.verdict in {"not assessable", "partly"}:
        evidence.append(message("clause-still-needed", what=clause.settled_by.named))
    people = facts.loose_people
    if people.parts and any(
        (one.people or one.layer == "demand") and one.value is not None for one in judged.used
    ):
        evidence.append(message("clause-rests-on-people", parts=people))
        assumptions.append(message("assumes-people", parts=people))
    return sentences(*evidence), Series(tuple(assumptions), "faults")


def _judged(clause: Clause, facts: Facts) -> Judged:
    if clause.context is not None:
        return Judged("context", None, None, ())
    if not clause.check:
        return Judged("not assessable", None, None, ())
    ours = facts.scenario.currency
    if currencies_in(clause.unit) - {ours}:
        told = unknown("clause-other-currency", unit=clause.unit, currency=ours)
        return Judged("not assessable", None, None, (told,))
    judged = judge(clause.check, partial(look_up, facts, clause), clause.target)
    if judged.verdict == "met" and clause.at_most == "partly":
        return replace(judged, verdict="partly")
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
        "target": amount(clause.target, clause.unit).zh,
        "check": clause.check,
        "unit": clause.unit,
        "year": clause.year,
        "scope": clause.scope,
        "flow_or_stock": clause.flow_or_stock or "",
        "bodies": "；".join(clause.bodies),
    }


def amount(value: float | None, unit: str, asked: float | None = None) -> Figure:
    """Give a value with its unit for a reader; a cost by its unit, such as ``CNY/kg``.

    ``asked`` is what it is held against: a share that misses it is not written as if it reached it.
    """
    currency = unit.partition("/")[0]
    money = f"{MONEY}{unit.removeprefix(currency)}"
    if is_currency(currency) and money in UNITS:  # a document's own
        return Figure(value, money, currency=currency)
    return Figure(value, unit, asked=as_number(asked))
