"""Plan quantities that a clause may be checked by, one module a theme."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
