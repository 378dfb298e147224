"""
Who made a box, by its MAC address, and what kind of box that makes it.

netaddr carries the IEEE's list of OUIs as of its release; it is read when the first address is
looked up, and what was found is kept. An address that no maker gave has no maker.
"""

from functools import lru_cache

from monitor.model.device_class import Classes, DeviceClasses, is_makers

_OUI = len("aa:bb:cc")


def vendor_of(mac: str) -> str:
    """Name the maker of a MAC address (lower-case, colons) as the IEEE has it, or nothing."""
    return _registered(mac[:_OUI]) if is_makers(mac) else ""


def classes_of(mac: str, classes: DeviceClasses) -> Classes:
    """Say what kinds of box a MAC address may belong to; explicit prefixes go before the maker."""
    return classes.of_prefix(mac) or classes.of_vendor(vendor_of(mac))


@lru_cache(maxsize=65_536)
def _registered(prefix: str) -> str:
    # Reading the index takes a tenth of a second and 17 MB: only who looks up an address pays.
    from netaddr import OUI, NotRegisteredError

    try:
        return " ".join(OUI(prefix.replace(":", "-")).registration().org.split())
    except NotRegisteredError:
        return ""
