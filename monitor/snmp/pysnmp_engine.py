"""
The other engine: pysnmp, for version 1, MD5, DES and 3DES, and agents that our own cannot read.

It speaks the protocol; how a table is walked, and what is made of errors, stays ours. Each target
has a pysnmp engine of its own, because pysnmp keeps one password per user name in each. What pysnmp
cannot use it drops without a word, so here is watched what comes.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from pyasn1.codec.ber import encoder  # type: ignore[import-untyped]
from pysnmp.hlapi.v3arch import asyncio as hlapi  # type: ignore[import-untyped]
from pysnmp.proto.errind import EmptyResponse  # type: ignore[import-untyped]

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.snmp import errors
from monitor.snmp.budget import Budget
from monitor.snmp.errors import (
    MalformedMessageError,
    NoAnswerError,
    SnmpError,
    UnusableAnswerError,
)
from monitor.snmp.getter import get
from monitor.snmp.message import SecureMessage, read_message
from monitor.snmp.oid import Oid, decode_oid, encode_oid
from monitor.snmp.pdu import GET, GETBULK, RESPONSE, Pdu, encode_varbind
from monitor.snmp.peer import Peer
from monitor.snmp.session import MAX_ROWS, Community, EngineIdentity, Target, User
from monitor.snmp.udp import Address, address_of
from monitor.snmp.values import Wire
from monitor.snmp.walker import walk
from monitor.snmp.walks import Walk

AUTH: Final[dict[AuthProtocol | None, Any]] = {
    None: hlapi.USM_AUTH_NONE,
    AuthProtocol.MD5: hlapi.USM_AUTH_HMAC96_MD5,
    AuthProtocol.SHA: hlapi.USM_AUTH_HMAC96_SHA,
    AuthProtocol.SHA_224: hlapi.USM_AUTH_HMAC128_SHA224,
    AuthProtocol.SHA_256: hlapi.USM_AUTH_HMAC192_SHA256,
    AuthProtocol.SHA_384: hlapi.USM_AUTH_HMAC256_SHA384,
    AuthProtocol.SHA_512: hlapi.USM_AUTH_HMAC384_SHA512,
}
# pysnmp's plain names for AES-192/256 are Reeder's draft.
PRIV: Final[dict[PrivProtocol | None, Any]] = {
    None: hlapi.USM_PRIV_NONE,
    PrivProtocol.DES: hlapi.USM_PRIV_CBC56_DES,
    PrivProtocol.TRIPLE_DES: hlapi.USM_PRIV_CBC168_3DES,
    PrivProtocol.AES_128: hlapi.USM_PRIV_CFB128_AES,
    PrivProtocol.AES_192: hlapi.USM_PRIV_CFB192_AES_BLUMENTHAL,
    PrivProtocol.AES_256: hlapi.USM_PRIV_CFB256_AES_BLUMENTHAL,
    PrivProtocol.AES_192_C: hlapi.USM_PRIV_CFB192_AES,
    PrivProtocol.AES_256_C: hlapi.USM_PRIV_CFB256_AES,
}
# pysnmp's error indications, by the names of their classes.
_INDICATIONS: Final[dict[str, tuple[type[SnmpError], str]]] = {
    "RequestTimedOut": (
        NoAnswerError,
        "{host} gave no answer: it is down, filtered, or ignores these credentials.",
    ),
    "UnknownUserName": (
        errors.UnknownUserError,
        "{host} does not know the user of these credentials.",
    ),
    "UnknownSecurityName": (
        errors.UnknownUserError,
        "{host} does not know the user of these credentials.",
    ),
    "WrongDigest": (
        errors.WrongDigestError,
        "{host} holds another authentication password than these credentials.",
    ),
    "AuthenticationFailure": (
        errors.WrongDigestError,
        "{host} does not agree with the password of these credentials.",
    ),
    "AuthenticationError": (
        errors.WrongDigestError,
        "{host} does not agree with the password of these credentials.",
    ),
    "DecryptionError": (
        errors.DecryptionError,
        "{host} holds another privacy password than these credentials.",
    ),
    "UnsupportedSecurityLevel": (
        errors.UnsupportedSecurityLevelError,
        "{host} does not allow the security level of these credentials.",
    ),
    "NotInTimeWindow": (
        errors.NotInTimeWindowError,
        "{host} takes messages for old made with these credentials.",
    ),
    "UnknownEngineID": (
        errors.WrongEngineError,
        "{host} denies the engine id it gave itself, for these credentials.",
    ),
}


class PysnmpAgent:
    """What pysnmp and we know of one target, from poll to poll; `close` frees the socket."""

    def __init__(self, target: Target) -> None:
        address_of(target.host, target.port)
        self.target = target
        self.peer = Peer()
        self.came_from: Address | None = None
        """Whence a datagram came that is neither an answer nor a report, since the last request."""
        self._pysnmp: Any = None
        self._receive: Any = None

    @property
    def pysnmp(self) -> Any:
        """The pysnmp engine, made when it is first needed."""
        if self._pysnmp is None:
            self._pysnmp = hlapi.SnmpEngine()
            dispatcher = self._pysnmp.message_dispatcher
            self._receive = dispatcher.receive_message
            dispatcher.receive_message = self._watched
        return self._pysnmp

    def close(self) -> None:
        """Give back what pysnmp holds."""
        if self._pysnmp is not None:
            self._pysnmp.close_dispatcher()
            self._pysnmp = None

    def _watched(self, engine: Any, domain: Any, address: Any, data: Any) -> Any:
        # An answer that is taken ends the request, which then asks no more what came.
        if not _is_secure(bytes(data)):
            self.came_from = tuple(address)
        try:
            return self._receive(engine, domain, address, data)
        except Exception:  # noqa: BLE001 - what a datagram can raise in pysnmp has no end
            self.came_from = tuple(address)
            return b""


class PysnmpSession:
    """Reads one target through pysnmp."""

    def __init__(self, agent: PysnmpAgent, budget: Budget) -> None:
        self._agent = agent
        self._budget = budget

    @property
    def engine(self) -> EngineIdentity | None:
        """Nothing: pysnmp keeps what it learnt to itself."""
        return None

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """Return the values of those OIDs that the agent has."""
        return await get(_Conversation(self._agent, self._budget), oids)

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        """Read everything below several roots at once."""
        names = [encode_oid(root) for root in roots]
        conversation = _Conversation(self._agent, self._budget)
        return await walk(conversation, names, max_rows, self._agent.target.max_repetitions)


class _Conversation:
    def __init__(self, agent: PysnmpAgent, budget: Budget) -> None:
        self._agent = agent
        self._budget = budget
        credentials = agent.target.credentials
        self._who = _who(credentials)
        self.is_version_1 = isinstance(credentials, Community) and credentials.version == 1
        self.fit = agent.peer.fit
        self.answers = 0

    def takes_less(self, error: SnmpError, names: int, rows: int = 1) -> bool:
        """Learn from the error of a request; tell whether to ask for less."""
        return self._agent.peer.takes_less(error, names, rows)

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        """Return the response to a question; version 1 has single rows only (RFC 1157, 4.1.3)."""
        agent, budget = self._agent, self._budget
        if budget.is_spent():
            raise budget.error()
        clock = asyncio.get_running_loop().time
        started_s = clock()
        agent.came_from = None
        try:
            pdu = await self._reply(kind, first, second, names)
        except SnmpError as error:
            budget.waited_s += clock() - started_s
            if not isinstance(error, NoAnswerError):
                raise
            if budget.is_spent() and budget.received:
                # It was not waited for as long as it may take.
                raise budget.error() from None
            agent.peer.kept_silent(clock())
            raise
        budget.waited_s += clock() - started_s
        budget.took(pdu.stop - pdu.start)
        self.answers += 1
        agent.peer.answered(None)
        if self.fit.is_tried:
            self.fit.answered(len(names), second if kind == GETBULK else 1)
        return pdu

    async def _reply(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        agent = self._agent
        target = agent.target
        things = [hlapi.ObjectType(hlapi.ObjectIdentity(decode_oid(name))) for name in names]
        context = hlapi.ContextData(contextName=target.context.encode())
        try:
            common = (agent.pysnmp, self._who, await self._where(), context)
            if kind == GET:
                reply = await hlapi.get_cmd(*common, *things, lookupMib=False)
            elif self.is_version_1:
                reply = await hlapi.next_cmd(*common, *things, lookupMib=False)
            else:
                reply = await hlapi.bulk_cmd(*common, first, second, *things, lookupMib=False)
            return _pdu(agent, *reply)
        except SnmpError:
            raise
        except Exception as error:
            # pysnmp lets what its parts raise come through; for us all of it means no answer.
            raise SnmpError(
                f"{target.host} cannot be asked with pysnmp: {type(error).__name__}."
            ) from error

    async def _where(self) -> Any:
        """Return the address for pysnmp, with no more tries than what is left of the budget."""
        target, left_s = self._agent.target, self._budget.left_s
        family_of = hlapi.Udp6TransportTarget if ":" in target.host else hlapi.UdpTransportTarget
        timeout_s = min(target.timeout_s, left_s)
        tries = min(self._agent.peer.tries(target.retries), max(1, int(left_s / timeout_s)))
        return await family_of.create(
            (target.host, target.port), timeout=timeout_s, retries=tries - 1
        )


def _is_secure(datagram: bytes) -> bool:
    try:
        return isinstance(read_message(datagram), SecureMessage)
    except MalformedMessageError:
        return False


def _who(credentials: Community | User) -> Any:
    if isinstance(credentials, Community):
        return hlapi.CommunityData(credentials.name.reveal(), mpModel=credentials.version - 1)
    return hlapi.UsmUserData(
        credentials.name,
        credentials.auth_secret.reveal() if credentials.auth_secret else None,
        credentials.priv_secret.reveal() if credentials.priv_secret else None,
        authProtocol=AUTH[credentials.auth],
        privProtocol=PRIV[credentials.priv],
    )


def _unanswered(agent: PysnmpAgent, indication: Any) -> SnmpError:
    target = agent.target
    kind, text = _INDICATIONS.get(
        type(indication).__name__,
        (SnmpError, "{host} cannot be asked ({indication}) with these credentials."),
    )
    if kind is NoAnswerError and agent.came_from is not None:
        came, port = agent.came_from[:2]
        error: SnmpError = UnusableAnswerError(
            f"{target.host} port {target.port} gave no usable answer: what came from {came} port "
            f"{port} could not be used."
        )
        error.brief = f"no usable answer: what came from {came} port {port} could not be used"
        return error
    error = kind(text.format(host=target.host, indication=indication))
    error.brief = "no answer" if kind is NoAnswerError else ""
    return error


def _pdu(agent: PysnmpAgent, indication: Any, status: Any, index: Any, found: Any) -> Pdu:
    if isinstance(indication, EmptyResponse):
        # An answer for all that, and read as one.
        return Pdu(RESPONSE, 0, 0, 0, b"", 0, 0)
    if indication:
        raise _unanswered(agent, indication)
    data = b"".join(
        encode_varbind(encode_oid(tuple(name)), encoder.encode(value)) for name, value in found
    )
    return Pdu(RESPONSE, 0, int(status), int(index), data, 0, len(data))
