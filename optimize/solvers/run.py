"""Run a model: one function for every solver, one judgement of every answer.

HiGHS gets the builder's arrays directly; CBC and all other PuLP solvers get the PuLP problem that the same
builder writes. The status of an `Outcome` follows from its re-computed objective and the solver's own bound.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from optimize.certificate import Certificate, Status, certify, no_answer
from optimize.solvers import highs
from optimize.solvers.answers import Clock, RawAnswer, tidy, worst_violation
from optimize.solvers.pulp import available_names, solve_pulp

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.arrays import Floats
    from optimize.model import ModelArrays, ModelBuilder

logger = logging.getLogger(__name__)

_PULP_NAMES = {"cbc": "COIN_CMD", "scip": "SCIP_PY", "gurobi": "GUROBI", "glpk": "GLPK_CMD"}


@dataclass(frozen=True)
class Outcome:
    """A judged answer.

    Attributes
    ----------
    values
        Value of every column, in column order; None without a feasible answer.
    duals
        Row duals (derivatives of the objective in the model's sense) of a relaxation; None otherwise.
    objective, bound
        Re-computed objective and proven bound; None when there is none.
    status, certificate
        The judgement.
    interrupted
        True when the user stopped the solver (Ctrl-C) and this is what it had.
    """

    values: Floats | None
    duals: Floats | None
    objective: float | None
    bound: float | None
    status: Status
    certificate: Certificate
    interrupted: bool = False


def available() -> list[str]:
    """List the solvers that `run` can use here: ``highs``, ``cbc``, other PuLP solvers by name."""
    names = available_names()
    short = {pulp_name: name for name, pulp_name in _PULP_NAMES.items()}
    return ["highs", *(short.get(name, name) for name in names if name not in {"HiGHS", "HiGHS_CMD"})]


def run(
    builder: ModelBuilder,
    *,
    solver: str = "highs",
    time_limit: float | None = None,
    gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    start: Floats | None = None,
    stage: str = "model",
    proven: str = "",
    relax: bool = False,
    options: dict[str, Any] | None = None,
    progress: Callable[[str], None] | None = None,
    memory_limit: float | None = None,
) -> Outcome:
    """Solve a model and judge the answer.

    Parameters
    ----------
    builder
        The model.
    solver
        ``"highs"``, ``"cbc"``, or the name of any PuLP solver that is installed.
    time_limit
        Seconds for the whole call, hand-over and presolve included; kept within 10 % + 2 s.
    gap
        Relative gap at which the solver may stop.
    threads
        None leaves the number to the solver.
    seed
        Random seed of the solver; with a fixed number of threads the answer repeats.
    start
        A feasible start, one value per column.
    stage, proven
        What the certificate is about, and what its bound is a bound of.
    relax
        Solve the linear relaxation; the bound is then re-computed from the duals.
    options
        Further HiGHS options by name.
    progress
        Called with a line for every better answer.
    memory_limit
        Megabytes (10^6 bytes) the solver may take. At the limit it stops like at a time limit, with incumbent
        and bound. SCIP and Gurobi keep the limit themselves, HiGHS and CBC are watched and asked to stop, as
        `optimize.solvers.memory` tells; for other solvers a limit is refused.

    Returns
    -------
    Outcome
        Values of an infeasible model are never handed out.

    Raises
    ------
    SolverFailed
        When the solver is not available, crashes, hands out values that break the model, or knows no memory
        limit where one is given.
    KeyboardInterrupt
        When the user stops a solver that has no answer yet.
    """
    clock = Clock(time_limit)
    arrays = builder.arrays()
    if solver.lower() == "highs":
        name, version = "HiGHS", highs.version()
        raw = highs.solve_highs(
            arrays,
            clock,
            gap=gap,
            threads=threads,
            seed=seed,
            start=start,
            relax=relax,
            options=options or {},
            progress=progress,
            memory_limit=memory_limit,
        )
    else:
        name = _PULP_NAMES.get(solver.lower(), "COIN_CMD" if solver == "PULP_CBC_CMD" else solver)
        version = f"PuLP {pulp.__version__}"
        raw = solve_pulp(
            builder,
            arrays,
            clock,
            name=name,
            gap=gap,
            threads=threads,
            seed=seed,
            start=start,
            relax=relax,
            memory_limit=memory_limit,
        )
    if raw.interrupted and raw.values is None:
        raise KeyboardInterrupt
    outcome = _judge(
        raw,
        arrays,
        clock,
        stage=stage,
        proven=proven,
        solver="CBC" if name == "COIN_CMD" else name,
        version=version,
        relax=relax,
    )
    logger.info(
        "%s: %s, objective %s, bound %s, %.2f s",
        stage,
        outcome.status,
        outcome.objective,
        outcome.bound,
        outcome.certificate.seconds,
    )
    return outcome


def _judge(
    raw: RawAnswer,
    arrays: ModelArrays,
    clock: Clock,
    *,
    stage: str,
    proven: str,
    solver: str,
    version: str,
    relax: bool,
) -> Outcome:
    """Re-compute the objective, sharpen the bound, and certify."""
    bound = raw.bound if relax else _sharpen(raw.bound, arrays)
    if raw.values is None:
        certificate = no_answer(
            stage,
            arrays.sense,
            raw.word if raw.word in {"infeasible", "unbounded"} else "error",
            solver=solver,
            version=version,
            seconds=clock.seconds,
            limit=clock.limit,
            proven=f"{proven} ({raw.remark or raw.word})",
            bound=bound,
        )
        return Outcome(None, raw.duals, None, bound, certificate.status, certificate, raw.interrupted)
    values = tidy(raw.values, arrays, relax=relax)
    broken = worst_violation(values, arrays)
    # A relaxation's values only guide a rounding, and its bound comes from the duals: a looser check will do.
    if broken > (1e-3 if relax else 1e-5):
        raise SolverFailed(
            f"{stage}: {solver} {version} handed out values that break the model by {broken:.2g} (relative); "
            "try another solver or a tighter tolerance"
        )
    objective = float(arrays.cost @ values)
    certificate = certify(
        stage,
        arrays.sense,
        objective,
        bound,
        solver=solver,
        version=version,
        seconds=clock.seconds,
        limit=clock.limit,
        proven=proven + _stopped(raw),
    )
    return Outcome(values, raw.duals, objective, bound, certificate.status, certificate, raw.interrupted)


def _stopped(raw: RawAnswer) -> str:
    """Say in a certificate what stopped the solver, other than its time limit."""
    if raw.interrupted:
        return " (interrupted)"
    return " (stopped at its memory limit)" if raw.out_of_memory else ""


def _sharpen(bound: float | None, arrays: ModelArrays) -> float | None:
    """Round a bound to the next whole number when every answer's objective is whole."""
    priced = arrays.cost != 0
    if bound is None or not arrays.integer[priced].all() or (arrays.cost != np.rint(arrays.cost)).any():
        return bound
    return float(np.ceil(bound - 1e-6) if arrays.sense == "min" else np.floor(bound + 1e-6))
