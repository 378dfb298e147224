"""The daemon's polls, of real agents on loopback."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from monitor.city import City
from monitor.model.city import DeviceView, Telemetry
from monitor.model.declared import Device, DeviceRole, Network
from monitor.model.finding import Family, FindingKind, Sentence, Signal, State, Strength
from monitor.model.observation import Address, Interface, Route
from monitor.model.policy import Policy
from monitor.model.profile import SnmpProfile, SnmpVersion
from monitor.model.reading import Pace
from monitor.model.registry import Registry
from monitor.model.secret import Secret
from monitor.polling import Polling, Probe, address_of
from monitor.rule import Rule, Scene
from monitor.rules import rules
from monitor.settings import Intervals, Paths, Settings
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.client import Client
from monitor.snmp.diagnose import is_there
from monitor.snmp.session import Target
from monitor.steps import Steps
from tests.fakes import FakeStore, address, default_route, router, system
from tests.scenes import REGISTRY

PROFILE = SnmpProfile(
    "default", SnmpVersion.V2C, community=Secret("public"), timeout_s=0.2, retries=0
)
SETTINGS = Settings(
    source=Path("monitor.yaml"),
    paths=Paths(*map(Path, ("registry.yaml", "providers.yaml", "oui.yaml", "store.db"))),
    profiles={"default": PROFILE, "wrong": replace(PROFILE, community=Secret("wrong"))},
    intervals=Intervals(fast_s=60, slow_s=900),
)
_getaddrinfo = socket.getaddrinfo


class Lab:
    """A city with one agent, its client, and a clock that is set by hand."""

    def __init__(self, agent: Agent, view: MappingView, client: Client) -> None:
        self.agent, self.view, self.client = agent, view, client
        self.now_s = 1_778_500_000.0
        self.work_s = 0.0
        self.dear_s = 0.0
        """What judging takes of the processor."""
        self.polled: list[Pace] = []
        self.counted: list[bool] = []
        self.store = FakeStore()

    def polling(
        self,
        *devices: Device,
        enabled: Iterable[Rule] | None = None,
        probe: Probe = is_there,
    ) -> Polling:
        network = Network(prefixes=(ip_network("10.0.0.0/8"),))
        registry = Registry(
            network=network,
            agencies=REGISTRY.agencies,
            sites=REGISTRY.sites,
            devices={device.name: device for device in devices},
        )
        chosen = rules().values() if enabled is None else enabled
        self.city = City(registry, Policy(), chosen, self.store, {})
        taking = self.city.taking

        def noted(snapshot: Any, *, counts: bool = True, is_prompted: bool = False) -> Steps[None]:
            self.polled.append(snapshot.pace)
            self.counted.append(counts)
            self.work_s += self.dear_s
            return taking(snapshot, counts=counts, is_prompted=is_prompted)

        self.city.taking = noted  # type: ignore[method-assign]
        needed = dict.fromkeys(DeviceRole, frozenset({Interface, Route}))
        return Polling(
            SETTINGS,
            self.city,
            self.client,
            needed,
            lambda: self.now_s,
            probe=probe,
            processor=lambda: self.work_s,
        )

    def device(self, name: str = "r1", **given: Any) -> Device:
        made: dict[str, Any] = {"address": "127.0.0.1", "port": self.agent.port} | given
        return Device(name=name, site="puskesmas", **made)

    def shown(self, name: str = "r1") -> DeviceView:
        return self.city.view(self.now_s, Telemetry(), "", "en").devices[name]

    async def after(self, seconds: float, polling: Polling, name: str = "r1") -> None:
        self.now_s += seconds
        await polling.run(name)


@asynccontextmanager
async def _lab(*, foreign: bool = False) -> AsyncIterator[Lab]:
    view = MappingView(router(foreign=foreign))
    agent = Agent(view, communities=["public"])
    client = Client()
    await agent.start()
    await client.start()
    try:
        async with asyncio.timeout(60):
            yield Lab(agent, view, client)
    finally:
        await client.stop()
        await agent.stop()


def test_the_first_poll_reads_whole_tables_and_the_next_ones_little() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            for _ in range(5):
                await lab.after(60, polling)
            assert lab.polled == [Pace.SLOW] + [Pace.FAST] * 4
            assert polling.results == {"ok": 5}
            assert polling.running == 0
            assert lab.shown().is_up

    asyncio.run(work())


def test_whole_tables_come_again_after_their_interval_the_second_time_early() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            for _ in range(60):
                await lab.after(60, polling)
            slow = [at for at, pace in enumerate(lab.polled) if pace is Pace.SLOW]
            assert slow[0] == 0
            assert 7 <= slow[1] <= 15
            assert [b - a for a, b in pairwise(slow[1:])] == [15] * (len(slow) - 2)

    asyncio.run(work())


def test_a_new_default_route_is_seen_fast_and_its_interface_read_at_once() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            lab.view.replace(router(foreign=True))
            await lab.after(60, polling)
            # The fast look that saw it is not judged: it has half a picture.
            assert lab.polled == [Pace.SLOW, Pace.SLOW]
            assert polling.results["ok"] == 3
            for _ in range(3):
                await lab.after(60, polling)
            assert lab.polled[2:] == [Pace.FAST] * 3
            [finding] = lab.store.findings.values()
            assert (finding.state, finding.case.subject) == (State.OPEN, "wan2")

    asyncio.run(work())


def test_proof_that_only_whole_tables_show_is_confirmed_by_the_next_polls() -> None:
    def check(scene: Scene) -> Iterator[Signal]:
        for link in scene.suspects:
            if link.name == "wan2":
                yield rule.on(link, Strength.PROOF, Sentence(en="seen", id="terlihat"))

    rule = Rule(
        id="by-address",
        number=99,
        family=Family.ADDRESSING,
        needs=(Address, Interface),
        check=check,
    )

    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device(), enabled=[rule])
            for _ in range(10):
                await lab.after(60, polling)
            assert lab.polled[-1] is Pace.FAST
            lab.view.replace(router() | address("203.0.113.9", 2))
            began = len(lab.polled)
            while not any(one.state is State.OPEN for one in lab.store.findings.values()):
                await lab.after(60, polling)
                assert len(lab.polled) < began + 20
            assert lab.polled[-3:] == [Pace.SLOW] * 3
            for _ in range(3):
                await lab.after(60, polling)
            assert lab.polled[-3:] == [Pace.FAST] * 3

    asyncio.run(work())


def _names(host: str, *rest: Any, **options: Any) -> Any:
    """Resolve names as a machine would that knows one; what `localhost` is differs by machine."""
    if host == "no-such-host.invalid":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return _getaddrinfo("127.0.0.1" if host == "opd.example" else host, *rest, **options)


def test_results_are_counted_by_how_polls_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names)

    async def work() -> None:
        async with _lab() as lab:
            hidden = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            hidden.bind(("127.0.0.1", 0))
            free = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            free.bind(("127.0.0.1", 0))
            refused_port = free.getsockname()[1]
            free.close()
            polling = lab.polling(
                lab.device("silent", port=hidden.getsockname()[1]),
                lab.device("refused", port=refused_port),
                lab.device("wrong", profile="wrong"),
                lab.device("nameless", address="no-such-host.invalid"),
                lab.device("odd", address="a..b"),
                lab.device("fine", address="opd.example"),
            )
            for name in lab.city.devices:
                await polling.run(name)
            hidden.close()
            assert polling.results == {
                "no_answer": 2,
                "port_refused": 1,
                "no_address": 2,
                "ok": 1,
            }
            assert "no-such-host.invalid has no address" in lab.shown("nameless").problem
            assert "no host name" in lab.shown("odd").problem
            assert lab.shown("silent").is_up is False

    asyncio.run(work())


def test_an_agent_that_shows_nothing_is_refused() -> None:
    async def work() -> None:
        async with _lab() as lab:
            lab.view.replace({(1, 3, 6, 1, 2, 1, 99, 0): next(iter(system().values()))})
            polling = lab.polling(lab.device())
            await polling.run("r1")
            assert polling.results == {"refused": 1}
            assert "access control" in lab.shown().problem

    asyncio.run(work())


def test_a_silent_device_is_asked_for_whole_tables_until_it_gave_them() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device(port=1))
            await lab.after(60, polling)
            state = lab.city.devices["r1"]
            state.device = lab.device()
            await lab.after(60, polling)
            assert lab.polled == [Pace.SLOW]
            assert lab.shown().is_up

    asyncio.run(work())


def test_a_mistake_of_ours_with_one_device_ends_no_other_poll_and_is_not_hidden(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> None:
        async with _lab() as lab:
            # No source lets such a profile through.
            odd = lab.device("odd", profile="not-there")
            polling = lab.polling(odd, lab.device("fine"))
            await asyncio.gather(polling.run("odd"), polling.run("fine"))
            assert polling.results["error"] == 1
            assert lab.shown("fine").is_up is True
            # Nobody has looked at it, so it is not shown as if somebody had.
            assert lab.shown("odd").is_up is False
            assert "mistake" in lab.shown("odd").problem

    asyncio.run(work())
    assert "Polling odd failed" in caplog.text


def test_a_mistake_in_one_rule_silences_no_other_rule_and_is_not_hidden(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def check(scene: Scene) -> Any:
        raise KeyError("a mistake")

    async def work() -> None:
        async with _lab(foreign=True) as lab:
            broken = replace(rules()["provider-name"], check=check)
            others = [rule for name, rule in rules().items() if name != broken.id]
            await lab.polling(lab.device(), enabled=[broken, *others]).run("r1")
            assert lab.city.view(0, Telemetry(), "", "en").findings
            assert "KeyError" in lab.shown().inconclusive["provider-name"]
            assert lab.city.rule_errors == {"provider-name": 1}

    asyncio.run(work())
    assert "The rule provider-name failed" in caplog.text


def test_a_device_that_a_reload_takes_away_while_it_is_polled_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> None:
        async with _lab() as lab:
            for port in (lab.agent.port, 1):
                polling = lab.polling(lab.device(port=port))
                running = asyncio.create_task(polling.run("r1"))
                await asyncio.sleep(0)
                lab.city.reload(Registry(), Policy(), ())
                await running
                await polling.run("r1")

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "mistake" not in caplog.text


def test_who_hurries_sees_the_uplinks_first_and_whole_tables_once_in_a_while() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            polling.hurry("r1")
            await lab.after(1, polling)
            assert lab.polled == [Pace.SLOW, Pace.FAST, Pace.SLOW]
            for _ in range(3):
                polling.hurry("r1")
                await lab.after(2, polling)
            assert lab.polled[3:] == [Pace.FAST] * 3
            polling.hurry("nobody")

    asyncio.run(work())


def test_half_a_picture_of_something_new_counts_for_nothing_however_many_ask() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            for number in range(10):
                hop = f"198.51.100.{number}"
                lab.view.replace(router() | default_route("10.0.0.1", 1) | default_route(hop, 9))
                polling.hurry("r1")
                await lab.after(2, polling)
            told = set(zip(lab.polled, lab.counted, strict=True))
            assert told <= {(Pace.SLOW, True), (Pace.FAST, False)}
            assert lab.city.devices["r1"].is_up

    asyncio.run(work())


def test_that_a_line_went_is_shown_and_counts_for_nothing_before_the_whole_tables() -> None:
    async def work() -> None:
        async with _lab(foreign=True) as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            lab.view.replace(router())
            await lab.after(60, polling)
            assert lab.polled == [Pace.SLOW, Pace.FAST, Pace.SLOW]
            assert lab.counted == [True, False, True]

    asyncio.run(work())


def test_what_a_reload_replaced_while_it_was_asked_is_not_taken_for_what_replaced_it() -> None:
    async def work() -> None:
        async with _lab() as lab:
            device = lab.device()
            polling = lab.polling(device)
            running = asyncio.create_task(polling.run("r1"))
            await asyncio.sleep(0)
            moved = replace(lab.city.registry, devices={"r1": replace(device, address="127.0.0.2")})
            lab.city.reload(moved, Policy(), rules().values())
            await running
            assert lab.polled == []
            assert lab.city.devices["r1"].latest is None

    asyncio.run(work())


def test_a_device_is_known_by_any_of_its_addresses_and_a_stranger_by_none() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            assert polling.name_of("127.0.0.1") == "r1"
            assert polling.name_of("10.0.0.9") == ""
            await lab.after(60, polling)
            assert polling.name_of("10.0.0.9") == "r1"
            assert polling.name_of("192.0.2.77") == ""

    asyncio.run(work())


def test_a_default_route_that_goes_is_not_seen_any_more() -> None:
    async def work() -> None:
        async with _lab(foreign=True) as lab:
            polling = lab.polling(lab.device())
            await lab.after(60, polling)
            lab.view.replace(router() | default_route("10.0.0.1", 1))
            await lab.after(60, polling)
            latest = lab.city.devices["r1"].latest
            assert latest is not None
            assert {str(one.next_hop) for one in latest.routes if one.is_default} == {"10.0.0.1"}

    asyncio.run(work())


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_an_address_is_its_own_address(host: str) -> None:
    assert asyncio.run(address_of(host)) == host


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example", "no-such-host.invalid"])
def test_a_name_without_an_address_is_an_error_of_the_operating_system(host: str) -> None:
    with pytest.raises(OSError, match=r"(?i)name|address|resolution"):
        asyncio.run(address_of(host))


def test_an_agent_that_ignores_a_community_it_knew_is_told_from_one_that_is_gone() -> None:
    """Version 3 tells them apart, asked once in a slow interval."""

    async def work() -> None:
        async with _lab() as lab:
            asked: list[str] = []

            async def probe(_client: Client, target: Target) -> bool:
                asked.append(target.host)
                return True

            polling = lab.polling(lab.device(), probe=probe)
            await lab.after(60, polling)
            lab.agent.rotate(["changed"])
            await lab.after(60, polling)
            await lab.after(60, polling)
            assert asked == ["127.0.0.1"]
            assert polling.results == {"ok": 1, "authentication": 2}
            assert "ignores this community" in lab.shown().problem
            await lab.after(900, polling)
            assert len(asked) == 2
            [finding] = lab.city.view(lab.now_s, Telemetry(), "", "en").findings
            assert finding.case.kind is FindingKind.TAMPERING

    asyncio.run(work())


def test_a_device_that_this_machine_cannot_reach_is_not_said_to_ignore_its_community() -> None:
    async def work() -> None:
        async with _lab() as lab:

            async def probe(_client: Client, _target: Target) -> bool:
                raise AssertionError("probed")

            polling = lab.polling(lab.device(), probe=probe)
            await lab.after(60, polling)
            # Broadcast is what a socket may not send to unless it asks for it.
            lab.city.devices["r1"].device = lab.device(address="255.255.255.255")
            await lab.after(60, polling)
            assert polling.results == {"ok": 1, "no_answer": 1}
            assert "cannot send" in lab.shown().problem
            assert lab.store.findings == {}

    asyncio.run(work())


def test_an_agent_that_never_answered_is_not_probed() -> None:
    async def work() -> None:
        async with _lab() as lab:

            async def probe(_client: Client, _target: Target) -> bool:
                raise AssertionError("probed")

            polling = lab.polling(lab.device(profile="wrong"), probe=probe)
            await lab.after(60, polling)
            assert polling.results == {"no_answer": 1}

    asyncio.run(work())


def test_a_device_that_costs_too_much_is_left_alone_for_a_while_and_that_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            lab.dear_s = 4.0
            for _ in range(30):
                await lab.after(60, polling)
            # Half an hour allows 18 s of work and the nine that were saved up: six or seven polls.
            assert 6 <= len(lab.polled) <= 8
            assert polling.spared == 30 - len(lab.polled)
            assert lab.shown().pause_s > 60
            assert lab.shown().cost_s == 4.0
            lab.dear_s = 0.0
            for _ in range(30):
                await lab.after(60, polling)
            assert lab.shown().pause_s == 0
            assert polling.holdups.longest().keys() >= {"judging", "decoding"}

    with caplog.at_level("WARNING"):
        asyncio.run(work())
    [told] = [one.message for one in caplog.records if "left alone" in one.message]
    assert "r1 shows so much that a poll of it takes 4.0 s of work here" in told


def test_who_is_left_alone_is_not_asked_for_a_trap_either() -> None:
    async def work() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device())
            lab.dear_s = 20.0
            await lab.after(60, polling)
            polling.hurry("r1")
            await lab.after(1, polling)
            assert len(lab.polled) == 1

    asyncio.run(work())
