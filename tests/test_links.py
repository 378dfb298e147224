"""Which interfaces are ways out, on the routers and hosts that agencies have."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from tests.scenes import (
    CITY,
    GATEWAY_MAC,
    NO_PLAN,
    OLT,
    ONT_MAC,
    PRINTER,
    R1,
    SERVER,
    SWITCH,
    World,
    arp,
    bgp,
    circuit,
    default,
    identity,
    learnt,
    own,
    port,
    route,
)

PRINTER_MAC = "3c:2a:f4:00:00:20"
AT_SERVER, AT_PRINTER, AT_SWITCH, AT_OLT = (
    World(device=device) for device in (SERVER, PRINTER, SWITCH, OLT)
)
LAN = (port(2, "bridge-lan", type=209), own("10.20.0.1/24", 2))


def names(*seen: Observation, world: World = CITY) -> list[str]:
    return [link.name for link in world.links(*seen)]


def only(*seen: Observation, world: World = CITY) -> Link:
    [link] = world.links(*seen)
    return link


def test_an_interface_with_a_default_route_is_one() -> None:
    link = only(port(1, "ether1"), own("10.0.0.6/29", 1), default("10.0.0.1", 1), *LAN)
    assert (link.name, link.agency, link.site) == ("ether1", "dinkes", "puskesmas")


@pytest.mark.parametrize("halves", [("0.0.0.0/1", "128.0.0.0/1"), ("2000::/4", "3000::/4")])
def test_a_split_default_is_seen(halves: tuple[str, str]) -> None:
    hop = "203.0.113.1" if "." in halves[0] else "2001:db8:f00::1"
    split = [route(half, hop, 1) for half in halves]
    assert len(only(port(1, "ether1"), *split).routes) == 2


def test_a_planned_lan_is_none() -> None:
    assert names(*LAN, route("10.20.0.0/24", None, 2), arp("10.20.0.9", ONT_MAC, 2)) == []


@pytest.mark.parametrize("address", ["192.168.1.1/24", "203.0.113.9/30", "100.64.0.9/10",
                                     "fd12::1/64", "2001:db8:f00::2/64"])  # fmt: skip
def test_an_address_nobody_planned_makes_one(address: str) -> None:
    assert names(port(1, "ether1"), own(address, 1)) == ["ether1"]


@pytest.mark.parametrize("address", ["10.9.9.9/30", "100.64.8.9/24", "2001:db8:100::9/64",
                                     "fe80::9/64", "169.254.3.3/16"])  # fmt: skip
def test_a_planned_or_link_local_address_makes_none(address: str) -> None:
    assert names(port(1, "ether1"), own(address, 1)) == []


def test_a_gateway_of_another_network_on_the_lan_makes_one() -> None:
    assert names(*LAN, arp("192.168.1.1", ONT_MAC, 2)) == ["bridge-lan"]
    assert names(*LAN, arp("192.168.1.254", ONT_MAC, 2)) == ["bridge-lan"]
    assert names(*LAN, arp("203.0.113.77", ONT_MAC, 2)) == ["bridge-lan"]


@pytest.mark.parametrize("address", ["192.168.1.57", "10.20.0.1", "10.20.0.254", "224.0.0.1",
                                     "169.254.9.1", "fe80::1"])  # fmt: skip
def test_hosts_and_planned_gateways_on_the_lan_make_none(address: str) -> None:
    assert names(*LAN, arp(address, ONT_MAC, 2)) == []


def test_a_loopback_is_none_whatever_its_address() -> None:
    assert names(port(1, "lo0", type=24), own("203.0.113.9/32", 1), default("203.0.113.9", 1)) == []


@pytest.mark.parametrize(
    ("name", "kind", "medium"),
    [("pppoe-out1", 23, Medium.PPP), ("lte1", 1, Medium.CELLULAR), ("vdsl0", 97, Medium.DSL),
     ("onu1", 250, Medium.PON), ("cable0", 127, Medium.CABLE)],
)  # fmt: skip
def test_a_line_of_a_carriers_kind_that_is_up_is_one(name: str, kind: int, medium: Medium) -> None:
    assert only(port(1, name, type=kind)).medium is medium


def test_a_tunnel_is_one_once_it_has_an_address() -> None:
    assert names(port(1, "wg0", type=1)) == []
    assert names(port(1, "wg0", type=1), own("10.99.0.2/24", 1)) == ["wg0"]


def test_the_servers_side_of_dialled_sessions_is_none() -> None:
    assert names(port(1, "<pppoe-budi>", type=23), port(2, "pppoe-in1", type=23)) == []


def test_a_wifi_interface_is_one_only_when_it_leads_somewhere() -> None:
    assert names(port(1, "wlan1", type=71)) == []
    assert names(port(1, "wlan1", type=71), default("192.168.43.1", 1)) == ["wlan1"]


@pytest.mark.parametrize("state", ["down", "lowerLayerDown", "notPresent", "dormant"])
def test_what_is_down_is_none(state: str) -> None:
    off = port(1, "lte1", type=243, oper_status=state)
    assert names(off, own("203.0.113.9/30", 1), default("203.0.113.1", 1)) == []


def test_a_circuit_names_a_link_even_while_it_is_down() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    link = only(port(1, "ether1", oper_status="down"), world=world)
    assert (link.is_up, link.is_routed) == (False, False)


def test_state_that_is_not_told_counts_as_up() -> None:
    assert names(port(1, "wwan0", oper_status=None, admin_up=None)) == ["wwan0"]
    assert names(port(1, "wwan0", oper_status="unknown")) == ["wwan0"]


def test_a_server_has_private_networks_of_all_kinds() -> None:
    hosted = (
        port(1, "docker0"), own("172.17.0.1/16", 1), port(2, "virbr0"), own("192.168.122.1/24", 2),
        port(3, "br-3f2a"), own("172.18.0.1/16", 3), arp("172.18.0.254", ONT_MAC, 3),
    )  # fmt: skip
    assert names(*hosted, world=AT_SERVER) == []
    assert names(*hosted) == ["docker0", "virbr0", "br-3f2a"]


def test_a_public_or_carriers_address_on_a_server_counts() -> None:
    seen = (port(1, "eth1"), own("203.0.113.9/30", 1), port(2, "wlan0"), own("100.64.0.9/10", 2))
    assert names(*seen, world=AT_SERVER) == ["eth1", "wlan0"]


def test_the_default_route_of_a_printer_or_switch_is_one_that_the_site_router_vouches_for() -> None:
    seen = (port(1, "eth0", mac=PRINTER_MAC), own("10.20.0.20/24", 1), default("10.20.0.1", 1))
    met = learnt((R1, (arp("10.20.0.20", PRINTER_MAC, 2),)))
    for world in (AT_PRINTER, AT_SWITCH):
        assert only(*seen, world=replace(world, inventory=met)).plan_reason == "the next hop is r1"
        # Who was not read yet, and stands in the agency's house, vouches for nothing.
        assert only(*seen, world=world).plan_reason == ""


def test_an_olt_is_made_of_carriers_lines() -> None:
    assert names(port(1, "gpon-olt_1/1/1", type=250), world=AT_OLT) == []


def test_a_bgp_session_outside_the_plan_makes_one() -> None:
    wan = (port(1, "ether1"), own("10.0.0.6/29", 1))
    assert names(*wan, bgp("10.0.0.5", 64512)) == []
    assert names(*wan, bgp("203.0.113.1", 7713)) == ["bgp-as7713"]
    assert names(*wan, own("203.0.113.2/30", 1), bgp("203.0.113.1", 7713)) == ["ether1"]


def test_a_route_whose_interface_was_not_read_is_shown() -> None:
    assert names(default("203.0.113.1", 3)) == ["gateway-unplaced"]


def test_links_of_one_name_stay_apart() -> None:
    twins = (port(3, "vlan1", type=135), port(4, "vlan1", type=135), default("10.0.0.1", 3),
             default("203.0.113.1", 4))  # fmt: skip
    assert names(*twins) == ["vlan1#3", "vlan1#4"]


def test_a_name_that_looks_like_a_number_was_added_stands_for_one_line_only() -> None:
    seen = [port(index, name, type=243) for index, name in ((1, "a"), (2, "a"), (3, "a#1"))]
    assert len(set(names(*seen))) == 3
    assert names(seen[2]) == ["a#1"]


def test_a_name_is_a_description_or_a_number_where_there_is_none() -> None:
    assert names(port(7, descr="ZXHN"), default("203.0.113.1", 7)) == ["ZXHN"]
    assert names(port(0), default("203.0.113.1", 0)) == ["if0"]


def provider(*seen: Observation, world: World = CITY) -> str | None:
    return only(*seen, world=world).provider


def test_a_provider_is_told_by_addresses_and_as_numbers() -> None:
    wan = port(1, "ether1")
    assert provider(wan, default("203.0.113.1", 1)) == "Telkom"
    assert provider(wan, own("2001:db8:f00::2/64", 1)) == "Telkom"
    assert provider(bgp("198.51.100.9", 7713)) == "Telkom"
    assert provider(wan, own("198.51.100.9/30", 1)) is None


def test_a_description_is_no_address() -> None:
    assert provider(port(1, "ether1", alias="Telkom"), own("192.168.1.2/24", 1)) is None


def test_what_the_city_declared_is_no_providers() -> None:
    network = replace(CITY.registry.network, prefixes=tuple(
        prefix for entry in CITY.registry.providers.entries for prefix in entry.prefixes
    ), allowed_peer_as=frozenset({7713}))  # fmt: skip
    world = CITY.declaring(network=network)
    seen = (port(1, "ether1"), default("203.0.113.1", 1), bgp("203.0.113.1", 7713))
    assert provider(*seen, world=world) is None


def test_a_site_nobody_declared_has_no_agency() -> None:
    world = World(device=replace(CITY.device, site="?"))
    assert only(port(1, "lte1", type=243), world=world).agency == ""


def test_without_a_plan_every_address_is_strange() -> None:
    seen = (port(1, "ether1"), own("10.0.0.6/29", 1), arp("10.0.0.1", GATEWAY_MAC, 1))
    assert only(*seen, world=CITY.declaring(network=NO_PLAN)).plan_reason == ""


def test_the_order_of_interfaces_is_kept() -> None:
    seen = [port(index, f"lte{index}", type=243) for index in (3, 1, 2)]
    assert names(*seen) == ["lte3", "lte1", "lte2"]
    assert only(seen[0]).interface == seen[0]
    assert ip_address("10.0.0.1") not in only(seen[0]).next_hops


def test_a_session_with_a_foreign_as_makes_one_whatever_its_address() -> None:
    line = (port(1, "ge-0/0/0.0"), own("10.20.9.1/30", 1))
    assert names(*line, bgp("10.20.9.2", 7713)) == ["ge-0/0/0.0"]
    assert names(*line, bgp("10.20.9.2", 7713, "active")) == []
    assert names(*line, bgp("10.20.9.2", 64512)) == []


def test_what_connects_the_parts_of_one_box_is_none() -> None:
    junos = identity(object_id="1.3.6.1.4.1.2636.1.1.1.2.108")
    inside = (port(1, "em1.0"), own("128.0.0.1/2", 1), own("10.0.0.4/8", 1))
    assert names(junos, *inside) == []
    assert names(junos, port(1, "ge-0/0/1.0"), own("128.0.0.1/2", 1)) == ["ge-0/0/1.0"]


def test_nobody_hides_a_line_by_what_the_parts_of_a_box_look_like() -> None:
    junos = identity(object_id="1.3.6.1.4.1.2636.1.1.1.2.108")
    inside = (port(1, "em1.0"), own("128.0.0.1/2", 1))
    assert names(*inside) == ["em1.0"]
    assert names(identity(object_id="1.3.6.1.4.1.8072.3.2.8"), *inside) == ["em1.0"]
    assert names(junos, *inside, own("203.0.113.9/24", 1)) == ["em1.0"]
    assert names(junos, *inside, default("10.9.9.1", 1)) == ["em1.0"]
    assert names(junos, *inside, bgp("128.0.0.4", 7713)) == ["em1.0"]


def test_a_tunnel_by_whose_address_no_packet_can_leave_is_none() -> None:
    vxlan = port(1, "vxlan48", type=131)
    assert names(vxlan, own("fe80::1/64", 1)) == []
    assert names(vxlan, own("fe80::1/64", 1), own("172.30.0.2/30", 1)) == ["vxlan48"]
