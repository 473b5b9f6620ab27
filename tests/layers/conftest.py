"""Tianjin loaded once for all layer tests: it takes some seconds."""

from __future__ import annotations

import pytest

from layers.region.loading import load_region
from tests.cluster import cluster  # noqa: F401 - a fixture
from tests.layers.figures import PARAMETERS


@pytest.fixture(scope="session")
def tianjin_folder(root):
    return root / "data" / "regions" / "tianjin"


@pytest.fixture(scope="session")
def tianjin(tianjin_folder):
    """Give the shipped region; tests copy a layer before they change it."""
    return load_region(tianjin_folder, demand=PARAMETERS)
