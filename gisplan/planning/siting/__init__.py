"""Siting: from frames to the covering model of public sites, and back."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
