"""
How to speak SNMP with a class of devices.

Version 1 and 2c send a community in clear; version 3 (RFC 3414) names a user, authenticates with a
keyed digest and may encrypt. A profile is shared by many devices, so that a secret is rotated in
one place. Secrets here are already resolved, and never print.
"""

from dataclasses import dataclass
from enum import StrEnum

from monitor.model.secret import Secret


class SnmpVersion(StrEnum):
    """The protocol's version as people write it."""

    V1 = "1"
    V2C = "2c"
    V3 = "3"


class AuthProtocol(StrEnum):
    """How messages are authenticated: RFC 3414 (MD5, SHA) and RFC 7860 (SHA-2)."""

    MD5 = "MD5"
    SHA = "SHA"
    SHA_224 = "SHA-224"
    SHA_256 = "SHA-256"
    SHA_384 = "SHA-384"
    SHA_512 = "SHA-512"


class PrivProtocol(StrEnum):
    """How messages are encrypted: RFC 3414 (DES), RFC 3826 (AES-128), vendors' drafts the rest.

    Two drafts stretch a short key for AES-192/256 and do not agree: Blumenthal's is the plain
    name, Reeder's (Cisco) has `-C`.
    """

    DES = "DES"
    TRIPLE_DES = "3DES"
    AES_128 = "AES-128"
    AES_192 = "AES-192"
    AES_256 = "AES-256"
    AES_192_C = "AES-192-C"
    AES_256_C = "AES-256-C"


class Engine(StrEnum):
    """Which client speaks: the program's own, or pysnmp for version 1 and legacy ciphers."""

    OWN = "own"
    PYSNMP = "pysnmp"


OWN_AUTH = frozenset(AuthProtocol) - {AuthProtocol.MD5}
OWN_PRIV = frozenset({PrivProtocol.AES_128, PrivProtocol.AES_256, PrivProtocol.AES_256_C})


@dataclass(frozen=True, slots=True)
class SnmpProfile:
    """
    One way to ask. `community` belongs to versions 1 and 2c, user, keys and context to version 3.

    `timeout_s` is the first wait for an answer, `retries` how often a request is sent again,
    `max_repetitions` the most rows asked for in one GETBULK (a table's columns share it).
    Without `check_time_window` an agent of version 3 may have a clock that goes back.
    """

    name: str
    version: SnmpVersion
    community: Secret | None = None
    user: str = ""
    auth: AuthProtocol | None = None
    auth_secret: Secret | None = None
    priv: PrivProtocol | None = None
    priv_secret: Secret | None = None
    context: str = ""
    timeout_s: float = 2.0
    retries: int = 2
    max_repetitions: int = 50
    engine: Engine = Engine.OWN
    check_time_window: bool = True

    @property
    def needs_pysnmp(self) -> bool:
        """Whether the program's own client cannot speak this."""
        return (
            self.version is SnmpVersion.V1
            or (self.auth is not None and self.auth not in OWN_AUTH)
            or (self.priv is not None and self.priv not in OWN_PRIV)
        )
