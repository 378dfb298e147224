"""
Questions and answers with one target, whatever the version.

For version 3 this is where the agent's engine is discovered and its reports are answered (RFC 3414,
3.2 and 4): an engine id or a time that we have wrong is asked for anew, once; whatever else it
reports is an error that says which password or name to look at.
"""

from collections.abc import Sequence
from typing import Final

from monitor.snmp import errors, usm
from monitor.snmp.asks import Exchanges
from monitor.snmp.budget import Budget
from monitor.snmp.engine import Engine
from monitor.snmp.errors import SnmpError, UnsupportedError, WrongEngineError
from monitor.snmp.pdu import GET, GETBULK, REPORT, Pdu, encode_question
from monitor.snmp.peer import Whereabouts
from monitor.snmp.session import Community, EngineIdentity, Target, User
from monitor.snmp.speaker import CommunitySpeaker, Speaker, UserSpeaker, report_oid

_USM_STATS: Final = (1, 3, 6, 1, 6, 3, 15, 1, 1)
NOT_IN_TIME_WINDOW: Final = (*_USM_STATS, 2)
UNKNOWN_ENGINE_ID: Final = (*_USM_STATS, 4)
_REPORTS: Final[dict[tuple[int, ...], tuple[type[SnmpError], str]]] = {
    (*_USM_STATS, 1): (
        errors.UnsupportedSecurityLevelError,
        "{host} does not let user {user} use this level: compare which protocols both set.",
    ),
    NOT_IN_TIME_WINDOW: (
        errors.NotInTimeWindowError,
        "{host} takes messages for old even with the time it gave itself: restart its SNMP agent.",
    ),
    (*_USM_STATS, 3): (errors.UnknownUserError, "{host} does not know the user {user}."),
    UNKNOWN_ENGINE_ID: (
        WrongEngineError,
        "{host} denies the engine id it gave itself: look for two devices on one address.",
    ),
    (*_USM_STATS, 5): (
        errors.WrongDigestError,
        "{host} holds another authentication password or protocol for user {user}.",
    ),
    (*_USM_STATS, 6): (
        errors.DecryptionError,
        "{host} holds another privacy password or protocol for user {user}.",
    ),
    (1, 3, 6, 1, 6, 3, 12, 1, 4): (
        errors.UnknownContextError,
        "{host} cannot use the context {context}.",
    ),
    (1, 3, 6, 1, 6, 3, 12, 1, 5): (errors.UnknownContextError, "{host} has no context {context}."),
}


class Conversation:
    """Asks one target within a budget; counts the answers."""

    __slots__ = (
        "_budget",
        "_client",
        "_keys",
        "_speaker",
        "_target",
        "_where",
        "answers",
        "fit",
    )
    is_version_1 = False

    def __init__(
        self, client: Exchanges, target: Target, where: Whereabouts, budget: Budget
    ) -> None:
        self._client = client
        self._target = target
        self._where = where
        self._budget = budget
        self.fit = where.peer.fit
        self._speaker: Speaker | None = None
        if isinstance(target.credentials, Community):
            if target.credentials.version != 2:
                raise UnsupportedError("This engine speaks no version 1: set `engine: pysnmp`.")
            self._speaker = CommunitySpeaker(target.credentials)
        self._keys: tuple[bytes, usm.Keys] = (b"", usm.NOBODY)
        self.answers = 0

    @property
    def engine(self) -> EngineIdentity | None:
        """The agent's engine as last seen; `None` for a community."""
        if isinstance(self._target.credentials, Community):
            return None
        return self._engine.identity()

    def takes_less(self, error: SnmpError, names: int, rows: int = 1) -> bool:
        """Learn from the error of a request; tell whether to ask for less."""
        return self._where.peer.takes_less(error, names, rows)

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        """Return the response to a question; every report ends as an error."""
        credentials = self._target.credentials
        if isinstance(credentials, User):
            answer = await self._ask_as(credentials, kind, first, second, names)
        else:
            assert self._speaker is not None
            answer = await self._exchange(self._speaker, kind, first, second, names)
        self.answers += 1
        self._budget.took(answer.stop - answer.start)
        if self.fit.is_tried:
            self.fit.answered(len(names), second if kind == GETBULK else 1)
        return answer

    async def discover(self) -> None:
        """Learn the agent's engine id, boots and time, as nobody (RFC 3414, 4)."""
        engine = self._engine
        engine.forget()
        report = await self._exchange(UserSpeaker(engine, usm.NOBODY, b""), GET, 0, 0, ())
        if report_oid(report)[:-1] != UNKNOWN_ENGINE_ID or not engine.engine_id:
            raise WrongEngineError(
                f"{self._target.host} answered SNMPv3 discovery without an engine id: its agent "
                "does not follow the standard."
            )

    async def _ask_as(
        self, user: User, kind: int, first: int, second: int, names: Sequence[bytes]
    ) -> Pdu:
        engine = self._engine
        context = self._target.context.encode()
        forgiven = [NOT_IN_TIME_WINDOW, UNKNOWN_ENGINE_ID]
        while True:
            if not engine.engine_id:
                await self.discover()
            speaker = UserSpeaker(
                engine,
                self._keys_of(user),
                context,
                checks_time=self._target.check_time_window,
            )
            lessons = engine.lessons
            answer = await self._exchange(speaker, kind, first, second, names)
            if answer.kind != REPORT:
                return answer
            about = report_oid(answer)[:-1]
            if about not in forgiven:
                raise self._reported(about, user)
            forgiven.remove(about)
            if engine.lessons == lessons:
                # The report carried nothing that could be trusted.
                engine.forget()

    async def _exchange(
        self, speaker: Speaker, kind: int, first: int, second: int, names: Sequence[bytes]
    ) -> Pdu:
        return await self._client.exchange(
            self._target,
            self._where,
            speaker,
            lambda request_id: encode_question(kind, request_id, first, second, names),
            self._budget,
        )

    @property
    def _engine(self) -> Engine:
        return self._where.peer.engine

    def _keys_of(self, user: User) -> usm.Keys:
        engine_id = self._engine.engine_id
        if self._keys[0] != engine_id:
            self._keys = engine_id, usm.keys_of(user, engine_id)
        return self._keys[1]

    def _reported(self, about: tuple[int, ...], user: User) -> SnmpError:
        kind, text = _REPORTS.get(
            about, (SnmpError, "{host} refused the message with a report that says not why.")
        )
        target = self._target
        return kind(
            text.format(host=target.host, user=repr(user.name), context=repr(target.context))
        )
