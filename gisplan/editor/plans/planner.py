"""Re-plan and show: the draft against the version before it, for the whole region or one district alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gisplan.compare.runs import compare_runs
from gisplan.compare.writing import PAGE, write_comparison
from gisplan.editor.plans.grounds import district_ground, district_scenario, quota_of, whole_ground
from gisplan.editor.plans.jobs import Jobs
from gisplan.editor.plans.results import differences
from gisplan.plan.reading import read_plan
from gisplan.scenario.loading import changed_scenario, scenario_toml
from gisplan.sweep.items import as_override
from gisplan.sweep.working import Task, put_in_place
from gisplan_errors import GisplanError
from gisplan_kept import sum_of
from gisplan_words import message, named
from layers.files.layers import write_layer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from gisplan.editor.draft import Draft
    from gisplan.editor.plans.jobs import Job
    from gisplan.editor.workspace import Workspace
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said

_DIGITS: Final = 16


@dataclass(eq=False)
class Planner:
    """Plans on drafts and on settings; a plan that was made here is not made again.

    Attributes
    ----------
    shared
        Region, store and scenario.
    jobs
        Its long work.
    pages
        Run folders of each comparison that was shown, by its number.
    """

    shared: Workspace
    jobs: Jobs = field(default_factory=Jobs)
    pages: list[tuple[Path, ...]] = field(default_factory=list)

    @property
    def scenario(self) -> Scenario:
        """What is planned by.

        Raises
        ------
        GisplanError
            The editor was started without a scenario.
        """
        if self.shared.scenario is None:
            raise GisplanError(message("editor-no-scenario"))
        return self.shared.scenario

    def replan(self, draft: Draft, adcode: str, base: int) -> Job:
        """Plan a draft again and hold it against an older version.

        Parameters
        ----------
        draft
            The rows as they are now, saved or not.
        adcode
            District that is planned alone, while the others keep what the older plan gives them; empty:
            the whole region.
        base
            The version to hold it against.

        Returns
        -------
        Job
            Gives what `gisplan.editor.plans.results.differences` gives.

        Raises
        ------
        GisplanError
            There is no such district, no scenario, or the layer is planned for the whole region only.
        """
        scenario, districts = self.scenario, self.shared.region.districts.set_index("adcode")
        if adcode and adcode not in districts.index:
            raise GisplanError(message("editor-no-district", adcode=adcode))
        if adcode and self.shared.layer != "sites":
            raise GisplanError(message("editor-whole-only"))
        old = self.shared.draft(base)
        where = named(*districts.loc[adcode, ["name_zh", "name_en"]]) if adcode else self._whole_name()

        def do(job: Job) -> dict[str, Any]:
            first = self.planned(job, old, "", scenario, message("editor-planning-base", version=str(base)))
            now = message("editor-planning-draft", where=where)
            if not adcode:
                pair: tuple[Path, ...] = (first, self.planned(job, draft, "", scenario, now))
            else:
                own = district_scenario(scenario, adcode, quota_of(read_plan(first), adcode), self._area)
                before = message("editor-planning-before", where=where, version=str(base))
                pair = tuple(
                    self.planned(job, one, adcode, own, line) for one, line in ((old, before), (draft, now))
                )
            job.tell(message("editor-comparing"))
            return self.compared(pair) | {"area": adcode}

        return self.jobs.add(do)

    def planned(self, job: Job, draft: Draft, adcode: str, scenario: Scenario, line: Said) -> Path:
        """Give the run folder of a plan on a draft, made now where there is none yet.

        Parameters
        ----------
        job
            Whose page is told, and who may stop it.
        draft
            The sites.
        adcode
            District that is planned alone; empty: the whole region.
        scenario
            What it goes by; its region is not looked at.
        line
            What is told while it is planned.

        Returns
        -------
        Path
            The run folder.

        Raises
        ------
        GisplanError
            There is no plan.
        """
        key = sum_of(draft.rows, adcode, scenario_toml(scenario))[:_DIGITS]
        folder = self.shared.room / "runs" / key
        if not folder.is_dir():
            job.tell(line)
            # one place for all grounds: where a region stood is no difference between two plans
            shutil.rmtree(self._area, ignore_errors=True)
            places = self._ground(draft.frame(), adcode)
            chosen = changed_scenario(
                scenario, [as_override(name, at.as_posix()) for name, at in places.items()]
            )
            task = Task(key, scenario_toml(chosen), drawn=False, cache=str(self.shared.cache))
            folder.parent.mkdir(exist_ok=True)
            put_in_place(self.jobs.plan(job, task).archive, folder)
        return folder

    def compared(self, folders: Sequence[Path]) -> dict[str, Any]:
        """Hold runs against the first of them, for the page.

        Parameters
        ----------
        folders
            Run folders, two or more.

        Returns
        -------
        dict
            As from `gisplan.editor.plans.results.differences`; ``page`` is its number for `page`.
        """
        self.pages.append(tuple(folders))
        return differences(compare_runs(*folders)) | {"page": len(self.pages)}

    def page(self, number: int) -> str:
        """Give the page of a comparison that was shown, with its maps.

        Parameters
        ----------
        number
            Of the comparison, from 1.

        Returns
        -------
        str
            HTML text that opens without a network.

        Raises
        ------
        GisplanError
            None of that number was shown.
        """
        if not 1 <= number <= len(self.pages):
            raise GisplanError(message("editor-no-job"))
        out = self.shared.room / "pages" / str(number)
        if not (out / PAGE).is_file():
            out.parent.mkdir(exist_ok=True)
            write_comparison(compare_runs(*self.pages[number - 1]), out)
        return (out / PAGE).read_text(encoding="utf-8")

    @property
    def _area(self) -> Path:
        return self.shared.room / "area"

    def _whole_name(self) -> Said:
        return named(self.shared.region.name_zh, self.shared.region.name_en)

    def _ground(self, frame: gpd.GeoDataFrame, adcode: str) -> dict[str, Path]:
        """Lay out what is planned on; give where it is, by the settings that name it."""
        if self.shared.layer == "standing":
            self._area.mkdir()
            write_layer(frame, self._area / "standing.parquet", "standing")
            return {"region": self.shared.folder, "standing": self._area / "standing.parquet"}
        if adcode:
            district_ground(self.shared, frame, adcode, self._area)
        else:
            whole_ground(self.shared, frame, self._area)
        return {"region": self._area}
