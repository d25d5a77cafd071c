"""`python -m lib.cli`."""

import sys

from lib.cli.main import main
from lib.serving import logs

logs.install()
sys.exit(main())
