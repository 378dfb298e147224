"""The town that is measured with: its devices show what they should, each its own."""

import asyncio

import pytest

from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.own_session import OwnSession
from monitor.snmp.session import Community, Target
from monitor.snmp.values import as_octets
from tests.bench.guard import Instructions, Wire
from tests.bench.town.responder import COMMUNITY, PORT, Diary, Town
from tests.bench.town.shapes import (
    MOST_DEVICES,
    Filling,
    host,
    number_of,
    octets_of,
    shapes,
    template,
)

_SYS_NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
_NOW_S = 1_800_000_000.0


def _session(number: int, devices: int = 10_000) -> OwnSession:
    wire = Wire(Town(devices, lambda: _NOW_S), Instructions())
    return OwnSession(wire, Target(host(number), Community(2, Secret(COMMUNITY)), PORT))


@pytest.mark.parametrize("number", [0, 1, 7, 4321, 9999])
def test_a_device_shows_its_template_with_what_is_its_own(number: int) -> None:
    roots: list[Oid] = [(1, 0), (1, 3)]
    walk = asyncio.run(_session(number).walk(roots))
    shown = template(shapes()[number % 100])
    assert walk.status is TableStatus.COMPLETE
    filling = Filling(number)
    expected = {
        filling.fill(encode_oid(oid), _NOW_S): filling.fill(wire, _NOW_S)
        for oid, wire in shown.items()
    }
    found = {
        encode_oid(root) + suffix: wire
        for root, column in zip(roots, walk.columns, strict=True)
        for suffix, wire in column.items()
    }
    assert found == expected


def test_names_and_addresses_are_each_devices_own() -> None:
    [first, second] = (asyncio.run(_session(number).get([_SYS_NAME])) for number in (1, 101))
    assert as_octets(first[_SYS_NAME]) == b"opd-00001"
    assert as_octets(second[_SYS_NAME]) == b"opd-00101"
    assert len({octets_of(number) for number in range(MOST_DEVICES)}) == MOST_DEVICES
    assert all(number_of(host(number)) == number for number in range(10_000))


def test_counters_and_uptime_go_on_with_the_clock() -> None:
    filling = Filling(3)
    moving = b"".join(template(shapes()[1]).values())
    first, second = filling.fill(moving, _NOW_S), filling.fill(moving, _NOW_S + 60)
    assert len(first) == len(second) == len(moving)
    assert first != second


def test_lateness_is_told_against_the_most_punctual_poll_of_a_device() -> None:
    diary = Diary()
    for number, begun in ((1, (5.0, 15.2, 25.0, 45.1)), (2, (7.0, 17.0, 27.5))):
        for at_s in begun:
            diary.note(number, at_s)
            diary.note(number, at_s + 0.5)
    told = diary.told(10.0, range(0))
    assert told["polls"] == 7
    assert told["missed"] == 1
    assert told["most_s"] == pytest.approx(0.5)
    assert diary.told(10.0, range(2, 3))["polls"] == 4


def test_instructions_are_counted_where_they_are_to_be() -> None:
    def work(times: int) -> int:
        return sum(number * number for number in range(times))

    counts = []
    for times in (100, 200, 200):
        counted = Instructions()
        with counted.counting():
            work(times)
        counts.append(counted.count)
    assert counts[1] == counts[2]
    assert 1.5 < counts[1] / counts[0] < 2.5
    idle = Instructions()
    with idle.counting(), idle.paused():
        work(100)
    assert idle.count < counts[0] / 10
