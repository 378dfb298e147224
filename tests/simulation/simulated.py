"""A city of two devices in a folder, for the tests of the simulation."""

from pathlib import Path

from monitor.simulation.city_file import load_city
from monitor.simulation.scenario import SimulatedCity

MONITOR = """\
paths: {store: store.db}
profiles:
  default: {version: 2c, community: env:DEMO_COMMUNITY, timeout_s: 1}
  v3:
    {version: 3, user: reader, auth: SHA-256, auth_secret: env:DEMO_AUTH, priv: AES-128,
     priv_secret: env:DEMO_PRIV, timeout_s: 1}
  old: {version: 1, community: env:DEMO_COMMUNITY}
intervals: {fast_s: 1, slow_s: 1}
rules: {hysteresis: {proof_polls: 2, proof_window: 3, clear_polls: 2}}
"""
REGISTRY = """\
network: {prefixes: [10.0.0.0/8]}
agencies: [{code: a, name: Dinas A}, {code: b, name: Dinas B}]
sites: [{code: a, agency: a, name: Kantor A}, {code: b, agency: b, name: Kantor B}]
devices:
  - {name: opd-a, address: 127.10.77.1, port: 26161, site: a}
  - {name: opd-b, address: 127.10.77.2, port: 26161, site: b, profile: v3}
  - {name: opd-c, address: 10.1.2.3, site: b}
  - {name: opd-d, address: 127.10.77.4, port: 26161, site: b, profile: old}
circuits:
  - {contract: "1", provider: Kominfo, site: a, match: [{device: opd-a, interface: wan1}]}
"""
CITY = """\
environment:
  DEMO_COMMUNITY: made-up
  DEMO_AUTH: made-up-authentication
  DEMO_PRIV: made-up-privacy
agents:
  - {device: opd-a, recording: clean.snmprec}
  - {device: opd-b, recording: clean.snmprec}
"""
EVENTS = """\
events:
  - {at_s: 9, device: opd-a, recording: clean.snmprec, en: hangs up, id: memutus}
  - {at_s: 4, device: opd-a, recording: dialled.snmprec, en: dials in, id: menyambung}
"""
_SYSTEM = """\
1.3.6.1.2.1.1.1.0|4|a router
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10
1.3.6.1.2.1.1.3.0|67|5000
1.3.6.1.2.1.1.5.0|4|opd
"""
_ROUTE = "1.3.6.1.2.1.4.24.4.1"


def _interface(index: int, name: str, kind: int, address: str, peer: str) -> str:
    entry, x_entry = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
    return f"""\
{entry}.2.{index}|4|{name}
{entry}.3.{index}|2|{kind}
{entry}.5.{index}|66|100000000
{entry}.7.{index}|2|1
{entry}.8.{index}|2|1
{entry}.10.{index}|65|1000
{entry}.16.{index}|65|1000
{x_entry}.1.{index}|4|{name}
{x_entry}.6.{index}|70|1000
{x_entry}.10.{index}|70|1000
1.3.6.1.2.1.4.20.1.2.{address}|2|{index}
1.3.6.1.2.1.4.20.1.3.{address}|64|255.255.255.252
{_ROUTE}.5.0.0.0.0.0.0.0.0.0.{peer}|2|{index}
{_ROUTE}.6.0.0.0.0.0.0.0.0.0.{peer}|2|4
{_ROUTE}.7.0.0.0.0.0.0.0.0.0.{peer}|2|3
"""


CLEAN = _SYSTEM + _interface(1, "wan1", 6, "10.9.0.2", "10.9.0.1")
DIALLED = CLEAN + _interface(2, "ppp0", 23, "100.64.0.2", "100.64.0.1")


def write(folder: Path, **files: str) -> Path:
    """Write a city; a file given by its name replaces the one that is right."""
    written = {
        "monitor.yaml": MONITOR,
        "registry.yaml": REGISTRY,
        "providers.yaml": "date: 2026-01-01\nproviders: []\n",
        "oui.yaml": "classes: {}\n",
        "city.yaml": CITY + EVENTS,
        "clean.snmprec": CLEAN,
        "dialled.snmprec": DIALLED,
    } | {name.replace("_", "."): text for name, text in files.items()}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def city(folder: Path, **files: str) -> SimulatedCity:
    """Write a city and load it."""
    return load_city(write(folder, **files), environ={})
