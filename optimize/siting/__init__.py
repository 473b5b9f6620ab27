"""Siting of public charging: covering with needs, with equity, or for mean access."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
