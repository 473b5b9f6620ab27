"""Verify grid connections: orderly charging in the loads, and transformers of standard sizes where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import by, of
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan.verify.run.faults import Fault

EPS = 1e-6


def together(run: Plan, kind: ChargerType, access: str, category: str) -> float:
    """Give the share of rated power that one charger counts; less for AC at home that charges orderly."""
    value, grid = kind.coincidence.of(access), run.scenario.grid
    if grid is not None and category == "residential" and kind.current == "AC":
        orderly, part = min(value, grid.orderly_coincidence.value), grid.orderly_share.value
        value += part * (orderly - value)
    return value


def larger_kva(run: Plan, present: float, load_kw: float) -> float:
    """Give the smallest connection that carries a load: the present one or a standard size; 0 if none."""
    limit = run.scenario.chargers.transformer_load_limit.value
    grid = run.scenario.grid
    sizes = [present]
    if grid is not None and grid.transformer_upgrades:
        sizes += [size for size in grid.transformer_sizes.kva if size > present]
    return next((size for size in sizes if load_kw <= size * limit * (1 + 1e-9) + EPS), 0.0)


def grid_faults(run: Plan, load_kw: NDArray[np.float64]) -> Iterator[Fault]:
    """Check the transformer of every site: a standard size, no larger than needed, at the stated price.

    Parameters
    ----------
    load_kw
        Load of one charger by site and type, kW, shape (sites, types).
    """
    grid = run.scenario.grid
    drawn = (run.counts() * load_kw).sum(axis=1)
    price = 0.0 if grid is None else grid.upgrade_cost_kva.value
    for i, site in enumerate(records(run.layers.sites)):
        name, present, after = of("site", site["site_id"]), site["grid_kw"], site["grid_kw_after"]
        load = float(drawn[i]) + float(site["taken_kw"])
        needed = larger_kva(run, present, load)
        larger = {"grid_kw_after": needed} if needed else {}
        yield from differences(name, site, larger, by("load", load=f"{load:.1f}"), share=EPS, near=EPS)
        owed = {"transformer_cost": (after - present) * price}
        yield from differences(name, site, owed, by("kva", kva=f"{after - present:g}"), near=0.01)
