"""Ways and reach: which site serves which demand, along roads or by circuity."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
