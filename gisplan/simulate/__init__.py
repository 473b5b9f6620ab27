"""A plan's chargers on one day, session by session: waits by site, hour and group, and sessions lost."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
