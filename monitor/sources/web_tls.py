"""From the TLS part of a web configuration to a `TlsServer`: files read, parts made to agree."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from monitor.model.secret import Secret
from monitor.model.web import ClientCertificates, TlsFault, TlsServer, TlsVersion
from monitor.sources.document import Document, Step
from monitor.sources.pem_files import check_certificates, check_key, read_pem
from monitor.sources.web_fields import CIPHERS
from monitor.sources.web_schema import TlsEntry

TlsFaults = Callable[[TlsServer], Iterable[TlsFault]]
"""Lists what keeps this machine's TLS from being used so."""

_SECTION = "tls_server_config"


def build_tls(
    document: Document, entry: TlsEntry, faults: TlsFaults, now: datetime, files: set[Path]
) -> TlsServer | None:
    """Make the server's side of TLS, or note what is wrong; the files it names go to `files`."""
    before = len(document.problems)
    parts = _Parts(document, entry, files)
    certificate = parts.pem("cert", "server.crt")
    key = parts.pem("key", "server.key", is_secret=True)
    client_ca = parts.pem("client_ca", "")
    check_certificates(document, parts.place("cert"), certificate, now, is_own=True)
    check_key(document, parts.place("key"), key)
    check_certificates(document, parts.place("client_ca"), client_ca, now, is_own=False)
    _check_clients(document, entry, has_authority=parts.is_given("client_ca"))
    oldest = _check_versions(document, entry)
    if any(problem.severity == "error" for problem in document.problems[before:]):
        return None
    tls = TlsServer(
        certificate=certificate,
        key=Secret(key),
        clients=entry.client_auth_type,
        client_ca=client_ca,
        allowed_sans=frozenset(entry.client_allowed_sans or ()),
        oldest=oldest,
        newest=entry.max_version,
        ciphers=tuple(CIPHERS[name] for name in entry.cipher_suites if name in CIPHERS),
        prefers_own_ciphers=entry.prefer_server_cipher_suites,
        curve="".join(entry.curve_preferences),
    )
    found = tuple(faults(tls))
    for fault in found:
        document.problem((_SECTION, fault.key), fault.message, fault.hint)
    return None if found else tls


class _Parts:
    """What may stand in the file itself or in another that it names."""

    def __init__(self, document: Document, entry: TlsEntry, files: set[Path]) -> None:
        self._document, self._entry, self._files = document, entry, files
        self._folder = Path(document.file).absolute().parent

    def pem(self, name: str, example: str, *, is_secret: bool = False) -> str:
        inline, file = getattr(self._entry, name), getattr(self._entry, f"{name}_file")
        if inline is not None and file is not None:
            hint = f"keep {name} or {name}_file"
            self._document.problem((_SECTION, name), "is given twice", hint)
        if file is not None:
            path = self._folder / file
            self._files.add(path)
            return read_pem(self._document, self.place(name), path, is_secret=is_secret)
        if inline is None and example:
            hint = f"add  {name}_file: {example}"
            self._document.problem((_SECTION,), f"has no {name}_file", hint)
        if is_secret and inline is not None and self._document.world_readable:
            message = "is written out in a file that everyone can read"
            self._document.warn((_SECTION, name), message, "chmod o-r the file")
        return inline.reveal() if isinstance(inline, Secret) else inline or ""

    def is_given(self, name: str) -> bool:
        return bool(getattr(self._entry, name) or getattr(self._entry, f"{name}_file"))

    def place(self, name: str) -> tuple[Step, ...]:
        return (_SECTION, name if getattr(self._entry, name) is not None else f"{name}_file")


def _check_clients(document: Document, entry: TlsEntry, *, has_authority: bool) -> None:
    """Refuse a certificate that nobody asks for, and one that any authority may have signed."""
    clients = entry.client_auth_type
    place = (_SECTION, "client_auth_type")
    if has_authority and clients is ClientCertificates.NOT_ASKED:
        hint = "add  client_auth_type: RequireAndVerifyClientCert"
        document.problem((_SECTION,), "names an authority for certificates it never asks for", hint)
    if clients is not ClientCertificates.NOT_ASKED and not has_authority:
        hint = "add  client_ca_file: ca.crt"
        message = "lets in whoever has a certificate of any public authority"
        document.problem(place, message, hint)
    if entry.client_allowed_sans is None:
        return
    if clients is not ClientCertificates.REQUIRED:
        hint = "add  client_auth_type: RequireAndVerifyClientCert"
        document.problem(
            (_SECTION, "client_allowed_sans"), "is of certificates that nobody need show", hint
        )
    if not entry.client_allowed_sans:
        hint = "add a name, or remove the key"
        document.problem((_SECTION, "client_allowed_sans"), "lets nobody in", hint)


def _check_versions(document: Document, entry: TlsEntry) -> TlsVersion:
    """Return the oldest version; where only ciphers of TLS 1.3 are wanted, it is that."""
    if len(entry.curve_preferences) > 1:
        hint = "keep one, or remove the key: OpenSSL's own order begins with X25519"
        message = "names several curves, and Python's TLS can be held to one only"
        document.problem((_SECTION, "curve_preferences"), message, hint)
    oldest = entry.min_version
    if entry.cipher_suites and not any(name in CIPHERS for name in entry.cipher_suites):
        oldest = TlsVersion.TLS13
    if oldest > entry.max_version:
        hint = "let min_version <= max_version, and name a cipher suite of that version"
        document.problem((_SECTION, "max_version"), "leaves no version of TLS", hint)
    return oldest
