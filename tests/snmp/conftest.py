"""The lab of the client's tests; `snmp_lab` is found beside this file, however tests are run."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from snmp_lab import Lab


@pytest.fixture
def lab() -> Lab:
    """Agents and clients on loopback."""
    return Lab()
