"""Verify what chose among hydrogen sitings as good: what is held, and what each certificate tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.verify.charging.standing import selling
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, most, of
from gisplan.verify.run.reading import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

TIE_STAGES: Final = {
    "freight": "hydrogen ties: freight refuelled, trips/day",
    "standing": "hydrogen ties: way to what stands, km",
    "verified": "hydrogen ties: verified sites",
    "spare": "hydrogen ties: capacity, t/day",
}
"""What the stage of each tie is called."""
_MILLION: Final = 1e6
_NEAR: Final = 1e-4
"""Share by which the annual cost may be off: delivered costs are rounded."""


def tie_faults(run: Plan) -> Iterator[Fault]:
    """Compute the annual cost and each tie again; the hydrogen held is compared with its own certificate."""
    yield from _cost(run)
    due = _due(run)
    names = {stage: name for name, stage in TIE_STAGES.items()}
    told = [row for row in run.certificates if row.stage in names]
    order = [names[row.stage] for row in told]
    # where nothing stands new stations alone refuel: what decides freight then has its certificate
    must = {"freight"} if _open_trips(run) else set()
    asked = [name for name in run.scenario.hydrogen.ties if name in order or name in must]
    if order != asked:
        yield differs("certificate.json", "hydrogen.ties", order, asked, by("scenario"))
    for row in told:
        said, right = {"objective": row.objective}, {"objective": due[names[row.stage]]}
        name = of("certificate", row.stage)
        yield from differences(name, said, right, by("layers"), share=1e-5, near=1e-2)


def _open_trips(run: Plan) -> bool:
    """Tell whether new stations refuel trips that nothing else does."""
    freight = run.evidence.freight
    done = float(freight.loc[freight["refuelled"].astype(bool), "trips_day"].sum())
    return done > 0 and len(selling(run)) == 0


def _cost(run: Plan) -> Iterator[Fault]:
    """Hold what stations and deliveries cost a year to what the stage of cost reached and ties may add."""
    settings, links = run.scenario.hydrogen, run.layers.supply_links
    rate, years = settings.discount_rate.value, settings.life_years.value
    paid = 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)
    built = (paid + settings.opex_share.value) * float(run.layers.stations["investment_cost"].sum())
    cost = (built + 365.0 * float((links["kg_day"] * links["delivered_cost_kg"]).sum())) / _MILLION
    allowed = 1.0 + (run.scenario.solver.gap if settings.ties else 0.0)
    for row in run.certificates:
        if row.stage == "hydrogen cost" and row.objective is not None:
            limit = row.objective * allowed
            if cost > limit * (1.0 + _NEAR):
                where, what = of("certificate", row.stage), amount("hydrogen-cost")
                yield most(where, what, f"{cost:.4f}", f"{limit:.4f}")


def _due(run: Plan) -> dict[str, float]:
    """Compute every tie from the layers."""
    stations, freight = run.layers.stations, run.evidence.freight
    done = freight["refuelled"].astype(bool)
    old = selling(run)
    km = 0.0
    if len(old) and len(stations):
        away = points(stations)[:, None, :] - points(old)[None, :, :]
        nearest = np.hypot(*away.transpose(2, 0, 1)).min(axis=1)
        km = float(nearest.sum()) * run.scenario.hydrogen.detour.value / 1000.0
    return {
        "freight": float(freight.loc[done, "trips_day"].sum()),
        "standing": km,
        "verified": float(stations["verified"].astype(bool).sum()),
        "spare": float(stations["size_kg_day"].sum()) / 1000.0,
    }
