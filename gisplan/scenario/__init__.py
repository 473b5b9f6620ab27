"""The scenario: every target, limit and assumption a plan rests on, frozen and checked."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
