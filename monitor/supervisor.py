"""
What systemd is told: that the daemon is ready, reloads, stops, and that its loop turns.

The protocol of sd_notify(3): a line of assignments in a datagram to the socket that `NOTIFY_SOCKET`
names; a leading `@` stands for the zero byte of Linux's abstract names. Without that variable
nobody asked, and nothing is said. `WATCHDOG_USEC` says how often systemd wants to hear of a daemon
before it restarts it; `WATCHDOG_PID` whose that wish is.
"""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

_MICROSECONDS = 1_000_000
_FIRST_INHERITED = 3


class Supervisor:
    """Whoever supervises this process, as its environment says."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + path[1:] if path.startswith("@") else path
        self.watchdog_s = _watchdog_s(environment)

    def ready(self, status: str) -> None:
        """Say that the daemon is at work, after the start or a reload; `status` is one line."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Say that the configuration is being loaded; `ready` ends it."""
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._tell("RELOADING=1", f"MONOTONIC_USEC={now}")

    def stopping(self) -> None:
        """Say that the daemon ends."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """Say that the loop turns; what is said too seldom makes systemd restart the daemon."""
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        # A supervisor that went away, or whose queue is full, is no reason to stop polling.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.settimeout(0)
            end.sendto("\n".join(lines).encode(), self._address)


def inherited(kind: socket.SocketKind, environment: Mapping[str, str] = os.environ) -> list[int]:
    """
    List the file descriptors of sockets of a kind that systemd opened for this process.

    sd_listen_fds(3): `LISTEN_FDS` says how many there are from the third on, `LISTEN_PID` for whom.
    """
    if environment.get("LISTEN_PID") != str(os.getpid()):
        return []
    count = environment.get("LISTEN_FDS", "")
    numbers = range(_FIRST_INHERITED, _FIRST_INHERITED + (int(count) if count.isdecimal() else 0))
    return [number for number in numbers if _kind_of(number) == kind]


def _kind_of(number: int) -> int | None:
    try:
        with socket.socket(fileno=os.dup(number)) as there:
            return there.type
    except OSError:
        return None


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    """Return within how many seconds it must be said that the loop turns, where that is wanted."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    text = environment.get("WATCHDOG_USEC", "")
    return int(text) / _MICROSECONDS if text.isdecimal() and int(text) > 0 else None
