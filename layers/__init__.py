"""Geodata of gisplan: schemas, CRS, reading and writing, demand, candidates, roads, cover pairs, results.

Each theme is a module of its own; a region as a whole comes from `load_region`.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
