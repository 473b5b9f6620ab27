"""What a plan decides, stage by stage: where it builds, then what it builds there, and by when."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gisplan.planning.chargers.joint import joint_unmet
from gisplan.planning.chargers.others import other_plans
from gisplan.planning.chargers.peak_waits import size_to_peaks
from gisplan.planning.hydrogen.facilities import plan_facilities
from gisplan.planning.hydrogen.integrated import plan_integrated
from gisplan.planning.hydrogen.parcels import region_beside
from gisplan.planning.hydrogen.stations import plan_hydrogen
from gisplan.planning.lorries.stops import plan_lorries
from gisplan.planning.robustness import spread_agreement
from gisplan.planning.siting.choice import site_public_chargers
from gisplan.planning.years import phase_sites
from gisplan.tables.multipliers import sum_of
from gisplan_errors import InfeasiblePlan
from gisplan_words import message
from optimize.certificate import overall_certificate
from optimize.solvers.workers.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.others import OtherPlan
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.hydrogen.facilities import FacilityPlan
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.planning.lorries.stops import LorryPlan
    from gisplan.planning.models import Models
    from gisplan.planning.prepared import Prepared
    from gisplan.planning.siting.choice import Siting
    from gisplan.planning.years import PhasedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate

    Sited = tuple[Siting, HydrogenPlan]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Places:
    """Where the plan builds.

    Attributes
    ----------
    siting
        The public charging sites that open.
    hydrogen
        The hydrogen stations.
    facilities
        Battery swap and methanol facilities.
    """

    siting: Siting
    hydrogen: HydrogenPlan
    facilities: FacilityPlan

    @property
    def takes(self) -> NDArray[np.float64]:
        """What stations and facilities take of every site of the region: m2 and kW, (n_sites, 2)."""
        return self.hydrogen.takes + self.facilities.takes


@dataclass(frozen=True, eq=False)
class Chargers:
    """What stands at the charging sites, and by when.

    Attributes
    ----------
    region
        The region with what stations and facilities leave of the bays, the land and the grid of parcels.
    sized
        Chargers of the horizon.
    tables
        What those chargers may deliver.
    phased
        Chargers of every year.
    others
        Plans that serve as much energy without the plan's rules; none of such a province.
    joint
        What is proven of the unmet energy whatever sites open; None of a province that is sized in parts.
    """

    region: Region
    sized: SizedSites
    tables: ChargerTables
    phased: PhasedSites
    others: tuple[OtherPlan, ...] = ()
    joint: Certificate | None = None


@dataclass(frozen=True, eq=False)
class Decisions:
    """All that a plan decides.

    Attributes
    ----------
    places, chargers
        The answers of the stages.
    lorries
        The trips of electric lorries and the sites asked for them; None without trips.
    agreement
        How far another spread of people agrees on the sites; None where the scenario names none.
    own
        The planner's own constraints, with what they cost; None without a function that adds some.
    """

    places: Places
    chargers: Chargers
    agreement: dict[str, Any] | None
    own: OwnConstraints | None = None
    lorries: LorryPlan | None = None

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Certificates of the stages in order, the overall one, of ties, and of plans beside the plan."""
        places, chargers = self.places, self.chargers
        hydrogen = places.hydrogen.siting
        by_decision = [
            ("lorries", "", () if self.lorries is None else self.lorries.certificates),
            ("siting", "", places.siting.certificates),
            ("hydrogen", "", () if hydrogen is None else hydrogen.certificates),
            *(("facilities", part, (one,)) for part, one in places.facilities.certificates.items()),
            ("sizing", "", chargers.sized.sizing.certificates),
            ("years", "", chargers.phased.certificates),
        ]
        own = self.own
        stages = [
            one
            for name, part, said in by_decision
            for one in (said if own is None else own.told(name, said, part))
        ]
        beside = [one.certificate for one in chargers.others if one.certificate is not None]
        whole = overall_certificate(stages, chargers.joint)
        joint = [] if chargers.joint is None else [chargers.joint]
        return (*_summed(stages), whole, *places.hydrogen.ties, *_summed([*joint, *beside]))


def _summed(stages: Sequence[Certificate]) -> list[Certificate]:
    """Name the multipliers of each certificate by their sum."""
    return [one if one.multipliers is None else replace(one, dual=sum_of(one.multipliers)) for one in stages]


def decide(
    prepared: Prepared,
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> Decisions:
    """Decide a plan, stage by stage.

    Stations that ties chose among plans as good never stand in the way of a plan: where the chargers find no
    room beside them, the plan is decided without ties, and their certificates prove nothing.

    Raises
    ------
    InfeasiblePlan
        No plan satisfies the scenario; the text says why.
    SolverFailed
        A solver stopped without any answer.
    """
    given = (prepared.region, scenario, prepared.tables)
    lorries, tables = plan_lorries(*given, progress=progress, models=models)
    prepared = replace(prepared, tables=tables)
    sited = _sited(prepared, scenario, progress, models, own)
    try:
        return replace(_decided(prepared, scenario, sited, progress, models, own), lorries=lorries)
    except InfeasiblePlan:
        if all(one.bound is None for one in sited[1].ties):
            raise
    (progress or logger.info)(message("planning-without-ties"))
    sited = _sited(prepared, scenario, progress, models, own, ties=False)
    return replace(_decided(prepared, scenario, sited, progress, models, own), lorries=lorries)


def _decided(
    prepared: Prepared,
    scenario: Scenario,
    sited: Sited,
    progress: Progress | None,
    models: Models | None,
    own: OwnConstraints | None,
) -> Decisions:
    places = _with_facilities(prepared, scenario, sited, progress, models, own)

    def equipped() -> Chargers:
        return equip(prepared, scenario, places, progress=progress, models=models, own=own)

    def agreement() -> dict[str, Any] | None:
        tell = progress or logger.info
        tables, siting = prepared.tables, places.siting
        return spread_agreement(
            prepared.region, scenario, prepared.parameters, tables, siting, progress=tell, own=own
        )

    # the second siting needs nothing of the chargers
    found = side_by_side(_called, (equipped, agreement), threads=scenario.solver.threads)
    equipped_sites, agreed = found
    return Decisions(places, equipped_sites, agreed, own)


def _called(stage: Callable[[], Any]) -> Any:  # noqa: ANN401 - each stage gives its own
    return stage()


def place(
    prepared: Prepared,
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> Places:
    """Choose public charging sites, hydrogen stations beside them, and facilities on what is left."""
    sited = _sited(prepared, scenario, progress, models, own)
    return _with_facilities(prepared, scenario, sited, progress, models, own)


def _sited(
    prepared: Prepared,
    scenario: Scenario,
    progress: Progress | None,
    models: Models | None,
    own: OwnConstraints | None,
    *,
    ties: bool = True,
) -> Sited:
    region, tables = prepared.region, prepared.tables
    alone = site_public_chargers(region, scenario, tables, progress=progress, models=models, own=own)
    (progress or logger.info)(message("planning-sited", sites=alone.opened.size))
    hydrogen, beside = plan_hydrogen(
        region, scenario, tables, alone, progress=progress, models=models, own=own, ties=ties
    )
    return alone if beside is None else beside, hydrogen


def _with_facilities(
    prepared: Prepared,
    scenario: Scenario,
    sited: Sited,
    progress: Progress | None,
    models: Models | None,
    own: OwnConstraints | None,
) -> Places:
    siting, hydrogen = sited
    given = (prepared.region, scenario, prepared.tables, siting.opened, hydrogen.takes)
    if scenario.integrated is None:
        facilities = plan_facilities(*given, progress=progress, models=models, own=own)
    else:
        facilities = plan_integrated(*given, progress=progress, models=models)
    return Places(siting, hydrogen, facilities)


def equip(
    prepared: Prepared,
    scenario: Scenario,
    places: Places,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> Chargers:
    """Size the charging sites with what the other functions leave of their parcels, and spread over years."""
    left = region_beside(prepared.region, scenario, places.takes)
    sized, tables = size_to_peaks(
        left, scenario, prepared.tables, places.siting.opened, progress=progress, models=models, own=own
    )
    (progress or logger.info)(message("planning-sized", chargers=int(sized.sizing.counts.sum())))
    phased = phase_sites(left, scenario, sized, tables, progress=progress, models=models, own=own)
    if scenario.solver.parts != "whole":
        # one model of a province is what its parts are there to avoid
        return Chargers(left, sized, tables, phased)
    unmet = float(sized.sizing.unmet.sum())
    joint = joint_unmet(left, scenario, prepared.tables, unmet, progress=progress)
    others = other_plans(scenario, sized, progress=progress)
    return Chargers(left, sized, tables, phased, others, joint)
