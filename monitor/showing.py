"""What the outside is shown of devices, and of each link the status that is published."""

from collections.abc import Iterable
from dataclasses import replace

from monitor.device_state import DeviceState
from monitor.judge import published
from monitor.model.city import DeviceView
from monitor.model.finding import Finding, FindingKind
from monitor.model.link import Link, LinkStatus


def show(state: DeviceState, findings: Iterable[Finding]) -> None:
    """
    Make what is shown of a device, at the end of its poll.

    `findings` are those of its site or more. All at once, when the outside asks, would hold up the
    polls of ten thousand devices.
    """
    _shown(state, _foreign(findings).get(state.device.name, frozenset()))


def device_views(
    states: Iterable[DeviceState], findings: Iterable[Finding]
) -> dict[str, DeviceView]:
    """Show each device by name; a link is foreign only where a finding about it is said."""
    foreign = _foreign(findings)
    return {
        state.device.name: _shown(state, foreign.get(state.device.name, frozenset()))
        for state in states
    }


def _foreign(findings: Iterable[Finding]) -> dict[str, frozenset[str]]:
    """Name the links of each device of which a finding is said."""
    said: dict[str, set[str]] = {}
    for finding in findings:
        if finding.is_said and finding.case.kind is FindingKind.FOREIGN_UPLINK:
            said.setdefault(finding.case.device, set()).add(finding.case.subject)
    return {device: frozenset(subjects) for device, subjects in said.items()}


def _shown(state: DeviceState, said: frozenset[str]) -> DeviceView:
    if state.shown is None or state.said_of_it != said:
        state.shown, state.said_of_it = _made(state, said), said
    return state.shown


def _made(state: DeviceState, said: frozenset[str]) -> DeviceView:
    links = published(state.judgement.links if state.judgement else (), said)
    if state.is_up is not False:
        return state.view(links)
    return state.view(tuple(_unseen(link, is_stale=state.is_stale) for link in links))


def _unseen(link: Link, *, is_stale: bool) -> Link:
    """
    Show a link of a device that does not answer.

    A contract is in the register whether or not the device answers, and what was proved stays
    proved; what only a witness or the device itself told is not known now. After some hours that
    a contract's line is still the one in use is not known either.
    """
    is_by_witness = link.status is LinkStatus.KOMINFO and link.circuit is None
    is_told = is_by_witness or link.status is LinkStatus.APPROVED
    is_unknown = is_told or (is_stale and link.status is not LinkStatus.FOREIGN)
    return replace(link, status=LinkStatus.UNKNOWN) if is_unknown else link
