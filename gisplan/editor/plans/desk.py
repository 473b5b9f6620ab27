"""The scenario desk: sliders over a scenario, its runs side by side, and what a plan would lose."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gisplan.plan.reading import read_plan
from gisplan.results.headline_rows import headline_rows
from gisplan.scenario.loading import changed_scenario
from gisplan.sweep.items import as_override
from gisplan_errors import GisplanError
from gisplan_words import message, texts
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gisplan.editor.plans.jobs import Job
    from gisplan.editor.plans.planner import Planner
    from gisplan.scenario.schema import Scenario

MOST_RUNS: Final = 40
"""Runs of a desk at most."""
MOST_STEPS: Final = 9
"""Runs of one sweep at most."""
_UNITS: Final = {"target": "chargers", "sites": "sites", "budget": "currency", "radius": "m"}


@dataclass(eq=False)
class Run:
    """One run of the desk.

    Attributes
    ----------
    number
        From 1; 1 is the scenario as it is, where somebody asked for it first.
    asked
        Its settings by slider.
    job
        How far it is.
    folder, cost
        Its run folder and its investment, once it is planned.
    """

    number: int
    asked: Mapping[str, float]
    job: Job | None = None
    folder: Path | None = None
    cost: float = 0.0


@dataclass(eq=False)
class Desk:
    """The desk of one editor: all who are there see the same runs.

    Attributes
    ----------
    planner
        Plans.
    runs
        In the order in which they were asked for.
    """

    planner: Planner
    runs: list[Run] = field(default_factory=list)

    def sliders(self) -> list[dict[str, Any]]:
        """Give the sliders: what each is now, from where to where it goes, and in which steps.

        Returns
        -------
        list of dict
            name, value (None where the scenario sets none), least, most, step, unit, and label by language. A
            budget that the scenario does not set goes about what the first run costs, and lacks before.
        """
        found = []
        cost = next((run.cost for run in self.runs if run.cost), None)
        for name, value in usual(self.planner.scenario).items():
            middle = cost if value is None and name == "budget" else value
            if not middle:
                continue
            step = _step(middle)
            least, most = (_rounded(middle * part, step) for part in (0.5, 1.5))
            found.append(
                {"name": name, "value": value, "least": max(step, least), "most": max(most, least + step)}
                | {"step": step, "unit": _UNITS[name], "label": texts(message(f"editor-slider-{name}"))}
            )
        return found

    def ask(self, points: Sequence[Mapping[str, float]]) -> list[int]:
        """Ask for runs, one a point of sliders.

        Parameters
        ----------
        points
            Settings by slider; a slider that is not named stays as the scenario has it.

        Returns
        -------
        list of int
            Their numbers; settings that were planned already have theirs.

        Raises
        ------
        GisplanError
            A setting is not valid, or there are too many runs.
        """
        scenario = self.planner.scenario
        chosen = [(dict(point), changed_scenario(scenario, overrides(scenario, point))) for point in points]
        draft = self.planner.shared.draft()
        numbers = []
        for point, one in chosen:
            known = next((run for run in self.runs if run.asked == point and _stands(run)), None)
            if known is None:
                if len(self.runs) >= MOST_RUNS:
                    raise GisplanError(message("editor-many-runs", most=MOST_RUNS))
                known = Run(len(self.runs) + 1, point)
                known.job = self.planner.jobs.add(partial(self._planned, known, draft, one))
                self.runs.append(known)
            numbers.append(known.number)
        return numbers

    def sweep(self, name: str, least: float, most: float, steps: int, rest: Mapping[str, float]) -> list[int]:
        """Ask for runs over one slider, with the others as they are.

        Parameters
        ----------
        name
            The slider.
        least, most
            From where to where.
        steps
            How many runs.
        rest
            The other sliders.

        Returns
        -------
        list of int
            Numbers of the runs.

        Raises
        ------
        GisplanError
            See `ask`.
        """
        count = min(max(2, steps), MOST_STEPS)
        step = _step(max(least, most, 1.0))
        values = [_rounded(least + (most - least) * at / (count - 1), step) for at in range(count)]
        return self.ask([{**rest, name: value} for value in dict.fromkeys(values)])

    def shown(self) -> dict[str, Any]:
        """Give all runs as the page shows them.

        Returns
        -------
        dict
            ``sliders`` as from `sliders`; ``runs``: number, asked (what was set, said by language) and job.
        """
        currency = self.planner.scenario.currency
        return {
            "sliders": self.sliders(),
            "runs": [
                {
                    "number": run.number,
                    "asked": {
                        name: texts(with_unit(value, _UNITS[name], currency))
                        for name, value in run.asked.items()
                    },
                    "job": None if run.job is None else run.job.shown(),
                }
                for run in self.runs
            ],
        }

    def compare(self, numbers: Sequence[int]) -> Job:
        """Hold runs against the first of those that are named.

        Parameters
        ----------
        numbers
            Of the runs, two or more.

        Returns
        -------
        Job
            Gives what `Planner.compared` gives, and the numbers of the runs that it holds.

        Raises
        ------
        GisplanError
            Fewer than two of them are planned.
        """
        known = {run.number: run for run in self.runs}
        folders = [folder for number in numbers if number in known and (folder := known[number].folder)]
        if len(set(folders)) < 2:
            raise GisplanError(message("editor-two-runs"))
        distinct = list(dict.fromkeys(folders))
        names = [next(run.number for run in self.runs if run.folder == folder) for folder in distinct]
        return self.planner.jobs.add(lambda _: self.planner.compared(distinct) | {"numbers": names})

    def _planned(self, run: Run, draft: Any, scenario: Scenario, job: Job) -> list[dict[str, Any]]:  # noqa: ANN401
        run.folder = self.planner.planned(job, draft, "", scenario, message("editor-planning-run"))
        plan = read_plan(run.folder)
        run.cost = float(plan.layers.sites["investment_cost"].sum())
        said = partial(with_unit, currency=scenario.currency)
        return [
            {
                "label": texts(row["label"]),
                "value": texts(said(row["value"], row["unit"], asked=row["target"])),
                "target": None if row["target"] is None else texts(said(row["target"], row["unit"])),
            }
            for row in headline_rows(plan.scenario, plan.headline, plan.layers.districts)
        ]


def usual(scenario: Scenario) -> dict[str, float | None]:
    """Give what each slider is in a scenario; None where it sets none."""
    radii = list(itertools.chain.from_iterable(_radii(scenario).values()))
    return {
        "target": scenario.chargers.target,
        "sites": scenario.coverage.max_new_sites,
        "budget": scenario.costs.budget,
        "radius": min(value for _, value in radii) if radii else None,
    }


def overrides(scenario: Scenario, asked: Mapping[str, float]) -> list[str]:
    """Give sliders as the settings that they are.

    Parameters
    ----------
    scenario
        Whose settings.
    asked
        Values by slider; ``radius`` is the least radius of the tiers that are judged: the others keep their
        proportion to it.

    Raises
    ------
    GisplanError
        There is no such slider.
    """
    settings: dict[str, float] = {}
    whole = {"target": "chargers.target", "sites": "coverage.max_new_sites", "budget": "costs.budget"}
    for name, value in asked.items():
        if name in whole:
            settings[whole[name]] = round(value)
        elif name == "radius" and (old := usual(scenario)["radius"]):
            radii = _radii(scenario).values()
            settings |= {key: round(radius * value / old, 1) for one in radii for key, radius in one}
        else:
            raise GisplanError(message("editor-no-slider", name=name))
    return [as_override(key, value) for key, value in settings.items()]


def _radii(scenario: Scenario) -> dict[str, list[tuple[str, float]]]:
    """Give the radii of the tiers that are judged, by tier, each with its setting."""
    name = scenario.coverage.profile
    profile = scenario.coverage.profiles[name]
    found = {}
    for tier in profile.judged_tiers:
        said = profile.radius_m[tier].model_dump()
        found[tier] = [
            (f"coverage.profiles.{name}.radius_m.{tier}.{ground}", float(value))
            for ground, value in said.items()
        ]
    return found


def _stands(run: Run) -> bool:
    return run.job is not None and run.job.state in {"waiting", "running", "done"}


def _step(middle: float) -> int:
    """Give the step of a slider: a hundredth to a thousandth of where it stands."""
    return int(10 ** max(0, math.floor(math.log10(middle)) - 2))


def _rounded(value: float, step: int) -> int:
    return round(value / step) * step
