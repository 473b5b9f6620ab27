from .reading import Run as Run
