"""
What each platform's agent shows, and how it gets that wrong.

After the project's own recordings and the quirks known of real agents: which of three route tables
has the default route, routes with ifIndex 0, LLDP ports that are no ifIndex, an alias that repeats
the name, no 64-bit counters, LLDP that is MikroTik's own table instead.
"""

from dataclasses import dataclass

_COMMON = frozenset({"ifXTable", "ipAddrTable", "ipNetToMediaTable", "snmpEngine"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """
    A kind of device. `wan`, `lan`, `spare` are how it calls its interfaces; `tables` those of its
    agent. `routes_say_no_port`: routes have ifIndex 0. `lldp_numbers_ports`: LLDP counts ports by
    itself.
    """

    key: str
    object_id: str
    descr: str
    wan: str
    lan: str
    spare: str
    lan_type: int = 6
    second_lan: str = ""
    tables: frozenset[str] = _COMMON
    has_64_bits: bool = True
    routes_say_no_port: bool = False
    lldp_numbers_ports: bool = False
    writes_names_out: bool = False
    alias_repeats_name: bool = False
    maker: str = ""
    ppp: str = "ppp0"
    lte: str = "wwan0"
    lte_type: int = 243
    tunnel: str = "tun0"
    tunnel_type: int = 131
    wifi: str = ""

    def descr_of(self, name: str) -> str:
        """Return ifDescr: Cisco writes out what ifName abbreviates."""
        if self.writes_names_out:
            for short, long in (("Gi", "GigabitEthernet"), ("Te", "TenGigabitEthernet"),
                                ("Vl", "Vlan"), ("Di", "Dialer"), ("Tu", "Tunnel"),
                                ("Ce", "Cellular"), ("Lo", "Loopback")):  # fmt: skip
                if name.startswith(short) and name[len(short) : len(short) + 1].isdigit():
                    return long + name[len(short) :]
        return name

    def alias_of(self, name: str, alias: str) -> str:
        """Return ifAlias, which some agents fill by themselves."""
        if alias or not self.alias_repeats_name:
            return alias
        return f"{name} Interface" if self.key == "huawei" else name


MIKROTIK_7 = Platform(
    key="mikrotik7", object_id="1.3.6.1.4.1.14988.1", descr="RouterOS RB5009UG+S+",
    wan="ether1", lan="bridge1", lan_type=209, spare="ether5", second_lan="ether2",
    tables=_COMMON | {"ipAddressTable", "ipCidrRouteTable", "inetCidrRouteTable",
                      "mtxrNeighborTable", "mtxrSystem", "mtxrLTEModemTable",
                      "mtxrWlStatTable", "dot1dBase", "dot1dTpFdbTable"},
    maker="MikroTik", ppp="pppoe-out1", lte="lte1", tunnel="wireguard1", tunnel_type=1,
    wifi="wlan1",
)  # fmt: skip
MIKROTIK_6 = Platform(
    key="mikrotik6", object_id="1.3.6.1.4.1.14988.1", descr="RouterOS RB750Gr3",
    wan="ether1", lan="bridge-lan", lan_type=209, spare="ether4", second_lan="ether2",
    tables=_COMMON | {"ipCidrRouteTable", "mtxrNeighborTable", "mtxrSystem",
                      "mtxrLTEModemTable", "mtxrWlStatTable"},
    maker="MikroTik", routes_say_no_port=True, ppp="pppoe-out1", lte="lte1", lte_type=1,
    tunnel="l2tp-out1", tunnel_type=23, wifi="wlan1",
)  # fmt: skip
CISCO = Platform(
    key="cisco", object_id="1.3.6.1.4.1.9.1.1044",
    descr="Cisco IOS Software, C1900 Software (C1900-UNIVERSALK9-M), Version 15.7(3)M4",
    wan="Gi0/0", lan="Gi0/1", spare="Gi0/2",
    tables=_COMMON | {"ipRouteTable", "ipAddressTable", "inetCidrRouteTable", "cdpCacheTable",
                      "bgpPeerTable", "cbgpPeer2Table", "ospfNbrTable", "entPhysicalTable",
                      "tunnelIfTable"},
    writes_names_out=True, maker="cisco C1921", ppp="Di1", lte="Ce0/0/0", tunnel="Tu1",
)  # fmt: skip
HUAWEI = Platform(
    key="huawei", object_id="1.3.6.1.4.1.2011.2.224.279",
    descr="Huawei Versatile Routing Platform Software VRP (R) software, Version 5.170 (AR650)",
    wan="GigabitEthernet0/0/4", lan="Vlanif1", lan_type=53, spare="GigabitEthernet0/0/5",
    second_lan="GigabitEthernet0/0/1",
    tables=_COMMON | {"ipCidrRouteTable", "inetCidrRouteTable", "ipAddressTable", "lldpRemTable",
                      "hwBgpPeerTable", "ospfNbrTable", "dot1dBase", "dot1qTpFdbTable",
                      "entPhysicalTable"},
    lldp_numbers_ports=True, alias_repeats_name=True, maker="Huawei",
    ppp="Dialer1", lte="Cellular0/0/0", tunnel="Tunnel0/0/1",
)  # fmt: skip
LINUX = Platform(
    key="linux", object_id="1.3.6.1.4.1.8072.3.2.10",
    descr="Linux gw 6.1.0-37-amd64 #1 SMP PREEMPT_DYNAMIC Debian x86_64",
    wan="wan1", lan="br-lan", spare="eth3", second_lan="lan1",
    tables=_COMMON | {"ipAddressTable", "ipCidrRouteTable", "inetCidrRouteTable",
                      "ipNetToPhysicalTable", "lldpRemTable", "bgpPeerTable", "ospfNbrTable",
                      "dot1dBase", "dot1dTpFdbTable", "hrSWRunTable", "tcpConnTable",
                      "tcpListenerTable", "tunnelIfTable"},
    maker="Debian", ppp="ppp0", lte="wwan0", lte_type=1, tunnel="wg0", tunnel_type=1,
)  # fmt: skip
FORTIGATE = Platform(
    key="fortigate", object_id="1.3.6.1.4.1.12356.101.1.641", descr="FortiGate-60F",
    wan="wan1", lan="internal", spare="wan2",
    tables=_COMMON | {"ipRouteTable", "bgpPeerTable", "ospfNbrTable", "lldpRemTable",
                      "entPhysicalTable"},
    maker="Fortinet", ppp="ppp1", lte="wwan", tunnel="to-dc",
)  # fmt: skip
SWITCH = Platform(
    key="switch", object_id="1.3.6.1.4.1.2011.2.23.291",
    descr="S5720-28P-LI-AC Huawei Versatile Routing Platform Software",
    wan="GigabitEthernet0/0/1", lan="Vlanif1", lan_type=53, spare="GigabitEthernet0/0/8",
    tables=_COMMON | {"ipCidrRouteTable", "lldpRemTable", "dot1dBase", "dot1dTpFdbTable",
                      "dot1qTpFdbTable", "entPhysicalTable"},
    lldp_numbers_ports=True, alias_repeats_name=True, maker="Huawei",
)  # fmt: skip
SERVER = Platform(
    key="linux", object_id="1.3.6.1.4.1.8072.3.2.10",
    descr="Linux srv 5.15.0-122-generic #132-Ubuntu SMP x86_64",
    wan="ens18", lan="ens18", spare="ens19",
    tables=_COMMON | {"ipAddressTable", "ipCidrRouteTable", "inetCidrRouteTable",
                      "ipNetToPhysicalTable", "hrSWRunTable", "tcpConnTable",
                      "tcpListenerTable"},
    maker="Ubuntu",
)  # fmt: skip
ESXI = Platform(
    key="esxi", object_id="1.3.6.1.4.1.6876.4.1",
    descr="VMware ESXi 7.0.3 build-21930508 VMware, Inc. x86_64",
    wan="vmnic0", lan="vmk0", spare="vmnic1",
    tables=frozenset({"ifXTable", "ipAddressTable", "ipNetToPhysicalTable", "snmpEngine",
                      "inetCidrRouteTable", "hrSWRunTable"}),
    maker="VMware",
)  # fmt: skip
PRINTER = Platform(
    key="printer", object_id="1.3.6.1.4.1.11.2.3.9.1",
    descr="HP ETHERNET MULTI-ENVIRONMENT,ROM none,JETDIRECT,JD153,EEPROM JSI24110010",
    wan="eth0", lan="eth0", spare="",
    tables=frozenset({"ipAddrTable", "ipNetToMediaTable", "ipRouteTable", "tcpConnTable"}),
    has_64_bits=False, maker="HP",
)  # fmt: skip
UPS = Platform(
    key="ups", object_id="1.3.6.1.4.1.318.1.3.27", descr="APC Web/SNMP Management Card",
    wan="eth0", lan="eth0", spare="",
    tables=frozenset({"ipAddrTable", "ipNetToMediaTable", "ipRouteTable", "tcpConnTable"}),
    has_64_bits=False, maker="APC",
)  # fmt: skip
CAMERA = Platform(
    key="camera", object_id="1.3.6.1.4.1.39165.1.1", descr="Hikvision DS-7616NI-K2",
    wan="eth0", lan="eth0", spare="",
    tables=_COMMON | {"ipCidrRouteTable", "tcpConnTable", "hrSWRunTable"}, maker="Hikvision",
)  # fmt: skip
ACCESS_POINT = Platform(
    key="ap", object_id="1.3.6.1.4.1.11863.3.1", descr="EAP225 AC1350 Wireless Access Point",
    wan="eth0", lan="br0", spare="wlan0",
    tables=_COMMON | {"ipCidrRouteTable"}, maker="TP-Link",
)  # fmt: skip
ROUTERS = (MIKROTIK_7, MIKROTIK_6, CISCO, HUAWEI, LINUX, FORTIGATE)
SHARES = (28, 22, 17, 14, 11, 8)
"""Of a hundred routers of agencies, how many are of each platform."""
