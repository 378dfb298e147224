"""
What is so in the world: makers by the first half of a MAC address, and providers' addresses.

Makers' numbers are from the public list of the IEEE. Providers' prefixes are the data delivered
with the program; a fifth of the foreign lines are of somebody that the data does not know.
"""

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from pathlib import Path
from random import Random

import yaml

OUI_FILE = Path(__file__).parents[3] / "config" / "oui.yaml"
PROVIDERS_FILE = Path(__file__).parents[3] / "config" / "providers.yaml"
OUI = {
    "MikroTik": ("4c:5e:0c", "6c:3b:6b", "48:8f:5a", "dc:2c:6e"),
    "Cisco": ("00:1b:54", "70:ca:9b", "f8:7b:20"),
    "Huawei": ("00:e0:fc", "48:46:fb", "ac:e2:15"),
    "Fortinet": ("00:09:0f", "70:4c:a5"),
    "Juniper": ("00:05:85", "2c:6b:f5"),
    "Dell": ("18:66:da", "b0:83:fe"),
    "PC": ("98:fa:9b", "3c:52:82", "8c:16:45", "54:bf:64", "c8:d9:d2", "a8:5e:45"),
    "Telephone": ("04:e5:98", "50:64:2b", "8c:f5:a3", "d4:f5:47"),
    "HP": ("3c:d9:2b", "9c:b6:54"),
    "APC": ("00:c0:b7",),
    "Hikvision": ("44:19:b6", "bc:ad:28"),
    "ZTE": ("d4:76:ea", "4c:09:b4", "f4:6d:e2"),
    "FiberHome": ("48:f9:7c", "74:9d:79"),
    "TP-Link": ("50:c7:bf", "14:cc:20", "f8:1a:67"),
    "Tenda": ("c8:3a:35", "50:2b:73"),
    "Ubiquiti": ("24:a4:3c", "78:8a:20"),
    "VMware": ("00:50:56", "00:0c:29"),
    "Proxmox": ("bc:24:11",),
    "KVM": ("52:54:00",),
}
CPE_MAKERS = ("ZTE", "FiberHome", "Huawei", "TP-Link", "Tenda")
BANK = IPv4Network("203.0.113.64/28")
BPJS = IPv4Network("203.0.113.0/28")
MINISTRY = IPv4Network("203.0.113.128/26")


@dataclass(frozen=True, slots=True)
class Carrier:
    """An internet provider: some of its addresses, and its AS number."""

    name: str
    as_number: int
    v4: tuple[IPv4Network, ...]


@cache
def carriers() -> tuple[Carrier, ...]:
    """Return the providers that sell lines in a city, as the delivered data has them."""
    data = yaml.load(PROVIDERS_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = []
    for entry in data["providers"]:
        prefixes = [IPv4Network(text) for text in entry["prefixes"] if ":" not in text]
        wide = tuple(one for one in prefixes if one.prefixlen <= 22)
        if wide:
            found.append(Carrier(entry["name"], entry["as_numbers"][0], wide))
    return tuple(found[:16])


def carrier_named(name: str) -> Carrier:
    """Return one of them by its name."""
    return next(one for one in carriers() if one.name == name)


def public_block(rng: Random, length: int = 29) -> tuple[IPv4Network, Carrier | None]:
    """Pick a customer's subnet of some provider, or of one that nobody knows."""
    if rng.random() < 0.2:
        wide, carrier = IPv4Network("193.0.0.0/9"), None
    else:
        carrier = rng.choice(carriers())
        wide = rng.choice(carrier.v4)
    size = 1 << (32 - length)
    at = rng.randrange(1, wide.num_addresses // size)
    return IPv4Network((int(wide.network_address) + at * size, length)), carrier


def shared_address(rng: Random) -> IPv4Address:
    """Pick an address of a carrier's NAT that is not the city's."""
    return IPv4Address(f"100.{rng.randint(80, 126)}.{rng.randint(1, 254)}.{rng.randint(2, 250)}")


def public_v6(rng: Random) -> IPv6Address:
    """Pick an IPv6 address of Telkom's."""
    return IPv6Address(f"2001:448a:{rng.randint(0x2050, 0x205F):x}:{rng.randint(1, 0xFFFF):x}::2")


def mac_of(rng: Random, maker: str) -> str:
    """Make a MAC address of a maker."""
    tail = ":".join(f"{rng.randrange(256):02x}" for _ in range(3))
    return f"{rng.choice(OUI[maker])}:{tail}"


def serial_of(rng: Random, maker: str) -> str:
    """Make a serial number."""
    return f"{maker[:2].upper()}{rng.randrange(16**9):09X}"
