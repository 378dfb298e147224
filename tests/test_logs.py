"""How the log is written, for each of its readers."""

import io
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.logs import LogForm, LogLevel, configure

LOG = logging.getLogger("monitor.test")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def written(form: LogForm, level: LogLevel = LogLevel.INFO) -> io.StringIO:
    stream = io.StringIO()
    configure(form, level, stream, {})
    return stream


def test_json_has_one_object_a_line_with_what_the_event_is_about() -> None:
    stream = written(LogForm.JSON)
    LOG.warning("%s does\nnot answer.", "r1", extra={"device": "r1"})
    [line] = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {"event": "r1 does\nnot answer.", "level": "warning", "device": "r1"}


def test_the_journal_gets_the_priority_and_one_line_an_event() -> None:
    stream = written(LogForm.JOURNAL)
    LOG.error("It is wrong:\n  line 3\n  line 4")
    LOG.info("r1 answers again.", extra={"device": "r1"})
    assert stream.getvalue().splitlines() == [
        "<3>It is wrong: | line 3 | line 4",
        "<6>r1 answers again. [device=r1]",
    ]


def test_a_failure_is_in_one_line_of_the_journal_with_its_cause() -> None:
    stream = written(LogForm.JOURNAL)
    try:
        int("a mistake")
    except ValueError:
        LOG.exception("Polling r1 failed.")
    [line] = stream.getvalue().splitlines()
    assert line.startswith("<3>Polling r1 failed. | Traceback")
    assert "| ValueError: invalid literal" in line


def test_a_file_gets_the_time_and_the_level() -> None:
    stream = written(LogForm.TEXT)
    LOG.warning("FLAGGED")
    stamp, level, said = stream.getvalue().split()
    assert (level, said) == ("WARNING", "FLAGGED")
    assert "T" in stamp


def test_levels_below_the_wanted_one_are_not_written() -> None:
    stream = written(LogForm.TEXT, LogLevel.WARNING)
    LOG.info("nothing")
    assert stream.getvalue() == ""


def test_the_journal_is_known_by_its_device_and_inode(tmp_path: Path) -> None:
    for is_it in (True, False):
        path = tmp_path / f"{is_it}"
        with path.open("w", encoding="utf-8") as stream:
            status = os.fstat(stream.fileno())
            inode = status.st_ino if is_it else status.st_ino + 1
            configure(stream=stream, environment={"JOURNAL_STREAM": f"{status.st_dev}:{inode}"})
            LOG.info("hello")
        assert path.read_text(encoding="utf-8").startswith("<6>hello") is is_it
