"""What is said of the certainty of sites, and where it is kept beside a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from gisplan.tables.format import write_json
from gisplan_files import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Grade = Literal["fixed", "every", "most", "few"]
Proof = Literal["rule", "bound", "example", ""]

GRADES: Final[tuple[Grade, ...]] = ("fixed", "every", "most", "few")
"""``fixed``: in every plan that is near, proven; else how many of the plans that were found have the site."""
COLUMNS: Final = (
    *("kind", "site_id", "name_zh", "name_en", "category", "access", "adcode", "lon", "lat"),
    *("in_plan", "grade", "proof", "plans", "share", "without", "others"),
)
TABLE: Final = "certain.csv"
RECORD: Final = "certain.json"
PAGE: Final = "certain.html"
BESIDE: Final = "-certain"
"""What the folder beside a run is called after it."""


@dataclass(frozen=True, eq=False)
class Certain:
    """Which sites are certain.

    Attributes
    ----------
    table
        `COLUMNS`, a row a site that is in the plan or in another near one: grade (`GRADES`), proof (``rule``:
        a rule asks for it; ``bound``: no near plan does without it; ``example``: a near plan does; empty:
        neither was found), plans and share (of the near plans of its kind that were found), without (what a
        plan without it reaches at most, people, or costs at least, money a year; blank where unknown) and
        others (what took its place, keys with semicolons between).
    figures
        fingerprint of the run; within (share below the best possible that is near); of each kind, as
        ``charging_…`` and ``hydrogen_…``: plans found, asked (people, or kg/day), cost (money a year at
        most) and how many sites of the plan have each grade, ``…_fixed`` and so on, and ``…_example``.
    """

    table: pd.DataFrame
    figures: Mapping[str, Any]


def beside(run: Path) -> Path:
    """Give the folder beside a run where its certainty is kept."""
    whole = run.resolve()
    return whole.with_name(whole.name + BESIDE)


def keep(found: Certain, folder: Path) -> None:
    """Write the record of what was found, which `kept` reads."""
    rows = found.table.astype(object).where(found.table.notna(), None).to_dict("records")
    write_json({"figures": dict(found.figures), "sites": rows}, folder / RECORD)


def kept(run: Path, fingerprint: str) -> Certain | None:
    """Give what was found for a run, where it stands beside it; None without, or of another plan."""
    path = beside(run) / RECORD
    if not path.is_file():
        return None
    told = read_json(path)
    if told.get("figures", {}).get("fingerprint") != fingerprint:
        return None
    return Certain(pd.DataFrame(told["sites"], columns=list(COLUMNS)), told["figures"])
