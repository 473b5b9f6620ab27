"""Fit the demand model to real charging stations, and say how well it agrees with them."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
