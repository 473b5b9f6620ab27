from .adequate import AdequateCover as AdequateCover
from .fair_model import FairCover as FairCover
