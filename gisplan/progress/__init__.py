"""Progress: what of a plan stands on a day, what is left, and the plan rolled on from there."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
