"""An SNMPv3 engine as its client knows it (RFC 3414, 2.3)."""

from monitor.snmp.message import SecureMessage
from monitor.snmp.session import EngineIdentity

_WINDOW_S = 150
_LAST_BOOT = 2**31 - 1


class Engine:
    """An agent's engine as we know it; its time goes on by itself (RFC 3414, 2.3)."""

    __slots__ = ("boots", "engine_id", "is_sure", "lessons", "seen_s", "time_s")

    def __init__(self) -> None:
        self.lessons = 0
        self.forget()

    def forget(self) -> None:
        """Know nothing, so that the next request discovers."""
        self.engine_id = b""
        self.boots = 0
        self.time_s = 0
        self.seen_s = 0.0
        self.is_sure = False

    def now(self, now_s: float) -> tuple[bytes, int, int]:
        """Return id, boots and the time that it should be there; of one unknown, nothing."""
        if not self.engine_id:
            # Nor is it told for how long this machine has been up.
            return b"", 0, 0
        return self.engine_id, self.boots, self.time_s + int(now_s - self.seen_s)

    def learn(self, sealed: SecureMessage, now_s: float, *, is_signed: bool = False) -> None:
        """Take id, boots and time from a message; of one that is signed they are sure."""
        self.is_sure = is_signed
        self.engine_id = sealed.engine_id
        self.boots, self.time_s, self.seen_s = sealed.boots, sealed.time_s, now_s
        self.lessons += 1

    def is_outside_window(self, sealed: SecureMessage, now_s: float) -> bool:
        """
        Whether a signed message is older than what is taken (RFC 3414, 3.2, 7b 2).

        One that is newer than the last is to be learnt first, and any where the time is not sure:
        what only an unsigned report told of it says nothing against a message.
        """
        _, boots, time_s = self.now(now_s)
        return boots == _LAST_BOOT or sealed.boots < boots or sealed.time_s < time_s - _WINDOW_S

    def identity(self) -> EngineIdentity | None:
        """Return what was last seen, or `None`."""
        if not self.engine_id:
            return None
        return EngineIdentity(self.engine_id, self.boots, self.time_s)
