from .reasons import Reasons as Reasons
from .site import why_site as why_site
from .words import reason_lines as reason_lines
