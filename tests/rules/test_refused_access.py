"""A device that could be read and refuses now."""

from dataclasses import replace

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import Refusal
from monitor.model.reading import TableStatus
from monitor.rules.refused_access import RULE
from tests.scenes import CITY

REFUSAL = Refusal(reason="authentication", detail="wrong digest.")
SEEN = replace(CITY, past=Memory(answered=True))


def test_a_refusal_after_it_worked_is_strong() -> None:
    [signal] = SEEN.spoken(RULE, REFUSAL)
    assert signal.strength is Strength.STRONG
    assert signal.kind is FindingKind.TAMPERING
    assert signal.subject == "r1"
    assert "wrong digest" in signal.text.en
    assert "menolak" in signal.text.id


def test_a_device_that_never_worked_is_only_configured_wrongly() -> None:
    assert not CITY.spoken(RULE, REFUSAL)


def test_a_device_that_can_be_read_says_nothing() -> None:
    assert not SEEN.spoken(RULE)


def test_silence_is_inconclusive() -> None:
    world = replace(SEEN, unread={Refusal: TableStatus.ABSENT})
    assert "refused-access" in world.judged().inconclusive
