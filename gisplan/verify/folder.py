"""Verify a run folder: every constraint is computed again from its files, without any model code.

Each check gives one line per fault with the row and the figures. The checks read the
GeoPackages, ``scenario.toml``, ``plan.json``, ``certificate.json``, ``inputs.json`` and the CSV tables; the
shipped table of hydrogen rules; and, where their sha256 is that of ``inputs.json``, the region's files and
the policy registers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from gisplan.plan.fingerprint import fingerprint
from gisplan.tables.format import read_manifest
from gisplan.tables.reading import HEADLINE
from gisplan.tables.registry import TABLES
from gisplan.verify.certificates import certificate_faults
from gisplan.verify.charging.bounds import bound_faults, rule_faults
from gisplan.verify.charging.costs import cost_faults
from gisplan.verify.charging.energy import energy_faults
from gisplan.verify.charging.load import load_faults
from gisplan.verify.charging.peak_waits import peak_wait_faults
from gisplan.verify.charging.replacement import replacement_faults
from gisplan.verify.charging.sites import charging_faults
from gisplan.verify.charging.standing import standing_faults
from gisplan.verify.charging.waiting import wait_faults
from gisplan.verify.clauses import clause_faults
from gisplan.verify.consistency import column_faults, key_faults, schedule_faults, totals_faults
from gisplan.verify.count.beside import beside_faults
from gisplan.verify.count.kept import count_faults
from gisplan.verify.count.thousands import thousand_faults, way_faults
from gisplan.verify.count.use import use_faults
from gisplan.verify.coverage.corridors import corridor_faults, stretch_faults
from gisplan.verify.coverage.equity import equity_faults
from gisplan.verify.coverage.people import coverage_faults, reach_faults
from gisplan.verify.coverage.trips import trip_faults
from gisplan.verify.delivery import delivery_faults
from gisplan.verify.feeders import feeder_faults
from gisplan.verify.files import away, input_faults, manifest_faults, record_faults
from gisplan.verify.hydrogen.facilities import facility_faults
from gisplan.verify.hydrogen.flows import hydrogen_flow_faults
from gisplan.verify.hydrogen.freight import freight_faults, supply_share_faults
from gisplan.verify.hydrogen.integrated import integrated_faults
from gisplan.verify.hydrogen.parcels import parcel_faults
from gisplan.verify.hydrogen.stations import hydrogen_faults
from gisplan.verify.inputs import assumption_faults, candidate_faults, place_faults, provenance_faults
from gisplan.verify.lorries import lorry_faults
from gisplan.verify.own_constraints import own_faults
from gisplan.verify.region import passed_on_faults
from gisplan.verify.restrictions import restriction_faults
from gisplan.verify.run.cells import SPOILT
from gisplan.verify.run.faults import by, differs, fault, told
from gisplan.verify.run.reading import in_metres, read_kept
from gisplan.verify.tables import (
    area_faults,
    copy_faults,
    facility_layer_faults,
    freight_layer_faults,
    kind_faults,
    screening_faults,
    tradeoff_faults,
)
from gisplan.verify.years import phase_faults
from gisplan.version import __version__
from gisplan_errors import GisplanError
from gisplan_kept import computing_once
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Message

logger = logging.getLogger(__name__)

CHECKS: Final[Mapping[str, Callable[[Plan], Iterator[Fault]]]] = {
    "charging": charging_faults,
    "bound": bound_faults,
    "rule": rule_faults,
    "cost": cost_faults,
    "wait": wait_faults,
    "load": load_faults,
    "peak_wait": peak_wait_faults,
    "energy": energy_faults,
    "count": count_faults,
    "beside": beside_faults,
    "use": use_faults,
    "thousand": thousand_faults,
    "way": way_faults,
    "coverage": coverage_faults,
    "reach": reach_faults,
    "equity": equity_faults,
    "corridor": corridor_faults,
    "stretch": stretch_faults,
    "trip": trip_faults,
    "hydrogen": hydrogen_faults,
    "hydrogen_flow": hydrogen_flow_faults,
    "freight": freight_faults,
    "supply_share": supply_share_faults,
    "lorry": lorry_faults,
    "parcel": parcel_faults,
    "facility": facility_faults,
    "integrated": integrated_faults,
    "totals": totals_faults,
    "phase": phase_faults,
    "schedule": schedule_faults,
    "delivery": delivery_faults,
    "copy": copy_faults,
    "area": area_faults,
    "freight_layer": freight_layer_faults,
    "facility_layer": facility_layer_faults,
    "tradeoff": tradeoff_faults,
    "assumption": assumption_faults,
    "provenance": provenance_faults,
    "screening": screening_faults,
    "kind": kind_faults,
    "certificate": certificate_faults,
    "candidate": candidate_faults,
    "place": place_faults,
    "input": input_faults,
    "passed_on": passed_on_faults,
    "clause": clause_faults,
    "own_constraint": own_faults,
    "standing": standing_faults,
    "feeder": feeder_faults,
    "restriction": restriction_faults,
    "replacement": replacement_faults,
}
"""Every check by the name that the registry of tables knows it by, in the order they run."""


@dataclass(frozen=True)
class Verdict:
    """What verification found.

    Attributes
    ----------
    faults
        One line per fault; empty when every constraint holds.
    notes
        What could not be compared, or may look like a fault and is none.
    fingerprint
        That of the files as they are; empty where they cannot be read.
    run, kept
        The run, in metres and as it is kept; None where it cannot be read or its tables have no rows or
        columns to compute from.
    """

    faults: list[Fault]
    notes: Sequence[Message]
    fingerprint: str
    run: Plan | None = None
    kept: Plan | None = None


def judge_folder(folder: Path) -> Verdict:
    """Check a run folder: its files, then every constraint; what is edited as it is now.

    What only the code of planning and drawing can make again is left to `gisplan.runs.judging`.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    Verdict
        A file that is missing or cannot be read is a fault of the run.

    Raises
    ------
    ScenarioError
        As from `gisplan.tables.format.read_manifest`.
    """
    # checks look at texts one by one, which Python's own answer faster than Arrow's
    with computing_once(), pd.option_context("mode.string_storage", "python"):
        opened = open_folder(folder)
        if opened.run is None:
            return opened
        broken = structure_faults(opened.run)
        if broken:
            return replace(opened, faults=[*opened.faults, *broken], run=None, kept=None)
        return replace(opened, faults=[*opened.faults, *_constraint_faults(opened.run)])


def open_folder(folder: Path) -> Verdict:
    """Read a run folder and hold its files to its manifest, to each other and to what gisplan writes.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    Verdict
        Faults of files alone; the run is None where one cannot be read.

    Raises
    ------
    ScenarioError
        As from `gisplan.tables.format.read_manifest`.
    """
    manifest = read_manifest(folder)
    faults, packages = manifest_faults(folder, manifest)
    try:
        kept = read_kept(folder)
        found = fingerprint(kept)
        run = in_metres(folder, kept)
        faults += record_faults(folder, run, manifest)
    except GisplanError as error:
        return Verdict([*faults, message("check-told", told=told(error))], [], "")
    if found != run.headline.fingerprint:
        faults += [fault("file-changed", name) for name in packages]
        faults.append(differs(HEADLINE, "fingerprint", run.headline.fingerprint, found, by("files")))
    notes = [message("verify-same-content", files=", ".join(packages))] if packages and not faults else []
    missing = away(run)
    if missing:
        notes.append(message("verify-not-at-hand", files=", ".join(missing)))
    if run.version != __version__:
        notes.append(message("verify-other-version", made=run.version, own=__version__))
    return Verdict(faults, notes, found, run, kept)


def run_faults(run: Plan) -> list[Fault]:
    """Check a run that is already read, one line per fault.

    A result layer without a column of its contract, and rows that share a key, stop the rest.

    Parameters
    ----------
    run
        A run as `read_run` gives it.

    Returns
    -------
    list of Fault
        One line a fault; empty when every constraint holds.
    """
    with computing_once():
        return structure_faults(run) or _constraint_faults(run)


def _constraint_faults(run: Plan) -> list[Fault]:
    return [one for name, check in CHECKS.items() for one in guarded(name, check, run)]


def structure_faults(run: Plan) -> list[Fault]:
    """Name the columns that a result layer lacks, else the rows that share a key; either stops the rest."""
    return [*column_faults(run)] or [*guarded("key", key_faults, run)]


def guarded(name: str, check: Callable[[Plan], Iterator[Fault]], run: Plan) -> Iterator[Fault]:
    """Run one check; what it cannot read in a table is a fault of the run, and no traceback."""
    try:
        yield from check(run)
    except SPOILT as error:
        logger.debug("check %s", name, exc_info=True)
        tables = ", ".join(f"{table.path} {table.name}" for table in TABLES if name in table.checks)
        yield fault("unchecked", tables or name, check=name, error=told(error))
