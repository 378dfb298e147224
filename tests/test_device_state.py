"""What is held of one device, and what it is asked next."""

from dataclasses import replace

from monitor.device_state import DeviceState
from monitor.model.finding import Judgement
from monitor.model.link import Link
from monitor.model.observation import Identity, Snapshot
from monitor.model.policy import Policy
from monitor.model.reading import Pace, TableReading, TableStatus
from monitor.poller import PollRequest
from monitor.reading import Limits
from tests.scenes import CITY, NOW_S, R1, default, port

WAN1 = port(7, "wan1")
ABSENT = TableReading("ifXTable", TableStatus.ABSENT)
SLOW = replace(
    CITY.snapshot(WAN1, default("10.0.0.1", 7)),
    identity=Identity(object_id="1.3.6.1.4.1.9.1", uptime_s=100),
    tables={"ifXTable": ABSENT, "ifTable": TableReading("ifTable", TableStatus.COMPLETE, 1)},
)


def _state() -> DeviceState:
    return DeviceState(R1, "dinkes")


def _request(state: DeviceState, pace: Pace = Pace.SLOW) -> PollRequest:
    return state.request("192.0.2.1", pace, frozenset(), Limits(rows=20, octets=4000))


def _take(state: DeviceState, snapshot: Snapshot) -> None:
    state.latest = state.take(snapshot, Policy())


def _fast(after_s: float = 60, *hops: str) -> Snapshot:
    seen = [default(hop, 7) for hop in hops or ("10.0.0.1",)]
    return replace(CITY.snapshot(*seen), pace=Pace.FAST, time_s=NOW_S + after_s)


def test_the_first_request_asks_for_everything() -> None:
    request = _request(_state())
    assert (request.device, request.address) == ("r1", "192.0.2.1")
    assert (request.absent, request.uplinks, request.object_id) == (frozenset(), (), None)
    assert request.limits == Limits(rows=5, octets=1000)


def test_later_requests_leave_out_what_is_absent_and_know_the_platform() -> None:
    state = _state()
    _take(state, SLOW)
    for pace in Pace:
        request = _request(state, pace)
        assert request.absent == {"ifXTable"}
        assert request.object_id == "1.3.6.1.4.1.9.1"


def test_every_eighth_slow_poll_asks_for_what_was_absent_and_no_fast_one_does() -> None:
    state = _state()
    asked_again = []
    for poll in range(1, 25):
        _take(state, SLOW)
        assert _request(state, Pace.FAST).absent == {"ifXTable"}
        if not _request(state).absent:
            asked_again.append(poll)
    assert asked_again == [8, 16, 24]


def test_the_fast_pace_asks_the_interfaces_of_the_links() -> None:
    state = _state()
    _take(state, SLOW)
    links = tuple(
        Link(device="r1", site="s", agency="a", name=name, interface=interface)
        for name, interface in (("wan1", WAN1), ("bgp-as1", None))
    )
    state.judgement = Judgement(device="r1", time_s=NOW_S, links=links)
    assert _request(state, Pace.FAST).uplinks == (7,)


def test_a_fast_poll_is_laid_over_the_slow_one_and_never_over_another_fast_one() -> None:
    state = _state()
    _take(state, SLOW)
    for number in range(1, 30):
        _take(state, _fast(60 * number))
    assert state.slow is SLOW
    assert state.latest is not None
    assert [interface.label for interface in state.latest.interfaces] == ["wan1"]
    assert len(state.latest.routes) == 1
    assert state.last_success_s == NOW_S + 60 * 29


def test_a_change_stands_out_against_the_whole_tables_until_they_show_it() -> None:
    state = _state()
    _take(state, SLOW)
    assert state.changed(SLOW) == ""
    assert state.changed(_fast(60)) == ""
    changed = _fast(120, "10.0.0.1", "203.0.113.1")
    assert "default routes" in state.changed(changed)
    _take(state, changed)
    assert "default routes" in state.changed(replace(changed, time_s=NOW_S + 300))


def test_a_change_may_bring_whole_tables_forward_once_in_a_fifth_of_their_interval() -> None:
    state = _state()
    assert state.may_hurry(NOW_S, 900)
    assert not state.may_hurry(NOW_S + 60, 900)
    assert state.may_hurry(NOW_S + 180, 900)
    assert state.may_hurry(NOW_S - 86_400, 900), "the clock was set back"


def test_an_uplink_that_is_gone_calls_for_the_whole_tables() -> None:
    state = _state()
    _take(state, replace(SLOW, interfaces=(WAN1, port(8, "ppp0", type=23))))
    links = tuple(
        Link(device="r1", site="s", agency="a", name=interface.label, interface=interface)
        for interface in state.slow.interfaces  # type: ignore[union-attr]
    )
    state.judgement = Judgement(device="r1", time_s=NOW_S, links=links)
    fast = _fast(60)
    assert state.changed(replace(fast, kinds={"Interface": TableStatus.INCOMPLETE})) == ""
    assert state.changed(replace(fast, interfaces=(WAN1, links[1].interface))) == ""  # type: ignore[arg-type]
    assert state.changed(replace(fast, interfaces=(WAN1,))) == "ppp0 is gone"


def test_a_device_nobody_has_asked_is_neither_up_nor_down() -> None:
    view = _state().view(())
    assert view.is_up is None
    assert view.last_success_s is None
    assert view.identity is None


def test_what_is_shown_is_of_the_last_look() -> None:
    state = _state()
    state.problem = "no answer"
    _take(state, replace(SLOW, duration_s=2.5))
    _take(state, replace(_fast(), duration_s=0.5))
    state.judgement = Judgement(device="r1", time_s=NOW_S, inconclusive={"a-rule": "Route refused"})
    view = state.view(())
    assert (view.is_up, view.problem, view.agency) == (True, "", "dinkes")
    assert view.duration_s == {"slow": 2.5, "fast": 0.5}
    assert view.inconclusive == {"a-rule": "Route refused"}
    assert view.tables["ifXTable"] is ABSENT


def test_whole_tables_count_whatever_fast_poll_came_just_before() -> None:
    state = _state()
    assert state.counts(_fast(0), 30.0)
    assert not state.counts(_fast(20), 30.0)
    assert state.counts(replace(SLOW, time_s=NOW_S + 22), 30.0)
    assert not state.counts(replace(SLOW, time_s=NOW_S + 40), 30.0)
    assert not state.counts(_fast(40), 30.0)
    assert state.counts(_fast(60), 30.0)
    assert state.counts(_fast(-86_400), 30.0), "the clock was set back"


def test_one_that_is_there_for_moments_only_is_stale_while_it_answers() -> None:
    state = _state()
    morning_s = NOW_S - NOW_S % 86_400 + 86_400  # A Tuesday, 00:00 UTC.
    begun_s = morning_s + 7.5 * 3600
    _take(state, replace(_fast(), pace=Pace.SLOW, time_s=begun_s))
    for turn in range(1, 9):
        state.fail(begun_s + turn * 3600 - 60, "no answer", Policy())
        _take(state, replace(_fast(), pace=Pace.SLOW, time_s=begun_s + turn * 3600))
    assert state.is_up
    assert state.is_stale
