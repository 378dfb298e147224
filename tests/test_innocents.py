"""
Lines and boxes that look foreign and are not, and foreign ones that look innocent.

Each was a false accusation, or a miss, that somebody thought of before it happened.
"""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from monitor.model.declared import ApprovedDestination
from monitor.model.finding import Band, FindingKind, Strength
from monitor.model.link import LinkStatus
from monitor.model.subject import Subject
from tests.scenes import (
    CITY,
    CORE_MAC,
    NETWORK,
    ONT_MAC,
    PRINTER,
    arp,
    bgp,
    case_of,
    circuit,
    default,
    link_named,
    neighbour,
    own,
    port,
)

PPP = port(5, "pppoe-out1", type=23)


def test_an_undeclared_lan_behind_a_registered_router_accuses_nobody() -> None:
    seen = (
        port(1, "vlan7"),
        own("192.168.7.10/24", 1),
        default("192.168.7.1", 1),
        arp("192.168.7.1", CORE_MAC, 1),
    )
    judgement = CITY.judged(*seen)
    assert link_named(judgement, "vlan7").status is LinkStatus.UNKNOWN
    assert judgement.cases == ()


@pytest.mark.parametrize("address", ["11.11.11.1/24", "100.100.1.1/24"])
def test_a_lan_numbered_with_what_belongs_to_others_is_only_a_hint(address: str) -> None:
    judgement = CITY.judged(port(2, "bridge-lan"), own(address, 2))
    assert link_named(judgement, "bridge-lan").status is LinkStatus.UNKNOWN
    assert case_of(judgement, "bridge-lan").strength is Strength.HINT


@pytest.mark.parametrize("said", [{"origin": "dhcp"}, {}])
def test_an_address_on_a_line_is_no_lan(said: dict[str, str]) -> None:
    address = "11.11.11.9/24" if said else "11.11.11.1/30"
    judgement = CITY.judged(port(2, "ether2"), own(address, 2, **said))
    assert case_of(judgement, "ether2").strength is Strength.STRONG


def test_a_home_router_on_an_undeclared_lan_is_a_neighbour_and_the_lan_no_line() -> None:
    lan = (port(2, "bridge-lan"), own("192.168.88.1/24", 2))
    judgement = CITY.judged(*lan, neighbour(2, mac=ONT_MAC))
    assert case_of(judgement, ONT_MAC).kind is FindingKind.FOREIGN_NEIGHBOUR
    assert link_named(judgement, "bridge-lan").status is LinkStatus.UNKNOWN


def test_a_dialled_line_in_the_citys_own_numbers_is_no_proof() -> None:
    judgement = CITY.judged(PPP, own("10.3.0.9/32", 5), default("10.3.0.1", 5))
    assert case_of(judgement, "pppoe-out1").band is Band.INDICATED


def test_no_registered_device_vouches_for_a_dialled_line_by_an_address_anybody_may_use() -> None:
    judgement = CITY.judged(PPP, own("10.3.0.9/32", 5), default("10.0.0.1", 5))
    assert link_named(judgement, "pppoe-out1").status is not LinkStatus.KOMINFO


@pytest.mark.parametrize("name", ["l2tp-kemenkeu", "ovpn-bpjs", "sstp_bank", "pptp"])
def test_a_vpn_that_a_person_named_is_a_tunnel_and_no_dial_up(name: str) -> None:
    seen = (port(5, name, type=23), own("172.31.0.2/32", 5))
    rules = {signal.rule for signal in CITY.judged(*seen).signals}
    assert rules == {"unapproved-tunnel"}


def test_a_vpn_to_an_approved_destination_is_accused_by_no_rule() -> None:
    bpjs = ApprovedDestination("BPJS", (ip_network("198.51.100.0/28"),))
    city = CITY.declaring(network=replace(NETWORK, approved_destinations=(bpjs,)))
    tunnel = port(5, "ovpn-out1", type=131, tunnel_remote=ip_address("198.51.100.7"))
    judgement = city.judged(tunnel, own("172.31.0.2/30", 5))
    assert judgement.cases == ()
    assert link_named(judgement, "ovpn-out1").status is LinkStatus.APPROVED
    away = city.judged(tunnel, own("172.31.0.2/30", 5), default("172.31.0.1", 5))
    assert link_named(away, "ovpn-out1").status is LinkStatus.FOREIGN


def test_a_name_and_a_usual_address_together_accuse_nobody() -> None:
    seen = (
        port(1, "ether1", alias="INDIHOME lama"),
        own("192.168.1.2/24", 1),
        default("192.168.1.1", 1),
    )
    judgement = CITY.judged(*seen)
    assert link_named(judgement, "ether1").status is LinkStatus.UNKNOWN


def test_a_note_is_not_told_as_a_fact() -> None:
    seen = (port(1, "ether1"), own("192.168.1.2/24", 1), default("192.168.1.1", 1))
    text = case_of(CITY.judged(*seen), "ether1").text
    assert "may not be on" in text.en
    assert "mungkin" in text.id


def test_the_far_end_heard_on_the_port_of_a_registered_vlan_is_no_stranger() -> None:
    city = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ge-0/0/0.100")),))
    seen = (port(1, "ge-0/0/0"), port(2, "ge-0/0/0.100"), neighbour(1, mac=ONT_MAC))
    assert city.judged(*seen).cases == ()


def test_the_same_by_a_mac_that_a_port_and_its_vlan_share() -> None:
    city = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="vlan-kominfo")),))
    mac = "48:8f:5a:77:00:01"
    seen = (
        port(1, "ether1", mac=mac),
        port(2, "vlan-kominfo", mac=mac),
        neighbour(1, mac=ONT_MAC),
    )
    assert city.judged(*seen).cases == ()


def test_a_printer_does_not_say_where_a_line_leads() -> None:
    city = CITY.declaring(
        devices={**CITY.registry.devices, "prn1": replace(PRINTER, macs=frozenset({ONT_MAC}))}
    )
    wan = (port(1, "ether1"), own("10.7.0.6/29", 1))
    judgement = city.judged(*wan, default("10.7.0.5", 1), neighbour(1, mac=ONT_MAC))
    assert link_named(judgement, "ether1").status is LinkStatus.UNKNOWN


def test_a_foreign_session_on_a_line_of_the_plan_is_proof() -> None:
    wan = (port(1, "ether1"), own("10.0.0.6/29", 1), default("10.0.0.1", 1))
    judgement = CITY.judged(*wan, bgp("10.0.0.5", 7713))
    assert link_named(judgement, "ether1").status is LinkStatus.FOREIGN
    assert case_of(judgement, "ether1").band is Band.PROOF


def test_a_public_address_that_is_on_no_interface_is_not_lost() -> None:
    judgement = CITY.judged(own("203.0.113.7/29"))
    assert case_of(judgement, "unplaced-addresses").strength is Strength.STRONG


def test_one_box_heard_by_two_protocols_is_told_once() -> None:
    lan = (port(2, "bridge-lan"), own("10.20.0.1/24", 2))
    twice = (
        neighbour(2, mac=ONT_MAC, sys_name="cpe"),
        neighbour(2, sys_name="cpe", protocol="cdp", remote_index="9"),
    )
    assert len(CITY.judged(*lan, *twice).cases) == 1


def test_an_ipv6_gateway_is_measured_only_against_an_ipv6_plan() -> None:
    v4 = tuple(prefix for prefix in NETWORK.prefixes if prefix.version == 4)
    city = CITY.declaring(network=replace(NETWORK, prefixes=v4))
    judgement = city.judged(port(1, "ether1"), own("fd00::2/64", 1), default("fd00::1", 1))
    assert case_of(judgement, "ether1").strength is Strength.HINT
