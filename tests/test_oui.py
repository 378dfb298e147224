"""Who made a box, by its MAC address, and what kind of box that makes it."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.device_class import DeviceClass, DeviceClasses, is_makers
from monitor.oui import classes_of, vendor_of
from monitor.sources.yaml_files import load_registry
from tests.scenes import NOW

CONFIG = Path(__file__).parents[1] / "config"
CPE, NETWORK, POINT = DeviceClass.CPE, DeviceClass.NETWORK, DeviceClass.ACCESS_POINT
CLASSES = DeviceClasses(
    vendors={CPE: ("zte", "tp link"), POINT: ("tp link",), NETWORK: ()},
    prefixes={NETWORK: ("d4:76:ea:10",), DeviceClass.HYPERVISOR: ("52:54:00",), CPE: ()},
)


def test_a_maker_is_named_as_the_ieee_has_it() -> None:
    assert vendor_of("d4:76:ea:10:20:30") == "zte corporation"
    assert vendor_of("f8:4d:33:77:88:99").startswith("Fiberhome Telecommunication")


@pytest.mark.parametrize("mac", ["d6:76:ea:10:20:30", "d5:76:ea:10:20:30", "52:54:00:12:34:56"])
def test_an_address_that_no_maker_gave_has_no_maker(mac: str) -> None:
    assert not is_makers(mac)
    assert vendor_of(mac) == ""


def test_an_address_of_no_registered_maker_has_none() -> None:
    assert is_makers("00:ff:fe:00:00:01")
    assert vendor_of("f0:00:00:00:00:01") == ""


def test_a_maker_may_be_of_several_classes() -> None:
    assert classes_of("d4:76:ea:99:20:30", CLASSES) == {CPE}
    assert classes_of("50:c7:bf:00:00:01", CLASSES) == {CPE, POINT}
    assert classes_of("6c:3b:6b:00:00:10", CLASSES) == frozenset()


def test_a_prefix_goes_before_the_maker_and_needs_none() -> None:
    assert classes_of("d4:76:ea:10:20:30", CLASSES) == {NETWORK}
    assert classes_of("52:54:00:12:34:56", CLASSES) == {DeviceClass.HYPERVISOR}


def test_without_classes_nothing_is_of_one() -> None:
    assert classes_of("d4:76:ea:10:20:30", DeviceClasses()) == frozenset()


@given(st.binary(min_size=6, max_size=6))
def test_every_address_has_an_answer(octets: bytes) -> None:
    mac = octets.hex(":")
    assert vendor_of(mac) == vendor_of(mac).strip()
    assert classes_of(mac, CLASSES) == classes_of(mac, CLASSES)
    assert is_makers(mac) is (octets[0] % 4 == 0)


@pytest.mark.parametrize(
    ("mac", "kinds"),
    [
        ("d4:76:ea:10:20:30", {"cpe"}),
        ("f8:4d:33:77:88:99", {"cpe"}),
        ("50:c7:bf:00:00:01", {"cpe", "access-point"}),
        ("00:e0:fc:00:00:01", set()),
        ("6c:3b:6b:00:00:01", {"network"}),
        ("00:00:0c:00:00:01", {"network"}),
        ("00:50:56:00:00:01", {"hypervisor"}),
        ("00:0c:29:00:00:01", {"hypervisor"}),
        ("bc:24:11:00:00:01", {"hypervisor"}),
        ("52:54:00:00:00:01", {"hypervisor"}),
        ("02:42:ac:11:00:02", set()),
    ],
)
def test_the_delivered_classes_know_what_is_common(mac: str, kinds: set[str]) -> None:
    registry, warnings = load_registry(CONFIG / "registry.yaml", None, CONFIG / "oui.yaml", now=NOW)
    assert warnings == ()
    assert classes_of(mac, registry.oui) == kinds


def test_every_delivered_maker_is_in_the_list() -> None:
    """A maker that is misspelt would match nothing, and nobody would see it."""
    registry, _ = load_registry(CONFIG / "registry.yaml", None, CONFIG / "oui.yaml")
    text = (files("netaddr.eui") / "oui.txt").read_text(encoding="utf-8")
    names = {" ".join(name.split()) for name in re.findall(r"\(hex\)(.*)", text)}
    for kind, vendors in registry.oui.vendors.items():
        for vendor in vendors:
            alone = DeviceClasses(vendors={kind: (vendor,)})
            assert any(alone.of_vendor(name) for name in names), vendor
