"""One character set for one device."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.charset import _WORDS, writes_utf8
from monitor.mibs import tables
from monitor.snmp.values import encode_int, encode_octets

OTHER = encode_octets("Café du Musée, près de l'entrée".encode("cp1252"))


def test_its_own_words_are_in_the_tables_of_itself() -> None:
    names = [tables()[name].columns[column] for name, columns in _WORDS for column in columns]
    assert names == ["sysDescr", "sysName", "sysLocation", "ifDescr", "ifName", "ifAlias"]


def test_what_any_of_its_own_words_shows_holds_for_all() -> None:
    plain = {5: {b"\0": encode_octets(b"r1")}}
    assert writes_utf8({"system": plain})
    assert not writes_utf8({"system": plain, "ifXTable": {18: {b"\1": OTHER}}})


def test_what_others_wrote_tells_nothing_of_it() -> None:
    assert writes_utf8({"lldpRemTable": {9: {b"\1": OTHER}}})
    assert writes_utf8({"ifTable": {6: {b"\1": OTHER}}})


@given(st.binary(max_size=20))
def test_whatever_stands_in_place_of_its_words_is_passed_over(wire: bytes) -> None:
    assert writes_utf8({"system": {5: {b"\0": encode_int(5)}, 6: {b"\0": wire}}}) in (True, False)
