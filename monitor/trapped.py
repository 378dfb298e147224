"""
What a trap does: it brings a poll of the device that sent it, and nothing else.

What it says is never evidence, for anybody can send one. Who is no registered device, by any of its
addresses, is not listened to.
"""

import logging
from collections import Counter
from collections.abc import Callable

from monitor.city import City
from monitor.polling import Polling
from monitor.prompting import Prompter
from monitor.settings import Listen, Settings
from monitor.snmp.traps import Trap, TrapReceiver, name_of

log = logging.getLogger(__name__)
_ASKED_WRONGLY = "authenticationFailure"


class Traps:
    """
    Receives traps where that is configured, or on a port that somebody opened (its descriptor).

    `poll_now` is called with the name of a device that has something to say.
    """

    def __init__(
        self,
        settings: Settings,
        city: City,
        polling: Polling,
        poll_now: Callable[[str], None],
        opened: int | None = None,
    ) -> None:
        self._city = city
        self._polling = polling
        self._prompter = Prompter(poll_now)
        self._receiver: TrapReceiver | None = None
        if settings.traps is None and opened is None:
            return
        # A port that is open already is the one, whatever the settings say of it.
        where = settings.traps or Listen()
        self._receiver = TrapReceiver(
            where.host,
            where.port,
            settings.profiles.values(),
            self._came,
            is_known=lambda source: bool(polling.name_of(source)),
            opened=opened,
        )
        polling.on_engine = self._receiver.expect

    @property
    def received(self) -> dict[str, int]:
        """How many were let in, by name."""
        return dict(self._receiver.received) if self._receiver else {}

    @property
    def dropped(self) -> Counter[str]:
        """How many were not, by reason."""
        dropped = self._receiver.dropped if self._receiver else Counter()
        return Counter({f"trap {reason}": count for reason, count in dropped.items()})

    @property
    def prompted(self) -> int:
        """How many polls were brought forward."""
        return self._prompter.prompted

    async def start(self) -> None:
        """Listen; raises `TrapPortError` where the port cannot be had."""
        if self._receiver is not None:
            await self._receiver.start()

    def reload(self) -> None:
        """Forget devices that are registered no more."""
        self._prompter.keep(self._city.devices)

    def still(self) -> None:
        """Bring no more polls; what comes is received all the same."""
        self._prompter.stop()

    async def stop(self) -> None:
        """Free the port."""
        if self._receiver is not None:
            await self._receiver.stop()

    def _came(self, trap: Trap) -> None:
        name = self._polling.name_of(trap.source)
        log.debug("%s: %s.", name, trap)
        if name_of(trap.oid) == _ASKED_WRONGLY and self._city.devices[name].is_up is False:
            # It complains of our own asking, and would of the next.
            return
        self._polling.hurry(name)
        self._prompter.prompt(name)
