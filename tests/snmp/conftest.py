"""The lab of the client's tests."""

import pytest

from tests.snmp.snmp_lab import Lab


@pytest.fixture
def lab() -> Lab:
    """Agents and clients on loopback."""
    return Lab()
