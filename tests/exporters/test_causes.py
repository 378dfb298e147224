"""Every cause that a life can have is told in Indonesian."""

import pytest

from exporters.causes import cause_words
from monitor.model.decision import Choice
from monitor.model.finding import Strength
from tests.lives import ADDRESS, KEY, STRONG, Memory, case, signal

DAY_S = 86400.0


def _lives() -> list[str]:
    """Live through everything; return what was told."""
    told: list[str] = []
    memory = Memory().looks(3, case())
    memory.miss(reason="r1 does not answer")
    memory.look(inconclusive={ADDRESS})
    memory.decide(KEY, Choice.NOTE)
    memory.decide(KEY, Choice.VERIFY, number=2)
    memory.looks(10).look(case())
    memory.looks(3, case(waiver="555/17"))
    memory.decide(KEY, Choice.REJECT, number=3)
    memory.look(case(), after_s=DAY_S)
    memory.looks(10).look(case())
    memory.looks(5, case(signal(about="Biznet")))
    memory.looks(3, case(waiver="555/17")).look(case())
    told += [one.cause for one in memory.told]
    told += [one.cause for one in Memory().looks(10, STRONG, after_s=900).told]
    for seen in (case(), STRONG):
        daily = Memory()
        for _ in range(6):
            daily.look(seen)
            daily.looks(12)
            daily.look(after_s=DAY_S - 780)
        told += [one.cause for one in daily.told]
    gone = Memory().looks(1, case(signal(strength=Strength.HINT), confidence=0.1)).looks(10)
    return told + [one.cause for one in gone.told]


def test_every_cause_is_told_in_indonesian() -> None:
    causes = dict.fromkeys(_lives())
    assert len(causes) >= 14
    for cause in causes:
        told = cause_words("id", cause)
        assert told != cause, cause
        assert cause_words("en", cause) == cause


REJECTED = "the evidence changed since Sari rejected it, ppp-client (proof, PT: A): note"
ENDED = "the waiver 1/17 ended on 2026-05-11: strong signals, seen for 2.0 h in all"


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (REJECTED, "dinyatakan salah deteksi oleh Sari, ppp-client (proof, PT: A): catatan"),
        (ENDED, "surat izin 1/17 berakhir pada 2026-05-11: tanda kuat, terlihat selama 2,0 jam"),
        ("not seen in 10 clean polls, and never confirmed", "bersih, dan tidak pernah dipastikan"),
        ("verified; it stays exempt", "terverifikasi; keadaan tetap dikecualikan"),
        ("frozen: {0} braces", "dibekukan: {0} braces"),
        ("something new", "something new"),
    ],
)
def test_a_cause_is_told_whole(cause: str, told: str) -> None:
    assert told in cause_words("id", cause)
