"""Sizing of charging sites: whole chargers by type, least unmet energy first, then least cost."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
