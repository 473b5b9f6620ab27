"""What arrays hold, by the name that signatures of every package use. Nothing runs here."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Whole = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
