"""The report of a plan, as one HTML page and as a Word document."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
