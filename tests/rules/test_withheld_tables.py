"""A device that keeps back the addresses it showed before."""

from dataclasses import replace

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import Address, Route
from monitor.model.reading import TableStatus
from monitor.rules.withheld_tables import RULE
from tests.scenes import CITY, own, port

WITHHELD = replace(CITY, unread={Address: TableStatus.WITHHELD})
ONCE = Memory(shown=frozenset({"Address"}))


def test_addresses_that_were_shown_before_are_a_sign_of_tampering() -> None:
    [signal] = replace(WITHHELD, past=ONCE).spoken(RULE, port(1), port(2))
    assert (signal.strength, signal.kind) == (Strength.STRONG, FindingKind.TAMPERING)
    assert "menampilkan" in signal.text.id


def test_routes_that_were_shown_before_are_a_hint() -> None:
    world = replace(
        CITY, past=Memory(shown=frozenset({"Route"})), unread={Route: TableStatus.WITHHELD}
    )
    [signal] = world.spoken(RULE, port(1), own("10.0.0.6/29", 1))
    assert signal.strength is Strength.HINT
    assert "its routes" in signal.text.en


def test_a_device_that_never_showed_them_is_no_suspect() -> None:
    assert not WITHHELD.spoken(RULE, port(1))


def test_a_device_that_shows_them_or_was_cut_off_says_nothing() -> None:
    assert not replace(CITY, past=ONCE).spoken(RULE, port(1), own("10.0.0.6/29", 1))
    for status in (TableStatus.INCOMPLETE, TableStatus.ABSENT, TableStatus.REFUSED):
        world = replace(CITY, past=ONCE, unread={Address: status})
        assert not world.spoken(RULE, port(1))
