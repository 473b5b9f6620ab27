"""Pairs of sites of which at most one may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Whole
    from optimize.model import ModelBuilder


class Apart:
    """Sites that may not open together.

    Parameters
    ----------
    pairs
        Two site indices a row, shape (k, 2); None is no pair.
    n_sites
        Number of sites.
    """

    def __init__(self, pairs: Whole | None, n_sites: int) -> None:
        given = np.zeros((0, 2), dtype=np.int64) if pairs is None else np.asarray(pairs, dtype=np.int64)
        self.pairs = given.reshape(-1, 2)
        ends = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        self._beside = sparse.csr_array(
            (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n_sites, n_sites)
        )

    def barred(self, is_open: Flags) -> Flags:
        """Mark the sites that an open one keeps shut."""
        return np.asarray(self._beside @ is_open.astype(np.float64)) > 0

    def broken(self, sites: Whole) -> Whole:
        """Give the pairs both of whose sites are among the given ones, shape (m, 2)."""
        return np.asarray(self.pairs[np.isin(self.pairs, sites).all(axis=1)])

    def add_rows(self, builder: ModelBuilder, opened: Whole) -> None:
        """Add ``y_a + y_b <= 1`` for every pair."""
        if len(self.pairs):
            each = np.repeat(np.arange(len(self.pairs)), 2)
            rows = sparse.csr_array(
                (np.ones(each.size), (each, self.pairs.ravel())), shape=(len(self.pairs), opened.size)
            )
            builder.add_rows("apart", rows, opened, upper=1.0)


def pair_faults(pairs: Whole | None, n_sites: int) -> list[str]:
    """List what is wrong with pairs of sites that stay apart."""
    if pairs is None or not pairs.size:
        return []
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.min() < 0 or pairs.max() >= n_sites:
        return [f"apart: expected two indices of {n_sites} sites a row"]
    return ["apart: a site is paired with itself"] if (pairs[:, 0] == pairs[:, 1]).any() else []
