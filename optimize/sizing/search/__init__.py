"""How a sizing is found and improved: relax, round, mend, then a large neighbourhood search."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
