"""Geodata of gisplan: schemas, CRS, reading and writing, demand, candidates, roads, cover pairs, results.

Each theme is a module of its own; a region as a whole comes from `load_region`.
"""

from __future__ import annotations

from layers.read_write import read_layer, write_layer
from layers.region import Region, load_region
from layers.schema import check_layer

__all__ = ["Region", "check_layer", "load_region", "read_layer", "write_layer"]
