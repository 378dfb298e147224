"""
What is given twice in a registry: names, addresses, MAC addresses.

A device whose address or MAC address is another's too is recognised by neither. Two devices may
share a virtual address, so that is a warning; but nobody writes a shared address as IPv6 once
(`::ffff:10.0.0.1`, RFC 4291) and as IPv4 the other time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import ip_address

from monitor.model.prefixes import IPAddress, unmapped
from monitor.sources.check import Strict
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.document import Step
from monitor.sources.registry_schema import DeviceEntry, NetworkEntry

_ADDRESS = ("address",)


def check_names(declared: Declarations) -> None:
    """Refuse names and addresses that are given twice; warn of those that may be shared."""
    _unique(declared.agencies, lambda item: item.entry.code, "code")
    _unique(declared.sites, lambda item: item.entry.code, "code")
    _unique(declared.devices, lambda item: item.entry.name, "name")
    _unique(
        declared.devices,
        lambda item: item.entry.address and (item.entry.address.lower(), item.entry.port),
        "address",
        "has the address and port of another device",
    )
    _check_addresses(declared.devices)
    _check_macs(declared.devices)
    for owner in declared.networks:
        _check_gateways(owner)


def number_of(host: str) -> IPAddress | None:
    """Return the address that is written for a device; nothing for a host name."""
    try:
        return unmapped(ip_address(host))
    except ValueError:
        return None


def plain_host(host: str) -> str:
    """Write whom to ask the short way: an IPv4 address that is written as IPv6 as what it is."""
    number = number_of(host)
    return host if number is None else str(number)


def _check_addresses(devices: Sequence[Declared[DeviceEntry]]) -> None:
    # Those that are asked at an address are its owners before those that have it besides.
    owners: dict[IPAddress, list[Declared[DeviceEntry]]] = {}
    for is_first in (True, False):
        for device in devices:
            for key, address in _addresses(device.entry):
                if (key == _ADDRESS) == is_first:
                    owners.setdefault(unmapped(address), []).append(device)
    for device in devices:
        for key, address in _addresses(device.entry):
            plain = unmapped(address)
            first = owners[plain][0]
            other = next((one for one in owners[plain] if one is not device), device)
            if other is not device and plain != address:
                _refuse_disguised(device, key, plain, other.place)
            elif first is not device and key != _ADDRESS:
                _warn_shared(device, key, first)


def _addresses(device: DeviceEntry) -> Iterator[tuple[tuple[Step, ...], IPAddress]]:
    """Give all addresses of a device that are numbers, as they are written."""
    if number_of(device.address) is not None:
        yield _ADDRESS, ip_address(device.address)
    for at, address in enumerate(device.addresses):
        yield ("addresses", at), address


def _check_macs(devices: Sequence[Declared[DeviceEntry]]) -> None:
    seen: dict[str, Declared[DeviceEntry]] = {}
    for device in devices:
        for at, mac in enumerate(device.entry.macs):
            first = seen.setdefault(mac, device)
            if first is not device:
                _warn_shared(device, ("macs", at), first)


def _check_gateways(network: Declared[NetworkEntry]) -> None:
    """Refuse a gateway twice in disguise; warn of one whose MAC address is told in two ways."""
    seen: dict[IPAddress, int] = {}
    gateways = network.entry.gateways
    for at, gateway in enumerate(gateways):
        plain = unmapped(gateway.address)
        first = seen.setdefault(plain, at)
        key = ("gateways", at, "address")
        if first == at:
            continue
        line = network.document.line_of((*network.path, "gateways", first))
        place = f"{network.document.file}:{line}"
        if gateway.address != gateways[first].address:
            _refuse_disguised(network, key, plain, place)
        elif gateways[first].mac != gateway.mac:
            hint = "write one entry for an address: the MAC address of the last one counts alone"
            network.warn(key, f"is also of the gateway at {place}, with another MAC address", hint)


def _refuse_disguised(
    item: Declared[Strict], key: Sequence[Step], plain: IPAddress, place: str
) -> None:
    message = f"is {plain}, which stands at {place} too, once as IPv4 and once as IPv6"
    item.problem(key, message, f"remove it, or write {plain} where both are meant to have it")


def _unique(
    items: Iterable[Declared[Strict]],
    key: Callable[..., object],
    where: str,
    message: str = "is given twice",
) -> None:
    first: dict[object, Declared[Strict]] = {}
    for item in items:
        name = key(item)
        other = first.setdefault(name, item) if name else item
        if other is not item:
            item.problem((where,), f"{message}, first at {other.place}", "give each its own")


def _warn_shared(device: Declared[Strict], key: Sequence[Step], other: Declared[Strict]) -> None:
    hint = "no neighbour will be recognised by it; right only for a shared (virtual) one"
    device.warn(key, f"is also of the device at {other.place}", hint)
