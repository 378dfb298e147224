"""A router-like neighbour that is not in the registry."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.observation import FdbEntry, Neighbour
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.unregistered_neighbour import RULE
from tests.scenes import (
    CITY,
    CORE_MAC,
    GATEWAY_MAC,
    HOME_ROUTER_MAC,
    ONT_MAC,
    R1_MAC,
    SWITCH,
    World,
    arp,
    case_of,
    circuit,
    default,
    neighbour,
    own,
    port,
    row_of,
    waiver,
)

LAN = (port(2, "bridge-lan"), own("10.20.0.1/24", 2))
STRANGER = neighbour(2, mac=ONT_MAC, sys_name="ZXHN-F670L")


def subjects(*seen: Observation, world: World = CITY) -> list[str]:
    return [signal.subject for signal in world.spoken(RULE, *seen)]


def test_one_on_a_lan_is_a_foreign_neighbour() -> None:
    [signal] = CITY.spoken(RULE, *LAN, STRANGER)
    assert signal.kind is FindingKind.FOREIGN_NEIGHBOUR
    assert signal.strength is Strength.STRONG
    assert (signal.subject, signal.link) == (ONT_MAC, "bridge-lan")


def test_one_at_the_end_of_an_unknown_uplink_speaks_of_the_uplink() -> None:
    wan = (port(1, "ether1"), default("192.168.1.1", 1))
    [signal] = CITY.spoken(RULE, *wan, neighbour(1, mac=ONT_MAC))
    assert signal.kind is FindingKind.FOREIGN_UPLINK
    assert (signal.subject, signal.link) == ("ether1", "ether1")


def test_one_on_a_registered_line_is_the_far_end_of_that_line() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    wan = (port(1, "ether1"), default("203.0.113.1", 1))
    assert subjects(*wan, neighbour(1, mac=ONT_MAC), world=world) == []
    planned = (port(1, "ether1"), own("10.0.0.6/29", 1), default("10.0.0.1", 1))
    assert subjects(*planned, neighbour(1, mac=ONT_MAC)) == []


def test_one_seen_where_no_interface_is_told_is_on_no_registered_line() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="odd")),))
    seen = (port(0, "odd"), own("10.0.0.6/29", 0))
    assert subjects(*seen, neighbour(None, mac=ONT_MAC), world=world) == [ONT_MAC]


@pytest.mark.parametrize(
    "known",
    [
        neighbour(2, mac=CORE_MAC),
        neighbour(2, mac=GATEWAY_MAC),
        neighbour(2, mac=R1_MAC),
        neighbour(2, "10.0.0.2", mac="48:8f:5a:00:00:aa"),
        neighbour(2, "10.20.0.2", sys_name="sw1"),
    ],
)
def test_a_registered_one_says_nothing(known: Neighbour) -> None:
    assert subjects(*LAN, known) == []


@pytest.mark.parametrize(
    "capabilities",
    [None, frozenset(), frozenset({"bridge"}), frozenset({"bridge", "wlanAccessPoint"}),
     frozenset({"stationOnly"}), frozenset({"bridge", "telephone"}),
     frozenset({"router", "telephone"})],
)  # fmt: skip
def test_switches_phones_access_points_and_the_silent_say_nothing(
    capabilities: frozenset[str] | None,
) -> None:
    assert subjects(*LAN, replace(STRANGER, capabilities=capabilities)) == []


def test_a_home_router_with_wifi_is_a_router() -> None:
    wifi = replace(STRANGER, capabilities=frozenset({"bridge", "router", "wlanAccessPoint"}))
    assert subjects(*LAN, wifi) == [ONT_MAC]


AP_MODES = frozenset({"bridge", "router", "wlanAccessPoint"})


@pytest.mark.parametrize(
    ("mac", "strength"),
    [
        (ONT_MAC, Strength.STRONG),
        (HOME_ROUTER_MAC, Strength.HINT),
        ("48:8f:5a:00:00:77", Strength.HINT),
        (None, Strength.HINT),
    ],
)
def test_an_access_point_that_routes_is_a_hint_unless_its_maker_makes_home_routers_only(
    mac: str | None, strength: Strength
) -> None:
    seen = neighbour(2, mac=mac, sys_name="AP-AULA", capabilities=AP_MODES)
    assert [one.strength for one in CITY.spoken(RULE, *LAN, seen)] == [strength]


def test_what_mikrotiks_own_protocol_tells_is_a_hint_but_at_a_gateways_address() -> None:
    def heard(*addresses: str, index: int = 2) -> Neighbour:
        return neighbour(index, *addresses, mac=ONT_MAC, protocol="mndp", sys_name="hAP")

    assert [one.strength for one in CITY.spoken(RULE, *LAN, heard("10.20.0.9"))] == [Strength.HINT]
    assert [one.strength for one in CITY.spoken(RULE, *LAN, heard())] == [Strength.HINT]
    at_gateway = heard("10.20.0.9", "192.168.88.1")
    assert [one.strength for one in CITY.spoken(RULE, *LAN, at_gateway)] == [Strength.STRONG]
    wan = (port(1, "ether1"), default("192.168.1.1", 1))
    assert [one.strength for one in CITY.spoken(RULE, *wan, heard(index=1))] == [Strength.STRONG]


def test_a_box_with_an_address_of_the_internet_is_where_a_line_ends() -> None:
    heard = neighbour(2, "203.0.113.9", mac=ONT_MAC, protocol="mndp", sys_name="hAP")
    assert [one.strength for one in CITY.spoken(RULE, *LAN, heard)] == [Strength.STRONG]
    rented = (port(1, "ether1"), own("203.0.113.10/29", 1), default("203.0.113.9", 1))
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    assert [one.strength for one in world.spoken(RULE, *LAN, *rented, heard)] == [Strength.HINT]


def test_a_familiar_name_is_not_believed() -> None:
    assert subjects(*LAN, replace(STRANGER, sys_name="core", sys_descr="kominfo")) == [ONT_MAC]


@pytest.mark.parametrize(
    ("address", "whose"), [("10.0.0.2", "core"), ("10.0.0.1", "pe-1"), ("10.20.0.1", "r1")]
)
def test_a_claim_to_a_registered_address_is_a_conflict_that_is_told(
    address: str, whose: str
) -> None:
    [signal] = CITY.spoken(RULE, *LAN, neighbour(2, address, mac=ONT_MAC))
    assert signal.text.en == (
        f"behind bridge-lan a box takes an address of the registered {whose} and is another:"
        f" MAC {ONT_MAC}"
    )
    assert signal.text.id == (
        f"di balik bridge-lan sebuah perangkat memakai alamat {whose} yang terdaftar, padahal"
        f" bukan: MAC {ONT_MAC}"
    )


def test_one_box_is_told_once_for_all_protocols() -> None:
    again = [replace(STRANGER, protocol=protocol) for protocol in ("lldp", "cdp", "mndp")]
    assert subjects(*LAN, *again) == [ONT_MAC]


def test_without_a_mac_the_chassis_or_the_name_tells_it_apart() -> None:
    assert subjects(*LAN, neighbour(2, chassis_id="SN-1", sys_name="x")) == ["SN-1"]
    assert subjects(*LAN, neighbour(2, sys_name="x")) == ["x"]
    assert subjects(*LAN, neighbour(2)) == []


def test_a_waiver_for_a_neighbour_is_by_its_mac_or_port() -> None:
    for subject in (Subject(mac=ONT_MAC), Subject(device="r1", interface="bridge-lan")):
        world = CITY.declaring(waivers=(waiver(subject, "foreign_neighbour"),))
        case = case_of(world.judged(*LAN, STRANGER), ONT_MAC)
        assert (case.waiver, len(case.signals)) == ("555/17", 1)
    other = CITY.declaring(waivers=(waiver(Subject(mac=ONT_MAC), "foreign_uplink"),))
    assert case_of(other.judged(*LAN, STRANGER), ONT_MAC).waiver == ""


def test_a_waiver_of_the_uplink_covers_what_is_behind_it_among_twins_too() -> None:
    twins = (port(3, "vlan1"), port(4, "vlan1"), own("192.168.77.2/24", 3),
             own("192.168.78.2/24", 4), default("192.168.78.1", 4),
             arp("192.168.78.1", ONT_MAC, 4), neighbour(4, mac=ONT_MAC))  # fmt: skip
    world = CITY.declaring(waivers=(waiver(Subject(mac=ONT_MAC)),))
    [signal] = world.spoken(RULE, *twins)
    assert (signal.subject, signal.link) == ("vlan1#4", "vlan1#4")
    judgement = world.judged(*twins, neighbour(4, mac=ONT_MAC))
    assert case_of(judgement, "vlan1#4").waiver == "555/17"


def test_a_switch_sees_them_too() -> None:
    at_switch = World(device=SWITCH)
    assert subjects(port(7, "Gi0/7"), replace(STRANGER, if_index=7), world=at_switch) == [ONT_MAC]


def test_it_is_told_in_both_languages_with_the_rows_of_its_mac() -> None:
    stranger = replace(STRANGER, sys_descr="ZTE {x}", addresses=(ip_address("192.168.1.1"),))
    entry, learnt = arp("192.168.1.1", ONT_MAC, 2), FdbEntry(mac=ONT_MAC, if_index=2)
    [signal] = CITY.spoken(RULE, *LAN, stranger, entry, arp("10.20.0.9", CORE_MAC, 2), learnt)
    assert signal.text.en == (
        f"behind bridge-lan is the unregistered router “ZXHN-F670L” (ZTE {{x}}), MAC {ONT_MAC}"
    )
    assert signal.text.id == (
        f"di balik bridge-lan ada router tidak terdaftar “ZXHN-F670L” (ZTE {{x}}), MAC {ONT_MAC}"
    )
    assert signal.evidence == (row_of(stranger), row_of(entry))


def test_it_points_at_the_box_and_names_the_port_as_the_neighbours_table_does() -> None:
    seen = neighbour(None, mac=ONT_MAC, local_port="ge-0/0/7", sys_descr="GPON ONT")
    [signal] = CITY.spoken(RULE, *LAN, seen)
    assert (signal.about, signal.link) == (ONT_MAC, "ge-0/0/7")
    assert signal.text.en == (
        f"behind ge-0/0/7 is the unregistered router ? (GPON ONT), MAC {ONT_MAC}"
    )
    [signal] = CITY.spoken(RULE, *LAN, neighbour(None, chassis_id="SN-1", sys_name="ont"))
    assert signal.text.en == "behind ? is the unregistered router “ont”"
    assert signal.text.id == "di balik ? ada router tidak terdaftar “ont”"


def test_a_box_that_takes_a_registered_name_is_told_as_that_though_it_tells_no_capabilities() -> (
    None
):
    seen = neighbour(2, mac=ONT_MAC, sys_name="core", capabilities=None)
    [signal] = CITY.spoken(RULE, *LAN, seen)
    assert "a box, “core”, takes the name of the registered core and is another" in signal.text.en
    assert "memakai nama core yang terdaftar, padahal bukan" in signal.text.id
    assert signal.strength is Strength.STRONG
    phone = replace(seen, capabilities=frozenset({"telephone", "bridge"}))
    switch = replace(seen, capabilities=frozenset({"bridge"}))
    assert CITY.spoken(RULE, *LAN, phone, switch) == ()


def test_an_access_point_that_routes_at_a_gateways_address_is_strong() -> None:
    for address, strength in (("10.20.0.254", Strength.STRONG), ("10.20.0.245", Strength.HINT)):
        seen = neighbour(2, address, mac="00:e0:fc:00:00:01", capabilities=AP_MODES)
        assert [one.strength for one in CITY.spoken(RULE, *LAN, seen)] == [strength]


def test_routeros_heard_by_cdp_is_a_hint_too() -> None:
    for descr, strength in (
        ("MikroTik RouterOS cAP ac", Strength.HINT),
        ("Cisco IOS, MikroTik", Strength.STRONG),
    ):
        seen = neighbour(2, sys_name="AP-AULA", sys_descr=descr, protocol="cdp")
        assert [one.strength for one in CITY.spoken(RULE, *LAN, seen)] == [strength]
