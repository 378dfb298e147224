"""An SNMPv3 engine as its client knows it (RFC 3414, 2.3)."""

from monitor.snmp.message import SecureMessage
from monitor.snmp.session import EngineIdentity


class Engine:
    """An agent's engine as we know it; its time goes on by itself (RFC 3414, 2.3)."""

    __slots__ = ("boots", "engine_id", "lessons", "seen_s", "time_s")

    def __init__(self) -> None:
        self.lessons = 0
        self.forget()

    def forget(self) -> None:
        """Know nothing, so that the next request discovers."""
        self.engine_id = b""
        self.boots = 0
        self.time_s = 0
        self.seen_s = 0.0

    def now(self, now_s: float) -> tuple[bytes, int, int]:
        """Return id, boots and the time that it should be there."""
        return self.engine_id, self.boots, self.time_s + int(now_s - self.seen_s)

    def learn(self, sealed: SecureMessage, now_s: float) -> None:
        """Take id, boots and time from a message."""
        self.engine_id = sealed.engine_id
        self.boots, self.time_s, self.seen_s = sealed.boots, sealed.time_s, now_s
        self.lessons += 1

    def identity(self) -> EngineIdentity | None:
        """Return what was last seen, or `None`."""
        if not self.engine_id:
            return None
        return EngineIdentity(self.engine_id, self.boots, self.time_s)
