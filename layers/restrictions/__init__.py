"""Ground and hours in which trucks or hazardous goods may not drive."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
