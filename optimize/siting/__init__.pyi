from .adequate import AdequateCover as AdequateCover
from .adequate import choose_sites as choose_sites
