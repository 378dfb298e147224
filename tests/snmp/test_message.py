"""What surrounds a PDU, octet by octet, and what is no message."""

import pytest

from monitor.snmp import ber
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.message import CommunityMessage, SecureMessage, encode_secure, read_message
from monitor.snmp.pdu import RESPONSE, encode_pdu
from monitor.snmp.usm import scoped

PDU = encode_pdu(RESPONSE, 1, 0, 0, b"")
BODY = scoped(b"engine", b"", PDU)
LAST = 2**31 - 1


def _octets(octets: bytes) -> bytes:
    return ber.tlv(ber.OCTET_STRING, octets)


def _secure(
    *,
    version: int = 3,
    number: int = 5,
    flags: bytes = b"\x00",
    model: int = 3,
    boots: int = 7,
    time_s: int = 1000,
) -> bytes:
    """Write a message as RFC 3412, 6 and RFC 3414, 2.4 have it."""
    head = ber.integer(number) + ber.integer(1500) + _octets(flags) + ber.integer(model)
    parameters = (
        _octets(b"engine")
        + ber.integer(boots)
        + ber.integer(time_s)
        + _octets(b"user")
        + _octets(b"digest")
        + _octets(b"saltsalt")
    )
    return ber.tlv(
        ber.SEQUENCE,
        ber.integer(version)
        + ber.tlv(ber.SEQUENCE, head)
        + _octets(ber.tlv(ber.SEQUENCE, parameters))
        + BODY,
    )


def test_a_message_of_version_3_is_read_field_by_field() -> None:
    octets = _secure(flags=b"\x05")
    found = read_message(octets)
    assert isinstance(found, SecureMessage)
    assert (found.message_id, found.flags) == (5, 5)
    assert (found.engine_id, found.boots, found.time_s) == (b"engine", 7, 1000)
    assert (found.user, found.salt) == (b"user", b"saltsalt")
    assert octets[found.auth : found.auth_end] == b"digest"
    assert (found.body_tag, octets[found.body : found.body_end]) == (ber.SEQUENCE, BODY[2:])


@pytest.mark.parametrize("version", [2, 4, -1, 256])
def test_another_version_is_none(version: int) -> None:
    with pytest.raises(MalformedMessageError, match=f"{version} is no version of SNMP"):
        read_message(_secure(version=version))


@pytest.mark.parametrize("model", [0, 1, 2, 4])
def test_another_security_model_is_none_that_is_spoken(model: int) -> None:
    with pytest.raises(MalformedMessageError, match="another security model"):
        read_message(_secure(model=model))


@pytest.mark.parametrize("flags", [b"", b"\x00\x00"])
def test_flags_are_one_octet(flags: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        read_message(_secure(flags=flags))


@pytest.mark.parametrize("field", ["boots", "time_s"])
@pytest.mark.parametrize(
    ("number", "is_one"), [(0, True), (LAST, True), (-1, False), (LAST + 1, False)]
)
def test_boots_and_time_have_31_bits(field: str, number: int, *, is_one: bool) -> None:
    octets = _secure(**{field: number})  # type: ignore[arg-type]
    if is_one:
        assert getattr(read_message(octets), field) == number
    else:
        with pytest.raises(MalformedMessageError, match="out of range"):
            read_message(octets)


@pytest.mark.parametrize("version", [0, 1])
def test_messages_with_a_community_have_versions_0_and_1(version: int) -> None:
    octets = ber.tlv(ber.SEQUENCE, ber.integer(version) + _octets(b"public") + PDU)
    found = read_message(octets)
    assert isinstance(found, CommunityMessage)
    assert (found.version, found.community, found.pdu.request_id) == (version, b"public", 1)


def test_what_is_sent_says_how_much_can_be_received_and_which_model_it_is_of() -> None:
    sent = encode_secure(5, 4, b"", BODY)
    # 65,535 octets of an IPv4 datagram less its header and that of UDP.
    head = ber.integer(5) + ber.integer(65_535 - 20 - 8) + _octets(b"\x04") + ber.integer(3)
    around = ber.integer(3) + ber.tlv(ber.SEQUENCE, head) + _octets(ber.tlv(ber.SEQUENCE, b""))
    assert sent == ber.tlv(ber.SEQUENCE, around + BODY)
