"""Run folders: written whole or not at all, read back, drawn and reported again."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
