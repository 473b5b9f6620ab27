"""Decisions: arrays in, arrays and a certificate out. Knows no geometry, no file, no map."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
