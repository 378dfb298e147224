"""
Routers that show more than any sane one: what one device may cost the others.

`flood(n)` is a router with n VLANs, each with a public address and a default route of its own;
`stuffed(n, octets)` one whose interfaces have descriptions of so many octets. Both are plain values
as an agent shows them, so the poller, `replay` and the judge can all be held against them; a
recording of one, to time `opd-monitor replay` by:

    python -m tests.floods 3000 > flood.snmprec

`many_lines(n)` and `one_line(n)` are observations of every kind, n of each: on n lines of their
own, and all on one line.
"""

import sys
from ipaddress import IPv4Address

from monitor.model.reading import Observation
from monitor.snmp.oid import Oid
from monitor.snmp.recording import write_recording
from monitor.snmp.values import Wire, encode_octets
from tests.fakes import IF_X, address, default_route, interface, router
from tests.scenes import (
    arp,
    bgp,
    default,
    learnt_mac,
    listener,
    machine,
    neighbour,
    ospf,
    own,
    port,
    process,
    vpn,
)

_FIRST = int(IPv4Address("110.138.0.0"))
"""Of a provider that the delivered list knows."""


def flood(vlans: int) -> dict[Oid, Wire]:
    """Show a router with so many VLANs, each of them a public way out."""
    shown = router()
    for number in range(vlans):
        index, first = 1_000 + number, _FIRST + 8 * number
        shown |= interface(index, f"vlan{number}")
        shown |= address(str(IPv4Address(first + 2)), index, "255.255.255.252")
        shown |= default_route(str(IPv4Address(first + 1)), index)
    return shown


def stuffed(interfaces: int, octets: int) -> dict[Oid, Wire]:
    """Show a flood of that many interfaces whose aliases have so many octets each."""
    shown = flood(interfaces)
    for number in range(interfaces):
        alias = f"{number} ".encode().ljust(octets, b"x")
        shown[*IF_X, 18, 1_000 + number] = encode_octets(alias)
    return shown


def many_lines(count: int) -> list[Observation]:
    """Show so many lines, and as many of everything else that a rule looks at, all apart."""
    seen: list[Observation] = []
    for n in range(count):
        far, index, mac = IPv4Address(_FIRST + 8 * n + 1), 100 + n, _mac(n)
        low = f"{n >> 8}.{n & 255}"
        seen += [
            port(index, f"vlan{n}", mac=_mac(n, "6c:3b:6b")),
            own(f"{far + 1}/30", index),
            default(str(far), index),
            arp(str(far), mac, index),
            arp(f"10.9.{low}", mac, None),
            neighbour(index, str(far), mac=mac, sys_name=f"n{n}"),
            learnt_mac(mac, index, vlan=n),
            bgp(str(far), 7713 + n),
            bgp(f"9.0.{low}", 7713 + n),
            ospf(str(far), str(far)),
            ospf(f"9.1.{low}", str(far + 2)),
            listener(1 + n, f"10.8.{low}"),
            process("postgres", n),
            vpn(str(far + 5), f"v{n}"),
            machine(n, f"vm{n}"),
            port(100_000 + n, f"wg{n}", type=131, tunnel_remote=far + 4),
            own(f"172.16.{low}/30", 100_000 + n),
            default(str(far + 2**20), None),
            arp(str(far + 2**20), mac, None),
        ]
    return seen


def one_line(count: int) -> list[Observation]:
    """Show one line with so many of everything, and as many ports with the same MAC address."""
    seen: list[Observation] = [port(1, "wan1", mac=_mac(0, "6c:3b:6b"))]
    for n in range(count):
        far, mac = IPv4Address(_FIRST + 8 * n + 1), _mac(n)
        low = f"{n >> 8}.{n & 255}"
        seen += [
            own(f"{far + 1}/30", 1),
            default(str(far), 1),
            arp(str(far), mac, 1),
            neighbour(1, str(far), mac=mac, sys_name=f"n{n}"),
            bgp(str(far), 7713 + n),
            ospf(str(far), str(far)),
            learnt_mac(mac, 1, vlan=n),
            vpn(str(far), "wan1"),
            listener(1 + n),
            process("postgres", n),
            port(10 + n, f"e{n}", mac=_mac(0, "6c:3b:6b")),
            own(f"192.168.{low}/24", 10 + n),
            neighbour(10 + n, mac=_mac(n, "c8:50:ea")),
            arp(f"192.168.{n & 255}.1", mac, 10 + n),
        ]
    return seen


def _mac(number: int, maker: str = "c8:50:e9") -> str:
    return f"{maker}:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


if __name__ == "__main__":
    write_recording(sys.stdout, flood(int(sys.argv[1])).items())
