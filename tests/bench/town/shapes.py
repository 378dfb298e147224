"""
What the devices of the town show: of each platform and size one template, with places to fill in.

Ten thousand agents that each held their own tables would take more from the machine than what is
measured. So a template has, where a device differs from others, octets that stand nowhere else, and
every answer gets the device's own in their place: the same length, so nothing else in it moves.

    10.127.127.x      in addresses, in indexes of tables, and as 10:127:127 within MAC addresses
    NNNNN             the device's number in its name
    uptime, octets    made of the clock
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from struct import pack

from monitor.snmp import values
from monitor.snmp.oid import Oid, decode_index
from monitor.snmp.values import Wire
from tests.measured_city import bridge_tables, host_tables, ip_tables
from tests.measured_city.box import Box, Client, Heard, Held, Learnt, Port, Resolved, Way
from tests.measured_city.columns import Columns
from tests.measured_city.platforms import ROUTERS, SHARES, SWITCH, Platform

PORTS = (4, 8, 12, 24, 50)
PORT_SHARES = (30, 30, 20, 12, 8)
"""Of a hundred devices, how many have so many ports."""
SWITCH_SHARE = 10
"""Of a hundred devices, how many are switches."""
MOST_DEVICES = 107 * 107
_OCTETS = bytes((10, 127, 127))
_NUMBER = b"NNNNN"
_TICKS = 0x5AA55AA5
_PASSED = 0x5AA5C33C5AA5C33C
_HC: tuple[Oid, ...] = (*ip_tables.IFX, 6), (*ip_tables.IFX, 10)
_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3)
KOMINFO = "kominfo-pe1"
KOMINFO_MAC = "00:1b:54:00:00:01"
BITS_PER_S = 8_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of device: `role` as in the registry, `line` the interface of its contract."""

    platform: Platform
    ports: int
    role: str
    line: str


def shapes() -> list[Shape]:
    """List a hundred shapes, one after another as devices are numbered, well mixed."""
    sizes = [size for size, share in zip(PORTS, PORT_SHARES, strict=True) for _ in range(share)]
    kinds = [kind for kind, share in zip(ROUTERS, SHARES, strict=True) for _ in range(share)]
    found = []
    for at in range(100):
        # 37 and 61 have no divisor in common with 100: every share is met, in no order.
        size = sizes[at * 37 % 100]
        if at % (100 // SWITCH_SHARE) == 0:
            found.append(Shape(SWITCH, max(8, size), "switch", ""))
        else:
            platform = kinds[at * 61 % 100]
            found.append(Shape(platform, size, "router", platform.wan))
    return found


def template(shape: Shape) -> dict[Oid, Wire]:
    """Return all that an agent of this shape shows, places not filled in."""
    platform, box = shape.platform, _box(shape)
    box.number()
    columns: Columns = {}
    host_tables.write_identity(box, platform, columns)
    host_tables.write_age(box, platform, columns, 0.0, 3, 0)
    host_tables.write_programs(box, platform, columns)
    host_tables.write_peers(box, platform, columns)
    ip_tables.write_interfaces(box, platform, columns, 12.0)
    ip_tables.write_addresses(box, platform, columns)
    ip_tables.write_routes(box, platform, columns)
    ip_tables.write_counters(box, platform, columns, {})
    ip_tables.write_arp(box, platform, columns, box.clients)
    bridge_tables.write_neighbours(box, platform, columns)
    bridge_tables.write_bridge(box, platform, columns)
    bridge_tables.write_fdb(box, platform, columns, box.clients)
    moving: dict[Oid, Wire] = dict.fromkeys(_HC, values.encode_unsigned(values.COUNTER64, _PASSED))
    moving[_UPTIME] = values.encode_unsigned(values.TIMETICKS, _TICKS)
    return {
        (*column, *decode_index(index)): moving.get(column, wire)
        for column, cells in columns.items()
        for index, wire in cells.items()
    }


class Filling:
    """What one device puts into the places of its template, and takes out of a question."""

    __slots__ = ("_name", "_octets")

    def __init__(self, number: int) -> None:
        self._octets = octets_of(number)
        self._name = b"%05d" % number

    def fill(self, answer: bytes, time_s: float) -> bytes:
        """Fill in an answer's list of varbinds at a moment."""
        ticks = int(time_s * 100) & 0x3FFFFFFF | 0x40000000
        passed = int(time_s * BITS_PER_S / 8) | 0x1000000000000000
        return (
            answer.replace(_OCTETS, self._octets)
            .replace(_NUMBER, self._name)
            .replace(pack(">I", _TICKS), pack(">I", ticks))
            .replace(pack(">Q", _PASSED), pack(">Q", passed))
        )

    def asked(self, question: bytes) -> bytes:
        """Return the same question of the template."""
        return question.replace(self._octets, _OCTETS)


def octets_of(number: int) -> bytes:
    """Return 10 and two octets that stand for a device, both from 20 to 126."""
    high, low = divmod(number, 107)
    return bytes((10, 20 + high, 20 + low))


def own_address(number: int, last: int) -> IPv4Address:
    """Return an address of a device's own network."""
    return IPv4Address(bytes((*octets_of(number), last)))


def mac_of(number: int, last: int) -> str:
    """Return a MAC address of a device's own."""
    return bytes((0x98, 0xFA, *octets_of(number), last)).hex(":")


def host(number: int) -> str:
    """Return the loopback address at which a device answers."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def number_of(address: str) -> int:
    """Return which device answers at an address, or -1."""
    first, second, third, fourth = map(int, address.split("."))
    return third * 250 + fourth - 1 if (first, second) == (127, 1) else -1


def _address(last: int) -> IPv4Address:
    return IPv4Address(bytes((*_OCTETS, last)))


def _mac(last: int) -> str:
    return bytes((0x98, 0xFA, *_OCTETS, last)).hex(":")


def _box(shape: Shape) -> Box:
    platform = shape.platform
    is_switch = shape.role == "switch"
    box = Box(
        object_id=platform.object_id,
        descr=platform.descr,
        name=f"{'sw' if is_switch else 'opd'}-{_NUMBER.decode()}",
        serial=f"S{_NUMBER.decode()}",
        engine_id=bytes.fromhex("80001f8803") + bytes.fromhex(_mac(0).replace(":", "")),
        bridge_mac=_mac(2),
    )
    clients = range(20, 20 + min(40, 3 * shape.ports))
    if is_switch:
        box.ports = [
            Port(f"p{at}", f"GigabitEthernet0/0/{at}", mac=_mac(at), is_bridged=True)
            for at in range(1, shape.ports)
        ]
        box.ports.append(Port("lan", "Vlanif1", type=53, mac=_mac(2)))
        box.held = [Held("lan", IPv4Interface((int(_address(250)), 24)))]
        box.ways = [Way(_address(1), "lan")]
        box.resolved = [Resolved("lan", _address(1), _mac(251))]
        box.learnt = [Learnt("p1", _mac(251))]
        box.clients = [
            Client(_address(at), _mac(100 + at), "lan", f"p{2 + at % (shape.ports - 2)}",
                   is_resolved=False)
            for at in clients
        ]  # fmt: skip
        return box
    box.ports = [
        Port("wan", platform.wan, mac=_mac(1)),
        Port("lan", platform.lan, type=platform.lan_type, mac=_mac(2)),
        Port("spare", platform.spare, mac=_mac(3), is_up=False),
    ]
    box.ports += [
        Port(f"x{at}", f"{platform.spare}.{at}", type=135, mac=_mac(3))
        for at in range(shape.ports - len(box.ports))
    ]
    box.held = [
        Held("wan", IPv4Interface((int(_address(253)), 30))),
        Held("lan", IPv4Interface((int(_address(1)), 25))),
    ]
    box.ways = [Way(_address(254), "wan")]
    box.resolved = [Resolved("wan", _address(254), KOMINFO_MAC)]
    box.heard = [
        Heard("wan", KOMINFO_MAC, KOMINFO, "Cisco IOS XE 17.6", IPv4Address("10.255.255.1"),
              frozenset({"router"}), "cisco ASR1001-X", frozenset({"lldp", "cdp"}))
    ]  # fmt: skip
    box.clients = [Client(_address(at), _mac(100 + at), "lan") for at in clients]
    return box
