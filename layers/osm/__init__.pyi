from .extract import import_osm as import_osm
from .fetch import FetchOptions as FetchOptions
from .fetch import fetch_region as fetch_region
