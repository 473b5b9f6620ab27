"""Which sites are certain: in every plan that is nearly as good, in most, in few, with what proves it."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
