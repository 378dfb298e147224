"""Keys and ciphers against the examples of the standards and another implementation."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.snmp.aes import Aes, initial_vector
from monitor.snmp.errors import UnsupportedError
from monitor.snmp.keys import auth_key, priv_key

ENGINE = bytes.fromhex("000000000000000000000002")
PASSWORD = b"maplesyrup"


@pytest.mark.parametrize(
    ("protocol", "key"),
    [
        (AuthProtocol.MD5, "526f5eed9fcce26f8964c2930787d82b"),
        (AuthProtocol.SHA, "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_keys_are_those_of_rfc_3414_a_3(protocol: AuthProtocol, key: str) -> None:
    assert auth_key(protocol, PASSWORD, ENGINE).hex() == key


@pytest.mark.parametrize("auth", [AuthProtocol.SHA, AuthProtocol.SHA_256, AuthProtocol.SHA_512])
@pytest.mark.parametrize(
    ("priv", "size"),
    [
        (PrivProtocol.AES_128, 16),
        (PrivProtocol.AES_192, 24),
        (PrivProtocol.AES_256, 32),
        (PrivProtocol.AES_192_C, 24),
        (PrivProtocol.AES_256_C, 32),
    ],
)
def test_privacy_keys_have_their_ciphers_size(
    auth: AuthProtocol, priv: PrivProtocol, size: int
) -> None:
    assert len(priv_key(priv, auth, PASSWORD, ENGINE)) == size


def test_the_two_drafts_stretch_a_short_key_differently() -> None:
    keys = [
        priv_key(priv, AuthProtocol.SHA, PASSWORD, ENGINE)
        for priv in (PrivProtocol.AES_256, PrivProtocol.AES_256_C)
    ]
    assert keys[0][:20] == keys[1][:20]
    assert keys[0] != keys[1]


def test_a_missing_password_and_a_foreign_cipher_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="password"):
        auth_key(AuthProtocol.SHA, b"", ENGINE)
    with pytest.raises(UnsupportedError, match="pysnmp"):
        priv_key(PrivProtocol.DES, AuthProtocol.SHA, PASSWORD, ENGINE)


@given(
    st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32),
    st.binary(min_size=8, max_size=8),
    st.binary(max_size=200),
)
def test_feedback_mode_is_the_librarys(key: bytes, salt: bytes, plain: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cryptography.hazmat.decrepit.ciphers.modes import CFB
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

        vector = initial_vector(3, 77, salt)
        other = Cipher(algorithms.AES(key), CFB(vector)).encryptor()
        expected = other.update(plain) + other.finalize()
    secret = Aes(key).encrypt(vector, plain)
    assert secret == expected
    assert Aes(key).decrypt(vector, secret) == plain
