"""Verify a run folder: every constraint is computed again from its files, without any model code.

Each check gives one line per fault with the row and the figures. The checks read ``plan.gpkg``,
``evidence.gpkg``, ``scenario.toml``, ``plan.json``, ``certificate.json`` and the CSV tables, and the shipped
table of hydrogen rules; nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.verify.certificates import certificate_faults
from gisplan.verify.charging.bounds import bound_faults, rule_faults
from gisplan.verify.charging.costs import cost_faults
from gisplan.verify.charging.energy import energy_faults
from gisplan.verify.charging.sites import charging_faults
from gisplan.verify.charging.waiting import wait_faults
from gisplan.verify.consistency import key_faults, table_faults, totals_faults
from gisplan.verify.corridors import corridor_faults
from gisplan.verify.coverage import coverage_faults, reach_faults
from gisplan.verify.delivery import delivery_faults
from gisplan.verify.equity import equity_faults
from gisplan.verify.hydrogen.facilities import facility_faults
from gisplan.verify.hydrogen.flows import hydrogen_flow_faults
from gisplan.verify.hydrogen.freight import freight_faults, supply_share_faults
from gisplan.verify.hydrogen.parcels import parcel_faults
from gisplan.verify.hydrogen.stations import hydrogen_faults
from gisplan.verify.run.reading import read_run
from gisplan.verify.years import phase_faults

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.verify.run.reading import Run

CHECKS = (
    charging_faults,
    bound_faults,
    rule_faults,
    cost_faults,
    wait_faults,
    energy_faults,
    coverage_faults,
    reach_faults,
    equity_faults,
    corridor_faults,
    hydrogen_faults,
    hydrogen_flow_faults,
    freight_faults,
    supply_share_faults,
    parcel_faults,
    facility_faults,
    totals_faults,
    phase_faults,
    table_faults,
    delivery_faults,
    certificate_faults,
)


def verify_folder(folder: Path) -> list[str]:
    """Check a run folder.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    list of str
        One line per fault; empty when every constraint holds.

    Raises
    ------
    LayerError
        A file of the run is missing or cannot be read.
    """
    return run_faults(read_run(folder))


def run_faults(run: Run) -> list[str]:
    """Check a run that is already read, one line per fault; rows that share a key stop the rest."""
    return list(key_faults(run)) or [fault for check in CHECKS for fault in check(run)]
