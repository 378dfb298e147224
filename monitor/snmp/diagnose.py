"""
What to tell a person about an agent that gave nothing.

An agent does not say that a community is wrong: it keeps silent, as one that is down does. But an
SNMPv3 agent tells its engine id to everybody (RFC 3414, 4), so a question without any secret shows
whether something that speaks SNMP is there at all.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.model.profile import Engine
from monitor.snmp.conversation import Conversation
from monitor.snmp.errors import (
    NoAnswerError,
    NotPermittedError,
    PortRefusedError,
    SnmpError,
    UnreachableError,
    UnsupportedSecurityLevelError,
)
from monitor.snmp.session import Community, Target, User

if TYPE_CHECKING:
    from monitor.snmp.client import Client

_SYS_UP_TIME: Final = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_NOBODY: Final = User("")


async def diagnose(client: "Client", target: Target, error: SnmpError) -> str:
    """Return a sentence on why a target gave nothing and what to look at next."""
    where = f"{target.host} port {target.port}"
    if isinstance(error, PortRefusedError):
        return (
            f"{where} refuses: the host is up, but nothing listens there; switch SNMP on or "
            "correct the port."
        )
    if isinstance(error, UnreachableError) or not isinstance(error, NoAnswerError):
        return str(error)
    if error.dropped:
        return str(error)
    # Whoever is called dead is left alone for a while; a person who asks is not made to wait.
    client.revive(target)
    has_v3 = await _discovers(client, target)
    if isinstance(target.credentials, User):
        return await _about_user(client, target, target.credentials, where, has_v3=has_v3)
    other = 1 if target.credentials.version == 2 else 2
    if await _answers(
        client, replace(target, credentials=replace(target.credentials, version=other))
    ):
        name = "1" if other == 1 else "2c"
        return (
            f"{where} speaks another version: this community works with version {name}; set "
            f'`version: "{name}"`.'
        )
    if has_v3:
        return (
            f"{where} ignores this community, but its agent is there and speaks version 3: check "
            "the community, or use a version 3 user."
        )
    return _silent(where)


async def is_there(client: "Client", target: Target) -> bool:
    """
    Whether an agent of version 3 answers there, which is silent to this community.

    It is asked for its engine id, which needs no secret. A line that comes back just then makes it
    answer too, so the community is tried once more, between two such answers.
    """
    if not await _discovers(client, target):
        return False
    client.revive(target)
    try:
        await client.session(target).get([_SYS_UP_TIME])
    except NoAnswerError:
        return await _discovers(client, target)
    except SnmpError:
        pass
    return False


async def _about_user(
    client: "Client", target: Target, user: User, where: str, *, has_v3: bool
) -> str:
    if not has_v3:
        return (
            f"{where} is silent, even to an SNMPv3 discovery, which needs no secret: the device is "
            "down, filtered, not at this address, or speaks only version 1 or 2c."
        )
    if user.priv is not None:
        client.revive(target)
        plain = replace(target, credentials=replace(user, priv=None, priv_secret=None))
        try:
            await client.session(plain).get([_SYS_UP_TIME])
        except NoAnswerError:
            return (
                f"{where} speaks version 3 and did not answer this user: answers get lost on the "
                "way, or its agent drops what it cannot decrypt; try again, then check the "
                "privacy password and protocol."
            )
        except (UnsupportedSecurityLevelError, NotPermittedError):
            # The user is known and its password right, or the agent would have said so.
            pass
        except SnmpError as error:
            return str(error)
        # Some agents drop what they cannot decrypt without a word.
        return (
            f"{where} speaks version 3 but keeps silent to encrypted requests: check the privacy "
            "password and protocol."
        )
    return f"{where} speaks version 3 but keeps silent to this user: check its name and passwords."


async def _discovers(client: "Client", target: Target) -> bool:
    probe = replace(target, credentials=_NOBODY, engine=Engine.OWN, retries=1)
    try:
        await Conversation(client, probe, client.whereabouts(probe)).discover()
    except SnmpError:
        return False
    return True


async def _answers(client: "Client", target: Target) -> bool:
    assert isinstance(target.credentials, Community)
    client.revive(target)
    engine = Engine.PYSNMP if target.credentials.version == 1 else Engine.OWN
    try:
        await client.session(replace(target, engine=engine, retries=1)).get([_SYS_UP_TIME])
    except SnmpError:
        return False
    return True


def _silent(where: str) -> str:
    return (
        f"{where} is silent to every version: the device is down, filtered, not at this address, "
        "or wants another community or a source address that is not ours."
    )
