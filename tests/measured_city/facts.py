"""
What is so in the world: makers by the first half of a MAC address, and providers' addresses.

Makers' numbers are from the public list of the IEEE. Providers' blocks are written here, by what
registries allotted, and from nothing that the program is delivered with: most lines are of small
providers that few lists know, as in any city.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from random import Random

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


def _carrier(name: str, as_number: int, *prefixes: str) -> Carrier:
    return Carrier(name, as_number, tuple(map(IPv4Network, prefixes)))


CARRIERS = (
    _carrier("Telkom", 7713, "36.64.0.0/12", "36.80.0.0/13", "125.160.0.0/13", "180.244.0.0/14"),
    _carrier("Telkomsel", 23693, "114.120.0.0/13", "182.0.0.0/13"),
    _carrier("Indosat", 4761, "114.0.0.0/13", "202.155.0.0/17", "124.195.0.0/17"),
    _carrier("XL Axiata", 24203, "112.215.0.0/16", "202.152.224.0/19"),
    _carrier("Biznet", 17451, "117.102.64.0/18", "182.253.0.0/16", "112.78.128.0/18"),
    _carrier("First Media", 23700, "139.192.0.0/14", "110.136.128.0/17"),
    _carrier("CBN", 4787, "202.158.0.0/17", "210.210.160.0/19"),
    _carrier("Icon Plus", 9341, "202.162.192.0/18", "103.10.60.0/22"),
    _carrier("Moratel", 23947, "103.3.220.0/22", "202.43.160.0/19"),
)
"""Those that everybody knows, by what they are allotted; a customer's line may be of a part that
was sold on since."""
_SPACE = ("45.64.0.0/12", "101.32.0.0/11", "103.0.0.0/8", "116.192.0.0/12", "157.112.0.0/12",
          "160.16.0.0/12", "163.48.0.0/12", "193.0.0.0/9", "202.0.0.0/9",
          "203.128.0.0/10")  # fmt: skip
"""Where the many small providers of a country have their blocks, among others' of everywhere."""
_SHARE_OF_SMALL = 0.6


def public_block(rng: Random, length: int = 29) -> tuple[IPv4Network, Carrier | None]:
    """Pick a customer's subnet: of a provider that everybody knows, or of one of the many small."""
    carrier = None if rng.random() < _SHARE_OF_SMALL else rng.choice(CARRIERS)
    wide = (
        IPv4Network(rng.choice(_SPACE), strict=False) if carrier is None else rng.choice(carrier.v4)
    )
    size = 1 << (32 - length)
    while True:
        at = rng.randrange(1, wide.num_addresses // size)
        block = IPv4Network((int(wide.network_address) + at * size, length))
        if not any(block.overlaps(one) for one in (BANK, BPJS, MINISTRY)):
            return block, carrier


def some_as_number(rng: Random) -> int:
    """Pick the AS number of a provider: of one that everybody knows, or of any other."""
    if rng.random() < _SHARE_OF_SMALL:
        return rng.randint(131072, 153913)
    return rng.choice(CARRIERS).as_number


def shared_address(rng: Random) -> IPv4Address:
    """Pick an address of a carrier's NAT that is not the city's."""
    return IPv4Address(f"100.{rng.randint(80, 126)}.{rng.randint(1, 254)}.{rng.randint(2, 250)}")


def public_v6(rng: Random) -> IPv6Address:
    """Pick a customer's IPv6 address: Telkom's, or one of APNIC's other blocks."""
    if rng.random() < _SHARE_OF_SMALL:
        block = f"2400:{rng.randint(0x1000, 0xFFFF):x}:{rng.randint(0, 0xFF):x}"
    else:
        block = f"2001:448a:{rng.randint(0x2050, 0x205F):x}"
    return IPv6Address(f"{block}:{rng.randint(1, 0xFFFF):x}::2")


def mac_of(rng: Random, maker: str) -> str:
    """Make a MAC address of a maker."""
    tail = ":".join(f"{rng.randrange(256):02x}" for _ in range(3))
    return f"{rng.choice(OUI[maker])}:{tail}"


def serial_of(rng: Random, maker: str) -> str:
    """Make a serial number."""
    return f"{maker[:2].upper()}{rng.randrange(16**9):09X}"
