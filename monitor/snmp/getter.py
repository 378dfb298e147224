"""
Single values, many at a time.

An agent that has no value for a name says so in its place and the others stand (RFC 3416, 4.2.1).
Older ones fail the whole request and point at the first name that they miss: it is left out and the
rest asked again. Too long an answer halves the question.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from monitor.snmp.asks import Asks
from monitor.snmp.errors import NO_SUCH_NAME, TOO_BIG, MalformedMessageError, agent_error
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import GET, Pdu, varbinds
from monitor.snmp.values import END_OF_MIB_VIEW, NO_SUCH_OBJECT, Wire

VARBINDS = 50


async def get(conversation: Asks, oids: Sequence[Oid]) -> dict[Oid, Wire]:
    """Return those of the values that the agent has; raise if it fell silent or showed nothing."""
    wanted = {encode_oid(oid): oid for oid in oids}
    names = list(wanted)
    questions = deque(names[at : at + VARBINDS] for at in range(0, len(names), VARBINDS))
    found: dict[Oid, Wire] = {}
    failure = 0
    while questions:
        question = questions.popleft()
        answer = await conversation.ask(GET, 0, 0, question)
        if answer.error_status:
            rest = _without_offender(question, answer)
            # Halves lack no name yet.
            if answer.error_status != NO_SUCH_NAME and len(rest) < 2:
                failure = failure or answer.error_status
            questions.extendleft(reversed(rest))
            continue
        _take(answer, wanted, found)
    if failure and not found:
        raise agent_error(failure)
    return found


def _take(answer: Pdu, wanted: dict[bytes, Oid], found: dict[Oid, Wire]) -> None:
    # What comes before the place where an answer breaks off is kept.
    with suppress(MalformedMessageError):
        for name, value in varbinds(answer):
            if value is None or NO_SUCH_OBJECT <= value[0] <= END_OF_MIB_VIEW:
                continue
            oid = wanted.get(name)
            if oid is not None:
                found[oid] = value


def _without_offender(question: list[bytes], answer: Pdu) -> list[list[bytes]]:
    # Each result is shorter than the question, so this comes to an end.
    if len(question) == 1:
        return []
    if answer.error_status != TOO_BIG and 1 <= answer.error_index <= len(question):
        at = answer.error_index - 1
        return [question[:at] + question[at + 1 :]]
    half = len(question) // 2
    return [question[:half], question[half:]]
