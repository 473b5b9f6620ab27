"""Layers that a team edits: every save a version, in a GeoPackage or in PostGIS."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
