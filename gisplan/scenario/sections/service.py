"""Service groups: which classes of demand may charge where, and how far away.

Which types of chargers serve a group, the types say (`ChargerType.serves`).

Each group becomes one demand row per cell in the sizing model. Private piles serve the cell of their own
compound only, so that home charging is never counted as public reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PositiveInt

from gisplan.scenario.values import Sourced, among
from layers.vocabulary import CATEGORIES, CHARGING_CLASSES, LORRY

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_arrays import Flags


class ServiceGroup(Sourced):
    """Demand classes that are served together.

    ``radius_m`` is the longest way (metres, detour included) from cell to site; absent, the allocation
    radius of the coverage profile holds; 0 means a site in the cell itself.
    """

    name_zh: str
    """Name on Chinese pages."""
    name_en: str
    """Name on English pages."""
    classes: Annotated[tuple[str, ...], among(CHARGING_CLASSES)] = Field(min_length=1)
    """Demand classes that are served together."""
    access: tuple[Literal["public", "dedicated", "private"], ...] = Field(min_length=1)
    """Access kinds of the sites that serve it."""
    categories: Annotated[tuple[str, ...], among(tuple(CATEGORIES))] = ()
    """Site categories that serve the group; empty means all."""
    radius_m: Annotated[float, Field(ge=0.0)] | None = None
    """Longest way from cell to site (m); 0: a site in the cell itself; absent: the profile's."""
    nearest: PositiveInt | None = None
    """How many of the nearest sites within the radius its users consider; absent, all of them."""

    def may_use(self, sites: pd.DataFrame) -> Flags:
        """Mark the sites that may serve the group, by access, category, bays and hours for lorries.

        Parameters
        ----------
        sites
            access, category; for lorries also lorry_bays and truck_hours, where they are known.

        Returns
        -------
        numpy.ndarray
            One flag a site.
        """
        fit = sites["access"].isin(self.access)
        if self.categories:
            fit &= sites["category"].isin(self.categories)
        if LORRY in self.classes and "lorry_bays" in sites:
            fit &= ~(sites["lorry_bays"] < 1)
        if LORRY in self.classes and "truck_hours" in sites:
            fit &= sites["truck_hours"] > 0
        return fit.to_numpy(dtype=bool)
