"""What counts as work: one table, measured once, in units of about a second of one calm core (2026).

Work is counted in what a machine's load does not change: iterations, checks of a branch and bound, nonzeros
that are looked at. A count only has to be about as large as the time: it decides how a stage shares its work
among its searches, and when it ends.

========= ======== ===============================================================================
count     seconds  measured
========= ======== ===============================================================================
ROOT      2.0e-5   presolve and root of a branch and bound, for each nonzero: 1.9 to 3.4e-5 for
                   models of 350 to 280,000 nonzeros
PIVOT     4.5e-4   an iteration of the simplex inside a branch and bound: 3.3 to 6.3e-4
CHECK     2.0e-6   a check of a branch and bound, for each nonzero: 0.5 to 9.5e-6; tells only when
                   to end it, since HiGHS tells its iterations not before the end
SIMPLEX   3.5e-10  an iteration of the simplex for a linear model, for each nonzero: 3.4 to 3.8e-10
BARRIER   3.7e-7   an iteration of the interior point, for each nonzero: 3.6 to 3.8e-7
LOOK      1.0e-8   a nonzero that a search in numpy looks at
MOVE      2.0e-4   a move of a station in annealing: 1.5 to 4.3e-4, those at once refused hardly any
PROPOSE   1.0e-6   a proposal of compiled annealing
PRICE     1.0e-7   a pair that the Lagrangian of the hydrogen prices
========= ======== ===============================================================================

Work does not hold the root of a branch and bound. HiGHS 1.15 listens between cut rounds there and not within
a relaxation (a cover of 142,000 nonzeros: 14 checks in 69 s), its callbacks tell no iterations
(``simplex_iteration_count`` is -1), and ``simplex_iteration_limit`` ends no relaxation of a model with
integers. So such a model may take several times the work that was left (6 units given, 17 taken); only the
time limit ends it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from optimize.solvers.workers.worker import Ended, Job

ROOT: Final = 2.0e-5
PIVOT: Final = 4.5e-4
CHECK: Final = 2.0e-6
SIMPLEX: Final = 3.5e-10
BARRIER: Final = 3.7e-7
LOOK: Final = 1.0e-8
MOVE: Final = 2.0e-4
PROPOSE: Final = 1.0e-6
PRICE: Final = 1.0e-7

_LEAST = 2
"""Checks or iterations that a run of a solver gets when no work is left: a late answer may beat none."""

_WORTH = 5.0
"""Work left that is worth a second search, which does the root once more."""

MOST_STEPS: Final = 2**31 - 1
"""Most steps that HiGHS can be told."""


def limited(job: Job, left: float) -> Job:
    """Give a model no more checks or iterations than the work that is left."""
    if not np.isfinite(left):
        return job
    nonzeros = max(job.data.size, 1)
    if job.whole.size:
        return replace(job, checks=_count(left - ROOT * nonzeros, CHECK * nonzeros))
    own = {
        "simplex_iteration_limit": _count(left, SIMPLEX * nonzeros),
        "ipm_iteration_limit": _count(left, BARRIER * nonzeros),
    }
    return replace(job, options=own | job.options)


def _count(left: float, each: float) -> int:
    return int(min(max(_LEAST, left / each), MOST_STEPS))


def further(job: Job, ended: Ended, left: float) -> Job | None:
    """Give a search that ended by its checks, long before its work was done, once more for what is left.

    A check costs more in one model than in another; by then it is known what one has cost, and the best
    answer so far is a start. None where it ended otherwise, or nothing worth while is left.
    """
    if job.checks is None or ended.checks < job.checks or not _WORTH < left < np.inf:
        return None
    nonzeros = max(job.data.size, 1)
    searched = max(of_ended(job, ended) - ROOT * nonzeros, 0.0)
    each = max(searched / max(ended.checks, 1), 0.1 * CHECK * nonzeros)
    checks = _count(left - ROOT * nonzeros, each)
    start = job.start if ended.values is None else ended.values
    return replace(job, start=start, checks=checks) if checks > job.checks else None


def of_ended(job: Job, ended: Ended) -> float:
    """Count what a run of HiGHS has done."""
    nonzeros = max(job.data.size, 1)
    if job.whole.size:
        return ROOT * nonzeros + PIVOT * max(ended.iterations, 0)
    return nonzeros * (SIMPLEX * max(ended.iterations, 0) + BARRIER * max(ended.barrier, 0))
