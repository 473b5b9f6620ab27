"""What the faces export says what it takes, gives back and raises; what does not is named."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def checker():
    spec = spec_from_file_location("docstrings", ROOT / "docs" / "docstrings.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bare(width: float, height: float) -> float:
    """Give the area.

    Parameters
    ----------
    width
        Of the field, m.
    """
    if width < 0:
        raise ValueError("width below zero")
    return width * height


def whole(width: float) -> float:
    """Give the area of a square.

    Parameters
    ----------
    width
        Of the square, m.

    Returns
    -------
    float
        Area, m2.

    Raises
    ------
    ValueError
        If it is below zero.
    """
    if width < 0:
        raise ValueError("width below zero")
    return width * width


class Field:
    """A field."""

    def area(self, width: float) -> float:
        """Give the area.

        Returns
        -------
        float
            Area, m2.
        """
        return width


def test_what_the_faces_export_is_described(checker) -> None:
    named = checker.exported()
    assert len(named) > 100
    assert [fault for name, thing in named.items() for fault in checker.faults(name, thing)] == []


def test_a_docstring_that_leaves_something_out_is_named(checker) -> None:
    found = " ".join(checker.faults("bare", bare))
    assert "PR01 Parameters {'height'} not documented" in found
    assert "RT01 No Returns section found" in found
    assert "raises ValueError" in found


def test_a_whole_docstring_has_no_fault(checker) -> None:
    assert list(checker.faults("whole", whole)) == []


def test_a_public_method_counts(checker) -> None:
    assert any("Field.area: PR01" in fault for fault in checker.faults("Field", Field))
