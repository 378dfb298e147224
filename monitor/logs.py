"""
How the log is written: one line an event, for whoever reads it.

On a terminal for people, under systemd for the journal (which has the time by itself, and takes
the priority from `<n>` at the line's beginning, sd-daemon(3)), elsewhere with the time before it,
and as JSON where that is asked for. What an event is about (a device, a site, a finding) is beside
its sentence, by name.

ERROR: the monitor itself needs somebody. WARNING: the city does. INFO: what became of things.
"""

import logging
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor


class LogForm(StrEnum):
    """Who reads the log; `auto` finds out."""

    AUTO = "auto"
    TEXT = "text"
    JOURNAL = "journal"
    JSON = "json"


class LogLevel(StrEnum):
    """From which level on events are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}


def configure(
    form: LogForm = LogForm.AUTO,
    level: LogLevel = LogLevel.INFO,
    stream: TextIO | None = None,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Write the log of this process to a stream, standard error by default."""
    stream = stream or sys.stderr
    if form is LogForm.AUTO:
        form = LogForm.JOURNAL if _is_journal(stream, environment) else LogForm.TEXT
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                *_written(form, is_terminal=stream.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # A poll skipped because the one before still runs is counted, not logged each time.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _written(form: LogForm, *, is_terminal: bool) -> list[Processor]:
    if form is LogForm.JSON:
        stamp = structlog.processors.TimeStamper("iso", utc=True, key="time")
        return [stamp, structlog.processors.JSONRenderer(ensure_ascii=False)]
    if form is LogForm.JOURNAL:
        return [_journal_line]
    if is_terminal:
        # Whoever looks on reads sentences, and knows the day.
        return [structlog.processors.TimeStamper("%H:%M:%S", utc=False), _bare, _line]
    return [structlog.processors.TimeStamper("%Y-%m-%dT%H:%M:%S%z", utc=False), _line]


def _journal_line(_logger: Any, _name: str, event: EventDict) -> str:
    return f"<{_PRIORITIES.get(event.pop('level'), 6)}>{_in_one_line(_sentence(event))}"


def _bare(_logger: Any, _name: str, event: EventDict) -> EventDict:
    kept = ("timestamp", "level", "event", "exception")
    return {name: event[name] for name in kept if name in event}


def _line(_logger: Any, _name: str, event: EventDict) -> str:
    stamp, level = event.pop("timestamp"), event.pop("level").upper()
    return f"{stamp} {level} {_sentence(event)}"


def _sentence(event: EventDict) -> str:
    """Return an event's sentence, what it is about, and the failure behind it."""
    said, failure = str(event.pop("event")), event.pop("exception", "")
    about = " ".join(f"{name}={value}" for name, value in event.items())
    return "\n".join(filter(None, (f"{said} [{about}]" if about else said, failure)))


def _in_one_line(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())


def _is_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether the stream is the journal's: systemd names its device and inode."""
    device, _, inode = environment.get("JOURNAL_STREAM", "").partition(":")
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return (device, inode) == (str(status.st_dev), str(status.st_ino))
