"""What single tables say, put together."""

from ipaddress import ip_address

import pytest

from monitor import observe
from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress
from monitor.model.observation import FdbEntry, Identity, Interface, Neighbour
from monitor.model.reading import TableStatus
from tests.scenes import route

COMPLETE, INCOMPLETE, ABSENT, REFUSED, _ = TableStatus
PORTS = (
    Interface(index=1, name="ge-0/0/1", descr="Gigabit 1", mac="00:00:00:00:00:01"),
    Interface(index=2, name="ge-0/0/2", descr="Gigabit 2", mac="00:00:00:00:00:02"),
    Interface(index=3, name="ge-0/0/3", descr="Gigabit", mac="00:00:00:00:00:0a"),
    Interface(index=4, name="ge-0/0/4", descr="Gigabit", mac="00:00:00:00:00:0a"),
)


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([], ABSENT),
        ([ABSENT, REFUSED], REFUSED),
        ([ABSENT, COMPLETE, REFUSED], COMPLETE),
        ([COMPLETE, INCOMPLETE], INCOMPLETE),
    ],
)
def test_a_kind_is_as_well_seen_as_its_tables_together(
    statuses: list[TableStatus], status: TableStatus
) -> None:
    assert observe.status_over(statuses) is status


def test_the_first_word_stands_and_later_ones_fill_holes() -> None:
    first = Interface(index=1, name="wan1", in_octets=0, admin_up=False)
    second = Interface(index=1, name="other", descr="WAN", in_octets=9, admin_up=True)
    [merged] = observe.merged([first, second])
    assert (merged.name, merged.descr, merged.in_octets, merged.admin_up) == (
        "wan1",
        "WAN",
        0,
        False,
    )


def test_observations_of_other_keys_stay_apart_and_in_order() -> None:
    seen = [Interface(index=2), Interface(index=1), Interface(index=2, name="b")]
    assert [(i.index, i.name) for i in observe.merged(seen)] == [(2, "b"), (1, None)]


def test_the_identity_is_put_together_of_its_parts() -> None:
    parts = [Identity(sys_name="r1"), Identity(engine_id="80"), Identity(serial="A"), Identity()]
    assert observe.identity_of([*parts, Identity(serial="B")]) == Identity(
        sys_name="r1", engine_id="80", serial="A"
    )
    assert observe.identity_of([]) == Identity()


@pytest.mark.parametrize("alias", ["wan1", '"wan1"', "WAN port"])
def test_an_alias_that_repeats_a_name_is_none(alias: str) -> None:
    parts = [Interface(index=1, name="wan1", alias=alias), Interface(index=1, descr="WAN port")]
    [interface] = observe.interfaces_of(parts)
    assert interface.alias is None


def test_an_alias_of_its_own_stays() -> None:
    [interface] = observe.interfaces_of([Interface(index=1, name="wan1", alias="IndiHome")])
    assert interface.alias == "IndiHome"


def _if_index(
    ports: list[LocalPort], local_port: str | None = "7", bridge: tuple[BridgePort, ...] = ()
) -> int | None:
    neighbour = Neighbour(protocol="lldp", local_port=local_port, remote_index="1")
    [joined] = observe.neighbours_of(
        [neighbour], (), lambda: observe.LldpPorts(PORTS, ports, bridge)
    )
    return joined.if_index


@pytest.mark.parametrize(
    ("port", "index"),
    [
        (LocalPort(number=7, port_id="GE-0/0/2"), 2),
        (LocalPort(number=7, descr="Gigabit 2"), 2),
        (LocalPort(number=7, port_id="00:00:00:00:00:02", mac="00:00:00:00:00:02"), 2),
        (LocalPort(number=7, port_id="2", if_index=2), 2),
        (LocalPort(number=7, port_id="nowhere"), None),
        (LocalPort(number=7, port_id="99", if_index=99), None),
    ],
)
def test_an_lldp_port_leads_to_its_interface_by_name_mac_or_number(
    port: LocalPort, index: int | None
) -> None:
    assert _if_index([port]) == index


def test_a_port_number_that_happens_to_be_an_if_index_is_not_taken_for_one() -> None:
    # The agent's port 1 is its third interface, and its table says so.
    assert _if_index([LocalPort(number=1, port_id="ge-0/0/3")], "1") == 3
    assert _if_index([LocalPort(number=1, port_id="unknown")], "1") is None
    assert _if_index([LocalPort(number=9, port_id="ge-0/0/3")], "1") is None


def test_without_a_table_of_local_ports_the_number_is_the_if_index_if_there_is_one() -> None:
    assert _if_index([], "2") == 2
    assert _if_index([], "7") is None
    assert _if_index([], None) is None


def test_on_a_bridge_the_number_is_that_of_the_bridge_port() -> None:
    bridge = BridgePort(port=2, if_index=4), BridgePort(port=7, if_index=3)
    assert _if_index([], "2", bridge) == 4
    assert _if_index([LocalPort(number=7, port_id="unknown")], "7", bridge) == 3
    assert _if_index([LocalPort(number=7, port_id="ge-0/0/1")], "7", bridge) == 1
    assert _if_index([], "2", (BridgePort(port=2, if_index=99),)) is None


def test_two_boxes_under_one_number_are_two_with_their_own_addresses() -> None:
    def box(chassis: str, mark: int) -> Neighbour:
        return Neighbour(
            protocol="lldp", local_port="2", remote_index="1", chassis_id=chassis, time_mark=mark
        )

    told = NeighbourAddress(
        protocol="lldp",
        local_port="2",
        remote_index="1",
        time_mark=900,
        address=ip_address("192.168.77.1"),
    )
    seen = [box("a", 100), box("b", 900), box("a", 950)]
    first, second = observe.neighbours_of(seen, [told], lambda: observe.LldpPorts(PORTS))
    assert (first.chassis_id, first.addresses) == ("a", ())
    assert (second.chassis_id, second.addresses) == ("b", (told.address,))
    stale = observe.neighbours_of([box("a", 100)], [told], lambda: observe.LldpPorts(PORTS))
    assert stale[0].addresses == (told.address,)


def test_what_bridge_mib_repeats_without_a_vlan_is_left_out() -> None:
    in_vlan = FdbEntry(mac="a", port=1, if_index=11, vlan=5)
    entries = [
        in_vlan,
        FdbEntry(mac="a", port=1, if_index=11),
        elsewhere := FdbEntry(mac="a", port=2, if_index=12),
        unplaced := FdbEntry(mac="b", vlan=5),
        FdbEntry(mac="b", port=3, if_index=13),
        lone := FdbEntry(mac="c", port=3, if_index=13),
    ]
    assert observe.without_repeats(entries) == (in_vlan, elsewhere, unplaced, lone)


@pytest.mark.parametrize(
    ("better", "older", "status"),
    [(COMPLETE, COMPLETE, COMPLETE), (COMPLETE, INCOMPLETE, COMPLETE)],
)
def test_an_older_route_table_adds_nothing_to_a_better_one_that_is_whole(
    better: TableStatus, older: TableStatus, status: TableStatus
) -> None:
    half = route("0.0.0.0/1", None, 7)
    tables = [([half], better), ([route("0.0.0.0/0", None, 7), half], older)]
    routes, seen = observe.routes_of(tables)
    assert (routes, seen) == ((half,), status)


def test_an_older_route_table_counts_where_the_better_one_is_cut_or_of_ipv6_alone() -> None:
    half, whole = route("0.0.0.0/1", None, 7), route("0.0.0.0/0", "10.0.0.1", 7)
    cut = observe.routes_of([([half], INCOMPLETE), ([whole], COMPLETE)])
    assert cut == ((half, whole), INCOMPLETE)
    six = route("::/0", "fe80::1", 7)
    assert observe.routes_of([([six], COMPLETE), ([whole], COMPLETE)]) == ((six, whole), COMPLETE)


def test_a_name_or_mac_of_several_interfaces_leads_to_none() -> None:
    assert _if_index([LocalPort(number=7, port_id="Gigabit")]) is None
    mac = "00:00:00:00:00:0a"
    assert _if_index([LocalPort(number=7, port_id=mac, mac=mac)]) is None
    assert _if_index([LocalPort(number=7, port_id="Gigabit", descr="ge-0/0/4")]) == 4


def test_a_neighbour_that_names_its_interface_keeps_it() -> None:
    neighbour = Neighbour(protocol="cdp", if_index=2, remote_index="1")
    [joined] = observe.neighbours_of([neighbour], (), lambda: observe.LldpPorts(PORTS))
    assert joined.if_index == 2


@pytest.mark.parametrize("local_port", ["ether1", "1/0/5", "²"])
def test_a_local_port_that_is_a_name_leads_to_the_interface_of_that_name_or_none(
    local_port: str,
) -> None:
    assert _if_index([], local_port) is None
    assert _if_index([], "GE-0/0/2") == 2


def test_management_addresses_join_the_neighbour_they_are_of() -> None:
    neighbours = [
        Neighbour(
            protocol="lldp",
            local_port=port,
            remote_index="1",
            addresses=(ip_address("10.0.0.1"),),
        )
        for port in ("1", "2")
    ]
    told = [
        NeighbourAddress(
            protocol="lldp", local_port="1", remote_index="1", address=ip_address(address)
        )
        for address in ("10.0.0.1", "2001:db8::1")
    ]
    first, second = observe.neighbours_of(neighbours, told, lambda: observe.LldpPorts(PORTS))
    assert list(map(str, first.addresses)) == ["10.0.0.1", "2001:db8::1"]
    assert list(map(str, second.addresses)) == ["10.0.0.1"]


def test_learnt_addresses_get_the_interfaces_of_their_bridge_ports() -> None:
    entries = [
        FdbEntry(mac="a", port=1),
        FdbEntry(mac="b", port=9),
        FdbEntry(mac="c", port=1, if_index=44),
        FdbEntry(mac="d"),
        FdbEntry(mac="a", vlan=5, port=2),
    ]
    ports = [BridgePort(port=1, if_index=101), BridgePort(port=2, if_index=102)]
    found = {(e.mac, e.vlan): e.if_index for e in observe.fdb_of(entries, ports)}
    assert found == {
        ("a", None): 101,
        ("b", None): None,
        ("c", None): 44,
        ("d", None): None,
        ("a", 5): 102,
    }
