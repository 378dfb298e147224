"""
What kind of box a MAC address belongs to, as far as its maker tells.

The first octets of a MAC are its maker's (the IEEE's list of OUIs). Makers are coarse: Huawei makes
home ONTs and data-centre switches, TP-Link routers and access points. So a class is a hint, one
maker may be of several, and prefixes that the administrator gives go before the maker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from re import Pattern

from monitor.model.words import whole_words

_LOCAL, _GROUP = 0x02, 0x01


class DeviceClass(StrEnum):
    """Kinds of boxes by their makers."""

    CPE = "cpe"
    """What a provider puts at a customer's: ONTs, LTE and home routers."""
    NETWORK = "network"
    ACCESS_POINT = "access-point"
    PRINTER = "printer"
    CAMERA = "camera"
    PHONE = "phone"
    HYPERVISOR = "hypervisor"
    """Network cards of virtual machines."""


Classes = frozenset[DeviceClass]


@dataclass(frozen=True, slots=True)
class DeviceClasses:
    """
    Makers by class, as plain texts looked for as whole words, and prefixes by class.

    A prefix is the beginning of a MAC: three octets or more, lower-case, with colons.
    """

    vendors: Mapping[DeviceClass, tuple[str, ...]] = field(default_factory=dict)
    prefixes: Mapping[DeviceClass, tuple[str, ...]] = field(default_factory=dict)
    _words: tuple[tuple[Pattern[str], DeviceClass], ...] = field(
        init=False, repr=False, compare=False
    )
    _known: dict[str, Classes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = tuple((whole_words(found), kind) for kind, found in self.vendors.items() if found)
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_known", {})

    def of_prefix(self, mac: str) -> Classes:
        """Return the classes whose prefixes a MAC begins with."""
        return frozenset(kind for kind, found in self.prefixes.items() if mac.startswith(found))

    def of_vendor(self, vendor: str) -> Classes:
        """Return the classes of a maker."""
        found = self._known.get(vendor)
        if found is None:
            lowered = vendor.lower()
            found = frozenset(kind for word, kind in self._words if word.search(lowered))
            self._known[vendor] = found
        return found


def is_makers(mac: str) -> bool:
    """Whether a maker gave the address: phones and virtual machines make up their own."""
    return not int(mac[:2], 16) & (_LOCAL | _GROUP)
