from .site import Reasons as Reasons
from .site import why_site as why_site
