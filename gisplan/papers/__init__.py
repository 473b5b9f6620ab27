"""The papers of a plan as institutes hand them in: text, statement, atlas, projects, and geodata."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
