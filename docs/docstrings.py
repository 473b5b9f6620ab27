"""Hold the docstrings of what the faces export to numpydoc: Parameters, Returns and Raises, each described.

``python docs/docstrings.py`` lists what lacks; ``make lint`` runs it. Types stand in the annotations, so that
numpydoc's rules about them are left out; it has none for Raises, which is looked up in the code here.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from numpydoc.docscrape import get_doc_object
from numpydoc.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("gisplan", "layers", "optimize", "maps")
RULES: Final = ("GL08", "PR01", "PR02", "PR07", "RT01", "RT03", "YD01")
"""No docstring; parameters missing, unknown, without a description; nothing on what returns."""


def exported() -> dict[str, Any]:
    """Give what each face exports, by where it is defined."""
    found = {}
    for stub in sorted(path for name in PACKAGES for path in (ROOT / name).rglob("__init__.pyi")):
        face = importlib.import_module(".".join(stub.parent.relative_to(ROOT).parts))
        for name in face.__all__:
            thing = getattr(face, name)
            if inspect.isfunction(thing) or inspect.isclass(thing):
                found[f"{thing.__module__}.{thing.__qualname__}"] = thing
    return found


def faults(name: str, thing: Any) -> Iterator[str]:  # noqa: ANN401 - a function or a class
    """List what the docstring of one name, and of the public methods of a class, lacks."""
    yield from _own_faults(name, thing)
    if inspect.isclass(thing):
        for method, value in vars(thing).items():
            if inspect.isfunction(value) and not method.startswith("_"):
                yield from _own_faults(f"{name}.{method}", value)


def _own_faults(name: str, thing: Any) -> Iterator[str]:  # noqa: ANN401 - a function or a class
    own = get_doc_object(thing)
    # A record may tell its fields as attributes, a pydantic model beside each: they are what it is made from.
    listed = {name for row in own["Attributes"] for name in row.name.split(", ")}
    fields = hasattr(thing, "model_fields") or set(inspect.signature(thing).parameters) <= listed
    for rule, said in dict.fromkeys(validate(own)["errors"]):
        if rule in RULES and not (rule == "PR01" and inspect.isclass(thing) and fields):
            yield f"{name}: {rule} {said}"
    if inspect.isfunction(thing):
        told = {name for row in own["Raises"] for name in (row.type or row.name).split(", ")}
        for raised in sorted(_raised(thing) - told):
            yield f"{name}: raises {raised}, which its Raises does not name"


def _raised(function: Any) -> set[str]:  # noqa: ANN401 - any function
    """Give the exceptions that the body of a function raises by name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    names = {call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
    return {name for name in names if name[0].isupper()}  # a function that makes the error is no name of one


def main() -> int:
    """Print every fault; 1 when there is one."""
    found = [fault for name, thing in sorted(exported().items()) for fault in faults(name, thing)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
