"""
The seam between whoever asks a device and whatever speaks SNMP to it.

A `Target` says where and how, a `Session` reads from there: `get` for single values, `walk` for
columns and subtrees. A walk seldom fails as a whole: what was had is returned with how it ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from monitor.model.profile import AuthProtocol, Engine, PrivProtocol, SnmpProfile, SnmpVersion
from monitor.model.secret import Secret
from monitor.snmp.oid import Oid
from monitor.snmp.values import Wire
from monitor.snmp.walks import Walk

MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """The SNMPv3 engine of an agent (RFC 3411, 5): id, restarts, and seconds since the last."""

    engine_id: bytes
    boots: int
    time_s: int


class Session(Protocol):
    """
    Reads one target for one poll, within what that may cost in all (`monitor.snmp.budget`).

    Every method raises `SnmpError` when nothing at all could be had.
    """

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """
        Return the values of those OIDs that the agent has; many are asked in several PDUs.

        Silence is an error even where some of them came, and so is the end of the budget: what is
        missing then may well be there. Where the agent does not answer for some of them,
        `PartlyReadError` has the others.
        """
        ...

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        """
        Read everything below several roots at once; one that has ended is asked no more.

        `max_rows` bounds each root.
        """
        ...

    @property
    def engine(self) -> EngineIdentity | None:
        """The agent's engine as last seen; `None` before the first answer and without version 3."""
        ...


@dataclass(frozen=True, slots=True)
class Community:
    """Versions 1 (`version=1`) and 2c (`version=2`): one word, sent in clear."""

    version: int
    name: Secret


@dataclass(frozen=True, slots=True)
class User:
    """Version 3: a user, and the passwords of those protocols that it uses."""

    name: str
    auth: AuthProtocol | None = None
    auth_secret: Secret | None = None
    priv: PrivProtocol | None = None
    priv_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """
    Where to ask, as whom and how.

    `host` is an address, not a name. `timeout_s` is the first wait and the longest that an adapted
    one may become, `retries` how often a request is sent again, `max_repetitions` the most rows
    asked at once, `context` the SNMPv3 context. Without `check_time_window` signed answers that are
    older than RFC 3414 allows are taken, too.
    """

    host: str
    credentials: Community | User
    port: int = 161
    timeout_s: float = 2.0
    retries: int = 2
    max_repetitions: int = 50
    engine: Engine = Engine.OWN
    context: str = field(default="", kw_only=True)
    check_time_window: bool = field(default=True, kw_only=True)


def in_vlan(target: Target, number: int) -> Target:
    """Return the target of one VLAN of a Cisco switch: `community@N`, or the context `vlan-N`."""
    who = target.credentials
    if isinstance(who, Community):
        name = Secret(f"{who.name.reveal()}@{number}")
        return replace(target, credentials=replace(who, name=name))
    return replace(target, context=f"vlan-{number}")


def target_of(profile: SnmpProfile, host: str, port: int = 161, context: str = "") -> Target:
    """Return the target that a profile makes of an address; `context` overrides the profile's."""
    credentials: Community | User
    if profile.version is SnmpVersion.V3:
        credentials = User(
            profile.user, profile.auth, profile.auth_secret, profile.priv, profile.priv_secret
        )
    else:
        version = 1 if profile.version is SnmpVersion.V1 else 2
        credentials = Community(version, profile.community or Secret(""))
    return Target(
        host=host,
        port=port,
        credentials=credentials,
        timeout_s=profile.timeout_s,
        retries=profile.retries,
        max_repetitions=profile.max_repetitions,
        engine=Engine.PYSNMP if profile.needs_pysnmp else profile.engine,
        context=context or profile.context,
        check_time_window=profile.check_time_window,
    )
