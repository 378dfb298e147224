"""
The simulated agents: one for each device, at its address and port, asked in its own way.

    AddressInUseError   an address cannot be listened on; the text says which and what to do
"""

import time
from collections.abc import Callable, Iterable

from monitor.simulation.moving import MovingView
from monitor.simulation.scenario import SimulatedDevice
from monitor.snmp import values
from monitor.snmp.agent import Agent
from monitor.snmp.oid import Oid
from monitor.snmp.recording import Recording
from monitor.snmp.session import Community, User, target_of

_ENGINE_ID: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0)


class AddressInUseError(Exception):
    """An agent cannot listen where it should; the text is a sentence that says what to do."""


class Agents:
    """All agents of a city: inert, until `start`. `show` switches what one of them shows."""

    def __init__(
        self, devices: Iterable[SimulatedDevice], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._views: dict[str, MovingView] = {}
        self._agents: list[Agent] = []
        for simulated in devices:
            view = MovingView(simulated.device.name, simulated.recording, clock)
            self._views[simulated.device.name] = view
            self._agents.append(_agent(simulated, view, clock))

    def __len__(self) -> int:
        return len(self._agents)

    async def start(self) -> None:
        """Answer from now on; raises `AddressInUseError`, and then none does."""
        for agent in self._agents:
            try:
                await agent.start()
            except OSError as error:
                await self.stop()
                reason = error.strerror or str(error)
                raise AddressInUseError(
                    f"no agent can answer at {agent.host}:{agent.port} ({reason}): is another "
                    "simulation running? End it, or give the device another port in the registry."
                ) from error

    async def stop(self) -> None:
        """Answer no more."""
        for agent in self._agents:
            await agent.stop()

    def show(self, device: str, recording: Recording) -> None:
        """Let a device show another recording from now on."""
        self._views[device].show(recording)


def _agent(simulated: SimulatedDevice, view: MovingView, clock: Callable[[], float]) -> Agent:
    device = simulated.device
    credentials = target_of(simulated.profile, device.address, device.port).credentials
    return Agent(
        view,
        host=device.address,
        port=device.port,
        communities=[credentials.name.reveal()] if isinstance(credentials, Community) else [],
        users=[credentials] if isinstance(credentials, User) else [],
        engine_id=_engine_id(simulated.recording),
        clock=clock,
    )


def _engine_id(recording: Recording) -> bytes:
    """Take the engine id that the recording shows, so that object and message agree."""
    wire = recording.get(_ENGINE_ID)
    return values.as_octets(wire) if wire and wire[0] == values.OCTET_STRING else b""
