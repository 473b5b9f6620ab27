"""Electric lorries: their trips, where they charge, and the sites that keep them going."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
