"""Which chargers serve which users, as bounds on what the users of a site may draw together.

Users of a site can be shared out over its chargers exactly when no set of them draws more than the chargers
that serve any of them can deliver (Hall 1935; Gale 1957). A *pool* is one such set of users with its types of
chargers. Few are needed: one for each set of types that some users, taken together, can draw from.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools of a sizing; the first is the whole site.

    Users that the same types serve are one kind of users.

    Attributes
    ----------
    types : numpy.ndarray
        Whether a pool has a type, shape (P, T).
    kinds : numpy.ndarray
        Whether a kind of users draws from this pool only, shape (P, K).
    kind : numpy.ndarray
        Kind of each user of the problem, shape (U,).
    own : numpy.ndarray
        Pool of the types that serve a kind, shape (K,).
    parent : numpy.ndarray
        The smallest pool around each pool, -1 for the whole site; where pools are not nested, the whole site.
    nested
        Whether of any two pools one has all users of the other, or none.
    parts : numpy.ndarray
        Where they are not nested, the pools of types that serve the same users; together they are all types.
    """

    types: Flags
    kinds: Flags
    kind: Whole
    own: Whole
    parent: Whole
    nested: bool
    parts: Whole

    @classmethod
    def of(cls, serves: Flags) -> Pools:
        """List the pools of a matrix users × types."""
        unserved, kind = np.unique(~serves, axis=0, return_inverse=True)
        patterns = ~unserved
        own = [_set(row) for row in patterns]
        found = {frozenset(range(serves.shape[1])), *own}
        growing = list(own)
        while growing:
            pool = growing.pop()
            wider = {pool | one for one in own if pool & one} - found
            found |= wider
            growing += wider
        users = [frozenset(k for k, one in enumerate(own) if one <= pool) for pool in found]
        nested = all(a <= b or b <= a or not a & b for a, b in combinations(users, 2))
        alike = np.unique(patterns.T, axis=0, return_inverse=True)[1].ravel()
        parts = set() if nested else {_set(alike == part) for part in set(alike.tolist())}
        order = sorted(found | parts, key=lambda pool: (-len(pool), sorted(pool)))
        around = [[k for k in range(at) if pool < order[k]] for at, pool in enumerate(order)]
        return cls(
            types=np.array([[t in pool for t in range(serves.shape[1])] for pool in order], dtype=bool),
            kinds=np.array([[one <= pool for one in own] for pool in order], dtype=bool),
            kind=np.asarray(kind.ravel(), dtype=np.int64),
            own=np.array([order.index(one) for one in own], dtype=np.int64),
            parent=np.array([-1, *(near[-1] if nested else 0 for near in around[1:])], dtype=np.int64),
            nested=nested,
            parts=np.array([at for at, pool in enumerate(order) if pool in parts], dtype=np.int64),
        )

    @property
    def size(self) -> int:
        """Number of pools."""
        return len(self.types)

    def sums(self, by_type: Floats) -> Floats:
        """Sum what stands for each type (last axis) over the types of each pool, shape (P, …)."""
        return np.stack([by_type[..., mask].sum(axis=-1) for mask in self.types])

    def loads(self, site: Whole, kind: Whole, flow: Floats, sites: int) -> Floats:
        """Sum flows to sites, those of the users of each pool, kWh/day, shape (P, S)."""
        drawn = (self.kinds[k][kind] for k in range(self.size))
        return np.stack([np.bincount(site[use], flow[use], minlength=sites) for use in drawn])

    def trimmed(self, site: Whole, kind: Whole, flow: Floats, limits: Floats) -> Floats:
        """Scale flows down, alike for all users of a pool, until no pool gives more than its limit (P, S)."""
        fitted = flow.copy()
        for k in reversed(range(self.size)):
            use = self.kinds[k][kind]
            load = np.bincount(site[use], fitted[use], minlength=limits.shape[1])
            keep = np.divide(limits[k], load, out=np.ones(limits.shape[1]), where=load > limits[k])
            fitted[use] *= keep[site[use]]
        return fitted


def _set(mask: Flags) -> frozenset[int]:
    return frozenset(np.flatnonzero(mask).tolist())
