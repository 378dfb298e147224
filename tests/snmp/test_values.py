"""Values, as they stood on the wire and as Python has them."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp import values
from monitor.snmp.values import BadValueError

UNSIGNED = (values.COUNTER32, values.GAUGE32, values.TIMETICKS)


@given(st.integers(-(2**31), 2**32 - 1))
def test_every_integer_round_trips(number: int) -> None:
    assert values.as_int(values.encode_int(number)) == number


@given(st.sampled_from(UNSIGNED), st.integers(0, 2**32 - 1))
def test_every_unsigned_number_round_trips(tag: int, number: int) -> None:
    assert values.as_int(values.encode_unsigned(tag, number)) == number


@given(st.integers(0, 2**64 - 1))
def test_every_counter64_round_trips_and_needs_no_leading_zero(number: int) -> None:
    assert values.as_int(values.encode_unsigned(values.COUNTER64, number)) == number
    assert values.as_int(b"\x46\x08" + number.to_bytes(8, "big")) == number


@given(st.binary(max_size=400))
def test_every_octet_string_round_trips(octets: bytes) -> None:
    wire = values.encode_octets(octets)
    assert values.as_octets(wire) == values.to_python(wire) == octets


@given(st.integers(0, 2**32 - 1))
def test_every_address_round_trips(number: int) -> None:
    address = IPv4Address(number)
    assert values.as_ip(values.encode_ip(address)) == address


@pytest.mark.parametrize(
    ("wire", "number"),
    [
        (b"\x41\x04\xff\xff\xff\xff", 2**32 - 1),
        (b"\x41\x05\x00\xff\xff\xff\xff", 2**32 - 1),
        (b"\x41\x05\xff\x80\x00\x00\x00", 2**31),
        (b"\x42\x08\x00\x00\x00\x00\x00\x00\x00\x07", 7),
        (b"\x43\x01\xff", 2**32 - 1),
        (b"\x46\x01\xff", 2**64 - 1),
        (b"\x02\x01\xff", -1),
        (b"\x02\x05\x00\xff\xff\xff\xff", 2**32 - 1),
        (b"\x02\x81\x01\x05", 5),
    ],
)
def test_padded_and_sign_extended_numbers_are_understood(wire: bytes, number: int) -> None:
    assert values.as_int(wire) == number


@pytest.mark.parametrize(
    "wire",
    [
        b"",
        b"\x02",
        b"\x02\x00",
        b"\x41\x00",
        b"\x41\x05\x01\x00\x00\x00\x00",
        b"\x41\x05\xff\x00\x00\x00\x00",
        b"\x02\x05\x01\x00\x00\x00\x00",
        b"\x46\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\x02\x02\x05",
        b"\x02\x01\x05\x00",
        b"\x04\x01\x05",
        b"\x05\x00",
        b"\x81\x00",
    ],
)
def test_what_is_no_number_of_its_type_is_refused(wire: bytes) -> None:
    with pytest.raises(BadValueError):
        values.as_int(wire)


@given(st.binary(max_size=30))
def test_any_octets_decode_or_raise_bad_value(wire: bytes) -> None:
    for read in (values.as_int, values.as_octets, values.as_oid, values.as_ip, values.to_python):
        try:
            read(wire)
        except BadValueError:
            continue


@given(st.binary(max_size=60))
def test_shown_values_never_hold_control_characters(octets: bytes) -> None:
    for wire in (octets, values.encode_octets(octets)):
        assert values.show(wire).isprintable()


@pytest.mark.parametrize(
    ("wire", "name", "shown"),
    [
        (b"\x02\x01\xff", "INTEGER", "-1"),
        (b"\x41\x01\x05", "Counter32", "5"),
        (b"\x06\x03\x2b\x06\x01", "OBJECT IDENTIFIER", "1.3.6.1"),
        (b"\x40\x04\x0a\x00\x00\x01", "IpAddress", "10.0.0.1"),
        (b"\x04\x05Dinas", "OCTET STRING", "Dinas"),
        (b"\x04\x02\xc3\xa9", "OCTET STRING", "é"),
        (b"\x04\x01\xe9", "OCTET STRING", "0xe9"),
        (b"\x04\x02a\x00", "OCTET STRING", "0x6100"),
        (b"\x04\x04\x1b[2J", "OCTET STRING", "0x1b5b324a"),
        (b"\x82\x00", "endOfMibView", "endOfMibView"),
        (b"\x05\x00", "NULL", "NULL"),
        (b"\x40\x01\x0a", "IpAddress", "0x40010a"),
        (b"\x99\x01\x0a", "tag 0x99", "0x99010a"),
        (b"", "nothing", "0x"),
    ],
)
def test_evidence_shows_type_and_value(wire: bytes, name: str, shown: str) -> None:
    assert (values.type_name(wire), values.show(wire)) == (name, shown)


def test_a_number_that_its_type_cannot_hold_is_not_encoded() -> None:
    with pytest.raises(BadValueError, match="does not fit"):
        values.encode_unsigned(values.COUNTER32, 2**32)
