"""Run a model: one function for every solver, one judgement of every answer.

Every solver gets the `pulp.LpProblem` that the builder writes, through PuLP's own interface: HiGHS by
`optimize.solvers.apart`, the others as PuLP knows them. A model inside a search may go to HiGHS as arrays,
which a test shows to be the same model. The status of an `Outcome` follows from its re-computed objective and
the solver's own bound.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.certificate import Certificate, Effort, Status, certify, no_answer
from optimize.lp_problem import set_values
from optimize.solvers import highs
from optimize.solvers.again import Told, Way, asked_again, breaks_by
from optimize.solvers.answers import RawAnswer, tidy
from optimize.solvers.apart import HiGHS_APART, solve_balanced
from optimize.solvers.balance import Balance
from optimize.solvers.limits import Clock, Limits, Settings
from optimize.solvers.named import SOLVERS, available_names, solve_pulp, solver_named
from optimize.solvers.workers.process import SolverDied

if TYPE_CHECKING:
    from typing import Unpack

    from gisplan_arrays import Floats
    from gisplan_words import Said, Sayable
    from optimize.lp_problem import ModelArrays, NamedProblem
    from optimize.model import ModelBuilder

logger = logging.getLogger(__name__)


class ValuesBroken(SolverFailed):
    """Whoever was asked, and however: the values handed out break the model."""


class Asked(Limits, total=False):
    """What `run` may be told beside the model: its keywords and those of `Limits`."""

    start: Floats | None
    proven: Sayable
    relax: bool
    named: bool
    options: dict[str, Any] | None


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
    """List the solvers that `run` can use here: ``highs``, ``cbc``, other PuLP solvers by name.

    Returns
    -------
    list of str
        Names that ``solver`` takes.
    """
    names = available_names()
    short = {one.name: name for name, one in SOLVERS.items()}
    return ["highs", *(short.get(name, name) for name in names if name not in {"HiGHS", "HiGHS_CMD"})]


def run(
    builder: ModelBuilder,
    *,
    start: Floats | None = None,
    stage: str = "model",
    proven: Sayable = "",
    relax: bool = False,
    named: bool = True,
    options: dict[str, Any] | None = None,
    **limits: Unpack[Limits],
) -> Outcome:
    """Solve a model and judge the answer.

    Parameters
    ----------
    builder
        The model.
    start
        A feasible start, one value per column.
    stage, proven
        What the certificate is about, and what its bound is a bound of.
    relax
        Solve the linear relaxation; the bound is then re-computed from the duals.
    named
        Whether HiGHS gets the model as the `pulp.LpProblem` that a planner reads; False hands the same
        arrays over without it, for neighbourhoods and bounds that are solved by the dozen.
    options
        Further HiGHS options by name.
    **limits
        Keywords of `optimize.solvers.limits.Limits`, hand-over and presolve included; the gap is 1e-4 when
        absent. Progress is a line for every better answer. At its memory limit a solver stops like at a time
        limit: SCIP and Gurobi keep it themselves, HiGHS and CBC are watched and asked to stop, as
        `optimize.solvers.memory` tells; for other solvers a limit is refused.

    Returns
    -------
    Outcome
        Values of an infeasible model are never handed out.

    Raises
    ------
    SolverFailed
        When the solver is not available, crashes, hands out values that break the model however it is asked
        (`optimize.solvers.again`), or knows no memory limit where one is given.
    KeyboardInterrupt
        When the user stops a solver that has no answer yet.
    """
    how = Settings.start(limits)
    if how.clock.meter.interrupted:
        raise KeyboardInterrupt
    arrays = builder.arrays()

    def ask(way: Way) -> Told:
        if way.solver.lower() != "highs":
            return _by_pulp(builder, arrays, way, how, start=start, relax=relax)
        given = {**(options or {}), **way.options}
        if named:
            raw = _named(builder.problem(), way, how, start=start, relax=relax, options=given)
        else:
            raw = solve_balanced(arrays, how, start=start, relax=relax, options=given, thorough=way.scaled)
        return raw, ("HiGHS", highs.version())

    raw, who = asked_again(ask, how.solver, arrays, relax=relax)
    how.clock.meter.interrupted |= raw.interrupted
    if raw.interrupted and raw.values is None:
        raise KeyboardInterrupt
    outcome = _judge(raw, arrays, how.clock, stage=stage, proven=proven, who=who, relax=relax)
    logger.info(
        "%s: %s, objective %s, bound %s, %.2f s",
        stage,
        outcome.status,
        outcome.objective,
        outcome.bound,
        outcome.certificate.seconds,
    )
    return outcome


def _by_pulp(
    builder: ModelBuilder,
    arrays: ModelArrays,
    way: Way,
    how: Settings,
    *,
    start: Floats | None,
    relax: bool,
) -> Told:
    """Ask a solver of the registry, or another one of PuLP, in figures near 1."""
    solver, even = solver_named(way.solver), Balance(arrays, thorough=way.scaled)
    who = ("CBC" if solver.name == "COIN_CMD" else solver.name, f"PuLP {pulp.__version__}")
    raw = solve_pulp(builder, even.arrays, how, solver=solver, start=even.start(start), relax=relax)
    return even.restored(raw), who


def _named(
    problem: NamedProblem,
    way: Way,
    how: Settings,
    *,
    start: Floats | None,
    relax: bool,
    options: dict[str, Any],
) -> RawAnswer:
    """Solve a PuLP problem through PuLP's own interface, and read the answer back from it."""
    if start is not None:
        set_values(problem.order, start)
    solver = HiGHS_APART(
        mip=not relax, warmStart=start is not None, options=options, how=how, thorough=way.scaled
    )
    problem.solve(solver)
    return solver.answer(problem.order, problem.constraints())


def attempt(builder: ModelBuilder, *, stage: str, **asked: Unpack[Asked]) -> Outcome:
    """Solve a model inside a search, by `run`: one that kills its solver, or breaks it, has no answer."""
    try:
        return run(builder, stage=stage, **asked)
    except (SolverDied, ValuesBroken) as failure:
        logger.warning("%s", failure)
        effort = Effort(solver=asked.get("solver", "highs"), version="", seconds=0.0, limit=None)
        said = no_answer(stage, builder.sense, "error", proven=message("proven-nothing"), **effort)
        return Outcome(None, None, None, None, "error", said)


def _judge(
    raw: RawAnswer,
    arrays: ModelArrays,
    clock: Clock,
    *,
    stage: str,
    proven: Sayable,
    who: tuple[str, str],
    relax: bool,
) -> Outcome:
    """Re-compute the objective, sharpen the bound, and certify."""
    bound = raw.bound if relax else _sharpen(raw.bound, arrays)
    effort = clock.effort(*who)
    if raw.values is None:
        word = raw.word if raw.word in {"infeasible", "unbounded"} else "error"
        why = _stopped(proven, raw) or message("proven-none", what=proven, why=raw.remark or raw.word)
        certificate = no_answer(stage, arrays.sense, word, proven=why, bound=bound, **effort)
        return Outcome(None, raw.duals, None, bound, certificate.status, certificate, raw.interrupted)
    values = tidy(raw.values, arrays, relax=relax)
    broken = breaks_by(raw, arrays, relax=relax)
    if broken:
        solver = " ".join(who)
        by = f"{broken:.2g}"
        raise ValuesBroken(message("optimize-values-broken", stage=stage, solver=solver, by=by))
    objective = float(arrays.cost @ values)
    words, size = _stopped(proven, raw) or proven, float(np.abs(arrays.cost) @ np.abs(values))
    certificate = certify(stage, arrays.sense, objective, bound, proven=words, size=size, **effort)
    return Outcome(values, raw.duals, objective, bound, certificate.status, certificate, raw.interrupted)


def _stopped(proven: Sayable, raw: RawAnswer) -> Said | None:
    """Say in a certificate what stopped the solver; None when it ended by itself or by its own limit."""
    if raw.interrupted:
        return message("proven-interrupted", what=proven)
    if raw.out_of_memory:
        return message("proven-memory", what=proven, remark=raw.remark or raw.word)
    return message("proven-late", what=proven) if raw.late else None


def _sharpen(bound: float | None, arrays: ModelArrays) -> float | None:
    """Round a bound to the next whole number when every answer's objective is whole."""
    priced = arrays.cost != 0
    if bound is None or not arrays.integer[priced].all() or (arrays.cost != np.rint(arrays.cost)).any():
        return bound
    return float(np.ceil(bound - 1e-6) if arrays.sense == "min" else np.floor(bound + 1e-6))
