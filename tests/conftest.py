"""
`scenes`, the hand-made city of the tests of the middle, is found beside this file from any folder.

At the end of the path: folders here are named like the packages they test.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
