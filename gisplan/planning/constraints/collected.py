"""A planner's own constraints through a whole plan: asked for, kept, recorded, and what they cost.

Each decision is first taken without them. Where that answer keeps every row it stands, with its proof, for
rows only take answers away. Else the decision is taken again with the rows in its model; what looks at no own
row steps aside there. The difference of both answers is what the rows cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from scipy import sparse

from gisplan.planning.constraints.decision import Decision
from gisplan.planning.constraints.reading import Given
from gisplan.planning.constraints.table import Kept, row_lines, rows_frame
from gisplan.planning.models import distinct
from gisplan.tables.own_rows import AXES
from gisplan_errors import InfeasiblePlan, ScenarioError, SolverFailed
from gisplan_words import listed, message, named
from optimize.certificate import proofs
from optimize.extensions import conflicting, extension

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from gisplan.planning.models import Keys
    from gisplan_words import Said, Sayable
    from optimize.certificate import Certificate
    from optimize.extensions import Extension
    from optimize.own_rows import OwnRows
    from optimize.solvers.limits import Limits

    Constrain = Callable[[Decision], object]

Problem = TypeVar("Problem", bound=Any)
Answer = TypeVar("Answer", bound=Any)


@dataclass(frozen=True, eq=False)
class Place:
    """What a decision is about.

    Attributes
    ----------
    name, part, called
        As in `Decision`, and what readers call the part.
    sites
        Its sites, in the order of its arrays.
    keys
        Gives the key of each member of a set that its model goes over.
    years
        Years before the horizon, for a decision about them.
    """

    name: str
    sites: gpd.GeoDataFrame
    keys: Callable[[], Keys]
    part: str = ""
    called: Sayable = ""
    years: tuple[int, ...] = ()


@dataclass
class OwnConstraints:
    """The constraints that one function adds to the decisions of one plan.

    Attributes
    ----------
    function
        Called once a decision, with its `Decision`.
    costs
        What the rows cost so far: a record a stage.
    """

    function: Constrain
    costs: list[dict[str, Any]] = field(default_factory=list)
    _kept: dict[tuple[str, str], Kept | None] = field(default_factory=dict)
    _binding: set[tuple[str, str]] = field(default_factory=set)
    _lock: Any = field(default_factory=RLock)

    def uncounted(self) -> OwnConstraints:
        """Give the same constraints for a decision that is taken beside the plan, whose cost nobody asks."""
        return replace(self, costs=[])

    def rows(self, place: Place, problem: Any) -> tuple[OwnRows | None, Extension]:  # noqa: ANN401
        """Give the rows of a decision, asked for when it is first met."""
        taken, key = extension(problem), (place.name, place.part)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._asked(place, taken)
        kept = self._kept[key]
        if kept is None:
            return None, taken
        labels = _labels(place, place.keys(), np.arange(int(np.prod(taken.shape))), taken.shape)
        if labels == kept.labels:
            return kept.own, taken
        at = {label: k for k, label in enumerate(labels)}
        matrix = kept.own.matrix.tocoo()
        columns = np.array([at[kept.labels[k]] for k in matrix.coords[1].tolist()], dtype=np.int64)
        cells = (matrix.data, (matrix.coords[0], columns))
        return replace(kept.own, matrix=sparse.csr_array(cells, (matrix.shape[0], len(labels)))), taken

    def _asked(self, place: Place, taken: Extension) -> Kept | None:
        keys, handed = place.keys(), taken.handed()
        problem = handed.builder.build(texts=keys)
        labels = _labels(place, keys, handed.cells, taken.shape)
        own_keys = [label if len(label) > 1 else label[0] for label in labels]
        variables = dict(zip(own_keys, [problem.order[k] for k in handed.columns.tolist()], strict=True))
        said = place.name + (f" {place.part}" if place.part else "")
        n_cells = int(np.prod(taken.shape))
        given = Given(problem, handed.builder.arrays(), handed.columns, handed.cells, n_cells, said)
        sites = place.sites.set_index("site_id")
        try:
            self.function(Decision(place.name, place.part, problem, variables, sites))
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            raise ScenarioError(message("constrain-raised", decision=said, error=told)) from error
        own, senses = given.added()
        if own is None:
            return None
        return Kept(own, senses, _labels(place, keys, np.arange(n_cells), taken.shape))

    def decided(
        self, place: Place, problem: Problem, decide: Callable[[Problem], Answer], again: Limits
    ) -> tuple[Problem, Answer]:
        """Take a decision with its rows.

        Parameters
        ----------
        place, problem
            What it is about, and what it is asked without own rows.
        decide
            Takes it.
        again
            Limits for finding which rows conflict.

        Returns
        -------
        tuple
            The problem that was decided, and the answer.

        Raises
        ------
        InfeasiblePlan
            There is an answer, but proven none with the rows; the text names them as the planner's own.
        SolverFailed
            There is an answer without the rows, and with them neither one nor a proof that there is none.
        ScenarioError
            The function raised, or did more than add constraints.
        """
        own, taken = self.rows(place, problem)
        if own is None:
            return problem, decide(problem)
        key, usual = (place.name, place.part), None
        if key not in self._binding:
            usual = decide(problem)
            if not own.broken(taken.cells_of(usual)).any():
                self._note(place, own, usual, usual)
                return problem, usual
            self._binding.add(key)
        extended: Any = taken.extended(own)
        try:
            answer = decide(extended)
        except InfeasiblePlan as error:
            names = conflicting(taken.possible(), own, known=usual is not None, **again)
            said = decision_said(place.name, place.called)
            if names:
                rows = listed(named(name, name) for name in names)
                told = message("constrain-impossible", decision=said, rows=rows, count=len(names))
                raise InfeasiblePlan(told) from error
            if usual is None:
                raise
            reason = cast("Said", error.what)
            raise SolverFailed(message("constrain-unproven", decision=said, reason=reason)) from error
        if usual is not None:
            self._note(place, own, usual, answer)
        return extended, answer

    def _note(self, place: Place, own: OwnRows, usual: Any, answer: Any) -> None:  # noqa: ANN401
        """Record what rows cost: the difference of both answers, and between which figures it must lie."""
        before, after = _stages(usual), {one.stage: one for one in _stages(answer)}
        here = (place.name, place.part)
        # of a decision that is taken in rounds the last that was taken both ways tells
        self.costs[:] = [one for one in self.costs if (one["decision"], one["part"]) != here]
        first = True
        for was in before:
            now = after.get(was.stage)
            if now is None or was.objective is None or now.objective is None:
                continue
            record: dict[str, Any] = {
                "decision": place.name,
                "part": place.part,
                "rows": len(own.names),
                "binding": usual is not answer,
                "stage": now.stage,
                "without": was.objective,
                "with": now.objective,
                "cost": _worse(was.sense, was.objective, now.objective),
            }
            # later stages hold what the first reached, which rows may have changed: they bound nothing alone
            if first and usual is answer:
                record |= {"least": 0.0, "most": 0.0}
            elif first:
                least = None if now.bound is None else _worse(was.sense, was.objective, now.bound)
                most = None if was.bound is None else _worse(was.sense, was.bound, now.objective)
                record |= {"least": None if least is None else max(0.0, least), "most": most}
            self.costs.append(record)
            first = False

    def told(self, name: str, said: Sequence[Certificate], part: str = "") -> tuple[Certificate, ...]:
        """Say in the certificates of a decision how many own rows hold; of facilities kind by kind."""
        count = len(self.names(name, part))
        if not count:
            return tuple(said)
        words = message("proven-own-rows", count=count)
        return tuple(replace(one, proven=proofs(one.proven, words)) for one in said)

    def names(self, name: str, part: str) -> tuple[str, ...]:
        """Give the names of the rows of a decision that was met."""
        kept = self._kept.get((name, part))
        return () if kept is None else kept.own.names

    def figures(self) -> dict[str, Any]:
        """Give the headline figures: how many rows, and what they cost."""
        rows = sum(len(kept.own.names) for kept in self._kept.values() if kept is not None)
        return {"own_rows": rows, "own_rows_cost": list(self.costs)}

    def table(self) -> pd.DataFrame:
        """Tabulate the rows, one line a coefficient, as a run folder keeps them."""
        return rows_frame([line for key in sorted(self._kept) for line in row_lines(*key, self._kept[key])])


def with_own_names(keys: Keys, own: OwnConstraints | None, name: str, part: str = "") -> Keys:
    """Add the names of own rows to the keys of a decision's models."""
    names = () if own is None else own.names(name, part)
    return {**keys, "own": distinct(names)} if names else keys


def _labels(place: Place, keys: Keys, cells: Any, shape: tuple[int, ...]) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Name cells by what they go over, in the words of the run's tables."""
    over = {**keys, "year": place.years}
    names: list[Sequence[Any]] = [over[one] for one in AXES[place.name].values()]
    index = (at.tolist() for at in np.unravel_index(cells, shape))
    return list(zip(*([of[k] for k in at] for of, at in zip(names, index, strict=True)), strict=True))


def decision_said(name: str, part: Sayable = "") -> Said:
    """Say which decision it is, with its part where it has one."""
    said = message(f"constrain-decision-{name}")
    return message("constrain-decision-part", decision=said, part=part) if part else said


def _stages(answer: Any) -> Sequence[Certificate]:  # noqa: ANN401 - answers of every decision
    return tuple(answer.certificates)


def _worse(sense: str, before: float, after: float) -> float:
    """Give by how much a figure is worse than another in the sense of an objective."""
    return after - before if sense == "min" else before - after


def decided(
    own: OwnConstraints | None,
    place: Place,
    problem: Problem,
    decide: Callable[[Problem], Answer],
    again: Limits,
) -> tuple[Problem, Answer]:
    """Take a decision, with the rows of a planner's own where there is a function that may add some."""
    return (problem, decide(problem)) if own is None else own.decided(place, problem, decide, again)
