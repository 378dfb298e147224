"""
What may stand in a web configuration: the file that Prometheus's exporters take with
`--web.config.file`. docs/web.md says what is otherwise here.
"""

from pydantic import Field

from monitor.model.web import ClientCertificates, TlsVersion
from monitor.sources.check import Strict
from monitor.sources.fields import Flag, Text
from monitor.sources.web_fields import (
    Cipher,
    ClientAuth,
    Curve,
    FrameOptions,
    Header,
    NoSniff,
    NotOffered,
    PasswordHash,
    Pem,
    PemKey,
    Version,
)


class TlsEntry(Strict):
    cert: Pem | None = None
    key: PemKey | None = None
    client_ca: Pem | None = None
    cert_file: Text | None = None
    key_file: Text | None = None
    client_ca_file: Text | None = None
    client_auth_type: ClientAuth = ClientCertificates.NOT_ASKED
    client_allowed_sans: list[Text] | None = None
    min_version: Version = TlsVersion.TLS12
    max_version: Version = TlsVersion.TLS13
    cipher_suites: list[Cipher] = Field(default_factory=list)
    prefer_server_cipher_suites: Flag = True
    curve_preferences: list[Curve] = Field(default_factory=list)


class HeadersEntry(Strict):
    strict_transport_security: Header | None = Field(None, alias="Strict-Transport-Security")
    content_type_options: NoSniff | None = Field(None, alias="X-Content-Type-Options")
    frame_options: FrameOptions | None = Field(None, alias="X-Frame-Options")
    xss_protection: Header | None = Field(None, alias="X-XSS-Protection")
    content_security_policy: Header | None = Field(None, alias="Content-Security-Policy")


class HttpEntry(Strict):
    http2: Flag | None = None
    headers: HeadersEntry = HeadersEntry()


class WebEntry(Strict):
    tls_server_config: TlsEntry | None = None
    http_server_config: HttpEntry = HttpEntry()
    basic_auth_users: dict[str, PasswordHash] = Field(default_factory=dict)
    rate_limit: NotOffered = None
