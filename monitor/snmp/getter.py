"""
Single values, many at a time.

An agent that has no value for a name says so in its place and the others stand (RFC 3416, 4.2.1).
Version 1 fails the whole request and points at the first name that it misses: it is left out and
the rest asked again. Too long an answer halves the question, silence makes it smaller still. A name
that is not in the answer was not answered, which is something else than having no value.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from monitor.snmp.asks import Asks
from monitor.snmp.errors import (
    NO_SUCH_NAME,
    TOO_BIG,
    BrokenAgentError,
    MalformedMessageError,
    NoAnswerError,
    PartlyReadError,
    SnmpError,
    agent_error,
)
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import GET, Pdu, varbinds
from monitor.snmp.values import EXCEPTIONS, VALUES, Wire

VARBINDS: Final = 50
_MOST_EMPTY: Final = 3
"""Names asked alone that an agent may leave without any answer before it is asked no more."""


async def get(asks: Asks, oids: Sequence[Oid]) -> dict[Oid, Wire]:
    """Return those of the values that the agent has; raise if it fell silent or showed nothing."""
    return await _Getter(asks, oids).run()


class _Getter:
    def __init__(self, asks: Asks, oids: Sequence[Oid]) -> None:
        self._asks = asks
        self._wanted = {encode_oid(oid): oid for oid in oids}
        names = list(self._wanted)
        self._questions = deque(names[at : at + VARBINDS] for at in range(0, len(names), VARBINDS))
        self._found: dict[Oid, Wire] = {}
        self._unread: dict[Oid, SnmpError] = {}
        self._has_answered = False
        self._empty = 0
        # Names of which the agent said noSuchName.
        self._nameless: list[Oid] = []

    async def run(self) -> dict[Oid, Wire]:
        """Ask until every name was answered or given up."""
        questions = self._questions
        while questions:
            question = questions.popleft()
            most = self._asks.fit.names.most
            if len(question) > most:
                questions.appendleft(question[most:])
                question = question[:most]
            try:
                answer = await self._asks.ask(GET, 0, 0, question)
            except NoAnswerError as error:
                if not self._asks.takes_less(error, len(question)):
                    raise
                questions.appendleft(question)
                continue
            if answer.error_status:
                self._failed(question, answer)
            else:
                self._take(question, answer)
        return self._result()

    def _take(self, question: list[bytes], answer: Pdu) -> None:
        wanted, found, unread = self._wanted, self._found, self._unread
        before = len(found)
        absent = set()
        # What comes before the place where an answer breaks off is kept.
        with suppress(MalformedMessageError):
            for name, value in varbinds(answer):
                oid = wanted.get(name)
                if oid is None:
                    continue
                if value is not None and value[0] in VALUES:
                    found[oid] = value
                elif value is not None and value[0] in EXCEPTIONS:
                    absent.add(oid)
                else:
                    unread[oid] = _undecodable()
        if len(found) - before == len(question):
            self._has_answered = True
            return
        told = absent.union(found, unread)
        left = [name for name in question if wanted[name] not in told]
        if len(left) < len(question):
            self._has_answered = True
            if left:
                self._questions.appendleft(left)
        else:
            self._take_nothing(question, answer)

    def _take_nothing(self, question: list[bytes], answer: Pdu) -> None:
        """Ask again for fewer names where none was answered, but not without end."""
        if len(question) > 1:
            # One that answers to nothing at all is soon known by a single name.
            at = len(question) // 2 if self._has_answered else 1
            self._questions.extendleft((question[at:], question[:at]))
            return
        self._unread[self._wanted[question[0]]] = _empty(answer)
        self._empty += 1
        if self._has_answered and self._empty < _MOST_EMPTY:
            return
        for rest in self._questions:
            for name in rest:
                self._unread[self._wanted[name]] = _empty(answer)
        self._questions.clear()

    def _failed(self, question: list[bytes], answer: Pdu) -> None:
        status = answer.error_status
        at = answer.error_index - 1
        if status != TOO_BIG and 0 <= at < len(question):
            rest = question[:at] + question[at + 1 :]
            if rest:
                self._questions.appendleft(rest)
        elif len(question) > 1:
            # It does not say which: ask for fewer until one is left.
            half = len(question) // 2
            self._questions.extendleft((question[half:], question[:half]))
            return
        else:
            at = 0
        offender = self._wanted[question[at]]
        if status == NO_SUCH_NAME:
            self._nameless.append(offender)
        else:
            self._unread[offender] = agent_error(status)

    def _result(self) -> dict[Oid, Wire]:
        if not self._asks.is_version_1 and not self._found:
            # Where others are answered it is an old agent's way of saying that one is not there.
            self._unread.update((oid, agent_error(NO_SUCH_NAME)) for oid in self._nameless)
        unread, self._unread = self._unread, {}
        if not unread:
            return self._found
        if self._found:
            raise PartlyReadError(self._found, unread)
        try:
            raise next(iter(unread.values()))
        finally:
            # An error knows this frame: if the frame knew the error, too, both would stay.
            del unread


def _empty(answer: Pdu) -> SnmpError:
    what = "values that were not asked for" if answer.stop > answer.start else "an empty list"
    error = BrokenAgentError(
        f"The agent answered with {what} in place of the values that it was asked for."
    )
    error.brief = f"the agent answered with {what}"
    return error


def _undecodable() -> SnmpError:
    error = BrokenAgentError("The agent answered with a value that does not decode.")
    error.brief = "the agent answered with a value that does not decode"
    return error
