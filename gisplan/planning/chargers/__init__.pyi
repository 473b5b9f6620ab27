from .sizing import SizedSites as SizedSites
from .sizing import size_sites as size_sites
