"""What is left of people's own devices in what is stored and shown."""

import re
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.masking import HIDDEN, masked, masked_case
from monitor.model.finding import Case, Judgement, Sentence
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, Interface, Neighbour
from monitor.model.privacy import ClientMacs, HostNames, Privacy
from monitor.model.reading import Varbind
from tests.lives import case, signal

VENDOR = Privacy(client_macs=ClientMacs.VENDOR)
HIDE = Privacy(host_names=HostNames.HIDE)
FDB = "1.3.6.1.2.1.17.4.3.1.1"
FDB_Q = "1.3.6.1.2.1.17.7.1.2.2.1.2.7"
LLDP_NAME = "1.0.8802.1.1.2.1.4.1.1.9.0.1.1"

octets = st.binary(min_size=6, max_size=6)
privacies = st.builds(Privacy, st.sampled_from(ClientMacs), st.sampled_from(HostNames))


def _case(text: str = "", *cells: Varbind, about: str = "") -> Case:
    said = replace(signal(about=about), text=Sentence(en=text, id=text), evidence=tuple(cells))
    return replace(case(said), text=Sentence(en=text, id=text))


def _text(value: str, oid: str = "1.3.6.1.2.1.1.1.0") -> Varbind:
    return Varbind(oid, "OCTET STRING", value)


def _everything(seen: Case) -> str:
    cells = [f"{cell.oid} {cell.value}" for one in seen.signals for cell in one.evidence]
    return " ".join([seen.text.en, seen.text.id, *(s.text.en for s in seen.signals), *cells])


@given(octets)
def test_of_a_clients_mac_the_manufacturer_is_left_however_it_is_written(mac: bytes) -> None:
    hexed = mac.hex()
    dotted = ".".join(hexed[at : at + 4] for at in (0, 4, 8))
    index = ".".join(map(str, mac))
    seen = masked_case(
        _case(
            f"a phone, MAC {mac.hex(':')}, or {mac.hex('-').upper()}, or {dotted}.",
            _text(f"0x{hexed}", f"{FDB}.{index}"),
            _text(mac.hex(":"), f"{FDB_Q}.{index}"),
        ),
        VENDOR,
    )
    left = _everything(seen).lower()
    for secret in (mac.hex(":"), mac.hex("-"), hexed, index):
        assert secret not in left
    assert f"{dotted}." not in left
    assert left.count(f"{mac[:3].hex(':')}:…") >= 3


@given(st.from_regex(rb"\A[ -~]{6}\Z"))
def test_a_mac_whose_octets_are_letters_is_masked_in_its_columns(mac: bytes) -> None:
    seen = masked_case(_case("", _text(mac.decode(), "1.3.6.1.2.1.4.22.1.2.5.10.0.0.9")), VENDOR)
    assert seen.signals[0].evidence[0].value == f"{mac[:3].hex(':')}:…"


def test_the_macs_of_the_finding_itself_are_kept() -> None:
    mine, about, gateway, wan, beside, phone = (f"aa:bb:cc:00:00:0{n}" for n in range(1, 7))
    told = " ".join((mine, about, gateway, wan, beside, phone))
    seen = replace(_case(told, about=about), subject=mine)
    link = Link(
        device="r1",
        site="dinkes-1",
        agency="dinkes",
        name="ether2",
        interface=Interface(index=2, mac=wan),
        gateways=(ArpEntry(address=ip_address("10.0.0.1"), mac=gateway),),
        neighbours=(Neighbour(protocol="lldp", if_index=2, mac=beside),),
    )
    judged = Judgement(device="r1", time_s=0.0, links=(link,), cases=(seen,))
    [left] = masked(judged, VENDOR).cases
    assert left.text.en == f"{mine} {about} {gateway} {wan} {beside} aa:bb:cc:…"


@given(st.from_regex(r"\A[0-9]{14,15}\Z"), privacies)
def test_of_an_imsi_five_digits_are_left_whatever_is_configured(
    imsi: str, privacy: Privacy
) -> None:
    seen = masked_case(_case(f"a SIM card, IMSI {imsi}", _text(imsi)), privacy)
    assert not re.search(r"\d{6}", seen.text.en + seen.signals[0].text.id)
    assert seen.signals[0].evidence[0].value == f"{imsi[:5]}…"


def test_a_counter_of_fifteen_digits_is_no_imsi() -> None:
    counter = Varbind("1.3.6.1.2.1.31.1.1.1.6.1", "Counter64", "123456789012345")
    assert masked_case(_case("", counter), VENDOR).signals[0].evidence == (counter,)


def test_a_name_is_hidden_in_the_evidence_and_wherever_else_it_is_told() -> None:
    seen = masked_case(_case("behind ether2 is “HP-Budi”", _text("HP-Budi", LLDP_NAME)), HIDE)
    assert "Budi" not in _everything(seen)
    assert seen.text.id == f"behind ether2 is “{HIDDEN}”"


@given(
    st.text(max_size=40),
    st.text(max_size=20),
    st.sampled_from([LLDP_NAME, FDB, "1.3.6.1.2.1.1.5.0"]),
    privacies,
)
def test_masking_twice_is_as_once(text: str, value: str, oid: str, privacy: Privacy) -> None:
    once = masked_case(_case(text, _text(value, oid)), privacy)
    assert masked_case(once, privacy) == once


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"]), max_size=60))
def test_what_holds_no_address_and_no_number_stays_as_it_is(text: str) -> None:
    seen = _case(text, _text(text))
    assert masked_case(seen, Privacy()) == seen


@pytest.mark.parametrize("text", ["2001:db8:1:2:3:4:5:6", "fe80::1", "10.0.0.1", "12:30:05"])
def test_other_addresses_are_no_macs(text: str) -> None:
    assert masked_case(_case(text), VENDOR).text.en == text
