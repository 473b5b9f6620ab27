"""Many scenarios: samples of settings, planned once each by any executor, in one table."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
