"""What the solvers of the location family, and of siting, hand back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import NONE

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Flags, Indices
    from optimize.certificate import Certificate


@dataclass(frozen=True, eq=False)
class Solution:
    """Chosen sites, whom they serve, and what was proven.

    Attributes
    ----------
    sites
        Indices of ALL open sites, existing and required ones included, sorted.
    assignment
        Where the model assigns demand: the serving site of every demand row (-1: none), shape (n_demand,), or
        a sparse matrix demand × sites of the amounts served when rows may be split; None where the model has
        none.
    covered
        Whether each demand row is covered (served in full, for capacitated models), shape (n_demand,).
    objective
        Value of the model's objective; None without an answer.
    certificate
        What was proven about it.
    """

    sites: Indices
    assignment: Indices | sparse.csr_array | None
    covered: Flags
    objective: float | None
    certificate: Certificate

    @property
    def certificates(self) -> tuple[Certificate]:
        """The one certificate."""
        return (self.certificate,)

    @classmethod
    def none(cls, certificate: Certificate, n_rows: int, *, assigned: bool = False) -> Solution:
        """Say that there is no answer; ``assigned`` where the model names a site for every row."""
        nowhere = np.full(n_rows, -1, dtype=np.int64) if assigned else None
        return cls(NONE, nowhere, np.zeros(n_rows, dtype=bool), None, certificate)
