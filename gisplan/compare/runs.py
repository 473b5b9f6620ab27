"""Several runs held against the first of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gisplan.compare.causes import with_causes
from gisplan.compare.figures import compared_figures, compared_proofs, turned_clauses
from gisplan.compare.inputs import edits, roots
from gisplan.compare.record import Comparison
from gisplan.compare.sites import changed_sites, grouped
from gisplan.plan.reading import read_plan
from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gisplan.plan.record import Plan


def compare_runs(*folders: str | Path) -> Comparison:
    """Hold runs against the first of them, from their files alone.

    Parameters
    ----------
    *folders
        Run folders that ``gisplan plan`` wrote, two or more; what was edited in their files counts.

    Returns
    -------
    Comparison
        Figures, proofs, sites, groups and clauses that differ, and what went in differently.

    Raises
    ------
    ScenarioError
        Fewer than two folders, one twice, one that is no run folder, or runs in different currencies.
    LayerError
        The layers of a run break the schema of a plan.
    """
    paths = [Path(one) for one in folders]
    _refuse_bad(paths)
    return compare_plans([read_plan(path) for path in paths], paths)


def compare_plans(
    plans: Sequence[Plan], paths: Sequence[Path], *, names: tuple[str, ...] | None = None
) -> Comparison:
    """Hold plans that are read already against the first of them; ``paths`` are their folders.

    Plans go by ``names``, distinct ones, or by what tells their folders apart.

    Raises
    ------
    ScenarioError
        The plans are in different currencies.
    """
    names, base = names or distinct_names(paths), plans[0]
    other = next((one for one in plans if one.scenario.currency != base.scenario.currency), None)
    if other is not None:
        told = {"base": base.scenario.currency, "other": other.scenario.currency}
        raise ScenarioError(message("compare-currency", folder=str(paths[plans.index(other)]), **told))
    later = list(zip(names, plans, paths, strict=True))[1:]
    went_in = {name: roots(base, plan, (paths[0], path)) for name, plan, path in later}
    rows = {name: edits(base, plan) for name, plan, _ in later}
    sites = {
        name: with_causes(changed_sites(base, plan), (base, plan), went_in[name], rows[name])
        for name, plan, _ in later
    }
    return Comparison(
        names=names,
        plans=tuple(plans),
        figures=compared_figures(names, plans),
        proofs=_by_run({name: compared_proofs(base, plan) for name, plan, _ in later}.items()),
        sites=_by_run(sites.items()),
        groups=_by_run((name, grouped(table)) for name, table in sites.items()),
        clauses=_by_run((name, turned_clauses(base, plan)) for name, plan, _ in later),
        roots=went_in,
        edits=rows,
    )


def _refuse_bad(paths: Sequence[Path]) -> None:
    if len(paths) < 2:
        raise ScenarioError(message("compare-two", count=len(paths)))
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise ScenarioError(message("compare-twice", folder=str(path)))
        seen.add(path.resolve())


def distinct_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Give each folder the shortest end of its path that no other one has."""
    whole = [path.resolve().parts for path in paths]
    for length in range(1, max(map(len, whole)) + 1):
        names = ["/".join(parts[-length:]) for parts in whole]
        if len(set(names)) == len(names):
            return tuple(names)
    return tuple(map(str, paths))


def _by_run(tables: Iterable[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    parts = [table.assign(run=name) for name, table in tables]
    whole = pd.concat(parts, ignore_index=True) if any(map(len, parts)) else parts[0]
    return whole[["run", *(column for column in whole.columns if column != "run")]]
