"""
Certificates and keys in PEM, looked at before TLS is asked to take them.

OpenSSL says of nearly everything that is wrong «PEM lib»; so what can be said better is said here.
"""

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from monitor.sources.document import Document, Step

_MOST_BYTES = 1024 * 1024


def read_pem(document: Document, place: Sequence[Step], path: Path, *, is_secret: bool) -> str:
    """Read a file that a key names; what keeps it from being read is noted there."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            document.problem(place, "names no file with PEM in it", "name the file itself")
            return ""
        text = path.read_bytes().decode("ascii")
    except FileNotFoundError:
        document.problem(place, "names a file that does not exist", "make it, or mend the path")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        hint = "let the daemon's user read it, as PEM"
        document.problem(place, f"names a file that cannot be read: {reason}", hint)
    else:
        if is_secret and status.st_mode & stat.S_IROTH:
            document.warn(place, "names a key that everyone can read", "chmod o-r that file")
        if not text.strip():
            document.problem(place, "names a file that is empty", "write PEM into it")
        return text
    return ""


def check_certificates(
    document: Document, place: Sequence[Step], pem: str, now: datetime, *, is_own: bool
) -> None:
    """Note whether a text holds no certificates, and whether the server's own has ended."""
    if not pem.strip():
        return
    try:
        first = x509.load_pem_x509_certificates(pem.encode())[0]
    except ValueError:
        hint = "write PEM: -----BEGIN CERTIFICATE-----"
        document.problem(place, "holds no certificate", hint)
        return
    if is_own and first.not_valid_after_utc < now:
        day = first.not_valid_after_utc.date().isoformat()
        document.warn(place, f"is a certificate that ended on {day}", "renew it: clients refuse it")


def check_key(document: Document, place: Sequence[Step], pem: str) -> None:
    """Note whether a text holds no private key that can be used as it is."""
    if not pem.strip():
        return
    try:
        load_pem_private_key(pem.encode(), None)
    except TypeError:
        hint = "write it without: openssl pkey -in OLD -out NEW"
        document.problem(place, "has a pass phrase, which nobody is there to type", hint)
    except (ValueError, UnsupportedAlgorithm):
        hint = "write PEM: -----BEGIN PRIVATE KEY-----"
        document.problem(place, "holds no private key", hint)
