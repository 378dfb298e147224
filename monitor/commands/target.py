"""Which device a command asks: one of the registry, or any address with credentials of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    Failure,
    Kind,
    configuration,
    environment,
    has_default_config,
)
from monitor.commands.remembered import zone_of
from monitor.model.declared import Device
from monitor.model.policy import Policy
from monitor.model.profile import SnmpProfile
from monitor.model.registry import Registry
from monitor.polling import address_of, result_of
from monitor.settings import Limits
from monitor.snmp.budget import Budget
from monitor.snmp.client import Client
from monitor.snmp.diagnose import diagnose
from monitor.snmp.errors import SnmpError
from monitor.snmp.session import Session, Target, in_vlan, target_of
from monitor.sources.command_line import profile_of_options
from monitor.sources.problem import ConfigError
from monitor.vlans import InVlan

T = TypeVar("T")

Where = Annotated[str, typer.Argument(metavar="DEVICE", help="Its name, or ADDRESS[:PORT].")]
Profile = Annotated[str | None, typer.Option(help="A profile of monitor.yaml, for an address.")]
Version = Annotated[str | None, typer.Option("--snmp-version", help="1, 2c or 3.")]
CommunityOption = Annotated[
    str | None, typer.Option("--community", help="The community, or env:NAME or file:/path.")
]
UserOption = Annotated[str | None, typer.Option("--user", help="The user of version 3.")]
Auth = Annotated[str | None, typer.Option(help="MD5, SHA, SHA-224 ... SHA-512.")]
AuthSecret = Annotated[str | None, typer.Option(help="env:NAME or file:/path.")]
Priv = Annotated[str | None, typer.Option(help="DES, AES-128, AES-256 ...")]
PrivSecret = Annotated[str | None, typer.Option(help="env:NAME or file:/path.")]
Context = Annotated[str | None, typer.Option(help="An SNMPv3 context.")]


@dataclass(frozen=True, slots=True)
class Options:
    """How to ask an address that is in no registry, as given on the command line."""

    profile: str | None = None
    version: str | None = None
    community: str | None = None
    user: str | None = None
    auth: str | None = None
    auth_secret: str | None = None
    priv: str | None = None
    priv_secret: str | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The device to ask, how, what is declared around it, and the time zone of who asks."""

    device: Device
    profile: SnmpProfile
    registry: Registry
    policy: Policy
    zone: tzinfo
    limits: Limits

    def budget(self) -> Budget:
        """Return what one poll of it may cost."""
        return Budget(self.limits.poll_budget_s, self.limits.poll_bytes)


def asked(where: str, config: Path | None, options: Options) -> Asked:
    """Find out whom to ask and how; raises `Failure`."""
    has_config = config is not None or has_default_config()
    own = _own_profile(options)
    if not has_config:
        if own is None:
            raise Failure(
                f"there is no {DEFAULT_CONFIG}: name your monitor.yaml with --config, or say how "
                "to ask (--community, or --user and its secrets).",
                2,
            )
        return Asked(_device_at(where), own, Registry(), Policy(), zone_of(None), Limits())
    # Who says how to ask needs no secret of the configuration.
    settings, registry = configuration(config, with_profiles=own is None)
    device = registry.devices.get(where) or _device_at(where, registry)
    name = options.profile or device.profile or "default"
    profile = own or settings.profiles.get(name)
    if profile is None:
        known = ", ".join(sorted(settings.profiles))
        raise Failure(f"there is no SNMP profile {name!r}: choose one of {known}.", 2)
    return Asked(device, profile, registry, settings.policy, zone_of(settings), settings.limits)


def ask(found: Asked, work: Callable[[Session, InVlan], Awaitable[T]], budget: Budget) -> T:
    """Open a session with the device, work with it, and say in a sentence what went wrong."""
    return asyncio.run(_ask(found, work, budget))


async def _ask(found: Asked, work: Callable[[Session, InVlan], Awaitable[T]], budget: Budget) -> T:
    try:
        host = await address_of(found.device.address)
    except OSError as error:
        raise Failure(
            f"{found.device.address} has no address: {error.strerror}.", kind=Kind.NO_ADDRESS
        ) from None
    client = Client()
    await client.start()
    target: Target = target_of(found.profile, host, found.device.port)
    try:
        return await work(
            client.session(target, budget=budget),
            lambda number: client.session(in_vlan(target, number), budget=budget),
        )
    except SnmpError as error:
        raise Failure(await diagnose(client, target, error), kind=result_of(error)) from None
    finally:
        await client.stop()


def _own_profile(options: Options) -> SnmpProfile | None:
    version = options.version or ("3" if options.user else "2c" if options.community else None)
    given = {
        "version": version,
        "community": options.community,
        "user": options.user,
        "auth": options.auth,
        "auth_secret": options.auth_secret,
        "priv": options.priv,
        "priv_secret": options.priv_secret,
        "context": options.context,
    }
    if version is None:
        stray = next((key for key, value in given.items() if value is not None), None)
        if stray is not None:
            option = f"--{stray.replace('_', '-')}"
            raise Failure(f"{option} is for version 3 and needs --user.", 2)
        return None
    written = {key: value for key, value in given.items() if value is not None}
    try:
        return profile_of_options(written, environment())
    except ConfigError as error:
        raise Failure("the options cannot be used:", 2, error.problems) from None


def _device_at(where: str, registry: Registry | None = None) -> Device:
    host, port = _split(where)
    if not host:
        raise Failure(f"{where!r} is no address and no name: write ADDRESS or ADDRESS:PORT.", 2)
    try:
        address = ip_address(host)
    except ValueError:
        if registry is not None and "." not in host:
            raise Failure(
                f"{where!r} is no device of the registry and no address: check the name.", 2
            ) from None
        return Device(name=where, address=host, site="", port=port)
    known = registry.device_by_address(address) if registry else None
    if known is not None and known.port == port:
        return known
    return Device(name=where, address=host, site="", port=port)


def _split(where: str) -> tuple[str, int]:
    if where.startswith("["):
        host, closed, rest = where[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise Failure(f"{where!r} is no address: write [ADDRESS] or [ADDRESS]:PORT.", 2)
        port = rest.removeprefix(":")
    elif where.count(":") == 1:
        host, _, port = where.partition(":")
    else:
        host, port = where, ""
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise Failure(f"{where!r} is no address: write ADDRESS or ADDRESS:PORT.", 2)
    return host, int(port or 161)
