"""The editor: a layer edited in the browser, planned again and compared, and a desk for scenarios."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
