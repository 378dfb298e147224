"""
How a circuit or a waiver recognises the line it covers.

A subject is a description with holes: every field that is given must match what was seen, fields
not given match anything. Addresses given by a provider's DHCP change, an ifIndex changes at every
restart; a device with its interface name, a next hop or a gateway's MAC stay.
"""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.model.prefixes import IPAddress, IPNetwork, is_link_local, unmapped


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What is covered. `device` is a device's name, `interface` an ifName, ifDescr or ifAlias as the
    caller offers them, `mac` the gateway's (lower-case, colons), `as_number` a BGP peer's.
    """

    device: str | None = None
    interface: str | None = None
    next_hop: IPAddress | None = None
    prefix: IPNetwork | None = None
    mac: str | None = None
    as_number: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given. An empty subject covers nothing, not everything."""
        return (
            self.device is None
            and self.interface is None
            and self.next_hop is None
            and self.prefix is None
            and self.mac is None
            and self.as_number is None
        )

    def matches(
        self,
        *,
        device: str | None = None,
        interfaces: Collection[str] = (),
        next_hops: Collection[IPAddress] = (),
        addresses: Collection[IPAddress] = (),
        macs: Collection[str] = (),
        as_numbers: Collection[int] = (),
    ) -> bool:
        """
        Whether everything given is among what was seen of one line.

        `interfaces` are the names of one interface; case does not count, for people write them.
        A `prefix` matches an address of the line itself or a next hop.
        """
        # The cheap questions first: most lines are another device's or interface's.
        if self.is_empty or (self.device is not None and self.device != device):
            return False
        if self.interface is not None:
            name = self.interface.casefold()
            if not any(name == seen.casefold() for seen in interfaces):
                return False
        if self.mac is not None and self.mac not in macs:
            return False
        if self.as_number is not None and self.as_number not in as_numbers:
            return False
        if self.next_hop is None and self.prefix is None:
            return True
        hops = {unmapped(hop) for hop in next_hops if self._is_telling(hop)}
        own = {unmapped(address) for address in addresses if self._is_telling(address)}
        return (self.next_hop is None or self.next_hop in hops) and (
            self.prefix is None or any(seen in self.prefix for seen in own | hops)
        )

    def _is_telling(self, address: IPAddress) -> bool:
        # Every line may have the same link-local address (RFC 4007): alone it recognises none.
        return self.interface is not None or not is_link_local(address)
