from .site import site_hydrogen as site_hydrogen
