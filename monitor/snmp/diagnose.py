"""
What to tell a person about an agent that gave nothing.

An agent does not say that a community is wrong: it keeps silent, as one that is down does. But an
SNMPv3 agent tells its engine id to everybody (RFC 3414, 4), so a question without any secret shows
whether something that speaks SNMP is there at all.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.model.profile import Engine
from monitor.snmp.budget import Budget
from monitor.snmp.conversation import Conversation
from monitor.snmp.errors import (
    AgentError,
    NotPermittedError,
    PortRefusedError,
    SnmpError,
    UnsupportedSecurityLevelError,
    is_silence,
)
from monitor.snmp.session import Community, Target, User

if TYPE_CHECKING:
    from monitor.snmp.client import Client

_SYS_UP_TIME: Final = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_NOBODY: Final = User("")


async def diagnose(client: "Client", target: Target, error: SnmpError) -> str:
    """Return a sentence on why a target gave nothing and what to look at next."""
    if not is_silence(error):
        return _said(target, error)
    if isinstance(target.credentials, User):
        return await _about_user(client, target, target.credentials)
    return await _about_community(client, target, target.credentials)


async def is_there(client: "Client", target: Target) -> bool:
    """
    Whether an agent of version 3 answers there, which is silent to this community.

    It is asked for its engine id, which needs no secret. A line that comes back just then makes it
    answer too, so the community is tried once more, between two such answers. Only silence counts:
    an agent that answers the community with what cannot be used refuses nobody.
    """
    if await _discovery(client, target) is not None:
        return False
    error = await _asked(client, target)
    if error is None or not is_silence(error):
        return False
    return await _discovery(client, target) is None


async def _about_community(client: "Client", target: Target, community: Community) -> str:
    where = _where(target)
    other = 1 if community.version == 2 else 2
    engine = Engine.PYSNMP if other == 1 else Engine.OWN
    credentials = replace(community, version=other)
    by_other = await _asked(
        client, replace(target, credentials=credentials, engine=engine, retries=1)
    )
    if by_other is None or isinstance(by_other, AgentError | NotPermittedError):
        name = "1" if other == 1 else "2c"
        return (
            f"{where} speaks another version: this community works with version {name}; set "
            f'`version: "{name}"`.'
        )
    by_v3 = await _discovery(client, target)
    if by_v3 is None:
        return (
            f"{where} ignores this community, but its agent is there and speaks version 3: check "
            "the community, or use a version 3 user."
        )
    for error in (by_other, by_v3):
        if not is_silence(error):
            return _said(target, error)
    return (
        f"{where} is silent to every version: the device is down, filtered, not at this address, "
        "or wants another community or a source address that is not ours."
    )


async def _about_user(client: "Client", target: Target, user: User) -> str:
    where = _where(target)
    by_v3 = await _discovery(client, target)
    if by_v3 is not None:
        if not is_silence(by_v3):
            return _said(target, by_v3)
        return (
            f"{where} is silent, even to an SNMPv3 discovery, which needs no secret: the device is "
            "down, filtered, not at this address, or speaks only version 1 or 2c."
        )
    if user.priv is None:
        return (
            f"{where} speaks version 3 but keeps silent to this user: check its name and passwords."
        )
    plain = replace(user, priv=None, priv_secret=None)
    error = await _asked(client, replace(target, credentials=plain))
    if error is None or isinstance(error, UnsupportedSecurityLevelError | NotPermittedError):
        # The user is known and its password right, or the agent would have said so; some drop
        # what they cannot decrypt without a word.
        return (
            f"{where} speaks version 3 but keeps silent to encrypted requests: check the privacy "
            "password and protocol."
        )
    if is_silence(error):
        return (
            f"{where} speaks version 3 and did not answer this user: answers get lost on the "
            "way, or its agent drops what it cannot decrypt; try again, then check the "
            "privacy password and protocol."
        )
    return _said(target, error)


async def _discovery(client: "Client", target: Target) -> SnmpError | None:
    """Return why an agent does not tell its engine id, or `None` if it does."""
    probe = replace(target, credentials=_NOBODY, engine=Engine.OWN, retries=1)
    try:
        await Conversation(client, probe, client.whereabouts(probe), Budget()).discover()
    except SnmpError as error:
        return error
    return None


async def _asked(client: "Client", target: Target) -> SnmpError | None:
    """Return why an agent does not answer a target's credentials, or `None` if it does."""
    # Whoever is called dead is left alone for a while; who asks here is not made to wait.
    client.revive(target)
    try:
        await client.session(target).get([_SYS_UP_TIME])
    except SnmpError as error:
        return error
    return None


def _said(target: Target, error: SnmpError) -> str:
    if isinstance(error, PortRefusedError):
        return (
            f"{_where(target)} refuses: the host is up, but nothing listens there; switch SNMP on "
            "or correct the port."
        )
    return str(error)


def _where(target: Target) -> str:
    return f"{target.host} port {target.port}"
