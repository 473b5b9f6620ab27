from .explanation import explain as explain
from .explanation import explain_region as explain_region
