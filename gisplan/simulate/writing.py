"""A simulated day written to a folder: its tables, its figures and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.results.page_facts import plan_facts
from gisplan.runs.tables import write_csv
from gisplan.tables.format import write_json
from gisplan_errors import ScenarioError
from gisplan_files import is_taken
from gisplan_words import message, named

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.simulate.simulation import Simulation

PAGE: Final = "simulation.html"
RECORD: Final = "simulation.json"
SITES: Final = "simulation.csv"
GROUPS: Final = "simulation_groups.csv"
RELIEF: Final = "simulation_relief.csv"


def write_simulation(found: Simulation, out: Path, *, force: bool = False) -> Path:
    """Write the tables and the page of a simulated day.

    Parameters
    ----------
    out
        Folder to make; it may stand empty.
    force
        Replace the files of an earlier simulation in it.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ScenarioError
        The folder holds something else, or an earlier simulation without ``force``.
    """
    from maps.page.hours import SimulatedDay, hours_page  # noqa: PLC0415 - folium loads only when drawn

    if is_taken(out) and not (force and (out / RECORD).is_file()):
        raise ScenarioError(message("simulate-taken", folder=str(out)))
    out.mkdir(parents=True, exist_ok=True)
    write_csv(found.sites, out / SITES)
    write_csv(found.groups, out / GROUPS)
    (out / RELIEF).unlink(missing_ok=True)
    if found.relief is not None:
        write_csv(found.relief, out / RELIEF)
    told = {"day": found.day, "seeds": list(found.seeds), "fingerprint": found.plan.headline.fingerprint}
    write_json({**told, **found.figures}, out / RECORD)
    groups = found.plan.scenario.service.items()
    names = {key: named(one.name_zh, one.name_en) for key, one in groups}
    day = SimulatedDay(
        found.day, len(found.seeds), found.sites, found.groups, found.figures, names, found.relief
    )
    path = out / PAGE
    page = hours_page(day, found.plan.layers, plan_facts(found.plan))
    path.write_text(page, encoding="utf-8", newline="\n")
    return path
