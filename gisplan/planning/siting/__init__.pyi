from .choice import Siting as Siting
from .choice import site_public_chargers as site_public_chargers
