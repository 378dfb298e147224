"""
What kind of line an interface is: by ifType (IANAifType-MIB), name, MAC, addresses, TUNNEL-MIB.

No single fact does. ifType: Linux calls a VLAN ethernet, RouterOS an LTE modem whatever the version
at hand does, FreeBSD every tunnel ppp(23), and a tunnel is often `other(1)`. Names: a person may
give any, so a name counts only in the form a platform gives by itself. What remains tells more: a
session of PPP has two ends, so a subnet of many is a tunnel's; what has addresses, no MAC and no
type of its own is no port. `<pppoe-user>` and `<ovpn-user>` of RouterOS are sessions of clients who
dial in: the server's side, no way out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.model.prefixes import IPAddress, is_link_local

LOOPBACK_TYPE = 24
_OTHER_TYPE = 1
_POINT_TO_POINT_BITS = 2
"""A subnet of four addresses is for two ends: a net30 of OpenVPN, a /30 of a carrier."""
_BY_TYPE = {
    23: Medium.PPP, 108: Medium.PPP,
    243: Medium.CELLULAR, 244: Medium.CELLULAR,
    94: Medium.DSL, 95: Medium.DSL, 96: Medium.DSL, 97: Medium.DSL, 143: Medium.DSL,
    168: Medium.DSL, 230: Medium.DSL, 169: Medium.DSL, 238: Medium.DSL, 251: Medium.DSL,
    250: Medium.PON,
    127: Medium.CABLE, 128: Medium.CABLE, 129: Medium.CABLE,
    71: Medium.WIFI,
    131: Medium.TUNNEL,
    6: Medium.ETHERNET, 62: Medium.ETHERNET, 69: Medium.ETHERNET, 117: Medium.ETHERNET,
    53: Medium.ETHERNET, 135: Medium.ETHERNET, 136: Medium.ETHERNET, 161: Medium.ETHERNET,
    209: Medium.ETHERNET,
}  # fmt: skip
_BY_NAME = (
    (Medium.CELLULAR, r"(?:lte|wwan|wwp\w+|rmnet\w*|qmimux|cellular|ppp-3g|3g-|4g-)[\d/._-]*"),
    (Medium.PPP, r"(?:ppp|pppoe|pppoe-out|ppp-out|pppoe-wan|pppoe-client|dialer)[\d/._-]*"),
    (
        Medium.TUNNEL,
        (
            r"(?:wg|tun_wg|wireguard|l2tp|l2tp-out|sstp|sstp-out|pptp-out|ovpn|ovpn-out|ovpnc|"
            r"ovpns|gre|gretap|gre-tunnel|tun|tap|tunnel|ipip|ipip-tunnel|eoip-tunnel|sit|6to4|"
            r"ip6tnl|gif|vti|xfrm|ipsec|utun|"
            r"tailscale|zt[a-z2-7]{8}|zerotier|he-ipv6)[\d/._-]*"
        ),
    ),
)
_DIALLED_IN = re.compile(
    r"<.*|virtual-(?:template|access).*|(?:pppoe|l2tp|pptp|sstp|ovpn|ppp)-in[\d-]*",
    re.IGNORECASE | re.DOTALL,
)
"""RouterOS's and Cisco's and Huawei's ends of sessions that others began."""
_NAMED_TUNNEL = re.compile(r"(?:l2tp|sstp|pptp|ovpn)(?![a-z])", re.IGNORECASE)
"""A client of these by whatever name a person gave it; RouterOS calls its type ppp(23)."""
_ENC_TYPE, _DECODED = 244, re.compile(r"enc\d+")
"""FreeBSD's enc(4), where IPsec is decoded, says ifType 244, which IANA gave to modems later."""
_WITHIN_JUNOS = re.compile(r"(?:em|bme|fxp)\d+(?:\.\d+)?|jsrv(?:\.\d+)?|sp-[\d/]+\.16383")
JUNIPER = "1.3.6.1.4.1.2636."
"""Below it are the sysObjectIDs of Juniper's."""
_PARTS_OF_JUNOS = IPv4Network("128.0.0.0/16")
"""By which the parts of one Junos box speak to each other."""
_NOWHERE = re.compile(r"(?:dummy|null|discard)\d*", re.IGNORECASE)
"""Linux's dummy, and the interface by which Cisco and Huawei drop packets."""
_PATTERNS = tuple((medium, re.compile(pattern, re.IGNORECASE)) for medium, pattern in _BY_NAME)


@dataclass(frozen=True, slots=True)
class _Facts:
    """
    What tells the kind of a line.

    `has_mac` is `None` where the device tells of no MAC address at all;
    `is_wide` whether one of its own subnets has room for more than two ends.
    """

    name: str | None
    descr: str | None
    type: int | None
    has_modem: bool
    is_tunnel: bool
    has_mac: bool | None
    has_address: bool
    is_wide: bool


def medium_of(
    interface: Interface, addresses: Collection[Address] = (), *, tells_macs: bool = False
) -> Medium:
    """
    Return the kind of line; `OTHER` for a session of somebody who dialled in.

    `addresses` are the interface's own, `tells_macs` whether the device shows the MAC address of
    any interface, so that the lack of one means something.
    """
    return _medium(
        _Facts(
            name=interface.name,
            descr=interface.descr,
            type=interface.type,
            has_modem=bool(interface.has_modem),
            is_tunnel=bool(interface.is_tunnel),
            has_mac=interface.mac is not None if tells_macs else None,
            has_address=any(not is_link_local(own.address) for own in addresses),
            is_wide=any(map(_has_room, addresses)),
        )
    )


def _has_room(own: Address) -> bool:
    length = own.prefix_length
    is_telling = length is not None and not is_link_local(own.address)
    return is_telling and own.address.max_prefixlen - (length or 0) > _POINT_TO_POINT_BITS


@lru_cache(maxsize=8192)
def _medium(facts: _Facts) -> Medium:
    # Cisco abbreviates in ifName ("Vi2") what ifDescr writes out.
    names = [told for told in (facts.name, facts.descr) if told]
    if any(map(_DIALLED_IN.fullmatch, names)):
        return Medium.OTHER
    if facts.has_modem:
        return Medium.CELLULAR
    if facts.type == _ENC_TYPE and any(map(_DECODED.fullmatch, names)):
        return Medium.OTHER
    by_type = _BY_TYPE.get(facts.type or 0, Medium.OTHER)
    if by_type not in (Medium.OTHER, Medium.ETHERNET, Medium.PPP):
        return by_type
    if by_type is Medium.PPP and any(map(_NAMED_TUNNEL.match, names)):
        return Medium.TUNNEL
    # A modem dialled by PPP has ifType 23; its name says more.
    for medium, pattern in _PATTERNS:
        if any(map(pattern.fullmatch, names)):
            return medium
    if facts.is_tunnel or (by_type is Medium.PPP and facts.is_wide):
        return Medium.TUNNEL
    is_no_port = facts.type == _OTHER_TYPE and facts.has_mac is False and facts.has_address
    return Medium.TUNNEL if is_no_port else by_type


def is_within_box(interface: Interface, public: Collection[IPAddress]) -> bool:
    """
    Whether it connects the parts of one Junos box: packets cannot leave the box by it.

    `public` are its addresses that are not private.
    """
    is_named = _WITHIN_JUNOS.fullmatch(interface.label) is not None
    return (
        is_named
        and bool(public)
        and all(
            isinstance(address, IPv4Address) and address in _PARTS_OF_JUNOS for address in public
        )
    )


def leads_nowhere(interface: Interface) -> bool:
    """
    Whether packets that are sent over it go nowhere: a loopback, a dummy, a null interface.

    Anybody can call a modem `dummy0`, so a name counts only where nothing was ever received.
    """
    if interface.type == LOOPBACK_TYPE:
        return True
    named = (interface.name, interface.descr)
    is_called_so = any(told is not None and _NOWHERE.fullmatch(told) for told in named)
    return is_called_so and interface.in_octets == 0
