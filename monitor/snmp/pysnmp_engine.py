"""
The other engine: pysnmp, for version 1, MD5, DES and 3DES, and agents that our own cannot read.

It speaks the protocol; how a table is walked, and what is made of errors, stays ours. Each session
has a pysnmp engine of its own, because pysnmp keeps one password per user name in each.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from pyasn1.codec.ber import encoder  # type: ignore[import-untyped]
from pysnmp.hlapi.v3arch import asyncio as hlapi  # type: ignore[import-untyped]

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.snmp import errors
from monitor.snmp.errors import NoAnswerError, SnmpError
from monitor.snmp.getter import get
from monitor.snmp.oid import Oid, decode_oid, encode_oid
from monitor.snmp.pdu import GET, RESPONSE, Pdu, encode_varbind
from monitor.snmp.session import MAX_ROWS, WALK_BUDGET_S, Community, EngineIdentity, Target, User
from monitor.snmp.udp import address_of
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


class PysnmpSession:
    """Reads one target through pysnmp; `close` frees its socket."""

    def __init__(self, target: Target) -> None:
        address_of(target.host, target.port)
        self._target = target
        self._pysnmp: Any = None

    @property
    def engine(self) -> EngineIdentity | None:
        """Nothing: pysnmp keeps what it learnt to itself."""
        return None

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """Return the values of those OIDs that the agent has."""
        return await get(self._conversation(), oids)

    async def walk(
        self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS, budget_s: float = WALK_BUDGET_S
    ) -> Walk:
        """Read everything below several roots at once."""
        names = [encode_oid(root) for root in roots]
        return await walk(
            self._conversation(), names, max_rows, budget_s, self._target.max_repetitions
        )

    def close(self) -> None:
        """Give back what pysnmp holds."""
        if self._pysnmp is not None:
            self._pysnmp.close_dispatcher()
            self._pysnmp = None

    def _conversation(self) -> "_Conversation":
        if self._pysnmp is None:
            self._pysnmp = hlapi.SnmpEngine()
        return _Conversation(self._pysnmp, self._target)


class _Conversation:
    first_silence = False

    def __init__(self, engine: Any, target: Target) -> None:
        self._engine = engine
        self._target = target
        self._who = _who(target.credentials)
        self.answers = 0
        self.busy_s = 0.0

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        """Return the response to a question; version 1 has single rows only (RFC 1157, 4.1.3)."""
        target = self._target
        clock = asyncio.get_running_loop().time
        family_of = hlapi.Udp6TransportTarget if ":" in target.host else hlapi.UdpTransportTarget
        where = await family_of.create(
            (target.host, target.port), timeout=target.timeout_s, retries=target.retries
        )
        things = [hlapi.ObjectType(hlapi.ObjectIdentity(decode_oid(name))) for name in names]
        context = hlapi.ContextData(contextName=target.context.encode())
        common = (self._engine, self._who, where, context)
        started_s = clock()
        try:
            if kind == GET:
                reply = await hlapi.get_cmd(*common, *things, lookupMib=False)
            elif isinstance(target.credentials, Community) and target.credentials.version == 1:
                reply = await hlapi.next_cmd(*common, *things, lookupMib=False)
            else:
                reply = await hlapi.bulk_cmd(*common, first, second, *things, lookupMib=False)
            pdu = _pdu(target, *reply)
        except SnmpError:
            raise
        except Exception as error:
            # pysnmp lets what its parts raise come through; for us all of it means no answer.
            raise SnmpError(
                f"{target.host} cannot be asked with pysnmp: {type(error).__name__}."
            ) from error
        finally:
            self.busy_s += clock() - started_s
        self.answers += 1
        return pdu


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


def _unanswered(target: Target, indication: Any) -> SnmpError:
    kind, text = _INDICATIONS.get(
        type(indication).__name__,
        (SnmpError, "{host} cannot be asked ({indication}) with these credentials."),
    )
    error = kind(text.format(host=target.host, indication=indication))
    error.brief = "no answer" if kind is NoAnswerError else ""
    return error


def _pdu(target: Target, indication: Any, status: Any, index: Any, found: Any) -> Pdu:
    if indication:
        raise _unanswered(target, indication)
    data = b"".join(
        encode_varbind(encode_oid(tuple(name)), encoder.encode(value)) for name, value in found
    )
    return Pdu(RESPONSE, 0, int(status), int(index), data, 0, len(data))
