"""Judge a check again: which verdicts it may have, given what its quantities come to.

Written anew, not shared with the planner: a check is a comparison, or several joined by ``and`` and ``or``.
"""

from __future__ import annotations

import ast
import itertools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gisplan.verify.clauses.amounts import Counted

RANK: Final = ("not met", "not assessable", "partly", "met")
"""Verdicts, the worst first: ``and`` takes the worst of its parts, ``or`` the best."""
_CLOSE: Final = 1e-9
_RISING: Final = (ast.GtE, ast.Gt, ast.Eq)
_SUMS: Final = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Parameters
    ----------
    known
        Whether verification counts it again.
    values
        The least and the most it may be; empty where the run cannot tell it.
    part
        Whether it is part of a whole, so that falling short may be ``partly``.
    """

    known: bool
    values: tuple[float, ...] = ()
    part: bool = False

    def may_be(self, stated: float | None) -> bool:
        """Tell whether a stated figure agrees."""
        if not self.known:
            return True
        if stated is None or not self.values:
            return stated is None and not self.values
        slack = _CLOSE * max(1.0, abs(stated))
        return min(self.values) - slack <= stated <= max(self.values) + slack


@dataclass(frozen=True)
class Look:
    """How the names in a check are looked up.

    Parameters
    ----------
    target
        The clause's figure.
    figure
        Gives a parameter of the registers.
    count
        Counts a quantity again: whether verification can, and what it comes to.
    """

    target: float | None
    figure: Callable[[str], float | None]
    count: Callable[[str, tuple[str | float, ...]], tuple[bool, Counted | None]]


def quantities(node: ast.AST) -> Iterator[tuple[str, tuple[str | float, ...]]]:
    """Give the quantities that a check names, with their arguments, in its order."""
    if isinstance(node, ast.Name) and node.id != "target":
        yield node.id, ()
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in {"share", "min", "max"}:
            for part in node.args:
                yield from quantities(part)
        else:
            yield node.func.id, _words(node)
    else:
        for child in ast.iter_child_nodes(node):
            yield from quantities(child)


def lefts(node: ast.AST, look: Look) -> list[Side]:
    """Give the left side of every comparison: one of them is what a clause achieves."""
    return [side(part.left, look) for part in ast.walk(node) if isinstance(part, ast.Compare)]


def verdicts(node: ast.AST, look: Look, stated: float | None) -> set[str]:
    """Give the verdicts that a check may have.

    Parameters
    ----------
    node
        The check, a whole or a part of it.
    look
        How its names are looked up.
    stated
        What the clause is said to achieve; stands in for the left side of a lone comparison that is not
        counted again.
    """
    if isinstance(node, ast.BoolOp):
        parts = [_compared(child, look) for child in node.values]
        decides = min if isinstance(node.op, ast.And) else max
        return {decides(row, key=RANK.index) for row in itertools.product(*parts)}
    if isinstance(node, ast.Compare) and not side(node.left, look).known:
        left = Side(known=True, values=() if stated is None else (stated,), part=True)
        return _outcomes(node, left, side(node.comparators[0], look)) | (
            _outcomes(node, Side(known=True, values=left.values), side(node.comparators[0], look))
        )
    return _compared(node, look)


def side(node: ast.AST, look: Look) -> Side:
    """Give what one side of a comparison comes to."""
    found = Side(known=False)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        found = Side(known=True, values=(float(node.value),))
    elif isinstance(node, ast.Name) and node.id == "target":
        found = Side(known=True, values=() if look.target is None else (look.target,))
    elif isinstance(node, ast.UnaryOp):
        inner = side(node.operand, look)
        found = Side(inner.known, tuple(-value for value in inner.values), inner.part)
    elif isinstance(node, ast.BinOp):
        found = _arithmetic(node, side(node.left, look), side(node.right, look))
    elif isinstance(node, ast.Name):
        found = _counted(*look.count(node.id, ()))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        found = _called(node, node.func.id, look)
    return found


def _called(node: ast.Call, name: str, look: Look) -> Side:
    if name == "parameter":
        value = look.figure(str(_words(node)[0]))
        return Side(known=True, values=() if value is None else (value,))
    if name in {"min", "max"}:
        return Side(known=False)
    if name != "share":
        return _counted(*look.count(name, _words(node)))
    inner = node.args[0]
    called = [*quantities(inner)]
    if len(called) != 1 or not isinstance(inner, ast.Name | ast.Call):
        return Side(known=False)
    known, found = look.count(*called[0])
    if not known or found is None or not found.whole:
        return Side(known)
    whole = found.whole
    return Side(known=True, values=tuple(value / whole for value in found.span), part=True)


def _counted(known: bool, found: Counted | None) -> Side:  # noqa: FBT001 - half of what `Look.count` gives
    return Side(known) if found is None else Side(known, found.span, found.whole is not None)


def _arithmetic(node: ast.BinOp, left: Side, right: Side) -> Side:
    if not (left.known and right.known):
        return Side(known=False)
    pairs = itertools.product(left.values, right.values)
    if isinstance(node.op, ast.Div) and 0.0 in right.values:
        return Side(known=True)
    return Side(known=True, values=tuple(_SUMS[type(node.op)](a, b) for a, b in pairs))


def _compared(node: ast.AST, look: Look) -> set[str]:
    if isinstance(node, ast.BoolOp):
        return verdicts(node, look, None)
    if not isinstance(node, ast.Compare):
        return set(RANK)
    return _outcomes(node, side(node.left, look), side(node.comparators[0], look))


def _outcomes(node: ast.Compare, left: Side, right: Side) -> set[str]:
    if not (left.known and right.known):
        return set(RANK)
    if not (left.values and right.values):
        return {"not assessable"}
    rising = isinstance(node.ops[0], _RISING)
    return {
        "met" if _holds(node.ops[0], a, b) else "partly" if rising and left.part and a > 0 else "not met"
        for a, b in itertools.product(left.values, right.values)
    }


def _holds(kind: ast.cmpop, left: float, right: float) -> bool:
    slack = _CLOSE * max(1.0, abs(right))
    return {
        ast.GtE: left >= right - slack,
        ast.LtE: left <= right + slack,
        ast.Gt: left > right + slack,
        ast.Lt: left < right - slack,
        ast.Eq: abs(left - right) <= slack,
    }[type(kind)]


def _words(node: ast.Call) -> tuple[str | float, ...]:
    return tuple(
        child.value
        for child in node.args
        if isinstance(child, ast.Constant) and isinstance(child.value, str | int | float)
    )
