"""The same scenario planned on from a day: never undoing what is built, and naming what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.compare.runs import compare_runs
from gisplan.pipeline import make_plan
from gisplan.plan.reading import read_plan
from gisplan.progress.counting import KINDS
from gisplan.progress.left import BUILT, replaced, rolled_layer, rolled_scenario
from gisplan.runs.folder import write_plan
from layers.provenance import UNDATED

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.compare.record import Comparison
    from gisplan.plan.record import Plan
    from gisplan.progress.counting import Progress
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress as Tell

STANDING: Final = "standing.gpkg"
PLAN: Final = "plan"
CHANGES: Final = ("built", "kept", "resized", "opened", "closed", "unplanned")
"""What becomes of a place: it stands as planned; is still to come, as planned, of another size or anew; is
dropped; or stands and was not planned."""
COLUMNS: Final = (
    *("kind", "site_id", "standing_id", "name_zh", "name_en", "category", "access", "adcode"),
    *("change", "planned", "built", "to_come", "other"),
)


_NAMES: Final = ("name_zh", "name_en", "category", "adcode")


@dataclass(frozen=True, eq=False)
class Rolled:
    """A plan rolled on.

    Attributes
    ----------
    folder
        Its run folder.
    changes
        `COLUMNS`: a row a place of the old plan, of the new one, or built: chargers (of hydrogen: stations)
        planned before, built and still to come; ``other`` serves now most of what a closed site served, or
        served before most of what an opened one serves.
    undone
        Keys of stations built since the base date that the new plan does not have: none.
    compared
        Both plans, as ``gisplan compare`` holds them against each other.
    """

    folder: Path
    changes: pd.DataFrame
    undone: tuple[str, ...]
    compared: Comparison


def begin(run: Path, found: Progress, standing: gpd.GeoDataFrame, out: Path) -> Scenario:
    """Write the layer of what stands as the new plan reads it, and give the scenario of what is left.

    Parameters
    ----------
    run
        The run folder.
    found
        Its progress, from `standing`.
    standing
        As `layers.sites.standing.read_standing` gives it.
    out
        Folder for the layer; made when it is missing.

    Returns
    -------
    Scenario
        See `gisplan.progress.left.rolled_scenario`.

    Raises
    ------
    ScenarioError
        What is left of the scenario is not valid.
    """
    before, path = read_plan(run), (out / STANDING).resolve()
    layer = rolled_layer(before, standing, found)
    out.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    layer.to_file(path, layer="standing", driver="GPKG")
    return rolled_scenario(before, layer, found, replaced(before, standing, found), str(path))


def roll(
    run: Path,
    found: Progress,
    scenario: Scenario,
    out: Path,
    *,
    force: bool = False,
    progress: Tell | None = None,
) -> Rolled:
    """Plan what is left of a run, and say what changes.

    Parameters
    ----------
    run
        The run folder.
    found
        Its progress.
    scenario
        As `begin` gives it.
    out
        Folder for the run folder of the new plan.
    force
        Replace an earlier plan in it.
    progress
        Told one line a step.

    Returns
    -------
    Rolled
        The new plan and what changed.

    Raises
    ------
    ScenarioError
        The folder of the new plan is taken.
    InfeasiblePlan
        What is left cannot be planned; the text says why.
    """
    write_plan(make_plan(scenario, progress=progress), out / PLAN, force=force, progress=progress)
    compared = compare_runs(run, out / PLAN)
    return Rolled(out / PLAN, changes(found, compared), undone(compared.plans[1], found), compared)


def changes(found: Progress, compared: Comparison) -> pd.DataFrame:
    """Say of every place what became of it between two plans: `COLUMNS`."""
    after = compared.plans[1].layers
    parts = [
        _changed(found, KINDS[0], after.sites, after.sites["chargers"].astype(float)),
        _changed(found, KINDS[1], after.stations, pd.Series(1.0, index=after.stations.index)),
    ]
    other = compared.sites.set_index(["kind", "site_id"])["other"]
    both = pd.concat(parts, ignore_index=True)
    keys = pd.MultiIndex.from_frame(both[["kind", "site_id"]])
    told = pd.Series(other.reindex(keys).to_numpy(), index=both.index)
    asked = both["change"].isin(("opened", "closed"))
    return both.assign(other=told.astype(object).where(asked, "").fillna(""))[list(COLUMNS)]


def _changed(found: Progress, kind: str, new: gpd.GeoDataFrame, coming: pd.Series[float]) -> pd.DataFrame:
    """Hold the places of a kind against what a new plan has to come, by the key of the old one."""
    places = found.sites[found.sites["kind"] == kind]
    places = places.assign(key=places["site_id"].where(places["site_id"] != "", places["standing_id"]))
    places = places.drop_duplicates("key").set_index("key")
    station = places["standing_id"][places["standing_id"] != ""]
    at = pd.Series(station.index, index=station.to_numpy())
    at = pd.concat([at, at.set_axis(at.index + BUILT)])
    keys = new["site_id"].map(at[~at.index.duplicated()]).astype(object).fillna(new["site_id"])
    to_come = coming.groupby(keys.to_numpy()).sum()
    every = places.index.union(to_come.index)
    named = pd.concat([places[["access", *_NAMES]], new.set_axis(keys)[[*_NAMES]]])
    named = named[~named.index.duplicated()].reindex(every)
    planned, built = (places[name].reindex(every).fillna(0.0).to_numpy() for name in ("planned", "built"))
    stands = (places["standing_id"].reindex(every).astype(object).fillna("") != "").to_numpy()
    still = to_come.reindex(every).fillna(0.0).to_numpy()
    was, whole = planned > 0, built + still
    change = np.select(
        [
            was & stands & (still == 0) & (built >= planned),
            ~was & stands,
            ~was,
            was & (whole == 0) & ~stands,
            was & (np.abs(whole - planned) < 0.5),
        ],
        ["built", "unplanned", "opened", "closed", "kept"],
        default="resized",
    )
    table: pd.DataFrame = named.assign(
        kind=kind,
        site_id=every,
        standing_id=places["standing_id"].reindex(every).astype(object).fillna("").to_numpy(),
        access=named["access"].astype(object).fillna(""),
        change=change,
        planned=planned,
        built=built,
        to_come=still,
    ).reset_index(drop=True)
    return table


def undone(plan: Plan, found: Progress) -> tuple[str, ...]:
    """Give the stations built by a day that a plan rolled on lacks, but for those that are to retire."""
    rows, keys = plan.layers.standing, found.sites["standing_id"]
    kept = {*rows.loc[rows["stands"].astype(bool) | (rows["retire"] != UNDATED), "site_id"]}
    return tuple(sorted(key for key in {*keys} - {""} if key not in kept and key + BUILT not in kept))
