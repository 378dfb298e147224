"""
The kinds of value that stand in a web configuration: words of Go's TLS, hashes, headers.

Python's TLS is OpenSSL, and does not offer all that Go's does. What it cannot honour is refused
with a sentence, for a server that silently protects less than was asked is worse than one that does
not start.
"""

import re
from typing import Annotated, Any, NoReturn

import bcrypt
from pydantic import PlainValidator

from monitor.model.secret import Secret
from monitor.model.web import ClientCertificates, TlsVersion
from monitor.sources.fields import plain_text, word, wrong
from monitor.sources.suggest import nearest

CIPHERS = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "ECDHE-RSA-AES256-GCM-SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-ECDSA-CHACHA20-POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "ECDHE-ECDSA-AES128-SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": "ECDHE-ECDSA-AES256-SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "ECDHE-RSA-AES128-SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "ECDHE-RSA-AES256-SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256": "AES128-GCM-SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384": "AES256-GCM-SHA384",
    "TLS_RSA_WITH_AES_128_CBC_SHA": "AES128-SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA": "AES256-SHA",
}
"""The suites of TLS 1.2 that Go offers (`tls.CipherSuites`), and OpenSSL's names of them."""
TLS13_CIPHERS = frozenset(
    {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
)
"""Those of TLS 1.3, which neither Go nor Python lets anybody choose from."""
_CURVES = {
    "CurveP256": "prime256v1",
    "CurveP384": "secp384r1",
    "CurveP521": "secp521r1",
    "X25519": "X25519",
}
_UNVERIFIED = frozenset({"RequestClientCert", "RequireAnyClientCert", "RequireClientCert"})
_OLD_VERSIONS = frozenset({"TLS10", "TLS11"})
_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}", re.ASCII)
_MOST_HEADER = 4000


def _client_auth(value: object) -> object:
    text = plain_text(value)
    if text in _UNVERIFIED:
        raise wrong(
            "asks for certificates without verifying them, which Python's TLS cannot do",
            "write RequireAndVerifyClientCert or VerifyClientCertIfGiven, with a client_ca_file",
        )
    return _chosen(text, {one.value: one for one in ClientCertificates})


def _version(value: object) -> object:
    text = plain_text(value)
    if text in _OLD_VERSIONS:
        raise wrong("is a version that OpenSSL no longer speaks", "write TLS12 or TLS13")
    return _chosen(text, {one.value: one for one in TlsVersion})


def _cipher(value: object) -> object:
    text = plain_text(value)
    known = {name: name for name in (*CIPHERS, *TLS13_CIPHERS)}
    if text not in known:
        near = nearest(text, known)
        hint = f"write {near}" if near else "write a name that Go's tls.CipherSuites lists"
        raise wrong("is none of the known cipher suites", hint)
    return text


def _chosen(text: str, known: dict[str, Any]) -> object:
    if text not in known:
        near = nearest(text, known)
        hint = f"write {near}" if near else f"use one of {', '.join(known)}"
        raise wrong("is none of the known words", hint)
    return known[text]


def _pem(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise wrong("holds no PEM", "write  |  behind the key and the PEM below it, indented")
    return value


def _hash(value: object) -> Secret:
    """Check that it can be looked at, with the least of costs: what it is of stays unknown."""
    text = value if isinstance(value, str) else ""
    hint = "write the hash that  htpasswd -nBC 12 \"\" | tr -d ':\\n'  prints"
    if not _HASH.fullmatch(text):
        raise wrong("is no bcrypt hash", hint)
    try:
        bcrypt.hashpw(b"", f"$2b$04${text[7:29]}".encode())
    except ValueError:
        raise wrong("is no bcrypt hash", hint) from None
    return Secret(text)


def _header(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or not text.isascii() or not text.isprintable() or len(text) > _MOST_HEADER:
        raise wrong("is no value of a header", "write plain ASCII on one line, or remove the key")
    return text


def _header_word(*known: str) -> Any:
    return PlainValidator(lambda value: _chosen(_header(value), {one: one for one in known}))


def _no_rate_limit(_value: object) -> NoReturn:
    raise wrong("is not offered here", "remove it; the number of connections is bounded by itself")


ClientAuth = Annotated[ClientCertificates, PlainValidator(_client_auth)]
Version = Annotated[TlsVersion, PlainValidator(_version)]
Cipher = Annotated[str, PlainValidator(_cipher)]
Curve = Annotated[str, word(_CURVES)]
Pem = Annotated[str, PlainValidator(_pem)]
PemKey = Annotated[Secret, PlainValidator(lambda value: Secret(_pem(value)))]
PasswordHash = Annotated[Secret, PlainValidator(_hash)]
Header = Annotated[str, PlainValidator(_header)]
NoSniff = Annotated[str, _header_word("nosniff")]
FrameOptions = Annotated[str, _header_word("deny", "sameorigin")]
NotOffered = Annotated[None, PlainValidator(_no_rate_limit)]
