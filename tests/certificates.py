"""
Certificates made in the test: an authority, and who it knows.

They have what RFC 5280 asks of them (4.2.1), since Python's clients verify strictly from 3.13 on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key, as PEM."""

    certificate: str
    key: str

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write both, the key for its owner only; a file that was there is replaced at once."""
        paths = folder / f"{name}.crt", folder / f"{name}.key"
        for path, text in zip(paths, (self.certificate, self.key), strict=True):
            replace(path, text)
        return paths


def replace(path: Path, text: str) -> None:
    """Put another file in the place of one, as careful people do."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)


class Authority:
    """
    Signs certificates; an old-fashioned one leaves out what only strict verifying asks for.
    """

    def __init__(self, name: str = "Kominfo", *, is_old_fashioned: bool = False) -> None:
        self._is_old_fashioned = is_old_fashioned
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key_id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        builder = _builder(self._name, self._name, self._key, NOW + 30 * DAY).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=not is_old_fashioned
        )
        if not is_old_fashioned:
            builder = builder.add_extension(_SIGNS_CERTIFICATES, critical=True)
            builder = builder.add_extension(self._key_id, critical=False)
        self.certificate = _pem(builder.sign(self._key, hashes.SHA256()))

    def server(self, until: datetime = NOW + 30 * DAY) -> Identity:
        """Make a certificate for a server on loopback."""
        names = ("127.0.0.1", "localhost")
        return self._sign("server", names, ExtendedKeyUsageOID.SERVER_AUTH, until)

    def client(self, names: Iterable[str] = ("prometheus.kota.go.id",)) -> Identity:
        """Make a certificate for a client."""
        return self._sign("client", names, ExtendedKeyUsageOID.CLIENT_AUTH)

    def _sign(
        self,
        common_name: str,
        names: Iterable[str],
        usage: x509.ObjectIdentifier,
        until: datetime = NOW + 30 * DAY,
    ) -> Identity:
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        builder = _builder(subject, self._name, own, until)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if not self._is_old_fashioned:
            issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._key_id)
            builder = builder.add_extension(issuer, critical=False)
        if names:
            alternatives = x509.SubjectAlternativeName([_name(one) for one in names])
            builder = builder.add_extension(alternatives, critical=False)
        return Identity(_pem(builder.sign(self._key, hashes.SHA256())), key_pem(own))


def key_pem(key: Key, pass_phrase: str = "") -> str:
    """Write a key as PEM."""
    how: KeySerializationEncryption = NoEncryption()
    if pass_phrase:
        how = BestAvailableEncryption(pass_phrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode()


@cache
def authority() -> Authority:
    """The authority that the tests share."""
    return Authority()


@cache
def server() -> Identity:
    """The server's certificate that the tests share."""
    return authority().server()


@cache
def client() -> Identity:
    """The client's certificate that the tests share."""
    return authority().client()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(until, NOW) - 2 * DAY)
        .not_valid_after(until)
    )


def _name(text: str) -> x509.GeneralName:
    if "://" in text:
        return x509.UniformResourceIdentifier(text)
    if "@" in text:
        return x509.RFC822Name(text)
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
