"""A session by the program's own engine: version 2c and 3."""

from collections.abc import Sequence
from functools import lru_cache

from monitor.snmp.asks import Exchanges
from monitor.snmp.budget import Budget
from monitor.snmp.conversation import Conversation
from monitor.snmp.getter import get
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.session import MAX_ROWS, EngineIdentity, Target
from monitor.snmp.values import Wire
from monitor.snmp.walker import walk
from monitor.snmp.walks import Walk

# All walks begin at the same few hundred OIDs: kept apart from single instances, which are many.
_encoded = lru_cache(maxsize=4_096)(encode_oid)


class OwnSession:
    """
    Reads one target through the client's shared socket.

    Whoever walks again keeps what it has until then, and so goes before those that have nothing
    yet: else all of a city's polls, begun at once, would wait for each other with their hands full.
    """

    def __init__(
        self,
        client: Exchanges,
        target: Target,
        budget: Budget | None = None,
        *,
        is_underway: bool = False,
    ) -> None:
        self._client = client
        self._budget = budget or Budget()
        self._is_underway = is_underway
        self._target = target
        self._where = client.whereabouts(target)

    @property
    def engine(self) -> EngineIdentity | None:
        """The agent's engine as last seen."""
        return self._conversation().engine

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """Return the values of those OIDs that the agent has."""
        return await get(self._conversation(), oids)

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        """Read everything below several roots at once."""
        slots = self._client.walks
        await slots.enter(is_underway=self._is_underway)
        self._is_underway = True
        try:
            names = [_encoded(root) for root in roots]
            return await walk(self._conversation(), names, max_rows, self._target.max_repetitions)
        finally:
            slots.leave()

    def _conversation(self) -> Conversation:
        return Conversation(self._client, self._target, self._where, self._budget)
