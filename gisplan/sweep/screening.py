"""Which assumption matters: screening by elementary effects (Morris 1991; Campolongo et al. 2007).

Each trajectory changes one assumption at a time; the mean of the absolute effects over its whole range, μ*,
says how much it matters, their spread σ whether that hangs on the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVELS: Final = 4
OUTPUTS: Final = (
    *("served_energy_share", "unmet_kwh_day", "covered_people_share", "investment_cost"),
    *("hydrogen_served_kg_day", "hydrogen_delivered_cost_kg", "charging_delivered_cost_kwh"),
)
"""Headline figures that are screened, where a plan has them."""
COLUMNS: Final = ("output", "parameter", "low", "high", "mu_star", "mu", "sigma", "trajectories")


def morris_shares(parameters: int, trajectories: int, seed: int) -> np.ndarray[Any, Any]:
    """Draw trajectories: shares between 0 and 1, a row a run, each differing from the last in one column.

    Raises
    ------
    ScenarioError
        The extra ``sensitivity`` is not installed.
    """
    try:
        from SALib.sample import morris  # noqa: PLC0415 - an extra
    except ImportError:
        raise ScenarioError(message("sweep-no-salib")) from None
    drawn = morris.sample(_problem(parameters), trajectories, num_levels=LEVELS, seed=seed)
    return np.asarray(drawn, dtype=np.float64)


def _problem(parameters: int) -> dict[str, Any]:
    names = [f"x{place}" for place in range(parameters)]
    return {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}


def screened(table: pd.DataFrame, bounds: Mapping[str, Sequence[float]], trajectories: int) -> pd.DataFrame:
    """Give the effects of every assumption on every figure.

    Parameters
    ----------
    table
        The table of the sweep, in the order of its items.
    bounds
        Least and greatest value by setting, in the order of the file.
    trajectories
        How many were drawn; one with a run that has no plan is left out whole.

    Returns
    -------
    DataFrame
        output, parameter, low, high, mu_star, mu and sigma (in the figure's unit, over the whole range of the
        assumption), trajectories (that count); the assumption that matters most first.
    """
    names, length = list(bounds), len(bounds) + 1
    rows: list[tuple[Any, ...]] = []
    shares = np.column_stack(
        [
            (table[name].astype(float) - bounds[name][0]) / (bounds[name][1] - bounds[name][0])
            for name in names
        ]
    ).reshape(trajectories, length, len(names))
    for output in (one for one in OUTPUTS if one in table):
        values = table[output].astype(float).to_numpy(na_value=np.nan).reshape(trajectories, length)
        whole = np.isfinite(values).all(axis=1)
        if whole.sum() < 2:
            continue
        effects = _effects(shares[whole], values[whole])
        for place, name in enumerate(names):
            own = effects[:, place]
            spread = (float(np.abs(own).mean()), float(own.mean()), float(own.std(ddof=1)))
            rows.append((output, name, *bounds[name], *spread, int(whole.sum())))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values(["output", "mu_star"], ascending=[True, False], kind="stable", ignore_index=True)


def _effects(shares: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Give the elementary effects, a row a trajectory: what a figure changes over the range of a setting.

    Settings between whole numbers are rounded, so steps are taken from what was planned, not from the sample.
    """
    steps, changes = np.diff(shares, axis=1), np.diff(values, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    rows = np.arange(len(shares))[:, None]
    step = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    found = np.zeros((len(shares), shares.shape[2]))
    found[rows, moved] = np.divide(changes, step, out=np.zeros_like(changes), where=step != 0)
    return found
