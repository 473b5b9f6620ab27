from .folder import QgisLayer as QgisLayer
from .folder import write_qgis as write_qgis
