"""Why a scenario has no plan: cheap truths, the rules that conflict, and the least that has to change."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
