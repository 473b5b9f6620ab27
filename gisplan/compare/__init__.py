"""Runs side by side: what differs between plans, and why, from their own files."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
