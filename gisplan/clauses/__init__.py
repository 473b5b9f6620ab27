"""Policy clauses judged: what each asks, what the plan achieves, and the verdict with its evidence."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
