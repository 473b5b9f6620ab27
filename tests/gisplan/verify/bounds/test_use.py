"""How evenly sites are used, computed apart from the plan: the same steps, and the objective of the run."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gisplan.verify.bounds.use import STEPS, unevenness
from gisplan.verify.run.reading import read_run
from optimize.sizing.use import EDGES, USE_STAGE
from tests.gisplan.planned import written


def test_both_count_use_in_the_same_steps() -> None:
    np.testing.assert_allclose(np.array(list(pairwise(EDGES.tolist()))), np.array(STEPS))


def test_the_unevenness_of_a_run_is_what_its_certificate_says() -> None:
    run = read_run(written())
    said = next(one for one in run.certificates if one.stage == USE_STAGE)
    assert unevenness(run) == pytest.approx(said.objective, rel=1e-6)
