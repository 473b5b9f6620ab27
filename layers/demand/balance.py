"""Fill a table of cells by classes so that both its margins hold, leaning to what each class is drawn by.

Iterative proportional fitting (W. E. Deming and F. F. Stephan, On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known, Ann. Math. Statist. 11, 1940): of all tables with
the margins, the one nearest to the seeds in relative entropy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Floats

ROUNDS = 500
CLOSE = 1e-9


def balanced(seeds: Floats, rows: Floats, columns: Floats) -> Floats:
    """Scale rows and columns of seeds in turn until the margins hold.

    Parameters
    ----------
    seeds
        (n, k) at least 0; a column without any is seeded by the rows.
    rows
        (n,) at least 0, what a cell has of the whole, any unit. Without any, nothing binds the cells.
    columns
        (k,) at least 0, what a class has of the whole, any unit.

    Returns
    -------
    table
        (n, k), every column summing to its share of one, every row to its own within 1e-9 of the whole (the
        columns hold where seeds of 0 leave no table that has both).
    """
    whole, asked = float(rows.sum()), float(columns.sum())
    wanted = columns / asked if asked > 0.0 else columns
    if whole <= 0.0:
        alone: Floats = seeds / np.maximum(seeds.sum(axis=0), np.finfo(float).tiny) * wanted
        return alone
    cells = rows / whole
    table = np.where(seeds.any(axis=0), seeds, cells[:, None])
    for _ in range(ROUNDS):
        table = table * _ratio(cells, table.sum(axis=1))[:, None]
        table = table * _ratio(wanted, table.sum(axis=0))
        if np.abs(table.sum(axis=1) - cells).max() <= CLOSE:
            break
    return table


def _ratio(asked: Floats, held: Floats) -> Floats:
    ratio: Floats = np.divide(asked, held, out=np.zeros_like(held), where=held > 0.0)
    return ratio
