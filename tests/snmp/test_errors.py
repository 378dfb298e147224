"""Which errors say what."""

import pytest

from monitor.snmp import errors
from monitor.snmp.errors import SnmpError, is_silence, says_refused


@pytest.mark.parametrize(
    "error",
    [
        errors.NotPermittedError(),
        errors.agent_error(errors.NO_ACCESS),
        errors.agent_error(errors.AUTHORIZATION_ERROR),
        errors.UnknownUserError(),
        errors.WrongDigestError(),
        errors.DecryptionError(),
        errors.UnsupportedSecurityLevelError(),
    ],
)
def test_what_denies_access_says_so(error: SnmpError) -> None:
    assert says_refused(error)
    assert not is_silence(error)


@pytest.mark.parametrize(
    "error",
    [
        errors.NoAnswerError(),
        errors.UnusableAnswerError(),
        errors.UnreachableError(),
        errors.PortRefusedError(),
        errors.BrokenAgentError(),
        errors.BudgetError(),
        # A restart, a clock that is wrong, two devices on one address.
        errors.NotInTimeWindowError(),
        errors.WrongEngineError(),
        errors.UnknownContextError(),
        *(errors.agent_error(status) for status in range(1, 6)),
    ],
)
def test_a_broken_agent_and_a_dead_line_deny_nothing(error: SnmpError) -> None:
    assert not says_refused(error)
    assert is_silence(error) is (type(error) is errors.NoAnswerError)
