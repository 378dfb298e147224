"""
From passwords to keys (RFC 3414, A.2; RFC 7860 for SHA-2).

A password is stretched to a megabyte and hashed, which is slow on purpose, then tied to the
agent's engine id, so that a key stolen from one device opens no other. Both steps are kept: a city
shares a user, and a device keeps its engine id.

AES-192 and AES-256 need more octets than some digests have, and no RFC says from where. Two drafts
do, and do not agree: Blumenthal's hashes on, Reeder's (Cisco, the `-C` protocols) localises again.
"""

import hashlib
from functools import lru_cache
from typing import Final

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.snmp.errors import UnsupportedError

HASHES: Final = {
    AuthProtocol.MD5: "md5",
    AuthProtocol.SHA: "sha1",
    AuthProtocol.SHA_224: "sha224",
    AuthProtocol.SHA_256: "sha256",
    AuthProtocol.SHA_384: "sha384",
    AuthProtocol.SHA_512: "sha512",
}
# Octets of the digest that are sent (RFC 3414, 6; RFC 7860, 4.2).
DIGEST_SIZES: Final = {
    AuthProtocol.MD5: 12,
    AuthProtocol.SHA: 12,
    AuthProtocol.SHA_224: 16,
    AuthProtocol.SHA_256: 24,
    AuthProtocol.SHA_384: 32,
    AuthProtocol.SHA_512: 48,
}
_KEY_SIZES: Final = {
    PrivProtocol.AES_128: 16,
    PrivProtocol.AES_192: 24,
    PrivProtocol.AES_192_C: 24,
    PrivProtocol.AES_256: 32,
    PrivProtocol.AES_256_C: 32,
}
_REEDER: Final = (PrivProtocol.AES_192_C, PrivProtocol.AES_256_C)
_STRETCHED: Final = 2**20


def auth_key(protocol: AuthProtocol, password: bytes, engine_id: bytes) -> bytes:
    """Return the localised authentication key."""
    return _localised(HASHES[protocol], password, engine_id)


def priv_key(
    protocol: PrivProtocol, auth: AuthProtocol, password: bytes, engine_id: bytes
) -> bytes:
    """Return the localised privacy key; the authentication protocol's hash makes it."""
    size = _KEY_SIZES.get(protocol)
    if size is None:
        raise UnsupportedError(
            f"This engine does not encrypt with {protocol}: use AES, or set `engine: pysnmp`."
        )
    name = HASHES[auth]
    key = _localised(name, password, engine_id)
    while len(key) < size:
        if protocol in _REEDER:
            key += _localised(name, key, engine_id)
        else:
            key += hashlib.new(name, key, usedforsecurity=False).digest()
    return key[:size]


@lru_cache(maxsize=20_000)
def _localised(name: str, password: bytes, engine_id: bytes) -> bytes:
    master = _master(name, password)
    return hashlib.new(name, master + engine_id + master, usedforsecurity=False).digest()


@lru_cache(maxsize=4_096)
def _master(name: str, password: bytes) -> bytes:
    if not password:
        raise UnsupportedError("SNMPv3 needs a password: none is set for the protocol chosen.")
    repeated = password * (_STRETCHED // len(password) + 1)
    # The algorithm is the agent's choice; where it is weak, so is the agent.
    return hashlib.new(name, repeated[:_STRETCHED], usedforsecurity=False).digest()
