"""What a planner's function is handed of a decision before it is solved."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pulp


class Decision:
    """A decision of a plan before it is solved, as a function given to `gisplan.make_plan` gets it.

    The function adds constraints to the problem with PuLP's own operators, over the variables handed here::

        def constrain(decision):
            if decision.name == "sizing":
                for site in decision.sites.index[decision.sites["category"] == "park"]:
                    here = [x for (at, _), x in decision.variables.items() if at == site]
                    decision.problem += pulp.lpSum(here) <= 40, f"at most 40 at {site}"

    Attributes
    ----------
    name
        ``siting``, ``hydrogen``, ``facilities``, ``sizing`` or ``years``.
    part
        The kind of facility (``swap``, ``methanol``), else empty.
    problem
        The named `pulp.LpProblem` of its first stage, with readable names (`optimize.names`). Constraints
        stay; nothing else of it may change.
    variables
        What constraints are over, by key: ``site_id`` of siting and facilities (1: it opens),
        ``(site_id, size)`` of hydrogen (1: a station of the size opens), ``(site_id, type)`` of sizing
        (chargers), ``(year, site_id, type)`` of years (chargers that stand by the end of a year before the
        horizon). What may not be is absent.
    sites
        The sites, by ``site_id``, with the columns of the region's layer and points in metres.
    """

    def __init__(
        self,
        name: str,
        part: str,
        problem: pulp.LpProblem,
        variables: Mapping[Any, pulp.LpVariable],
        sites: gpd.GeoDataFrame,
    ) -> None:
        self._name, self._part, self._problem = name, part, problem
        self._variables, self._sites = MappingProxyType(dict(variables)), sites

    @property
    def name(self) -> str:
        """Which decision it is."""
        return self._name

    @property
    def part(self) -> str:
        """What tells it from others of its name."""
        return self._part

    @property
    def problem(self) -> pulp.LpProblem:
        """The problem; ``+=`` adds a constraint."""
        return self._problem

    @problem.setter
    def problem(self, given: pulp.LpProblem) -> None:
        # ``decision.problem += constraint`` gives the same problem back
        if given is not self._problem:
            raise AttributeError("the problem of a decision stays; add constraints to it")

    @property
    def variables(self) -> Mapping[Any, pulp.LpVariable]:
        """What constraints are over, by key."""
        return self._variables

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites, by ``site_id``."""
        return self._sites
