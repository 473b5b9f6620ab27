from .screening import screen_sites as screen_sites
from .screening import station_class as station_class
