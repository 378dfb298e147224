"""A switch that keeps a forwarding database for each VLAN is read VLAN by VLAN."""

import asyncio

from monitor.model.profile import AuthProtocol
from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.reading import Limits
from monitor.snmp.session import Community, Session, Target, User, in_vlan
from monitor.snmp.values import Wire, encode_int
from monitor.vlans import VlanFdb, read_vlans
from tests.fakes import FakeSession

FDB = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1)
PORTS = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1)
MAC = (0, 0x1B, 0x21, 1, 2, 3)


def bridge(port: int, if_index: int) -> dict[tuple[int, ...], Wire]:
    """A VLAN where one MAC was learnt on one port."""
    return {
        (*FDB, 2, *MAC): encode_int(port),
        (*FDB, 3, *MAC): encode_int(3),
        (*PORTS, 2, port): encode_int(if_index),
    }


def read(sessions: dict[int, FakeSession]) -> VlanFdb:
    def opened(number: int) -> Session:
        return sessions[number]

    return asyncio.run(read_vlans(opened, sessions, Limits()))


def test_a_port_number_means_an_interface_only_within_its_vlan() -> None:
    found = read({10: FakeSession(bridge(3, 10101)), 20: FakeSession(bridge(3, 10102))})
    assert [(e.mac, e.vlan, e.if_index) for e in found.entries] == [
        ("00:1b:21:01:02:03", 10, 10101),
        ("00:1b:21:01:02:03", 20, 10102),
    ]
    assert found.status is TableStatus.COMPLETE


def test_vlans_that_hold_nothing_are_absent_and_no_problem() -> None:
    assert read({10: FakeSession({})}) == VlanFdb()


def test_after_two_silent_vlans_the_rest_is_left_and_said_to_be_incomplete() -> None:
    silent = {number: FakeSession(bridge(1, 1), answers=0) for number in (10, 20)}
    last = FakeSession(bridge(1, 1))
    found = read({**silent, 30: last})
    assert found.status is TableStatus.INCOMPLETE
    assert "VLAN 20" in found.reason
    assert not last.asked


def test_one_vlan_cut_short_makes_the_whole_incomplete() -> None:
    found = read({10: FakeSession(bridge(1, 1), cut=(FDB,)), 20: FakeSession(bridge(1, 1))})
    assert found.status is TableStatus.INCOMPLETE
    assert len(found.entries) == 2


def test_a_vlan_is_named_in_the_community_or_in_the_context() -> None:
    by_word = in_vlan(Target("127.0.0.1", Community(2, Secret("word"))), 7).credentials
    assert isinstance(by_word, Community)
    assert by_word.name.reveal() == "word@7"
    user = User("reader", AuthProtocol.SHA, Secret("a-password"))
    assert in_vlan(Target("127.0.0.1", user), 7).context == "vlan-7"
