"""Pictures of a plan: result layers in; pages that open offline, charts and reports out."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
