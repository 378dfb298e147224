"""
BRIDGE-MIB and Q-BRIDGE-MIB of a box, and who announced itself: LLDP-MIB, CDP, MikroTik's own.
"""

from monitor.snmp.oid import Oid, encode_index
from tests.measured_city import columns as c
from tests.measured_city.box import Box, Client, Heard
from tests.measured_city.columns import Columns, put
from tests.measured_city.platforms import Platform

_BRIDGE = (1, 3, 6, 1, 2, 1, 17)
_BASE_PORT = (*_BRIDGE, 1, 4, 1)
_FDB = (*_BRIDGE, 4, 3, 1)
_Q_FDB = (*_BRIDGE, 7, 1, 2, 2, 1)
_LLDP = (1, 0, 8802, 1, 1, 2, 1)
_LOC_PORT = (*_LLDP, 3, 7, 1)
_REM = (*_LLDP, 4, 1, 1)
_MAN = (*_LLDP, 4, 2, 1)
_CDP = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)
_MNDP = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 11, 1, 1)
_CDP_BITS = {"router": 0x01, "bridge": 0x08, "stationOnly": 0x10, "telephone": 0x80}


def write_neighbours(box: Box, platform: Platform, columns: Columns) -> None:
    """Write what was heard, in the tables and with the port numbers the platform has."""
    ports = {port.uid: port for port in box.ports}
    if platform.lldp_numbers_ports and box.heard and "lldpRemTable" in platform.tables:
        for at, port in enumerate(box.ports, 1):
            put(columns, _LOC_PORT, 2, (at,), c.number(5))
            put(columns, _LOC_PORT, 3, (at,), c.text(port.name))
            put(columns, _LOC_PORT, 4, (at,), c.text(port.descr or port.name))
    for number, heard in enumerate(box.heard, 1):
        if not (ports[heard.port].is_up and ports[heard.port].is_admin_up):
            continue
        if_index = ports[heard.port].index
        if "lldp" in heard.protocols and "lldpRemTable" in platform.tables:
            position = next(at for at, port in enumerate(box.ports, 1) if port.uid == heard.port)
            local = position if platform.lldp_numbers_ports else if_index
            _lldp(heard, local, number, columns)
        if "cdp" in heard.protocols and "cdpCacheTable" in platform.tables:
            _cdp(heard, if_index, number, columns)
        if "mtxrNeighborTable" in platform.tables:
            _mndp(heard, if_index, number, columns)


def _lldp(heard: Heard, local: int, number: int, columns: Columns) -> None:
    at = (0, local, number)
    put(columns, _REM, 4, at, c.number(4))
    put(columns, _REM, 5, at, c.mac(heard.mac))
    put(columns, _REM, 6, at, c.number(5))
    put(columns, _REM, 7, at, c.text("eth0"))
    put(columns, _REM, 9, at, c.text(heard.name))
    put(columns, _REM, 10, at, c.text(heard.descr))
    put(columns, _REM, 12, at, c.capabilities(heard.says))
    if heard.address is not None:
        man = (*at, 1, 4, *heard.address.packed)
        put(columns, _MAN, 3, man, c.number(2))
        put(columns, _MAN, 4, man, c.number(1))


def _cdp(heard: Heard, if_index: int, number: int, columns: Columns) -> None:
    at = (if_index, number)
    said = sum(bit for name, bit in _CDP_BITS.items() if name in heard.says)
    put(columns, _CDP, 3, at, c.number(1))
    put(columns, _CDP, 4, at, c.octets(heard.address.packed if heard.address else b""))
    put(columns, _CDP, 5, at, c.text(heard.descr))
    put(columns, _CDP, 6, at, c.text(heard.name))
    put(columns, _CDP, 7, at, c.text("GigabitEthernet0/1"))
    put(columns, _CDP, 8, at, c.text(heard.maker))
    put(columns, _CDP, 9, at, c.octets(said.to_bytes(4, "big")))


def _mndp(heard: Heard, if_index: int, number: int, columns: Columns) -> None:
    at = (number,)
    if heard.address is not None:
        put(columns, _MNDP, 2, at, c.ip(heard.address))
    put(columns, _MNDP, 3, at, c.mac(heard.mac))
    put(columns, _MNDP, 4, at, c.text(heard.descr))
    put(columns, _MNDP, 5, at, c.text(heard.maker))
    put(columns, _MNDP, 6, at, c.text(heard.name))
    put(columns, _MNDP, 8, at, c.number(if_index))


def write_bridge(box: Box, platform: Platform, columns: Columns) -> None:
    """Write the bridge's own address and its ports."""
    if not box.bridge_mac or "dot1dBase" not in platform.tables:
        return
    put(columns, (*_BRIDGE, 1), 1, (0,), c.mac(box.bridge_mac))
    for at, port in enumerate((one for one in box.ports if one.is_bridged), 1):
        put(columns, _BASE_PORT, 2, (at,), c.number(port.index))


def write_fdb(box: Box, platform: Platform, columns: Columns, here: list[Client]) -> None:
    """Write the learnt addresses: what is always there, and the clients that are here now."""
    is_old, is_new = "dot1dTpFdbTable" in platform.tables, "dot1qTpFdbTable" in platform.tables
    if not (is_old or is_new):
        return
    numbers = {
        port.uid: at for at, port in enumerate((one for one in box.ports if one.is_bridged), 1)
    }
    found = [(one.port, one.mac, one.vlan) for one in box.learnt]
    found += [(one.bridge_port, one.mac, 1) for one in here if one.bridge_port]
    names: list[Oid] = [(*_FDB, 2), (*_FDB, 3)] if is_old else []
    names += [(*_Q_FDB, 2), (*_Q_FDB, 3)] if is_new else []
    for name in names:
        columns[name] = {}
    learned = c.number(3)
    for port, mac, vlan in found:
        if port not in numbers:
            continue
        six = tuple(bytes.fromhex(mac.replace(":", "")))
        if is_old:
            columns[*_FDB, 2][encode_index(six)] = c.number(numbers[port])
            columns[*_FDB, 3][encode_index(six)] = learned
        if is_new:
            columns[*_Q_FDB, 2][encode_index((vlan, *six))] = c.number(numbers[port])
            columns[*_Q_FDB, 3][encode_index((vlan, *six))] = learned
