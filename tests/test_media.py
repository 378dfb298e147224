"""What kind of line an interface is, with the names that platforms give by themselves."""

from ipaddress import ip_address

import pytest

from monitor.media import is_within_box, leads_nowhere, medium_of
from monitor.model.medium import Medium
from monitor.model.observation import Interface
from tests.scenes import port

ROUTEROS = [
    ("ether1", 6, Medium.ETHERNET),
    ("sfp-sfpplus1", 6, Medium.ETHERNET),
    ("bridge-lan", 209, Medium.ETHERNET),
    ("vlan100", 135, Medium.ETHERNET),
    ("pppoe-out1", 23, Medium.PPP),
    ("pppoe-indihome", 23, Medium.PPP),
    ("ppp-out1", 23, Medium.PPP),
    ("lte1", 1, Medium.CELLULAR),
    ("lte1", 6, Medium.CELLULAR),
    ("wlan1", 71, Medium.WIFI),
    ("l2tp-out1", 23, Medium.TUNNEL),
    ("sstp-out1", 23, Medium.TUNNEL),
    ("ovpn-out1", 23, Medium.TUNNEL),
    ("wireguard1", 1, Medium.TUNNEL),
    ("eoip-tunnel1", 6, Medium.TUNNEL),
    ("gre-tunnel1", 131, Medium.TUNNEL),
]
CISCO = [
    ("Gi0/0", "GigabitEthernet0/0", 6, Medium.ETHERNET),
    ("Vl10", "Vlan10", 53, Medium.ETHERNET),
    ("Gi0/0.100", "GigabitEthernet0/0.100", 135, Medium.ETHERNET),
    ("Di1", "Dialer1", 23, Medium.PPP),
    ("Tu0", "Tunnel0", 131, Medium.TUNNEL),
    ("Ce0/2/0", "Cellular0/2/0", 1, Medium.CELLULAR),
    ("Nu0", "Null0", 1, Medium.OTHER),
]
HUAWEI = [
    ("GigabitEthernet0/0/1", 6, Medium.ETHERNET),
    ("Vlanif10", 53, Medium.ETHERNET),
    ("Cellular0/0/0", 1, Medium.CELLULAR),
    ("Dialer1", 23, Medium.PPP),
    ("Tunnel0/0/0", 131, Medium.TUNNEL),
]
LINUX = [
    ("eth0", 6, Medium.ETHERNET),
    ("eth0.2", 6, Medium.ETHERNET),
    ("br-lan", 6, Medium.ETHERNET),
    ("docker0", 6, Medium.ETHERNET),
    ("virbr0", 6, Medium.ETHERNET),
    ("veth12ab34c", 6, Medium.ETHERNET),
    ("ppp0", 23, Medium.PPP),
    ("pppoe-wan", 23, Medium.PPP),
    ("wwan0", 6, Medium.CELLULAR),
    ("wwp0s20u4", 6, Medium.CELLULAR),
    ("tun0", 1, Medium.TUNNEL),
    ("wg0", 1, Medium.TUNNEL),
    ("tailscale0", 1, Medium.TUNNEL),
    ("ztyqb6mebi", 6, Medium.TUNNEL),
    ("sit0", 131, Medium.TUNNEL),
    ("wlp2s0", 71, Medium.WIFI),
]


@pytest.mark.parametrize(("name", "kind", "medium"), [*ROUTEROS, *HUAWEI, *LINUX])
def test_platforms_name_their_lines(name: str, kind: int, medium: Medium) -> None:
    assert medium_of(port(1, name, type=kind)) is medium


@pytest.mark.parametrize(("name", "descr", "kind", "medium"), CISCO)
def test_cisco_abbreviates_the_name_and_writes_out_the_description(
    name: str, descr: str, kind: int, medium: Medium
) -> None:
    assert medium_of(port(1, name, descr=descr, type=kind)) is medium


@pytest.mark.parametrize(
    ("kind", "medium"),
    [(94, Medium.DSL), (97, Medium.DSL), (250, Medium.PON), (127, Medium.CABLE),
     (243, Medium.CELLULAR), (244, Medium.CELLULAR), (71, Medium.WIFI), (None, Medium.OTHER)],
)  # fmt: skip
def test_the_type_tells_the_kinds_of_a_carrier(kind: int | None, medium: Medium) -> None:
    assert medium_of(port(1, "wan", type=kind)) is medium


@pytest.mark.parametrize(
    ("name", "descr"),
    [
        ("<pppoe-budi>", None),
        ("<ovpn-cabang>", None),
        ("Vi2", "Virtual-Access2"),
        ("Vt1", "Virtual-Template1"),
        ("Virtual-Template0", "Virtual-Template0"),
        ("pppoe-in1", None),
        ("l2tp-in1", None),
        ("sstp-in1", "sstp-in1"),
    ],
)
def test_the_end_of_sessions_that_others_began_is_no_client(name: str, descr: str | None) -> None:
    assert medium_of(port(1, name, descr=descr, type=23)) is Medium.OTHER


def test_a_row_in_a_table_of_modems_says_what_name_and_type_do_not() -> None:
    assert medium_of(port(1, "internet", type=6, has_modem=True)) is Medium.CELLULAR


def test_a_modem_dialled_by_ppp_is_a_modem() -> None:
    assert medium_of(port(1, "ppp-3g1", type=23)) is Medium.CELLULAR


@pytest.mark.parametrize(
    "name",
    ["ether1-tunnel", "LTE backup", "uplink-ppp", "vlan-wg", "dialer backup", "grendel", "ZTE",
     "zte-onu", "ztemodem", "ZTE_F670L1"],
)  # fmt: skip
def test_a_word_in_a_name_that_people_gave_is_no_kind_of_line(name: str) -> None:
    assert medium_of(port(1, name)) is Medium.ETHERNET


def test_an_alias_is_never_read_as_a_kind_of_line() -> None:
    assert medium_of(port(1, "ether1", alias="lte1")) is Medium.ETHERNET


def test_a_nameless_interface_is_judged_by_its_type() -> None:
    assert medium_of(Interface(index=0)) is Medium.OTHER
    assert medium_of(Interface(index=-3, type=23)) is Medium.PPP


def test_a_loopback_is_told_by_its_type() -> None:
    assert leads_nowhere(port(1, "lo", type=24))
    assert not leads_nowhere(port(1, "lo", type=6, in_octets=0))


@pytest.mark.parametrize("name", ["dummy0", "Null0", "NULL0", "discard"])
def test_what_is_called_a_dummy_leads_nowhere_while_it_received_nothing(name: str) -> None:
    assert leads_nowhere(port(1, name, in_octets=0))
    assert not leads_nowhere(port(1, name, in_octets=1))
    assert not leads_nowhere(port(1, name, in_octets=None))


def test_freebsds_view_of_ipsec_is_no_modem() -> None:
    assert medium_of(port(1, "enc0", type=244)) is Medium.OTHER
    assert medium_of(port(1, "encore", type=244)) is Medium.CELLULAR
    assert medium_of(port(1, "enc0", type=244, has_modem=True)) is Medium.CELLULAR
    assert medium_of(port(1, "enc0", type=243)) is Medium.CELLULAR


@pytest.mark.parametrize(
    ("name", "address", "is_within"),
    [
        ("em1.0", "128.0.0.1", True),
        ("jsrv.1", "128.0.0.127", True),
        ("sp-0/0/0.16383", "128.0.0.6", True),
        ("bme0", "128.0.1.16", True),
        ("em1.0", "128.1.0.1", False),
        ("em1.0", "2001:db8::1", False),
        ("ge-0/0/0.0", "128.0.0.1", False),
        ("em1.0x", "128.0.0.1", False),
    ],
)
def test_what_connects_the_parts_of_a_junos_box_is_told_by_name_and_address(
    name: str, address: str, *, is_within: bool
) -> None:
    assert is_within_box(port(1, name), [ip_address(address)]) is is_within
    assert not is_within_box(port(1, name), [])
