"""
The polled devices as Prometheus's HTTP service discovery wants them (`http_sd_config`).

So that snmp_exporter, or whatever else asks the same devices, needs no list of its own. There is
one group a device: its address, and labels that begin with `__meta_` and are gone after relabelling
unless a rule keeps them. A profile is named, and never what is in it.
"""

from ipaddress import IPv6Address, ip_address

from exporters.coverage import polled_devices
from monitor.model.city import CityView, DeviceView
from monitor.model.declared import Device

_SNMP_PORT = 161


def targets_json(city: CityView) -> list[dict[str, object]]:
    """Give one group for each polled device, in the order of their names."""
    return [
        {"targets": [address_of(view.device)], "labels": _labels(city, view)}
        for view in polled_devices(city)
    ]


def address_of(device: Device) -> str:
    """Write where a device is asked; the port only if it is not SNMP's own."""
    if device.port == _SNMP_PORT:
        return device.address
    host = f"[{device.address}]" if _is_ipv6(device.address) else device.address
    return f"{host}:{device.port}"


def _labels(city: CityView, view: DeviceView) -> dict[str, str]:
    device = view.device
    known = {
        "device": device.name,
        "agency": view.agency,
        "site": device.site,
        "role": device.role.value,
        "profile": device.profile,
        "snmp_version": city.snmp_versions.get(device.profile, ""),
    }
    return {f"__meta_opd_{name}": value for name, value in known.items() if value}


def _is_ipv6(address: str) -> bool:
    try:
        return isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return False
