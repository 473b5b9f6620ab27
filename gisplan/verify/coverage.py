"""Verify coverage: nearest public site of every cell, who is covered, and the people of every district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.verify.run.reading import records, sums
from gisplan.verify.run.ways import nearest_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from gisplan.verify.run.reading import Run

EPS_M = 0.5
MOST = 5
"""Faults of one kind that are listed."""


def coverage_faults(run: Run) -> Iterator[str]:
    """Check distances, judged and covered flags, the covered share, and the sums by district."""
    sites, cells = run.layers["sites"], run.layers["demand"]
    public = sites.loc[sites["access"] == "public"]
    if public.empty:
        yield "no public site stands, so nobody is covered"
        return
    yield from _flags(run, nearest_m(run, public, run.scenario.coverage.detour.value))
    people = cells["population"].to_numpy(dtype=float)
    judged, covered = cells["judged"].to_numpy(dtype=bool), cells["covered"].to_numpy(dtype=bool)
    share = people[judged & covered].sum() / max(people[judged].sum(), 1e-9)
    said = run.headline["covered_people_share"] or 0.0
    if abs(share - said) > 1e-6:
        yield f"plan.json covered_people_share: {said:.6f}, the cells give {share:.6f}"
    yield from _districts(run)


def _flags(run: Run, away: NDArray[np.float64]) -> Iterator[str]:
    cells, profile = run.layers["demand"], run.scenario.coverage.active
    tiers = dict(zip(run.layers["districts"]["adcode"], run.layers["districts"]["tier"], strict=True))
    wrong: dict[str, list[str]] = {"far": [], "judged": [], "covered": []}
    for row, metres in zip(records(cells), away.tolist(), strict=True):
        tier, name = tiers[row["adcode"]], f"cell {row['cell_id']}"
        judged = tier in profile.judged_tiers
        radii = (profile.radius_m if judged else profile.allocation_radius_m)[tier]
        limit = radii.urban if row["urban"] else radii.rural
        if abs(metres - row["nearest_public_m"]) > EPS_M:
            said = row["nearest_public_m"]
            wrong["far"].append(f"{name}: nearest public site {metres:.0f} m, plan says {said:.0f} m")
        if judged != row["judged"]:
            wrong["judged"].append(f"{name}: judged is {row['judged']}, the profile says {judged}")
        if abs(metres - limit) > EPS_M and row["covered"] != (metres <= limit):
            wrong["covered"].append(f"{name}: {metres:.0f} m of {limit:.0f} m, covered is {row['covered']}")
    for faults in wrong.values():
        yield from faults[:MOST]


def _districts(run: Run) -> Iterator[str]:
    cells = run.layers["demand"]
    people = sums(cells, "adcode", "population")
    within = sums(cells.loc[cells["covered"] & cells["judged"]], "adcode", "population")
    for row in records(run.layers["districts"]):
        adcode = row["adcode"]
        held, covered = people.get(adcode, 0.0), within.get(adcode, 0.0)
        if abs(held - row["population"]) > 0.5:
            yield f"district {adcode}: cells hold {held:.0f} people, the census {row['population']:.0f}"
        if abs(covered - row["covered_people"]) > 0.5:
            yield f"district {adcode}: {covered:.0f} covered people, table says {row['covered_people']:.0f}"
