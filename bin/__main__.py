"""What `bin/portal` runs: the folder `bin` itself, so that `launcher` is found beside this file."""

import sys

from launcher.cli import main

sys.exit(main())
