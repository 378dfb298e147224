"""
Text that an agent cut within a character, and devices that write another character set.

An ifAlias of 64 octets ends where the agent had no more room. Read are the whole characters before,
as UTF-8; whether a device writes that is told by all of its own words together.
"""

from monitor.model.observation import Interface, Snapshot
from tests.cases.agents import home, polled
from tests.fakes import IF_X, SYSTEM, octets

ALIAS = "Jalur Indihome – Gedung Bupati – lantai dua, sisi timur – cadangan"
CUT = ALIAS.encode()[: ALIAS.encode().rindex(b"\xe2\x80\x93") + 2]


def _polled(*aliases: bytes, name: bytes = b"r1") -> Snapshot:
    shown = home() | {(*SYSTEM, 5, 0): octets(name)}
    for index, alias in enumerate(aliases, 1):
        shown |= {(*IF_X, 18, index): octets(alias)}
    return polled(shown)


def _aliases(seen: Snapshot) -> list[str | None]:
    def index_of(interface: Interface) -> int:
        return interface.index

    return [interface.alias for interface in sorted(seen.interfaces, key=index_of)]


def test_the_whole_characters_before_the_cut_are_read() -> None:
    assert len(CUT) == 62
    [alias, _] = _aliases(_polled(CUT))
    assert alias == "Jalur Indihome – Gedung Bupati – lantai dua, sisi timur"


def test_on_a_device_that_writes_windows_1252_such_an_end_is_a_character() -> None:
    seen = _polled("Kafé dan Müsholla".encode("cp1252"), "Kantor Dinas Café".encode("cp1252"))
    assert _aliases(seen) == ["Kafé dan Müsholla", "Kantor Dinas Café"]


def test_its_name_is_read_by_what_its_interfaces_are_called() -> None:
    name = b"Kantor Dinas Caf\xe9"
    assert _polled("Kafé dan Müsholla".encode("cp1252"), name=name).identity.sys_name == (
        "Kantor Dinas Café"
    )
    assert _polled(ALIAS.encode(), name=name).identity.sys_name == "Kantor Dinas Caf"


def test_one_text_in_another_set_costs_no_other_its_characters() -> None:
    seen = _polled(ALIAS.encode(), "Müsholla di lantai dua".encode("cp1252"))
    assert _aliases(seen) == [ALIAS, "Müsholla di lantai dua"]
