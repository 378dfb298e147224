"""What is remembered of a device: trust on first use, and changes that were announced."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.memory import Look, remembered, trusted
from monitor.model.declared import DeviceRole, Maintenance
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import ArpEntry, FdbEntry, Identity, Neighbour, OspfNeighbour
from monitor.model.policy import Policy
from monitor.model.reading import Observation, TableStatus
from monitor.model.service import ClientCount
from monitor.model.subject import Subject
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    NOW_S,
    ONT_MAC,
    World,
    arp,
    circuit,
    default,
    learnt_mac,
    leases,
    ospf,
    own,
    port,
)

WAN = (port(1, "ether1"), own("10.9.9.2/30", 1), default("10.9.9.1", 1))
GATEWAY = arp("10.9.9.1", CORE_MAC, 1)
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))
ALL = frozenset({"Identity", "Interface", "Route", "ArpEntry", "OspfNeighbour"})


def announced(start_s: float, end_s: float, world: World = OURS) -> World:
    start, end = (datetime.fromtimestamp(moment, UTC) for moment in (start_s, end_s))
    return world.declaring(maintenance=(Maintenance("penggantian", start, end),))


def look(
    *seen: Observation,
    world: World = OURS,
    time_s: float = NOW_S,
    fresh: frozenset[str] = ALL,
    before: tuple[Observation, ...] = (),
    before_s: float = 60,
) -> Look:
    latest = world.snapshot(*seen, time_s=time_s)
    previous = world.snapshot(*before, time_s=time_s - before_s) if before else None
    return Look(
        whose=world.whose,
        policy=Policy(),
        latest=latest,
        links=world.links(*seen),
        previous=previous,
        fresh=fresh,
    )


def told(**parts: Any) -> Identity:
    return Identity(**({"object_id": "1.3.6.1.4.1.14988.1", "serial": "A1"} | parts))


def test_the_first_identity_is_the_known_one_and_a_later_part_is_added() -> None:
    memory = remembered(NO_MEMORY, look(told()))
    assert memory.identity == {"object_id": "1.3.6.1.4.1.14988.1", "serial": "A1"}
    memory = remembered(memory, look(told(engine_id="80", serial=None)))
    assert memory.identity["engine_id"] == "80"
    assert memory.identity["serial"] == "A1"
    assert memory.changed_s is None
    assert memory.answered
    assert not NO_MEMORY.answered


def test_another_identity_stays_a_change_from_when_it_was_noticed() -> None:
    memory = remembered(NO_MEMORY, look(told()))
    memory = remembered(memory, look(told(serial="B2", bridge_address="02:00:00:00:00:01")))
    memory = remembered(memory, look(told(serial="B2"), time_s=NOW_S + 600))
    assert memory.identity["serial"] == "A1"
    assert memory.identity["bridge_address"] == "02:00:00:00:00:01"
    assert memory.changed_s == NOW_S
    assert remembered(memory, look(told(), time_s=NOW_S + 900)).changed_s is None


def test_announced_work_makes_the_new_identity_the_known_one() -> None:
    memory = remembered(NO_MEMORY, look(told()))
    during = announced(NOW_S - 60, NOW_S + 60)
    memory = remembered(memory, look(told(serial="B2"), world=during))
    assert (memory.identity["serial"], memory.changed_s) == ("B2", None)


def test_work_that_is_put_on_record_afterwards_counts_for_when_it_was_noticed() -> None:
    memory = remembered(NO_MEMORY, look(told()))
    memory = remembered(memory, look(told(serial="B2")))
    later = NOW_S + 86_400
    elsewhen = announced(NOW_S + 100, NOW_S + 200)
    assert remembered(memory, look(told(serial="B2"), world=elsewhen, time_s=later)).changed_s
    recorded = announced(NOW_S - 60, NOW_S + 60)
    memory = remembered(memory, look(told(serial="B2"), world=recorded, time_s=later))
    assert (memory.identity["serial"], memory.changed_s) == ("B2", None)


def test_boots_only_count_up() -> None:
    memory = remembered(NO_MEMORY, look(told(engine_boots=9)))
    memory = remembered(memory, look(told(engine_boots=10)))
    assert memory.identity["engine_boots"] == "10"
    memory = remembered(memory, look(told(engine_boots=1)))
    assert memory.identity["engine_boots"] == "10"
    assert memory.changed_s == NOW_S


def test_a_gateway_keeps_the_mac_it_was_first_seen_with() -> None:
    memory = remembered(NO_MEMORY, look(*WAN, GATEWAY))
    assert memory.gateways == {"10.9.9.1": CORE_MAC}
    moved = look(*WAN, arp("10.9.9.1", ONT_MAC, 1))
    memory = remembered(memory, moved)
    assert memory.gateways == {"10.9.9.1": CORE_MAC}
    assert memory.moved_s == {"10.9.9.1": NOW_S}
    back = look(*WAN, GATEWAY, time_s=NOW_S + 60)
    assert remembered(memory, back).moved_s == {}
    recorded = announced(NOW_S - 60, NOW_S + 60)
    later = look(*WAN, arp("10.9.9.1", ONT_MAC, 1), world=recorded, time_s=NOW_S + 9999)
    assert remembered(memory, later).gateways == {"10.9.9.1": ONT_MAC}


def test_a_contracted_line_keeps_what_it_was_first_seen_as() -> None:
    fresh = ALL | {"Address"}
    modem = (port(1, "ether1", type=243), own("203.0.113.9/32", 1))
    memory = remembered(NO_MEMORY, look(*WAN, fresh=fresh))
    assert memory.lines == {"ether1|K-1": ""}
    memory = remembered(memory, look(*modem, fresh=fresh))
    assert (memory.lines, memory.line_moved_s) == ({"ether1|K-1": ""}, {"ether1|K-1": NOW_S})
    back = look(*WAN, time_s=NOW_S + 60, fresh=fresh)
    assert remembered(memory, back).line_moved_s == {}
    recorded = announced(NOW_S - 60, NOW_S + 60)
    later = look(*modem, world=recorded, time_s=NOW_S + 9999, fresh=fresh)
    assert remembered(memory, later).lines == {"ether1|K-1": "cellular|provider Telkom"}
    assert remembered(NO_MEMORY, look(*modem)).lines == {}


def test_a_mac_of_a_group_is_no_gateways_own() -> None:
    memory = remembered(NO_MEMORY, look(*WAN, arp("10.9.9.1", "00:00:5e:00:01:07", 1)))
    assert memory.gateways == {}
    assert remembered(NO_MEMORY, look(*WAN, arp("10.9.9.1", None, 1))).gateways == {}


def test_arp_that_was_not_read_just_now_teaches_nothing() -> None:
    memory = remembered(NO_MEMORY, look(*WAN, GATEWAY, fresh=ALL - {"ArpEntry"}))
    assert memory.gateways == {}


def test_full_neighbours_are_known_and_missed() -> None:
    memory = remembered(NO_MEMORY, look(*WAN, ospf("10.9.9.1", "10.0.0.2")))
    assert memory.ospf == {"10.0.0.2": "ether1"}
    gone = look(*WAN, ospf("10.9.9.1", "10.0.0.2", "down"))
    memory = remembered(memory, gone)
    assert memory.ospf == {"10.0.0.2": "ether1"}
    assert memory.ospf_gone_s == {"10.0.0.2": NOW_S}
    back = look(*WAN, ospf("10.9.9.1", "10.0.0.2"))
    assert remembered(memory, back).ospf_gone_s == {}
    taken_away = look(*WAN, world=announced(NOW_S - 60, NOW_S + 60))
    assert remembered(memory, taken_away).ospf == {}


def test_neighbours_that_could_not_be_read_are_not_missed() -> None:
    memory = Memory(ospf={"10.0.0.2": "ether1"})
    blind = replace(OURS, unread={OspfNeighbour: TableStatus.INCOMPLETE})
    assert remembered(memory, look(*WAN, world=blind)).ospf_gone_s == {}
    stale = look(*WAN, fresh=ALL - {"OspfNeighbour"})
    assert remembered(memory, stale).ospf_gone_s == {}


def counted(octets: int, **said: Any) -> tuple[Observation, ...]:
    wan = port(1, "ether1", in_octets=octets, out_octets=0, counter_bits=64, **said)
    return (wan, *WAN[1:])


def test_traffic_of_the_citys_lines_is_summed_up() -> None:
    memory = remembered(NO_MEMORY, look(*counted(900), before=counted(300)))
    assert memory.usages["ether1"].open.octets == 600
    assert memory.usages["ether1"].open.covered_s == 60
    assert remembered(NO_MEMORY, look(*counted(900), world=CITY)).usages == {}


def test_clients_are_the_macs_behind_a_router() -> None:
    seen = [arp(f"10.20.0.{n}", f"aa:00:00:00:00:{n:02x}", 2) for n in range(1, 6)]
    twice = arp("10.20.0.99", "aa:00:00:00:00:01", 2)
    silent = arp("10.20.0.98", None, 2)
    shown = (*WAN, GATEWAY, port(2, "ether2"), *seen, twice, silent)
    assert remembered(NO_MEMORY, look(*shown)).usages["ether1"].open.clients == 5
    stale = look(*shown, fresh=ALL - {"ArpEntry"})
    assert remembered(NO_MEMORY, stale).usages["ether1"].open.clients is None
    cut = replace(OURS, unread={ArpEntry: TableStatus.INCOMPLETE})
    assert remembered(NO_MEMORY, look(*shown, world=cut)).usages["ether1"].open.clients is None


def test_a_line_that_changed_its_state_or_a_restart_is_a_flap() -> None:
    monday_noon = NOW_S - NOW_S % (7 * 86_400) + 4 * 86_400 + 43_200

    def flaps(old: Any, new: Any) -> int:
        seen = look(*counted(9, **new), before=counted(5, **old), time_s=monday_noon)
        return remembered(NO_MEMORY, seen).usages["ether1"].open.flaps

    assert flaps({"last_change_s": 5.0}, {"last_change_s": 7.0}) == 1
    assert flaps({"last_change_s": 5.0}, {"last_change_s": 5.0}) == 0
    assert flaps({"last_change_s": None}, {"last_change_s": 5.0}) == 0
    assert flaps({"oper_status": "down"}, {"oper_status": "up"}) == 1
    restarted = look(
        *counted(9),
        told(uptime_s=9.0),
        before=(*counted(5), told(uptime_s=900.0)),
        time_s=monday_noon,
    )
    assert remembered(NO_MEMORY, restarted).usages["ether1"].open.flaps == 1


def test_a_router_with_many_lines_is_remembered_by_eight() -> None:
    names = [f"ether{n}" for n in range(12)]
    world = CITY.declaring(circuits=tuple(circuit(Subject(interface=name)) for name in names))
    seen = look(*(port(n, name) for n, name in enumerate(names, 1)), world=world)
    assert len(remembered(NO_MEMORY, seen).usages) == 8


def test_lines_of_the_core_are_not_compared() -> None:
    world = replace(OURS, device=replace(CORE, site="puskesmas"))
    assert world.device.role is DeviceRole.CORE
    assert remembered(NO_MEMORY, look(*WAN, world=world)).usages == {}


def test_what_is_trusted_is_all_but_traffic_and_boots() -> None:
    memory = remembered(NO_MEMORY, look(*counted(5), GATEWAY, told(engine_boots=1)))
    more = remembered(memory, look(*counted(9), GATEWAY, told(engine_boots=2), before=counted(5)))
    assert memory != more
    assert trusted(memory) == trusted(more)
    assert trusted(memory) != trusted(remembered(memory, look(told(serial="B2"))))


FDB = frozenset({"FdbEntry"})
SEEN = (learnt_mac("00:00:0c:00:00:01", 9), learnt_mac("00:00:0c:00:00:02", 9))
FIRST, OTHER = (entry.mac for entry in SEEN)
KNOWN = (learnt_mac("00:00:0c:00:00:0a", 8), learnt_mac("00:00:0c:00:00:0b", 8))
RESOLVED = frozenset(entry.mac for entry in KNOWN)


def passed(
    memory: Memory,
    resolved: frozenset[str] | None,
    *seen: Observation,
    time_s: float = NOW_S,
    fresh: frozenset[str] = FDB,
    world: World = OURS,
) -> Memory:
    looked = look(*seen, *KNOWN, time_s=time_s, fresh=fresh, world=world)
    known = None if resolved is None else resolved | RESOLVED
    return remembered(memory, replace(looked, resolved=known))


def test_since_when_machines_pass_the_router_by_is_remembered() -> None:
    memory = passed(NO_MEMORY, frozenset({OTHER}), *SEEN)
    assert memory.passing == {FIRST: NOW_S}
    memory = passed(memory, frozenset(), *SEEN, time_s=NOW_S + 900)
    assert memory.passing == {FIRST: NOW_S, OTHER: NOW_S + 900}
    memory = passed(memory, frozenset({FIRST}), *SEEN, time_s=NOW_S + 1800)
    assert memory.passing == {OTHER: NOW_S + 900}
    assert passed(memory, frozenset(), SEEN[0], time_s=NOW_S + 2700).passing == {
        FIRST: NOW_S + 2700
    }


def test_between_two_readings_of_the_forwarding_table_it_stays() -> None:
    memory = passed(NO_MEMORY, frozenset(), *SEEN)
    later = passed(memory, None, *SEEN, time_s=NOW_S + 60, fresh=frozenset({"Interface"}))
    assert later.passing == memory.passing


def test_where_a_table_could_not_be_read_nobody_passes_by() -> None:
    memory = passed(NO_MEMORY, frozenset(), *SEEN)
    assert passed(memory, None, *SEEN).passing == {}
    cut = replace(OURS, unread={FdbEntry: TableStatus.INCOMPLETE})
    assert passed(memory, frozenset(), *SEEN, world=cut).passing == {}


def test_where_half_the_city_passes_by_it_is_no_sites_switch() -> None:
    crowd = [learnt_mac(f"00:00:0c:00:{n >> 8:02x}:{n & 255:02x}", 9) for n in range(520)]
    assert len(passed(NO_MEMORY, frozenset(), *crowd[:512]).passing) > 500
    assert passed(NO_MEMORY, frozenset(), *crowd).passing == {}


LEASES = frozenset({"ClientCount"})
MONDAY_S = datetime(2026, 5, 11, 9, tzinfo=UTC).timestamp()
DAY_S = 86400.0


def leased(memory: Memory, count: int, time_s: float, **changes: Any) -> Memory:
    return remembered(memory, look(leases(count), time_s=time_s, fresh=LEASES, **changes))


def test_the_most_leases_of_each_working_day_are_remembered() -> None:
    memory = NO_MEMORY
    for hour, count in ((0, 3), (2, 17), (6, 9)):
        memory = leased(memory, count, MONDAY_S + hour * 3600)
    memory = leased(memory, 8, MONDAY_S + DAY_S)
    memory = leased(memory, 1, MONDAY_S + 5 * DAY_S)
    monday = datetime.fromtimestamp(MONDAY_S, UTC).date().toordinal()
    assert memory.leases == ((monday, 17), (monday + 1, 8))


def test_leases_are_kept_for_some_weeks() -> None:
    memory = NO_MEMORY
    for day in range(60):
        memory = leased(memory, day, MONDAY_S + day * DAY_S)
    assert len(memory.leases) == 28
    assert memory.leases[-1][1] > memory.leases[0][1] > 0


def test_leases_that_were_not_read_are_none() -> None:
    memory = leased(NO_MEMORY, 5, MONDAY_S)
    cut = replace(OURS, unread={ClientCount: TableStatus.INCOMPLETE})
    assert leased(memory, 9, MONDAY_S, world=cut) == memory
    nothing = remembered(memory, look(time_s=MONDAY_S, fresh=LEASES))
    assert nothing.leases == memory.leases


def test_in_a_vlan_where_hardly_anybody_is_resolved_nobody_passes_by() -> None:
    guests = [replace(entry, vlan=90) for entry in SEEN]
    assert passed(NO_MEMORY, frozenset(), *guests).passing == {}
    two = [learnt_mac(f"00:00:0c:00:00:1{n}", 9, vlan=90) for n in range(2)]
    resolved = frozenset(entry.mac for entry in two)
    assert set(passed(NO_MEMORY, resolved, *guests, *two).passing) == {FIRST, OTHER}
    assert passed(NO_MEMORY, frozenset([two[0].mac]), *guests, *two).passing == {}


def test_a_lone_change_that_is_a_hint_is_trusted_after_a_week() -> None:
    memory = remembered(NO_MEMORY, look(told(sys_name="r-dinkes", engine_id="80aa")))
    renamed = told(sys_name="r-dinkes-1", engine_id="80aa")
    memory = remembered(memory, look(renamed, time_s=NOW_S + 60))
    for days, name in ((6.9, "r-dinkes"), (7, "r-dinkes-1")):
        memory = remembered(memory, look(renamed, time_s=NOW_S + 60 + days * 86400))
        assert memory.identity["name"] == name
    assert memory.changed_s is None


def test_another_serial_number_and_two_changes_are_never_trusted_by_themselves() -> None:
    known = told(sys_name="a", engine_id="80aa", serial="A1")
    for other in (
        told(sys_name="a", engine_id="80aa", serial="B2"),
        told(sys_name="b", engine_id="80bb", serial="A1"),
    ):
        memory = remembered(NO_MEMORY, look(known))
        for days in (0, 8, 400):
            memory = remembered(memory, look(other, time_s=NOW_S + days * 86400))
        assert memory.identity["serial"] == "A1"
        assert memory.identity["engine_id"] == "80aa"


def test_what_a_device_showed_is_not_expected_of_another_in_its_place() -> None:
    memory = remembered(NO_MEMORY, look(told(object_id="1.2.3")))
    assert "Neighbour" in memory.shown
    bare = replace(OURS, unread={Neighbour: TableStatus.ABSENT})
    assert "Neighbour" in remembered(memory, look(told(object_id="1.2.3"), world=bare)).shown
    other = remembered(memory, look(told(object_id="1.2.4"), world=bare))
    assert "Neighbour" not in other.shown
