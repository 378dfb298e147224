"""
What of people's own devices is left out of a judgement before it is stored or shown.

MAC addresses are masked to their manufacturer (the first three octets, OUI), names that devices
give themselves are hidden, as the city configured. A finding's own MAC addresses are kept: the
gateway's, the unregistered neighbour's, the interface's; without them it could not be checked. Of
an IMSI, the number of a SIM card (ITU-T E.212), five digits are kept at most, the operator's.
Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from monitor.model.finding import Case, Judgement, Sentence, Signal
from monitor.model.privacy import ClientMacs, HostNames, Privacy
from monitor.model.reading import Varbind
from monitor.steps import Steps, finished

HIDDEN: Final = "(hidden)"
_MAC: Final = re.compile(
    r"(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![:-]?[0-9A-Za-z])"
    r"|(?<![0-9A-Za-z.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?!\.?[0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])0x[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
)
_IMSI: Final = re.compile(r"(?<!\d)(\d{5})\d{9,10}(?!\d)")
_TEXT: Final = "OCTET STRING"
_MAC_OCTETS: Final = 6
_AT_ONCE: Final = 16
"""Cases between two steps."""
# ipNetToMediaPhysAddress, ipNetToPhysicalPhysAddress, dot1dTpFdbAddress: octets of a MAC may happen
# to be letters, and are shown as such.
_MAC_COLUMNS: Final = ("1.3.6.1.2.1.4.22.1.2.", "1.3.6.1.2.1.4.35.1.4.", "1.3.6.1.2.1.17.4.3.1.1.")
# dot1dTpFdbEntry, dot1qTpFdbEntry: the MAC is the end of the index.
_MAC_INDEXES: Final = ("1.3.6.1.2.1.17.4.3.1.", "1.3.6.1.2.1.17.7.1.2.2.1.")
# lldpRemSysName, lldpV2RemSysName, cdpCacheDeviceId, mtxrNeighborIdentity.
_NAME_COLUMNS: Final = (
    "1.0.8802.1.1.2.1.4.1.1.9.",
    "1.3.111.2.802.1.1.13.1.4.1.1.10.",
    "1.3.6.1.4.1.9.9.23.1.2.1.1.6.",
    "1.3.6.1.4.1.14988.1.1.11.1.1.6.",
)


def masked(judgement: Judgement, privacy: Privacy, names: Iterable[str] = ()) -> Judgement:
    """Mask the cases of a judgement, at once; see `masking`."""
    return finished(masking(judgement, privacy, names))


def masking(judgement: Judgement, privacy: Privacy, names: Iterable[str] = ()) -> Steps[Judgement]:
    """
    Mask the cases of a judgement, in steps; its links, as the device shows them, stay.

    `names` are to be hidden beside those in the evidence.
    """
    hidden = tuple(names)
    macs = frozenset(
        mac
        for link in judgement.links
        for mac in (
            *link.gateway_macs,
            *(seen.mac for seen in link.neighbours),
            link.interface.mac if link.interface else None,
        )
        if mac
    )
    cases: list[Case] = []
    for case in judgement.cases:
        if cases and not len(cases) % _AT_ONCE:
            yield None
        cases.append(masked_case(case, privacy, macs, hidden))
    return replace(judgement, cases=tuple(cases))


def masked_text(text: str, privacy: Privacy) -> str:
    """Mask the MAC addresses and numbers of SIM cards in a text."""
    return _Mask(privacy, frozenset(), ()).text(text)


def masked_case(
    case: Case,
    privacy: Privacy,
    kept: frozenset[str] = frozenset(),
    names: Iterable[str] = (),
) -> Case:
    """Mask a case; `kept` are MAC addresses (lower-case, colons) beside its own."""
    own = {case.subject.lower(), *(signal.about.lower() for signal in case.signals)}
    mask = _Mask(privacy, kept | own, _names(case.signals, privacy, names))
    return replace(
        case,
        text=mask.sentence(case.text),
        signals=tuple(
            replace(
                signal,
                text=mask.sentence(signal.text),
                evidence=tuple(map(mask.cell, signal.evidence)),
            )
            for signal in case.signals
        ),
    )


def _names(signals: Iterable[Signal], privacy: Privacy, others: Iterable[str]) -> tuple[str, ...]:
    """List the names to hide, the longest first: one may be a part of another."""
    if privacy.host_names is HostNames.KEEP:
        return ()
    found = set(others) | {
        cell.value
        for signal in signals
        for cell in signal.evidence
        if cell.oid.startswith(_NAME_COLUMNS)
    }
    return tuple(sorted(filter(None, found), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Mask:
    privacy: Privacy
    kept: frozenset[str]
    names: tuple[str, ...]

    def sentence(self, sentence: Sentence) -> Sentence:
        return Sentence(en=self.text(sentence.en), id=self.text(sentence.id))

    def text(self, text: str) -> str:
        for name in self.names:
            text = text.replace(name, HIDDEN)
        return self._macs(_IMSI.sub(r"\1…", text))

    def cell(self, cell: Varbind) -> Varbind:
        value = cell.value
        if cell.type == _TEXT:
            if cell.oid.startswith(_MAC_COLUMNS) and len(value.encode()) == _MAC_OCTETS:
                value = "0x" + value.encode().hex()
            value = self.text(value)
        return Varbind(self._oid(cell.oid), cell.type, value)

    def _macs(self, text: str) -> str:
        if self.privacy.client_macs is ClientMacs.KEEP:
            return text
        return _MAC.sub(lambda match: self._mac(match[0]), text)

    def _mac(self, written: str) -> str:
        digits = re.sub(r"[^0-9a-f]", "", written.lower().removeprefix("0x"))
        mac = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
        return written if mac in self.kept else f"{mac[:8]}:…"

    def _oid(self, oid: str) -> str:
        if self.privacy.client_macs is ClientMacs.KEEP or not oid.startswith(_MAC_INDEXES):
            return oid
        parts = oid.split(".")
        octets = parts[-_MAC_OCTETS:]
        mac = ":".join(f"{int(octet):02x}" for octet in octets if octet.isdecimal())
        return oid if mac in self.kept else ".".join((*parts[:-3], "…"))
