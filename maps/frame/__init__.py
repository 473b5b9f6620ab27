"""The frame of a page: Folium map, own script and template, sealed offline, land around the plan."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
