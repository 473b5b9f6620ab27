"""``python -m gisplan.cli``: the command line without its script."""

from gisplan.cli import main

if __name__ == "__main__":
    main()
