"""The same error once in a while."""

import logging

import pytest

from monitor.throttle import Throttle

LOG = logging.getLogger("test")


def test_the_same_kind_is_logged_every_five_minutes_and_the_others_are_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    quiet = Throttle(lambda: now[0])
    for second in range(601):
        now[0] = float(second)
        quiet.error(LOG, "r1 no_answer", "r1 is silent.")
    assert caplog.messages == [
        "r1 is silent.",
        "r1 is silent. (299 more like it were not logged)",
        "r1 is silent. (299 more like it were not logged)",
    ]


def test_other_kinds_do_not_wait_for_one_another(caplog: pytest.LogCaptureFixture) -> None:
    quiet = Throttle(lambda: 0.0)
    for kind in ("a", "b", "a", "b"):
        quiet.error(LOG, kind, kind)
    assert caplog.messages == ["a", "b"]


def test_signs_of_formats_in_a_message_are_text(caplog: pytest.LogCaptureFixture) -> None:
    Throttle().error(LOG, "a", "100 %s of %d")
    assert caplog.messages == ["100 %s of %d"]
    assert caplog.records[0].levelno == logging.ERROR
