"""What a sweep says beside its table: a frontier, what matters, regrets, and sites that every plan has."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from gisplan.runs.tables import write_csv
from gisplan.sweep.pareto import frontier_table
from gisplan.sweep.regret import regret_table, site_shares, worst_regrets
from gisplan.sweep.screening import screened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from gisplan.sweep.spec import Sweep


@dataclass(frozen=True)
class Findings:
    """Tables of what was found; None where the sweep does not ask for it, or too few items have a plan.

    Parameters
    ----------
    frontier
        See `gisplan.sweep.pareto.frontier_table`.
    effects
        See `gisplan.sweep.screening.screened`.
    regret, worst_regret
        See `gisplan.sweep.regret`.
    sites
        How many of the plans have each site.
    """

    frontier: pd.DataFrame | None = None
    effects: pd.DataFrame | None = None
    regret: pd.DataFrame | None = None
    worst_regret: pd.DataFrame | None = None
    sites: pd.DataFrame | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables that there are, by the name of their file.

        Returns
        -------
        dict
            ``frontier``, ``effects``, ``regret``, ``worst_regret`` and ``sites``.
        """
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: table for name, table in named.items() if table is not None}


def find(sweep: Sweep, table: pd.DataFrame, runs: Mapping[str, Path], cache: Path | None = None) -> Findings:
    """Find what a sweep asks for.

    Parameters
    ----------
    table
        Its table.
    runs
        The run folders of its items that have a plan, by label; of equal ones the first.
    cache
        Folder of kept answers.
    """
    regret = regret_table(runs, sweep, cache) if sweep.regret and runs else None
    options = sweep.options
    return Findings(
        frontier=frontier_table(table, options["kind"]) if sweep.kind == "pareto" and runs else None,
        effects=screened(table, options["bounds"], options["trajectories"])
        if sweep.kind == "morris" and runs
        else None,
        regret=regret,
        worst_regret=None if regret is None else worst_regrets(regret),
        sites=site_shares(runs) if len(runs) > 1 else None,
    )


def write_findings(found: Findings, folder: Path) -> list[Path]:
    """Write each table of what was found as CSV; one that an earlier file of the sweep asked for goes."""
    tables = found.tables()
    for name in (one.name for one in fields(Findings)):
        if name not in tables:
            (folder / f"{name}.csv").unlink(missing_ok=True)
    paths = []
    for name, table in tables.items():
        paths.append(folder / f"{name}.csv")
        write_csv(table, paths[-1])
    return paths
