"""Charging sites and hydrogen stations on shared parcels, as one model where they touch."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
