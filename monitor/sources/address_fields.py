"""
Addresses, prefixes and what else says where something is, as they stand in the files.

A value that can be nobody's is refused here, wherever it stands (`nobodys`).
"""

import re
from ipaddress import ip_address, ip_interface, ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from monitor.model.prefixes import IPAddress, IPNetwork, unmapped
from monitor.sources.fields import integer, plain_text, validator, wrong
from monitor.sources.nobodys import (
    Fault,
    fault_of_address,
    fault_of_host,
    fault_of_mac,
    fault_of_prefix,
)

_HOST = re.compile(r"(?!.*\.\.)[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\.?", re.ASCII)
_MAC = re.compile(r"([0-9a-f]{2})[:-]?" * 5 + r"([0-9a-f]{2})", re.ASCII)
_OUI = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){2,4}", re.ASCII)
_URL = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+", re.ASCII)
"""The signs of RFC 3986."""
_A_URL = "write one as https://opd-monitor.kota.go.id or http://10.1.2.3:10190"


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise wrong(*fault)


def _address(value: object) -> IPAddress:
    text = plain_text(value)
    try:
        address = ip_address(text)
    except ValueError:
        raise wrong("is not an IP address", "write one as 10.1.2.3 or 2001:db8::1") from None
    _refuse(fault_of_host(address))
    return address


def _next_hop(value: object) -> IPAddress:
    """Take an address by which a line is recognised, IPv4 as IPv4: else it would match nothing."""
    return unmapped(_address(value))


def _host(value: object) -> str:
    """Take whom to ask. Loopback is right here: an agent may be of this machine."""
    text = plain_text(value)
    try:
        address = ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return _host_name(text)
    _refuse(fault_of_address(address))
    return str(address)


def _listening(value: object) -> tuple[str, int]:
    """Take where to listen; `0.0.0.0` and `::` are all of this machine's addresses."""
    host, found, port = plain_text(value).rpartition(":")
    if not found or not port.isdecimal() or not 0 < int(port) < 65536 or not host:
        raise wrong("is not an address and a port", "write 127.0.0.1:10190 or [::1]:10190")
    try:
        return str(ip_address(host.removeprefix("[").removesuffix("]"))), int(port)
    except ValueError:
        return _host_name(host), int(port)


def _host_name(text: str) -> str:
    numeric = text.rpartition(".")[2].isdigit()
    if numeric or not _HOST.fullmatch(text):
        hint = "write 10.1.2.3, 2001:db8::1 or a host name; the port has a key of its own"
        raise wrong("is neither an address nor a host name", hint)
    return text


def _base_url(value: object) -> str:
    """Take the address that all pages begin with, without the slash at its end."""
    text = plain_text(value)
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong("is not an address of http or https", _A_URL)
    if parts.username is not None or parts.password is not None:
        raise wrong("holds a user or a password", "leave them out: everybody may see the address")
    if "?" in text or "#" in text:
        raise wrong("holds more than where the pages begin", "leave out what begins with ? or #")
    try:
        ip_address(parts.hostname)
    except ValueError:
        _host_name(parts.hostname)
    return text.rstrip("/")


def _known_name(value: object) -> str:
    """Take a name by which browsers and Prometheus reach the pages, in small letters."""
    return _host_name(plain_text(value)).lower().removesuffix(".")


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if _URL.fullmatch(text) else None


def _prefix(value: object) -> IPNetwork:
    text = plain_text(value)
    if "/" not in text:
        raise wrong("has no prefix length", f"write {_with_length(text)}")
    try:
        network = ip_network(text)
    except ValueError:
        try:
            network = ip_interface(text).network
        except ValueError:
            raise wrong("is not an address prefix", "write one as 10.1.0.0/16") from None
        _refuse(fault_of_prefix(network))
        raise wrong("has address bits behind its length", f"write {network}") from None
    _refuse(fault_of_prefix(network))
    return network


def _with_length(text: str) -> str:
    try:
        network = ip_network(text)
    except ValueError:
        return "one as 10.1.0.0/16"
    _refuse(fault_of_prefix(network))
    return str(network)


def _place(value: object) -> IPNetwork:
    """Take a prefix, or one address as the prefix of just itself."""
    try:
        address = ip_address(plain_text(value))
    except ValueError:
        return _prefix(value)
    network = ip_network(unmapped(address))
    _refuse(fault_of_prefix(network))
    return network


def _mac(value: object) -> str:
    found = _MAC.fullmatch(plain_text(value).lower().replace(".", ""))
    if found is None:
        raise wrong("is not a MAC address", "write one as 00:11:22:aa:bb:cc")
    mac = ":".join(found.groups())
    _refuse(fault_of_mac(mac))
    return mac


def _oui(value: object) -> str:
    text = plain_text(value).lower().replace("-", ":")
    if not _OUI.fullmatch(text):
        raise wrong("is not the beginning of a MAC address", "write three octets as 00:50:56")
    return text


Host = Annotated[str, validator(_host, "")]
Address = Annotated[IPAddress, validator(_address)]
NextHop = Annotated[IPAddress, validator(_next_hop)]
Prefix = Annotated[IPNetwork, validator(_prefix)]
Place = Annotated[IPNetwork, validator(_place)]
Mac = Annotated[str, validator(_mac)]
Oui = Annotated[str, validator(_oui)]
Endpoint = Annotated[tuple[str, int], validator(_listening)]
BaseUrl = Annotated[str, validator(_base_url)]
KnownName = Annotated[str, validator(_known_name)]
Port = Annotated[int, integer(1, 65535)]
AsNumber = Annotated[int, integer(1, 4294967294)]
