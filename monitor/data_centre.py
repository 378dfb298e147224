"""
Whether a device stands in the data centre, where servers belong.

A registry tells it in two ways: by the data centre's prefixes, and by the site a device is at.
Sites of the agency that runs the network are never meant: it is the one at whose sites core and
border routers stand, and wherever it keeps its servers is the data centre. Where no prefix of the
data centre is declared nobody can tell, and nobody is accused.
"""

from collections.abc import Iterable

from monitor.model.declared import Device
from monitor.model.observation import Address
from monitor.model.registry import Registry, addresses_of


def is_outside(device: Device, registry: Registry, own: Iterable[Address] = ()) -> bool:
    """
    Whether a device stands at an agency's site with no address in the data centre.

    `own` are the addresses it shows of itself. A device known by a host name alone is not told.
    """
    if not registry.network.data_centre_prefixes or not is_at_agency(device.site, registry):
        return False
    known = {*addresses_of(device), *(seen.address for seen in own)}
    return bool(known) and not any(map(registry.in_data_centre, known))


def is_at_agency(site: str, registry: Registry) -> bool:
    """Whether a site is of an agency that does not run the network."""
    return registry.agency_of(site) is not None and not registry.is_citys_own(site)
