"""
AES in cipher feedback mode with 128-bit feedback, as SNMP uses it (RFC 3826, 3).

Only the block cipher comes from the library. Cipher feedback is the block cipher and exclusive or,
and built this way one cipher object serves a key for good, where the library's own mode needs
a new object for each message: for messages of this size that costs more than the encryption.
Decryption has all its blocks at once, so it is one call.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16


class Aes:
    """A key in use."""

    __slots__ = ("_block",)

    def __init__(self, key: bytes) -> None:
        # ECB is the bare block cipher: blocks are chained below.
        self._block = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305

    def encrypt(self, vector: bytes, plain: bytes) -> bytes:
        """Return `plain` encrypted; no padding, the length stays."""
        parts = []
        previous = vector
        for at in range(0, len(plain), _BLOCK):
            previous = _xor(plain[at : at + _BLOCK], self._block(previous))
            parts.append(previous)
        return b"".join(parts)

    def decrypt(self, vector: bytes, secret: bytes) -> bytes:
        """Return `secret` decrypted."""
        chain = vector + secret
        return _xor(secret, self._block(chain[: -(-len(secret) // _BLOCK) * _BLOCK]))


def initial_vector(boots: int, time_s: int, salt: bytes) -> bytes:
    """Return the initialisation vector of a message (RFC 3826, 3.1.2.1)."""
    return boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt


def _xor(data: bytes, stream: bytes) -> bytes:
    size = len(data)
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream[:size], "big")).to_bytes(
        size, "big"
    )
