"""pysnmp as oracle: what our codec writes pyasn1 reads, and the other way round."""

from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder  # type: ignore[import-untyped]
from pyasn1.type import univ  # type: ignore[import-untyped]
from pysnmp.proto import api, rfc1902, rfc1905  # type: ignore[import-untyped]

from monitor.snmp import values
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import (
    GETBULK,
    RESPONSE,
    encode_pdu,
    encode_question,
    encode_varbind,
    varbinds,
)

numbers = st.integers(0, 2**32 - 1)
oids = st.lists(numbers, max_size=20).map(lambda rest: (1, 3, *rest))
pairs = st.one_of(
    st.integers(-(2**31), 2**31 - 1).map(lambda n: (values.encode_int(n), rfc1902.Integer32(n))),
    st.binary(max_size=300).map(lambda o: (values.encode_octets(o), rfc1902.OctetString(o))),
    oids.map(lambda o: (values.encode_oid_value(o), univ.ObjectIdentifier(o))),
    numbers.map(
        lambda n: (
            values.encode_ip(IPv4Address(n)),
            rfc1902.IpAddress(IPv4Address(n).packed),
        )
    ),
    numbers.map(lambda n: (values.encode_unsigned(values.COUNTER32, n), rfc1902.Counter32(n))),
    numbers.map(lambda n: (values.encode_unsigned(values.GAUGE32, n), rfc1902.Gauge32(n))),
    numbers.map(lambda n: (values.encode_unsigned(values.TIMETICKS, n), rfc1902.TimeTicks(n))),
    st.integers(0, 2**64 - 1).map(
        lambda n: (values.encode_unsigned(values.COUNTER64, n), rfc1902.Counter64(n))
    ),
    st.just((values.END_OF_MIB_VIEW_WIRE, rfc1905.EndOfMibView(""))),
    st.just((values.NULL_WIRE, univ.Null(""))),
)


@given(pairs)
def test_each_reads_every_value_that_the_other_writes(pair: tuple[bytes, Any]) -> None:
    ours, theirs = pair
    assert decoder.decode(ours, asn1Spec=theirs.clone())[0] == theirs
    # Not compared as octets: pyasn1 writes -128 with an octet more than needed.
    written = encoder.encode(theirs)
    assert values.to_python(written) == values.to_python(ours)
    assert values.type_name(written) == values.type_name(ours)


@given(st.integers(0, 2**31 - 1), st.integers(0, 99), st.lists(oids, max_size=60))
def test_a_question_of_ours_is_what_pysnmp_reads(
    request_id: int, rows: int, names: list[Oid]
) -> None:
    pdu = encode_question(GETBULK, request_id, 0, rows, [encode_oid(name) for name in names])
    protocol = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
    read, rest = decoder.decode(encode_community(1, b"public", pdu), asn1Spec=protocol.Message())
    assert rest == b""
    assert protocol.apiMessage.get_community(read) == b"public"
    theirs = protocol.apiMessage.get_pdu(read)
    assert int(theirs.getComponentByPosition(0)) == request_id
    assert int(theirs.getComponentByPosition(2)) == rows
    assert [tuple(name) for name, _ in protocol.apiPDU.get_varbinds(theirs)] == names


@given(st.lists(st.tuples(oids, pairs), max_size=20))
def test_an_answer_of_pysnmp_is_what_we_read(cells: list[tuple[Oid, tuple[bytes, Any]]]) -> None:
    protocol = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
    pdu = protocol.GetResponsePDU()
    protocol.apiPDU.set_defaults(pdu)
    protocol.apiPDU.set_request_id(pdu, 4711)
    protocol.apiPDU.set_varbinds(pdu, [(name, theirs) for name, (_, theirs) in cells])
    message = protocol.Message()
    protocol.apiMessage.set_defaults(message)
    protocol.apiMessage.set_community(message, "public")
    protocol.apiMessage.set_pdu(message, pdu)
    read = read_message(encoder.encode(message))
    assert isinstance(read, CommunityMessage)
    assert (read.version, read.community) == (1, b"public")
    assert (read.pdu.kind, read.pdu.request_id) == (RESPONSE, 4711)
    assert [(name, values.show(wire or b"")) for name, wire in varbinds(read.pdu)] == [
        (encode_oid(name), values.show(ours)) for name, (ours, _) in cells
    ]


@given(st.lists(st.tuples(oids, pairs), max_size=8), st.data())
def test_what_pysnmp_refuses_or_reads_otherwise_never_becomes_another_value(
    cells: list[tuple[Oid, tuple[bytes, Any]]], data: st.DataObject
) -> None:
    octets = bytearray(
        encode_community(
            1,
            b"public",
            encode_pdu(
                RESPONSE,
                1,
                0,
                0,
                b"".join(encode_varbind(encode_oid(name), ours) for name, (ours, _) in cells),
            ),
        )
    )
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] = data.draw(st.integers(0, 255))
    try:
        read = read_message(bytes(octets))
        found = list(varbinds(read.pdu)) if isinstance(read, CommunityMessage) else []
    except MalformedMessageError:
        return
    for _, wire in found:
        if wire is None:
            continue
        try:
            value = values.to_python(wire)
        except values.BadValueError:
            continue
        if wire[0] == values.OCTET_STRING:
            assert value == bytes(decoder.decode(wire)[0])


@pytest.mark.parametrize("octets", [b"", b"\x30", b"\x30\x80", b"\x30\x05\x02\x01\x01"])
def test_cut_off_messages_are_refused(octets: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        read_message(octets)
