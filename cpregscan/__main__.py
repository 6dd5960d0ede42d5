"""``python -m cpregscan``: the same as the command ``cpregscan``."""

import sys

from cpregscan.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
