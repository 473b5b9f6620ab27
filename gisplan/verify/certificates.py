"""Verify that no certificate claims more than its figures say, and that it speaks of this plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.verify.bounds.use import unevenness
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.hydrogen.integrated import listed_stations, mean_share
from gisplan.verify.hydrogen.ties import TIE_STAGES, tie_faults
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, of
from gisplan.verify.run.reading import headline_faults, sums
from optimize.certificate import WHOLE, deciding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from optimize.certificate import Certificate

OPTIMAL_GAP = 1e-6
KG_T = 1000.0
"""Kilograms of a tonne: hydrogen is certified in tonnes a day."""
MILLION = 1e6
"""Integrated stations are certified in millions of money."""
ROUND_OFF = 1e-9
SENSES = {
    "lorries: cost": "min",
    "siting": "max",
    "siting: worst district": "max",
    "mean access: excess, people × m": "min",
    "mean access: total, people × m": "min",
    "hydrogen served": "max",
    "hydrogen cost": "min",
    **{stage: "min" if name == "standing" else "max" for name, stage in TIE_STAGES.items()},
    **{f"{kind} served": "max" for kind in FACILITY_KINDS},
    "integrated: stations": "max",
    "integrated: share": "max",
    "integrated: cost": "min",
    "sizing: unmet energy, kWh/day": "min",
    "sizing: cost": "min",
    "sizing: evenness of use, kWh/day": "min",
    "phasing: energy served before the horizon, kWh/day": "max",
    "plan": "min",
    "count: unmet energy at any sites, kWh/day": "min",
    "count: fewest chargers": "min",
    "count: cost of the energy alone": "min",
}
"""Which way each stage goes that a plan may have."""
CLAIMS = ("optimal", "feasible", "heuristic")


def certificate_faults(run: Plan) -> Iterator[Fault]:
    """Check status, gap and side of the bound of every stage, and the objectives that the layers show."""
    if not run.certificates:
        yield fault("no-certificates", "certificate.json")
    told = [row for row in run.certificates if row.stage != WHOLE]
    for row in told:
        yield from _claim(row)
    stages = deciding(run.certificates)
    yield from _whole(stages, _all(run))
    yield from _objectives(run)
    yield from tie_faults(run)
    weakest = max((row.status for row in [*stages, *_all(run)]), key=_weakness, default=None)
    yield from headline_faults(run, {"overall_status": weakest}, by("weakest"))
    asked = run.scenario.solver.gap + ROUND_OFF
    missed = [row.stage for row in stages if row.gap is None or row.gap > asked]
    due = {"draft": bool(missed), "missed_stages": missed}
    for key, right in due.items():
        if run.headline[key] != right:
            yield fault("record", f"plan.json {key}", said=run.headline[key], due=right, gives=by("gaps"))


def _whole(stages: list[Certificate], whole: list[Certificate]) -> Iterator[Fault]:
    """Check that the plan's own certificate claims no more than its stages."""
    if len(whole) != 1:
        yield differs("certificate.json", amount("whole"), len(whole), 1)
        return
    if whole[0].sense != SENSES["plan"]:
        yield differs(of("certificate", "plan"), "sense", whole[0].sense, SENSES["plan"], by("stage"))
    weakest = max((row.status for row in stages), key=_weakness, default=None)
    if weakest == "optimal" and len(stages) > 1:
        weakest = "feasible"  # stages with other answers as good are not optimal together
    if _weakness(whole[0].status) < _weakness(str(weakest)):
        yield differs(of("certificate", "plan"), "status", whole[0].status, weakest, by("weakest"))
    gaps = [row.gap for row in stages]
    known = [gap for gap in gaps if gap is not None]
    widest = None if len(known) < len(gaps) else max(known, default=None)
    gap = whole[0].gap
    if gap != widest and (gap is None or widest is None or abs(gap - widest) > OPTIMAL_GAP):
        yield differs(of("certificate", "plan"), "gap", gap, widest, by("widest"))


def _all(run: Plan) -> list[Certificate]:
    """Give the certificate of the plan as a whole."""
    return [row for row in run.certificates if row.stage == WHOLE]


def _weakness(status: str) -> int:
    return CLAIMS.index(status) if status in CLAIMS else len(CLAIMS)


def _claim(row: Certificate) -> Iterator[Fault]:
    name, objective, bound = of("certificate", row.stage), row.objective, row.bound
    if row.stage not in SENSES:
        yield fault("no-stage", name)
    elif row.sense != SENSES[row.stage]:
        yield differs(name, "sense", row.sense, SENSES[row.stage], by("stage"))
    if row.status not in CLAIMS:
        yield fault("status", name, status=row.status)
    if objective is None or bound is None:
        if row.status in {"optimal", "feasible"}:
            yield fault("no-bound", name, status=row.status)
        return
    gap = abs(objective - bound) / abs(objective) if objective else float(bound != 0)
    if abs(objective - bound) <= ROUND_OFF * max(abs(objective), abs(bound)):
        gap = 0.0
    if row.gap is None or abs(gap - row.gap) > OPTIMAL_GAP:
        gives = by("figures", objective=objective, bound=bound)
        yield differs(name, "gap", row.gap, f"{gap:.3g}", gives)
    if row.status == "optimal" and gap > OPTIMAL_GAP:
        yield fault("not-optimal", name, gap=f"{gap:.3g}")
    better = bound < objective if row.sense == "max" else bound > objective
    if better and gap > OPTIMAL_GAP:
        yield fault("wrong-side", name, bound=bound, objective=objective)


def _objectives(run: Plan) -> Iterator[Fault]:
    """Compare objectives with the layers: money, energy, hydrogen, what facilities give, people covered."""
    given = sums(run.evidence.facility_service, "kind", "amount_day")
    plans = run.count["count_plans"].set_index("plan")
    right = {f"{kind} served": given.get(kind, 0.0) for kind in run.scenario.facilities} | {
        "hydrogen served": float(run.evidence.hydrogen_assignment["kg_day"].sum()) / KG_T,
        "lorries: cost": float(run.evidence.lorry_stops["asked_cost"].sum()),
        "sizing: cost": float(run.layers.sites["investment_cost"].sum() + stock_of(run).cost.sum()),
        "sizing: unmet energy, kWh/day": float(run.layers.demand["unmet_kwh_day"].sum()),
        "sizing: evenness of use, kWh/day": unevenness(run),
        "count: unmet energy at any sites, kWh/day": float(run.layers.demand["unmet_kwh_day"].sum()),
        "count: fewest chargers": float(plans["chargers"].get("fewest", 0.0)),
        "count: cost of the energy alone": float(plans["investment_cost"].get("energy", 0.0)),
    }
    if run.scenario.integrated is not None:
        right["integrated: stations"] = float(listed_stations(run))
        right["integrated: share"] = mean_share(run)
        right["integrated: cost"] = float(run.evidence.facilities["investment_cost"].sum()) / MILLION
    cells, coverage = run.layers.demand, run.scenario.coverage
    # one model with the stations, kept distances, equity and rules of one's own weigh other things as well
    plain = coverage.equity == "none" and len(run.evidence.own_constraints) == 0
    if coverage.active.kind == "radius" and plain and run.headline.hydrogen_shared_parcels != "one model":
        right["siting"] = float(cells.loc[cells["covered"].astype(bool), "population"].sum())
    for row in run.certificates:
        due = {} if row.objective is None or row.stage not in right else {"objective": right[row.stage]}
        said, name = {"objective": row.objective}, of("certificate", row.stage)
        yield from differences(name, said, due, by("layers"), share=1e-5, near=1e-3)
