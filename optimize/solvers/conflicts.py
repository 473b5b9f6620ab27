r"""Why rules cannot hold together: a smallest conflict among them, and what the least giving way would be.

Sets: columns :math:`j`, rules :math:`r` with rows :math:`i \in I_r`, keys :math:`k` (the settings that rules
come from; several rules may share one). Variables: :math:`x_j` within its bounds, :math:`0 \le s_k \le m_k`
how far key k gives way, :math:`b_k \in \{0,1\}` whether it does.

.. math::
    \min \sum_k (b_k + \epsilon\, s_k / m_k) \quad\text{s.t.}\quad
    l_i - g_i s_{k(i)} \le a_i x \le u_i + g_i s_{k(i)},\quad s_k \le m_k b_k

A conflict is irreducible when the rules of it cannot hold together and any of them can be left out for the
others to hold: the deletion filter of Chinneck and Dravnieks (1991), over rules instead of single rows. The
elastic model above is that of Brown and Graves (1975) with a charge for every setting that changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np
from scipy import sparse

from optimize.model import ModelBuilder
from optimize.solvers.limits import Limits, Settings
from optimize.solvers.run import Outcome, attempt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gisplan_arrays import Flags, Floats


_SIZE = 0.5
"""Weight of how far a setting gives way, against 1 for giving way at all."""

_PRICED = 1e-9
"""Duals above this take part in a conflict."""

_MOVED = 1e-6
"""Amounts above this give way."""

_LARGE = 1e4
"""Amounts above this are counted in shares of the most that there may be."""

_TIGHT = 2e-3
"""Relative gap up to which a relaxation counts as proven the least."""


@dataclass(frozen=True, eq=False)
class Rule:
    """Rows that one sentence of a planner stands for.

    Attributes
    ----------
    name
        What the rule is called; unique in its system.
    matrix
        Rows × columns of the system.
    lower, upper
        Bounds of every row, infinite where there is none.
    key
        The setting that gives way; empty: the rule is a fact and never does.
    gives
        By how much one unit of giving way widens the bounds of every row.
    """

    name: str
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats
    key: str = ""
    gives: Floats | None = None


@dataclass(frozen=True)
class Slack:
    """How far a setting may give way.

    Attributes
    ----------
    most
        Largest amount, in the setting's own unit.
    whole
        Whether only whole amounts make sense.
    """

    most: float
    whole: bool = False


@dataclass(frozen=True, eq=False)
class RuleSystem:
    """Columns and the rules over them.

    Attributes
    ----------
    lower, upper, integer
        Bounds and integrality of every column.
    rules
        The rules; every column index of their matrices is one of these columns.
    slacks
        How far each key may give way.
    """

    lower: Floats
    upper: Floats
    integer: Flags
    rules: tuple[Rule, ...]
    slacks: Mapping[str, Slack]

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"rules: {', '.join(twice)} stands more than once")
        for rule in self.rules:
            rows, columns = rule.matrix.shape
            if columns != self.lower.size or rule.lower.shape != (rows,) or rule.upper.shape != (rows,):
                raise ValueError(f"rule {rule.name}: shape {rule.matrix.shape} or bounds do not fit")
            if rule.key and (
                rule.key not in self.slacks or rule.gives is None or rule.gives.shape != (rows,)
            ):
                raise ValueError(f"rule {rule.name}: key {rule.key!r} has no slack, or gives has no row each")

    def only(self, names: Collection[str]) -> RuleSystem:
        """Give the same columns with some of the rules."""
        kept = tuple(rule for rule in self.rules if rule.name in names)
        return RuleSystem(self.lower, self.upper, self.integer, kept, self.slacks)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Settings that give way, by how much, and an answer that then exists.

    Attributes
    ----------
    amounts
        Amount by key, in the setting's unit; only keys that give way.
    values
        Value of every column of the system.
    proven
        Whether no fewer settings (and no smaller amounts of these) suffice, within the solver's gap.
    """

    amounts: Mapping[str, float]
    values: Floats
    proven: bool


def build_rules(system: RuleSystem, keys: Collection[str] = (), *, switched: bool = False) -> ModelBuilder:
    """Write the model: the rules, with the given keys free to give way.

    Columns come first, then one amount (in the units of `_units`) and one switch per key in sorted order.
    With `switched`, giving way is settled for all of them and only the amounts cost.
    """
    builder = ModelBuilder("rules", "min")
    columns = builder.add_variables(
        "x", system.lower.size, lower=system.lower, upper=system.upper, integer=system.integer
    )
    named = sorted(keys)
    unit = _units(system, named)
    most = np.array([system.slacks[key].most for key in named], dtype=np.float64) / unit
    whole = np.array([system.slacks[key].whole for key in named], dtype=bool) & (unit == 1.0)
    price = _SIZE / np.where(most > 0, most, 1.0) / max(len(named), 1)
    amounts = builder.add_variables("amount", len(named), upper=most, integer=whole, cost=price)
    switches = builder.add_variables(
        "switch", len(named), lower=float(switched), upper=1.0, integer=True, cost=0.0 if switched else 1.0
    )
    for i, rule in enumerate(system.rules):
        if rule.key not in named:
            builder.add_rows(f"rule{i}", rule.matrix, columns, lower=rule.lower, upper=rule.upper)
            continue
        amount = amounts[[named.index(rule.key)]]
        give = unit[named.index(rule.key)] * sparse.csr_array(np.asarray(rule.gives)[:, None])
        for side, sign in (("lower", 1.0), ("upper", -1.0)):
            bound = getattr(rule, side)
            if np.isfinite(bound).any():
                name = f"rule{i}_{side}"
                builder.add_sums(name, (rule.matrix, columns), (sign * give, amount), **{side: bound})
    builder.add_sums("switched", (1.0, amounts), (-sparse.diags_array(most), switches), upper=0.0)
    return builder


def _units(system: RuleSystem, named: list[str]) -> Floats:
    """Give the unit of every amount: one, or all of a large slack.

    A switch that a solver leaves a millionth open would let a hundred of 10^8 through.
    """
    most = np.array([system.slacks[key].most for key in named], dtype=np.float64)
    return np.where(most > _LARGE, most, 1.0)


def is_possible(system: RuleSystem, *, relax: bool = False, **limits: Unpack[Limits]) -> bool | None:
    """Say whether the rules can hold together; None when the solver could not tell in time.

    Parameters
    ----------
    relax
        Allow fractions: a no is then also a no for whole numbers, a yes is not.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; any answer will do, whatever its gap.
    """
    asked: Limits = {**limits, "gap": 1.0}
    outcome = attempt(build_rules(system), relax=relax, stage="explain", named=False, **asked)
    if outcome.values is not None:
        return True
    return False if outcome.status == "infeasible" else None


def irreducible_conflict(system: RuleSystem, **limits: Unpack[Limits]) -> tuple[tuple[str, ...], bool]:
    """Find rules that cannot hold together, none of which can be spared.

    Parameters
    ----------
    system
        Rules that are known not to hold together.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; when the seconds, in all, end, the rules not yet tried
        stay in the answer.

    Returns
    -------
    tuple
        Names of the rules in their order, and whether each of them was proven to be needed.
    """
    how = Settings.start(limits)
    fractions = is_possible(system, relax=True, **how.rest()) is False
    kept = _farkas(system, how) if fractions else None
    kept = [rule.name for rule in system.rules] if kept is None else kept
    # Facts are tried first, so that what stays is told in settings where that is possible.
    facts = {rule.name for rule in system.rules if not rule.key}
    proven = True
    for name in sorted(kept, key=lambda rule: rule not in facts):
        fewer = [other for other in kept if other != name]
        verdict = is_possible(system.only(fewer), relax=fractions, **how.within(how.clock.part(0.5)))
        if fractions and verdict and system.integer.any():
            verdict = is_possible(system.only(fewer), **how.within(how.clock.part(0.5)))
        if verdict is False:
            kept = fewer
        proven = proven and verdict is not None
    return tuple(kept), proven


@dataclass(frozen=True, eq=False)
class _Breaches:
    """What breaking keyed rows least says: by how much in all, and the rule, width and price of every row."""

    total: float
    owner: tuple[Rule, ...]
    gives: Floats
    price: Floats


def _breaches(system: RuleSystem, how: Settings) -> _Breaches | None:
    """Relax the system with every keyed row free to break; None when nothing was found in time."""
    builder = ModelBuilder("breaches", "min")
    columns = builder.add_variables("x", system.lower.size, lower=system.lower, upper=system.upper)
    owner: list[Rule] = []
    gives = []
    for i, rule in enumerate(system.rules):
        rows = rule.lower.size
        breach = builder.add_variables(f"breach{i}", 2 * rows if rule.key else 0, cost=1.0)
        for side, sign, part in (("lower", 1.0, breach[:rows]), ("upper", -1.0, breach[rows:])):
            bounded = np.flatnonzero(np.isfinite(getattr(rule, side)))
            extra = sign * sparse.eye_array(rows, part.size, format="csr")
            bound = {side: getattr(rule, side)[bounded]}
            terms = (rule.matrix[bounded], columns), (extra[bounded], part)
            builder.add_sums(f"rule{i}_{side}", *terms, **bound)
            owner += [rule] * bounded.size
            gives.append(np.zeros(bounded.size) if rule.gives is None else rule.gives[bounded])
    outcome = attempt(builder, relax=True, stage="explain", named=False, **how.within(how.clock.part(0.5)))
    if outcome.duals is None or outcome.bound is None:
        return None
    return _Breaches(outcome.bound, tuple(owner), np.concatenate(gives), np.abs(outcome.duals))


def _farkas(system: RuleSystem, how: Settings) -> list[str] | None:
    """Name the rules with a price in the relaxation that breaks keyed rows least: these conflict already.

    By duality the rules without a price can go and the least breach stays above zero. None when the facts
    alone are impossible or nothing was found in time.
    """
    found = _breaches(system, how)
    if found is None:
        return None
    priced = {found.owner[i].name for i in np.flatnonzero(found.price > _PRICED).tolist()}
    return [rule.name for rule in system.rules if rule.name in priced]


def sufficient_alone(system: RuleSystem, **limits: Unpack[Limits]) -> dict[str, float]:
    """Find the settings each of which may end a conflict alone, those that give way least first.

    The least breach of all keyed rows falls by the price of a setting's rows at most, for it is convex in how
    far the setting gives way: so a setting that would have to go beyond its most does not suffice.

    Parameters
    ----------
    **limits
        Keywords of `optimize.solvers.limits.Limits`.

    Returns
    -------
    dict
        Key to the share of its most that it has to give way at least; 0 for all where fractions tell nothing.
    """
    found = _breaches(system, Settings.start(limits))
    if found is None or found.total <= _PRICED:
        return dict.fromkeys(sorted(system.slacks), 0.0)
    slope = dict.fromkeys(system.slacks, 0.0)
    for rule, worth in zip(found.owner, (found.gives * found.price).tolist(), strict=True):
        if rule.key:
            slope[rule.key] += worth
    share = {
        key: found.total / (slope[key] * slack.most)
        for key, slack in system.slacks.items()
        if slope[key] * slack.most > 0
    }
    able = {key: least for key, least in share.items() if least <= 1.0 + _TIGHT}
    return dict(sorted(able.items(), key=lambda item: item[1]))


def least_relaxation(
    system: RuleSystem,
    keys: Collection[str] | None = None,
    **limits: Unpack[Limits],
) -> Relaxation | None:
    """Find the fewest settings that must give way, and of those the least amounts.

    Parameters
    ----------
    keys
        Settings that may give way; all of the system's when None. One key alone answers whether that
        setting suffices, and how far it would have to go.
    **limits
        Keywords of `optimize.solvers.limits.Limits`.

    Returns
    -------
    Relaxation or None
        None when no amounts of these settings make the rules possible, or none was found in time. What is
        not proven may be the least amounts in fractions: a caller tries them before it proposes them.
    """
    how = Settings.start(limits)
    allowed = sorted(system.slacks if keys is None else keys)
    n = system.lower.size

    def solved(named: list[str], *, switched: bool = False, relax: bool = False) -> Outcome:
        model = build_rules(system, named, switched=switched)
        # an interior point ends a little inside or outside: an amount has to suffice when it is tried
        options = {"solver": "simplex"} if relax else None
        limits = how.within(how.clock.part(0.6), 1e-3)
        return attempt(model, relax=relax, stage="explain", named=False, options=options, **limits)

    def amounts(outcome: Outcome, named: list[str]) -> dict[str, float]:
        given = np.asarray(outcome.values)[n : n + len(named)] * _units(system, named)
        return {key: gives for key, gives in zip(named, given.tolist(), strict=True) if gives > _MOVED}

    # fractions come first: they are quick, they refuse for sure, and they are there when time ends the rest
    loose = solved(allowed, relax=True)
    if loose.status == "infeasible":
        return None
    first = solved(allowed)
    if first.status == "infeasible":
        return None
    # settings that only happened to be found say less than those that give way in fractions
    guide = first if _tight(first) or loose.values is None else loose
    if guide.values is None:
        return None
    chosen = sorted(amounts(guide, allowed))
    # With the settings fixed, their amounts alone decide: beside the switches they were all but free.
    second = solved(chosen, switched=True)
    answer, named = (second, chosen) if _tight(second) else (guide, allowed)
    if guide is first and answer is first:
        fractions = solved(chosen, switched=True, relax=True)
        answer, named = (first, allowed) if fractions.values is None else (fractions, chosen)
    proven = _tight(first) and _tight(second)
    return Relaxation(amounts(answer, named), np.asarray(answer.values)[:n], proven)


def _tight(outcome: Outcome) -> bool:
    gap = outcome.certificate.gap
    return gap is not None and gap <= _TIGHT
