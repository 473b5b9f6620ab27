"""Checks of clauses as small expressions over plan quantities, read with ``ast`` and a closed grammar.

A check is one comparison, or several joined by ``and`` and ``or``: ``new_chargers >= target``,
``share(service_areas_equipped("expressway")) >= 1``. Nothing else of Python is taken, and nothing is
executed: a name is a quantity of the plan, ``target`` is the clause's figure.
"""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan_words import Sayable

Verdict = Literal["met", "not met", "partly", "not assessable", "context"]
Argument = str | float
Ground = Literal["shown", "required", "written"]
"""What a verdict rests on: data that could say otherwise, a demand of the scenario that binds, or how the
plan's files are written, which no plan could fail."""

LONGEST: Final = 400
"""Characters of a check."""
FUNCTIONS: Final = ("share", "min", "max", "parameter")
_CLOSE: Final = 1e-9

_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[float, float], bool]]] = {
    ast.GtE: lambda a, b: a >= b - _CLOSE * max(1.0, abs(b)),
    ast.LtE: lambda a, b: a <= b + _CLOSE * max(1.0, abs(b)),
    ast.Gt: lambda a, b: a > b + _CLOSE * max(1.0, abs(b)),
    ast.Lt: lambda a, b: a < b - _CLOSE * max(1.0, abs(b)),
    ast.Eq: lambda a, b: abs(a - b) <= _CLOSE * max(1.0, abs(b)),
}


@dataclass(frozen=True)
class Measured:
    """One quantity of a plan, with where it comes from.

    Parameters
    ----------
    value
        The figure, None when no layer of the plan can tell.
    whole
        What ``value`` is a part of, None when it is no part of anything.
    unit
        Unit of ``value``.
    layer
        Layer or table it is counted in, such as ``sites``.
    rows
        Rows of it that were looked at.
    evidence
        The figure in words; when there is none, why.
    assumption
        What was assumed to reach it, empty when nothing was.
    people
        Whether it rests on where people live, though it is counted elsewhere than in the demand layer.
    ground
        What a verdict on it rests on.
    required_by
        Settings of the scenario that require it, where that is the ground.
    """

    value: float | None
    whole: float | None = None
    unit: str = ""
    layer: str = ""
    rows: int = 0
    evidence: Sayable = ""
    assumption: Sayable = ""
    people: bool = False
    ground: Ground = "shown"
    required_by: str = ""


@dataclass(frozen=True)
class Judged:
    """Verdict of a check, with the quantities it rests on.

    Parameters
    ----------
    verdict
        ``met``, ``not met``, ``partly`` or ``not assessable``.
    achieved
        Left side of the comparison that decides.
    asked
        Its right side.
    used
        Every quantity that was looked at, in the order of the check.
    held
        Whether the check holds; the verdict is less where the clause lets a plan prove no more than a part.
    """

    verdict: Verdict
    achieved: float | None
    asked: float | None
    used: tuple[Measured, ...]
    held: bool = False

    @property
    def ground(self) -> Ground | None:
        """The humblest ground of what holds, the boldest of what does not; None where nothing is judged."""
        known = [one.ground for one in self.used if one.value is not None]
        if not known or self.verdict in {"not assessable", "context"}:
            return None
        return (max if self.held else min)(known, key=get_args(Ground).index)

    @property
    def required_by(self) -> str:
        """Settings of the scenario that require what is judged, where that is the ground."""
        keys = [one.required_by for one in self.used if one.required_by]
        return ", ".join(dict.fromkeys(keys)) if self.ground == "required" else ""


def parse_check(text: str) -> ast.expr:
    """Read a check.

    Parameters
    ----------
    text
        The expression.

    Returns
    -------
    Its syntax tree, of comparisons joined by ``and`` and ``or`` only.

    Raises
    ------
    ValueError
        If it is no expression, is too long, or holds what a check may not hold; the text names it.
    """
    if len(text) > LONGEST:
        raise ValueError(message("policy-check-long", length=len(text), most=LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _fault("no-expression", text, error=str(error)) from None
    _condition(tree, text)
    return tree


def check_names(text: str) -> dict[str, int]:
    """Give the quantities that a check names, each with the number of its arguments.

    Raises
    ------
    ValueError
        If it is no check, see :func:`parse_check`.
    """
    tree = parse_check(text)
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id != "target" and node.id not in FUNCTIONS:
            names[node.id] = len(called[id(node)].args) if id(node) in called else 0
    return names


def judge(
    text: str, look_up: Callable[[str, tuple[Argument, ...]], Measured], target: float | None
) -> Judged:
    """Hold a check against a plan.

    Parameters
    ----------
    text
        The check.
    look_up
        Gives a quantity by name and arguments; ``parameter`` is one of the names.
    target
        The clause's figure, what ``target`` stands for.

    Returns
    -------
    Judged
        A comparison that fails is ``partly`` when its left side is part of a whole and above nothing.
        ``and`` is as bad as its worst part, ``or`` as good as its best; what cannot be told counts as
        worse than ``partly`` and better than ``not met``.

    Raises
    ------
    ValueError
        If the text is no check, see :func:`parse_check`.
    """
    reader = _Reader(look_up, target)
    verdict, achieved, asked = reader.verdict(parse_check(text))
    return Judged(verdict, achieved, asked, tuple(reader.used), held=verdict == "met")


_WORST_FIRST: Final[tuple[Verdict, ...]] = ("not met", "not assessable", "partly", "met")


class _Reader:
    """One walk over a check, gathering what it looks at."""

    def __init__(
        self, look_up: Callable[[str, tuple[Argument, ...]], Measured], target: float | None
    ) -> None:
        self.look_up = look_up
        self.target = target
        self.used: list[Measured] = []

    def verdict(self, node: ast.expr) -> tuple[Verdict, float | None, float | None]:
        """Give the verdict, and both sides of the comparison that decides it."""
        if isinstance(node, ast.BoolOp):
            parts = [self.verdict(child) for child in node.values]
            decides = min if isinstance(node.op, ast.And) else max
            return decides(parts, key=lambda part: _WORST_FIRST.index(part[0]))
        assert isinstance(node, ast.Compare)  # noqa: S101 - parse_check lets nothing else through
        left, right = self.measured(node.left), self.measured(node.comparators[0])
        if left.value is None or right.value is None:
            return "not assessable", left.value, right.value
        if _COMPARISONS[type(node.ops[0])](left.value, right.value):
            return "met", left.value, right.value
        rising = isinstance(node.ops[0], ast.GtE | ast.Gt | ast.Eq)
        partly = rising and left.whole is not None and left.value > 0
        return "partly" if partly else "not met", left.value, right.value

    def measured(self, node: ast.expr) -> Measured:
        if isinstance(node, ast.Constant):
            return Measured(float(node.value))  # type: ignore[arg-type]
        if isinstance(node, ast.UnaryOp):
            inner = self.measured(node.operand)
            return replace(inner, value=None if inner.value is None else -inner.value)
        if isinstance(node, ast.BinOp):
            left, right = self.measured(node.left), self.measured(node.right)
            return Measured(_arithmetic(node.op, left.value, right.value))
        if isinstance(node, ast.Name):
            return Measured(self.target) if node.id == "target" else self._found(node.id, ())
        assert isinstance(node, ast.Call)  # noqa: S101 - parse_check lets nothing else through
        assert isinstance(node.func, ast.Name)  # noqa: S101
        name = node.func.id
        if name in {"share", "min", "max"}:
            return _combined(name, [self.measured(child) for child in node.args])
        arguments = tuple(child.value for child in node.args if isinstance(child, ast.Constant))
        return self._found(name, arguments)  # type: ignore[arg-type]

    def _found(self, name: str, arguments: tuple[Argument, ...]) -> Measured:
        found = self.look_up(name, arguments)
        if found not in self.used:
            self.used.append(found)
        return found


def _arithmetic(kind: ast.operator, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (isinstance(kind, ast.Div) and right == 0):
        return None
    return _ARITHMETIC[type(kind)](left, right)


def _combined(name: str, parts: list[Measured]) -> Measured:
    """Give a share of a whole, or the least or greatest of several; nothing when one is not known."""
    if name == "share":
        part = parts[0]
        known = part.value is not None and part.whole is not None and part.whole > 0
        value = part.value / part.whole if known else None  # type: ignore[operator]
        return replace(part, value=value, whole=1.0)
    values = [part.value for part in parts]
    if any(value is None for value in values):
        return Measured(None)
    return (min if name == "min" else max)(parts, key=lambda part: part.value or 0.0)


def _condition(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.BoolOp):
        for child in node.values:
            _condition(child, text)
        return
    if not isinstance(node, ast.Compare):
        raise _fault("no-comparison", text, part=_shown(node))
    if len(node.ops) != 1:
        raise _fault("chained", text)
    if type(node.ops[0]) not in _COMPARISONS:
        raise _fault("operator", text)
    _amount(node.left, text)
    _amount(node.comparators[0], text)


def _amount(node: ast.expr, text: str) -> None:
    """Refuse all but numbers, names, arithmetic and calls of quantities with plain arguments."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return None
    if isinstance(node, ast.Name):
        if node.id in FUNCTIONS:
            raise _fault("brackets", text, name=node.id)
        return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _amount(node.operand, text)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        _amount(node.left, text)
        return _amount(node.right, text)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node, node.func.id, text)
    raise _fault("not-allowed", text, part=_shown(node))


def _call(node: ast.Call, name: str, text: str) -> None:
    if name in {"share", "min", "max"}:
        if not node.args or (name == "share" and len(node.args) != 1):
            raise _fault("takes-one" if name == "share" else "takes-several", text, name=name)
        for child in node.args:
            _amount(child, text)
        return
    plain = [
        child
        for child in node.args
        if isinstance(child, ast.Constant) and type(child.value) in {str, int, float}
    ]
    if len(plain) != len(node.args):
        raise _fault("arguments", text, name=name)
    if name == "parameter" and (len(plain) != 1 or not isinstance(plain[0].value, str)):
        raise _fault("parameter", text)


def _fault(code: str, text: str, **figures: Sayable) -> ValueError:
    return ValueError(message(f"policy-check-{code}", check=repr(text), **figures))


def _shown(node: ast.expr) -> str:
    return repr(ast.unparse(node)[:60])
