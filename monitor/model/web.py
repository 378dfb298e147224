"""
How the pages are offered: encrypted or not, to whom, and with which headers.

It is what Prometheus's exporters call a web configuration. Certificates and keys are here as text,
not as names of files: a file that is replaced makes another value, and a value that is the same
needs no second look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model.secret import Secret


class ClientCertificates(StrEnum):
    """Whether clients show a certificate, in Go's words. One that is shown is always verified."""

    NOT_ASKED = "NoClientCert"
    IF_GIVEN = "VerifyClientCertIfGiven"
    REQUIRED = "RequireAndVerifyClientCert"


class TlsVersion(StrEnum):
    """The versions of TLS that are still spoken."""

    TLS12 = "TLS12"
    TLS13 = "TLS13"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsServer:
    """
    The server's side of TLS. `certificate` (with its chain), `key` and `client_ca` are PEM.

    `allowed_sans` are the alternative names of which a client's certificate must have one; empty
    lets every verified one in. `ciphers` are OpenSSL's names, for TLS 1.2, best first, and `curve`
    is OpenSSL's too; empty leaves the choice to OpenSSL.
    """

    certificate: str
    key: Secret
    clients: ClientCertificates = ClientCertificates.NOT_ASKED
    client_ca: str = ""
    allowed_sans: frozenset[str] = frozenset()
    oldest: TlsVersion = TlsVersion.TLS12
    newest: TlsVersion = TlsVersion.TLS13
    ciphers: tuple[str, ...] = ()
    prefers_own_ciphers: bool = True
    curve: str = ""


@dataclass(frozen=True, slots=True)
class TlsFault:
    """What keeps a `TlsServer` from being used. `key` is the one of the file that it stands at."""

    key: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """
    How the pages are offered. `users` have the bcrypt hash of their password.

    `headers` are laid over those that every answer has. Without `tls` it is plain HTTP.
    """

    tls: TlsServer | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, Secret] = field(default_factory=dict)

    @property
    def knows_anybody(self) -> bool:
        """Whether somebody can show who they are."""
        wants_none = self.tls is None or self.tls.clients is ClientCertificates.NOT_ASKED
        return bool(self.users) or not wants_none

    @property
    def asks_who(self) -> bool:
        """Whether nobody is answered who has not shown who they are."""
        wants_certificate = self.tls and self.tls.clients is ClientCertificates.REQUIRED
        return bool(self.users or wants_certificate)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of loading the configuration anew. `report` is for people, and has no secrets."""

    succeeded: bool
    report: str
