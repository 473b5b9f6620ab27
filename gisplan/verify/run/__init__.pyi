from .reading import read_run as read_run
