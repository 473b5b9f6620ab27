"""Registers of policy clauses: what documents ask for, in their own words, and the checks that judge it."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
