"""What the plan's own code makes of the files of a run and of its inputs, held against what the run says.

Beside `gisplan.verify`, which computes by code of its own: here every figure and column that follows from
others is made again as planning made it, so that none of them can be changed alone.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from gisplan.runs.remade.figures import figure_faults
from gisplan.runs.remade.layers import OF_DISTRICTS, layer_faults
from gisplan.runs.remade.region import region_faults
from gisplan.runs.remade.screening import screened_faults
from gisplan.verify.charging.standing import stock_is_given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region


def remade_faults(run: Plan) -> Iterator[Fault]:
    """Make figures, summed columns, the screening and the layers of the region again and compare each.

    Parameters
    ----------
    run
        A run with its layers in the projected CRS of the region, as `gisplan.verify` reads it.
    """
    base = run.layers.districts.drop(columns=list(OF_DISTRICTS), errors="ignore")
    held = {"sites": run.evidence.candidates, "districts": base, "crs": run.headline.crs}
    region = cast("Region", SimpleNamespace(**held, stock_is_given=stock_is_given(run)))
    yield from layer_faults(run, region)
    yield from figure_faults(run, region)
    yield from screened_faults(run)
    yield from region_faults(run)
