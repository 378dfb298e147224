"""
What may stand in a registry file. The words are explained in `monitor.model.declared`.

Missing lists are empty, so that a registry may be spread over a folder of files in any way.
"""

from typing import Annotated

from pydantic import Field

from monitor.model.declared import FINDING_KINDS, DeviceRole
from monitor.model.medium import Medium
from monitor.sources.address_fields import (
    Address,
    AsNumber,
    Host,
    Mac,
    NextHop,
    Place,
    Port,
    Prefix,
)
from monitor.sources.check import Strict
from monitor.sources.fields import Code, Flag, Rate, Text, choice, number, word
from monitor.sources.time_fields import Day, Moment

ROUTING = {
    "ospf": "ospf",
    "bgp": "bgp",
    "is-is": "is-is",
    "isis": "is-is",
    "rip": "rip",
    "eigrp": "ciscoEigrp",
    "static": "netmgmt",
}
"""How people call routing protocols, and IANAipRouteProtocol does."""

Role = Annotated[DeviceRole, choice(DeviceRole)]
Kind = Annotated[str, word({kind: kind for kind in FINDING_KINDS})]
Routing = Annotated[str, word(ROUTING)]
Line = Annotated[Medium, choice(Medium)]
Latitude = Annotated[float, number(-90, 90)]
Longitude = Annotated[float, number(-180, 180)]


class GatewayEntry(Strict):
    address: Address
    mac: Mac | None = None
    name: Text = ""


class DestinationEntry(Strict):
    name: Text
    prefixes: list[Place]


class NetworkEntry(Strict):
    as_numbers: list[AsNumber] = Field(default_factory=list)
    allowed_peer_as: list[AsNumber] = Field(default_factory=list)
    prefixes: list[Prefix] = Field(default_factory=list)
    gateways: list[GatewayEntry] = Field(default_factory=list)
    data_centre_prefixes: list[Prefix] = Field(default_factory=list)
    cgnat_prefixes: list[Prefix] = Field(default_factory=list)
    approved_destinations: list[DestinationEntry] = Field(default_factory=list)
    ssids: list[Text] = Field(default_factory=list)


class AgencyEntry(Strict):
    code: Code
    name: Text
    kind: Text = ""
    obliged: Flag = True


class SiteEntry(Strict):
    code: Code
    agency: Code
    name: Text
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    prefixes: list[Prefix] = Field(default_factory=list)
    routing: list[Routing] = Field(default_factory=list)


class DeviceEntry(Strict):
    name: Code
    address: Host
    port: Port = 161
    site: Code
    role: Role = DeviceRole.ROUTER
    profile: Code = "default"
    addresses: list[Address] = Field(default_factory=list)
    macs: list[Mac] = Field(default_factory=list)
    poll: Flag = True


class SubjectEntry(Strict):
    device: Code | None = None
    interface: Text | None = None
    next_hop: NextHop | None = None
    prefix: Place | None = None
    mac: Mac | None = None
    as_number: AsNumber | None = None


class CircuitEntry(Strict):
    contract: Text
    provider: Text
    site: Code
    match: list[SubjectEntry]
    medium: Line | None = None
    capacity_bps: Rate | None = None
    valid_from: Day | None = Field(default=None, alias="from")
    valid_until: Day | None = Field(default=None, alias="until")


class WaiverEntry(Strict):
    letter: Text
    approver: Text
    reason: Text
    site: Code
    subject: SubjectEntry
    kinds: list[Kind]
    valid_from: Day = Field(alias="from")
    valid_until: Day = Field(alias="until")


class MaintenanceEntry(Strict):
    reason: Text
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="until")
    sites: list[Code] = Field(default_factory=list)
    devices: list[Code] = Field(default_factory=list)


SECTIONS: dict[str, type[Strict]] = {
    "network": NetworkEntry,
    "agencies": AgencyEntry,
    "sites": SiteEntry,
    "devices": DeviceEntry,
    "circuits": CircuitEntry,
    "waivers": WaiverEntry,
    "maintenance": MaintenanceEntry,
}
"""The keys of a registry file. All but `network` are lists."""
