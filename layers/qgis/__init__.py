"""QGIS: layers with their styles in one GeoPackage, and a project with legend, labels and a print layout."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
