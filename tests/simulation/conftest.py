"""`simulated`, a small city, is found beside this file, however tests are run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
