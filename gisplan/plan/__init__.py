"""A plan as one record, just made or read back from its run folder, with its headline figures."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
