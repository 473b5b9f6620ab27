"""Plans that the editor makes: a draft planned again and shown, the scenario desk, and the jobs of both."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
