"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of plans that all workers share: they inherit it from the process that starts them."""
    if "GISPLAN_TEST_PLANS" not in os.environ:
        os.environ["GISPLAN_TEST_PLANS"] = tempfile.mkdtemp(prefix="gisplan-test-plans-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop("GISPLAN_TEST_PLANS"), ignore_errors=True))


def missing(reason: str) -> None:
    """Skip because a tool is missing, or fail where CI has promised to install it."""
    if os.environ.get("GISPLAN_REQUIRE_TOOLS") == "1":
        pytest.fail(f"required by GISPLAN_REQUIRE_TOOLS=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def benchmark_data() -> Path:
    """Give the folder of benchmark instances, or skip when the environment names none."""
    folder = os.environ.get("GISPLAN_BENCHMARK_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("no benchmark instances: set GISPLAN_BENCHMARK_DATA to their folder")
    return Path(folder)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the checkout."""
    return ROOT


@pytest.fixture(autouse=True)
def _the_console_speaks_english_again() -> Iterator[None]:
    """Let no test speak on in the language that a command of another one was given."""
    yield
    if console := sys.modules.get("gisplan.cli.console"):
        console.speak("en")
