"""Tianjin loaded once for all layer tests: it takes some seconds."""

from __future__ import annotations

import time

import pytest

from layers.region.loading import load_region
from tests.layers.figures import PARAMETERS


@pytest.fixture(scope="session")
def tianjin_folder(root):
    return root / "data" / "regions" / "tianjin"


@pytest.fixture(scope="session")
def timed_tianjin(tianjin_folder):
    start = time.process_time()
    region = load_region(tianjin_folder, demand=PARAMETERS)
    return region, time.process_time() - start


@pytest.fixture(scope="session")
def tianjin(timed_tianjin):
    """Give the shipped region; tests copy a layer before they change it."""
    return timed_tianjin[0]


@pytest.fixture(scope="session")
def tianjin_seconds(timed_tianjin):
    """Give the seconds of processor time that loading took."""
    return timed_tianjin[1]
