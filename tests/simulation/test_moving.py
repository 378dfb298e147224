"""A recording that lives: counters that count, wrap, and never fall back."""

import pytest

from monitor.simulation.moving import MovingView
from monitor.simulation.traffic import traffic_of
from monitor.snmp import values
from monitor.snmp.oid import Oid
from monitor.snmp.recording import Recording, parse_recording

ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
X_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
ENGINE_TIME: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def recorded(
    status: int = 1, octets: int = 5_000, up_time: int = 90_000, kind: int = 6
) -> Recording:
    return parse_recording(
        f"""\
1.3.6.1.2.1.1.3.0|67|{up_time}
1.3.6.1.2.1.2.2.1.2.4|4|wan1
1.3.6.1.2.1.2.2.1.3.4|2|{kind}
1.3.6.1.2.1.2.2.1.5.4|66|100000000
1.3.6.1.2.1.2.2.1.8.4|2|{status}
1.3.6.1.2.1.2.2.1.9.4|67|300
1.3.6.1.2.1.2.2.1.10.4|65|{octets % 2**32}
1.3.6.1.2.1.2.2.1.16.4|65|{octets % 2**32}
1.3.6.1.2.1.31.1.1.1.6.4|70|{octets}
1.3.6.1.2.1.31.1.1.1.10.4|70|{octets}
1.3.6.1.6.3.10.2.1.3.0|2|77
""".encode()
    )


def value(view: MovingView, oid: Oid) -> int:
    wire = view.get(oid)
    assert wire is not None
    return values.as_int(wire)


@pytest.mark.parametrize(
    "oid", [(*ENTRY, 10, 4), (*ENTRY, 16, 4), (*X_ENTRY, 6, 4), (*X_ENTRY, 10, 4)]
)
def test_octets_of_an_interface_that_is_up_rise_and_never_fall(oid: Oid) -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(), clock)
    seen = [value(view, oid)]
    assert seen == [5_000]
    for _ in range(200):
        clock.now_s += 1
        seen.append(value(view, oid))
    assert seen == sorted(seen)
    assert 200 * 1_000 < seen[-1] - seen[0] < 200 * 100_000_000 / 8


@pytest.mark.parametrize(("status", "kind"), [(2, 6), (7, 6), (1, 24)])
def test_nothing_moves_on_a_line_that_is_down_or_on_a_loopback(status: int, kind: int) -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(status=status, kind=kind), clock)
    clock.now_s += 1_000
    assert value(view, (*X_ENTRY, 6, 4)) == 5_000


def test_counters_wrap_at_the_bits_that_they_have() -> None:
    clock = Clock()
    top = 2**64 - 10
    view = MovingView("opd-a", recorded(octets=top), clock)
    clock.now_s += 10
    wide, narrow = value(view, (*X_ENTRY, 6, 4)), value(view, (*ENTRY, 10, 4))
    assert 0 < wide < 100_000_000
    assert wide == narrow
    assert view.get((*X_ENTRY, 6, 4))[:1] == bytes((values.COUNTER64,))  # type: ignore[index]


def test_another_recording_lets_counters_and_clocks_go_on() -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(octets=5_000_000), clock)
    clock.now_s += 30
    octets, up_time = value(view, (*X_ENTRY, 6, 4)), value(view, UP_TIME)
    view.show(recorded(octets=10, up_time=1))
    assert value(view, (*X_ENTRY, 6, 4)) == octets
    assert value(view, UP_TIME) == up_time
    clock.now_s += 1
    assert value(view, (*X_ENTRY, 6, 4)) > octets


def test_a_line_that_goes_down_and_comes_back_counts_on_from_where_it_stood() -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(), clock)
    clock.now_s += 30
    view.show(recorded(status=2))
    stood = value(view, (*X_ENTRY, 6, 4))
    clock.now_s += 30
    assert value(view, (*X_ENTRY, 6, 4)) == stood
    view.show(parse_recording(b"1.3.6.1.2.1.1.3.0|67|1\n"))
    assert view.get((*X_ENTRY, 6, 4)) is None
    view.show(recorded())
    assert value(view, (*X_ENTRY, 6, 4)) == stood


def test_the_time_of_a_change_is_that_at_which_the_state_changed() -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(), clock)
    clock.now_s += 10
    view.show(recorded())
    assert value(view, (*ENTRY, 9, 4)) == 300
    clock.now_s += 10
    view.show(recorded(status=2))
    assert value(view, (*ENTRY, 9, 4)) == 92_000


def test_the_clocks_tick_and_wrap() -> None:
    clock = Clock()
    view = MovingView("opd-a", recorded(up_time=2**32 - 100), clock)
    clock.now_s += 3
    assert value(view, UP_TIME) == 200
    assert value(view, ENGINE_TIME) == 80


def test_rates_follow_from_the_names_alone_and_differ_by_them() -> None:
    one = traffic_of("opd-a", "wan1", "in", 100_000_000)
    assert one == traffic_of("opd-a", "wan1", "in", 100_000_000)
    others = [
        traffic_of(device, name, way, 100_000_000)
        for device in ("opd-a", "opd-b")
        for name in ("wan1", "wan2")
        for way in ("in", "out")
    ]
    assert len(set(others)) == len(others)


@pytest.mark.parametrize("speed_bps", [0, 10_000_000, 10_000_000_000, 2**40])
def test_rates_are_those_of_an_office_whatever_the_interface_claims(speed_bps: int) -> None:
    rate = traffic_of("opd-a", "wan1", "in", speed_bps).bytes_per_s
    assert 200 < rate < 3_000_000


def test_the_view_is_walked_in_the_order_of_oids() -> None:
    view = MovingView("opd-a", recorded(), Clock())
    at: Oid = (0, 0)
    names = []
    while (found := view.next(at)) is not None:
        at = found[0]
        names.append(at)
    assert names == sorted(recorded().values())
