"""Fit exponents that are never negative: to counts of stations on cells, and to the people of districts.

Stations on a cell are counts of mean μ = area · level · exp(x·β) and variance μ + μ² (negative binomial; a
crowd of stations in one cell tells less than as many in several). The people of a district are the sum over
its pieces, Σ area · level · exp(x·β), with errors of the logarithm. A small ridge keeps alike densities from
trading places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats, Indices

RIDGE = 5.0
"""Of the exponents on one standard deviation of their logarithm, in log-likelihood."""
PEOPLE_RIDGE = 0.03
"""Of the exponents themselves, in squared errors of the logarithm."""
LARGEST = 30.0
"""Bound of a linear predictor, so that a step too far cannot overflow."""


class Fitted(NamedTuple):
    """A level and its exponents, in the order of the features."""

    level: float
    exponents: Floats

    def density(self, features: Floats) -> Floats:
        """Give what stands on an area of one, (n,)."""
        densities: Floats = self.level * np.exp(np.clip(features @ self.exponents, -LARGEST, LARGEST))
        return densities


def fit_counts(features: Floats, counts: Floats, area: Floats) -> Fitted:
    """Fit the mean of counts on cells.

    Parameters
    ----------
    features
        (n, k) logarithms, as `layers.demand.intensity.features` gives them.
    counts
        (n,) at least 0.
    area
        (n,) above 0, km².

    Returns
    -------
    Fitted
        ``level`` is per km².
    """
    spread = np.maximum(features.std(axis=0), 1e-9)
    scaled, rise = features / spread, np.log(area)

    def loss(unknown: Floats) -> tuple[float, Floats]:
        linear = np.clip(unknown[0] + scaled @ unknown[1:] + rise, -LARGEST, LARGEST)
        mean = np.exp(linear)
        value = ((counts + 1.0) * np.log1p(mean) - counts * linear).sum() + RIDGE / 2.0 * (
            unknown[1:] ** 2
        ).sum()
        slope = (mean - counts) / (1.0 + mean)
        return value, np.r_[slope.sum(), scaled.T @ slope + RIDGE * unknown[1:]]

    found = _least(loss, np.log(max(counts.sum(), 0.5) / area.sum()), features.shape[1])
    return Fitted(float(np.exp(found[0])), found[1:] / spread)


def fit_people(features: Floats, area: Floats, district: Indices, people: Floats) -> Fitted:
    """Fit the people of whole districts by what stands on their pieces.

    Parameters
    ----------
    features
        (n, k) logarithms of the pieces.
    area
        (n,) of the pieces, km².
    district
        (n,) row of the piece's district in ``people``.
    people
        (m,) above 0.

    Returns
    -------
    Fitted
        ``level`` is people per km².
    """

    def loss(unknown: Floats) -> tuple[float, Floats]:
        here = area * np.exp(np.clip(unknown[0] + features @ unknown[1:], -LARGEST, LARGEST))
        mean = np.maximum(np.bincount(district, here, len(people)), 1e-9)
        missed = np.log(people / mean)
        pull = -(missed / mean)[district] * here
        value = float(missed @ missed + PEOPLE_RIDGE * unknown[1:] @ unknown[1:]) / 2.0
        return value, np.r_[pull.sum(), features.T @ pull + PEOPLE_RIDGE * unknown[1:]]

    found = _least(loss, np.log(people.sum() / area.sum()), features.shape[1])
    return Fitted(float(np.exp(found[0])), found[1:])


def _least(loss: Callable[[Floats], tuple[float, Floats]], level: float, count: int) -> Floats:
    bounds = [(None, None), *[(0.0, None)] * count]
    start = np.r_[level, np.zeros(count)]
    options = {"maxiter": 1000, "ftol": 1e-11, "gtol": 1e-7}
    found = minimize(loss, start, method="L-BFGS-B", jac=True, bounds=bounds, options=options)  # type: ignore[call-overload]  # the stub knows no value with its slope
    return np.asarray(found.x, dtype=np.float64)
