"""
What can go wrong between us and an agent, told from the side of who has to repair it.

    SnmpError
    ├── NoAnswerError               silence: device down, wrong address, a filter, wrong community
    │   ├── UnusableAnswerError     something came, and none of it answers what was asked
    │   └── UnreachableError        the network says that it does not deliver to the address
    ├── BudgetError                 reading has cost what it may, in time or in octets
    ├── PortRefusedError            the host is there, nothing listens on the port
    ├── AuthenticationError         version 3: the agent and we do not agree on who we are
    │   ├── UnknownUserError
    │   ├── WrongDigestError        wrong authentication password or protocol
    │   ├── DecryptionError         wrong privacy password or protocol
    │   ├── UnsupportedSecurityLevelError
    │   ├── NotInTimeWindowError    its clock and ours do not agree, even after asking it
    │   └── WrongEngineError        it changes its engine id, or two devices share an address
    ├── UnknownContextError         version 3: the agent has no context of that name
    ├── NotPermittedError           the agent knows us and refuses (noAccess, authorizationError)
    ├── AgentError                  the agent answered with another error status
    ├── BrokenAgentError            the agent answered as the protocol does not allow
    ├── PartlyReadError             some of the values came, and what became of the others
    ├── UnsupportedError            this engine cannot speak the version, protocol or cipher asked
    └── MalformedMessageError       octets that are no SNMP message

`str()` of each is a sentence. None carries a secret. Only some of them say that somebody denies us
access (`says_refused`); a broken agent, a dead line and silence do not.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.snmp.oid import Oid
    from monitor.snmp.values import Wire

    _Found = dict[Oid, Wire]
    _Unread = Mapping[Oid, "SnmpError"]

# RFC 3416, 3: the values of error-status.
ERROR_STATUS: Final = {
    1: "tooBig",
    2: "noSuchName",
    3: "badValue",
    4: "readOnly",
    5: "genErr",
    6: "noAccess",
    7: "wrongType",
    8: "wrongLength",
    9: "wrongEncoding",
    10: "wrongValue",
    11: "noCreation",
    12: "inconsistentValue",
    13: "resourceUnavailable",
    14: "commitFailed",
    15: "undoFailed",
    16: "authorizationError",
    17: "notWritable",
    18: "inconsistentName",
}
TOO_BIG: Final = 1
NO_SUCH_NAME: Final = 2
GEN_ERR: Final = 5
NO_ACCESS: Final = 6
AUTHORIZATION_ERROR: Final = 16


class SnmpError(Exception):
    """
    Nothing could be had from the agent; the text says why and what to do.

    `brief` is the same in a few words, or empty.
    """

    brief = ""


class NoAnswerError(SnmpError):
    """Nothing came that answers what was asked; this very class says that nothing came at all."""


class UnusableAnswerError(NoAnswerError):
    """Datagrams came, and none of them could be taken for the answer."""


class UnreachableError(NoAnswerError):
    """This machine cannot send to the address, or one on the way says that it cannot deliver."""


class BudgetError(SnmpError):
    """Reading took as long, or brought as much, as it may (`monitor.snmp.budget`)."""


class PortRefusedError(SnmpError):
    """The host answered that nothing listens on the port (ICMP port unreachable)."""


class AuthenticationError(SnmpError):
    """The agent's and our idea of user, keys or time differ (RFC 3414, 3.2)."""


class UnknownUserError(AuthenticationError):
    """The agent does not know the user (usmStatsUnknownUserNames)."""


class WrongDigestError(AuthenticationError):
    """Digests do not agree (usmStatsWrongDigests): authentication password or protocol."""


class DecryptionError(AuthenticationError):
    """Encrypted data does not decrypt (usmStatsDecryptionErrors): privacy password or protocol."""


class UnsupportedSecurityLevelError(AuthenticationError):
    """The user may not use this level (usmStatsUnsupportedSecLevels)."""


class NotInTimeWindowError(AuthenticationError):
    """The agent holds our message for old (usmStatsNotInTimeWindows), also after a resync."""


class WrongEngineError(AuthenticationError):
    """The agent says it is not the engine it said it was (usmStatsUnknownEngineIDs)."""


class UnknownContextError(SnmpError):
    """The agent has no context of this name (RFC 3413, 3.2)."""


class NotPermittedError(SnmpError):
    """The agent refuses to show this to us: noAccess or authorizationError."""


class AgentError(SnmpError):
    """The agent answered with an error status other than a refusal."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.brief = f"agent answered {status_name(status)}"
        super().__init__(f"The agent answered {status_name(status)}.")


class BrokenAgentError(SnmpError):
    """An answer without what was asked, or with values that do not decode (RFC 3416, 4.2.1)."""


class PartlyReadError(SnmpError):
    """Some values came: `found`. Of the others `unread` has the error that kept them from us."""

    def __init__(self, found: "_Found", unread: "_Unread") -> None:
        self.found = found
        self.unread = unread
        first = next(iter(unread.values()))
        self.brief = first.brief
        super().__init__(str(first))


class UnsupportedError(SnmpError):
    """The chosen engine cannot do what the profile asks for."""


class MalformedMessageError(SnmpError):
    """Octets that are no SNMP message, or not one that was due."""


def status_name(status: int) -> str:
    """Return the name of an error-status, or its number."""
    return ERROR_STATUS.get(status, f"error status {status}")


def agent_error(status: int) -> SnmpError:
    """Return the error for an error-status that is not `noError`."""
    if status in (NO_ACCESS, AUTHORIZATION_ERROR):
        return NotPermittedError(
            f"The agent answered {status_name(status)}: let its access control (view, group) "
            "permit this user or community to read."
        )
    return AgentError(status)


_SAYS_REFUSED: Final = (
    NotPermittedError,
    UnknownUserError,
    WrongDigestError,
    DecryptionError,
    UnsupportedSecurityLevelError,
)


def says_refused(error: SnmpError) -> bool:
    """
    Tell whether the agent itself said that we may not read.

    Reports about its clock or its engine id do not: they come of a restart, or of two devices on
    one address.
    """
    return isinstance(error, _SAYS_REFUSED)


def is_silence(error: SnmpError) -> bool:
    """Tell whether nothing came at all, and nobody on the way said why."""
    return type(error) is NoAnswerError
