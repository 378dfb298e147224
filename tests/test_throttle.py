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


def test_each_device_is_told_of_and_again_after_its_time(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    quiet = Throttle(lambda: now[0])
    for _ in range(3):
        for device in ("r1", "r2"):
            quiet.say(
                LOG, logging.WARNING, "silent", f"{device} is silent", device=device, every_s=3600.0
            )
        now[0] += 600.0
    assert [record.getMessage() for record in caplog.records] == ["r1 is silent", "r2 is silent"]
    assert [record.__dict__["device"] for record in caplog.records] == ["r1", "r2"]
    now[0] = 3600.0
    quiet.say(LOG, logging.WARNING, "silent", "r1 is silent", device="r1", every_s=3600.0)
    assert "4 more like it" in caplog.text


def test_a_power_cut_is_told_of_by_twenty_devices_in_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    quiet = Throttle(lambda: now[0])
    for number in range(300):
        quiet.say(LOG, logging.WARNING, "silent", "silent", device=f"r{number}")
    assert len(caplog.records) == 20
    now[0] = 61.0
    quiet.say(LOG, logging.WARNING, "silent", "silent", device="r999")
    assert "280 more like it" in caplog.text


def test_what_was_otherwise_between_is_told_of_anew(caplog: pytest.LogCaptureFixture) -> None:
    quiet = Throttle(lambda: 0.0)
    quiet.say(LOG, logging.WARNING, "silent", "silent", device="r1")
    quiet.forget("silent", "r1")
    quiet.say(LOG, logging.WARNING, "silent", "silent", device="r1")
    assert len(caplog.records) == 2
