"""
The server's side of TLS, as Python's `ssl` does it.

Certificate and key come as text and are given to OpenSSL through files that exist in memory only:
`ssl` reads them from nowhere else, and a key belongs on no disk that its owner did not choose.
"""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.model.web import ClientCertificates, TlsFault, TlsServer, TlsVersion

_VERSIONS = {
    TlsVersion.TLS12: ssl.TLSVersion.TLSv1_2,
    TlsVersion.TLS13: ssl.TLSVersion.TLSv1_3,
}
_MODES = {
    ClientCertificates.NOT_ASKED: ssl.CERT_NONE,
    ClientCertificates.IF_GIVEN: ssl.CERT_OPTIONAL,
    ClientCertificates.REQUIRED: ssl.CERT_REQUIRED,
}
_REASONS = {
    "KEY_VALUES_MISMATCH": "does not belong to the certificate",
    "NO_CERTIFICATE_ASSIGNED": "does not belong to the certificate",
    "EE_KEY_TOO_SMALL": "is too short for this machine's OpenSSL",
}


class TlsError(Exception):
    """This machine's TLS does not take what is configured; `faults` says all of it."""

    def __init__(self, faults: tuple[TlsFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{one.key} {one.message}" for one in faults))


def server_context(tls: TlsServer) -> ssl.SSLContext:
    """Make the context that connections are accepted with. Raises `TlsError`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS[tls.oldest]
    context.maximum_version = _VERSIONS[tls.newest]
    context.verify_mode = _MODES[tls.clients]
    # As with Go: whoever is in the file is trusted, be it an intermediate authority or one client.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.options |= ssl.OP_NO_RENEGOTIATION
    if tls.prefers_own_ciphers:
        context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    else:
        context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    faults = (*_identity(context, tls), *_authority(context, tls), *_choices(context, tls))
    if faults:
        raise TlsError(faults)
    return context


def tls_faults(tls: TlsServer) -> tuple[TlsFault, ...]:
    """List what keeps this machine's TLS from being used so."""
    try:
        server_context(tls)
    except TlsError as error:
        return error.faults
    return ()


def _identity(context: ssl.SSLContext, tls: TlsServer) -> Iterator[TlsFault]:
    try:
        with _in_memory(tls.certificate) as chain, _in_memory(tls.key.reveal()) as key:
            context.load_cert_chain(chain, key, _no_pass_phrase)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        known = _REASONS.get(reason, f"cannot be used with the certificate ({reason})")
        yield TlsFault("key_file", known, "name the key that the certificate was made for")


def _authority(context: ssl.SSLContext, tls: TlsServer) -> Iterator[TlsFault]:
    if not tls.client_ca:
        return
    try:
        context.load_verify_locations(cadata=tls.client_ca)
    except (OSError, ValueError):
        yield TlsFault("client_ca_file", "holds no certificate that can be used", "write PEM")


def _choices(context: ssl.SSLContext, tls: TlsServer) -> Iterator[TlsFault]:
    try:
        if tls.ciphers:
            context.set_ciphers(":".join(tls.ciphers))
    except ssl.SSLError:
        hint = "leave the key out, or name others"
        yield TlsFault("cipher_suites", "has none that this machine's OpenSSL knows", hint)
    try:
        if tls.curve:
            context.set_ecdh_curve(tls.curve)
    except (OSError, ValueError):
        hint = "leave the key out, or name another"
        yield TlsFault("curve_preferences", "is not known to this machine's OpenSSL", hint)


@contextmanager
def _in_memory(text: str) -> Iterator[str]:
    """Give the path of a file that is on no disk and gone afterwards."""
    number = os.memfd_create("opd-monitor-tls")
    with open(number, "wb") as file:  # noqa: PTH123 - a descriptor is no path
        file.write(text.encode())
        file.flush()
        yield f"/proc/self/fd/{number}"


def _no_pass_phrase() -> str:
    raise ValueError("the key has a pass phrase")
