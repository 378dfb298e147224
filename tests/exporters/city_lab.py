"""
A hand-built city in which every case of the exporters happens once.

Three agencies: Dukcapil is in order; the hospital has a foreign link, one exempt and one nobody
can attribute; the health agency has a device that is down and one nobody has ever reached.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from ipaddress import ip_address, ip_network

from monitor.model.city import CityView, DeviceView, Heard, Telemetry
from monitor.model.declared import (
    Agency,
    Circuit,
    Device,
    DeviceRole,
    Maintenance,
    Network,
    Site,
    Waiver,
)
from monitor.model.finding import (
    Band,
    Case,
    Family,
    Finding,
    FindingKind,
    Sentence,
    Signal,
    State,
    Strength,
)
from monitor.model.link import Link, LinkStatus
from monitor.model.medium import Medium
from monitor.model.observation import Address, ArpEntry, Identity, Interface, Route
from monitor.model.provider import Provider, Providers
from monitor.model.reading import TableReading, TableStatus, Varbind
from monitor.model.registry import Registry
from monitor.model.subject import Subject

NOW_S = datetime(2026, 5, 12, 3, 30, tzinfo=UTC).timestamp()
HOUR_S = 3600.0
DAY_S = 86400.0

HOSTILE = 'x"\\\n<script>alert(1)</script>\x00\x1b[31m\u202e&\ud800\x9b' + "y" * 5000
"""Markup, quotes, a line break, NUL, terminal escapes, a turned direction, half a surrogate."""

WAIVER = Waiver(
    letter="555/17/Kominfo/2026",
    approver="Sekretaris Daerah",
    reason="cadangan IGD",
    site="rsud",
    subject=Subject(device="opd-rsud", interface="lte1"),
    kinds=frozenset({"foreign_uplink"}),
    valid_from=date(2026, 3, 1),
    valid_until=date(2026, 12, 31),
)
CIRCUIT = Circuit(
    contract="K-2026-014",
    provider="Lintasarta",
    site="dukcapil",
    match=(Subject(device="opd-dukcapil", interface="ether1"),),
    capacity_bps=20_000_000,
    valid_until=date(2026, 12, 31),
)
REGISTRY = Registry(
    network=Network(prefixes=(ip_network("10.0.0.0/8"),)),
    agencies={
        "dukcapil": Agency("dukcapil", "Dinas Kependudukan dan Pencatatan Sipil", "dinas"),
        "dinkes": Agency("dinkes", "Dinas Kesehatan", "dinas"),
        "rsud": Agency("rsud", "Rumah Sakit Umum Daerah", "blud", obliged=False),
    },
    sites={
        "dukcapil": Site("dukcapil", "dukcapil", "Kantor Dukcapil", -6.2001, 106.8167),
        "dinkes": Site("dinkes", "dinkes", "Kantor Dinas Kesehatan"),
        "puskesmas": Site("puskesmas", "dinkes", "Puskesmas Timur"),
        "gudang": Site("gudang", "dinkes", "Gudang Farmasi"),
        "rsud": Site("rsud", "rsud", "RSUD"),
    },
    devices={
        device.name: device
        for device in (
            Device("opd-dukcapil", "10.255.0.1", "dukcapil"),
            Device("opd-dinkes", "10.255.0.2", "dinkes"),
            Device("opd-puskesmas", "10.255.0.3", "puskesmas"),
            Device("opd-rsud", "10.255.0.10", "rsud"),
            Device("srv-rsud", "10.255.0.11", "rsud", role=DeviceRole.SERVER),
            Device("olt-rsud", "10.255.0.12", "rsud", role=DeviceRole.ACCESS, poll=False),
        )
    },
    circuits=(CIRCUIT,),
    waivers=(WAIVER,),
    maintenance=(
        Maintenance(
            "Penggantian UPS",
            datetime(2026, 5, 12, 3, tzinfo=UTC),
            datetime(2026, 5, 12, 4, tzinfo=UTC),
            devices=frozenset({"opd-dinkes"}),
        ),
        Maintenance(
            "Minggu lalu",
            datetime(2026, 5, 5, 3, tzinfo=UTC),
            datetime(2026, 5, 5, 4, tzinfo=UTC),
        ),
    ),
    providers=Providers(
        (Provider("Telkom", ("telkom",), frozenset({7713}), (ip_network("180.244.0.0/14"),)),),
        date="2026-06-17",
        credit="IP to ASN data by RouteViews, NRO and DB-IP (https://db-ip.com), CC BY 4.0",
    ),
)


def link(device: str, site: str, name: str, status: LinkStatus, medium: Medium) -> Link:
    """Make a bare link of an agency that is called like its site."""
    return Link(device=device, site=site, agency=site, name=name, status=status, medium=medium)


FOREIGN_LINK = replace(
    link("opd-rsud", "rsud", "pppoe-out1", LinkStatus.FOREIGN, Medium.PPP),
    provider="Telkom",
    octets_per_s=125_000.0,
    interface=Interface(
        index=12,
        name="pppoe-out1",
        alias='INDIHOME "cadangan" <lama>',
        in_octets=123_456_789_012,
        out_octets=9_876_543,
        counter_bits=64,
    ),
    addresses=(Address(address=ip_address("180.244.7.9"), prefix_length=32, if_index=12),),
    routes=(
        Route(destination=ip_network("0.0.0.0/0"), next_hop=ip_address("180.244.0.1"), if_index=12),
    ),
    gateways=(ArpEntry(address=ip_address("180.244.0.1"), mac="02:00:00:00:00:fe"),),
)
EXEMPT_LINK = replace(
    link("opd-rsud", "rsud", "lte1", LinkStatus.EXEMPT, Medium.CELLULAR), waiver=WAIVER
)
UNKNOWN_LINK = replace(
    link("opd-rsud", "rsud", "ether5", LinkStatus.UNKNOWN, Medium.ETHERNET), is_up=False
)
KOMINFO_LINK = replace(
    link("opd-dukcapil", "dukcapil", "ether1", LinkStatus.KOMINFO, Medium.ETHERNET),
    circuit=CIRCUIT,
    interface=Interface(
        index=1, name="ether1", in_octets=1_000, out_octets=None, speed_bps=1_000_000_000
    ),
)
OLD_LINK = link("opd-dinkes", "dinkes", "ether1", LinkStatus.KOMINFO, Medium.ETHERNET)


def signal(rule: str, subject: str, strength: Strength = Strength.PROOF) -> Signal:
    """Make a signal with one row of evidence."""
    return Signal(
        rule=rule,
        family=Family.ROUTING,
        strength=strength,
        kind=FindingKind.FOREIGN_UPLINK,
        subject=subject,
        link=subject,
        text=Sentence(en=f"{rule} says so.", id=f"{rule} mengatakannya."),
        evidence=(Varbind("1.3.6.1.2.1.4.24.7.1.9", "INTEGER", "4"),),
    )


def case(
    subject: str,
    kind: FindingKind,
    confidence: float,
    band: Band,
    text: Sentence,
    where: tuple[str, str, str] = ("rsud", "rsud", "opd-rsud"),
    waiver: str = "",
) -> Case:
    """Make a case about a subject of a device."""
    agency, site, device = where
    return Case(
        key=f"{site}/{kind}/{device}:{subject}",
        kind=kind,
        agency=agency,
        site=site,
        device=device,
        subject=subject,
        link=subject,
        signals=(signal("foreign-next-hop", subject),),
        confidence=confidence,
        band=band,
        text=text,
        waiver=waiver,
    )


def finding(of: Case, state: State, days: float, *, frozen: bool = False) -> Finding:
    """Make a finding that was first seen so many days ago."""
    was_opened = state not in (State.SUSPECTED, State.EXEMPT)
    return Finding(
        case=of,
        state=state,
        first_seen_s=NOW_S - days * DAY_S,
        last_seen_s=NOW_S - 60,
        opened_s=NOW_S - days * DAY_S + HOUR_S if was_opened else None,
        resolved_s=NOW_S - DAY_S if state is State.RESOLVED else None,
        frozen=frozen,
        polls=(True, True, True),
    )


UPLINK, NEIGHBOUR = FindingKind.FOREIGN_UPLINK, FindingKind.FOREIGN_NEIGHBOUR
OPEN = finding(
    case(
        "pppoe-out1",
        UPLINK,
        0.955,
        Band.PROOF,
        Sentence(
            en="The default route of opd-rsud leaves by pppoe-out1 to 180.244.0.1 (Telkom).",
            id="Rute bawaan opd-rsud keluar lewat pppoe-out1 ke 180.244.0.1 (Telkom).",
        ),
    ),
    State.OPEN,
    3,
)
VERIFIED = finding(
    case(
        "ether7",
        NEIGHBOUR,
        0.55,
        Band.INDICATED,
        Sentence(
            en="A router that is not registered is connected to ether7 of srv-rsud.",
            id="Sebuah router yang tidak terdaftar tersambung ke ether7 pada srv-rsud.",
        ),
        ("rsud", "rsud", "srv-rsud"),
    ),
    State.VERIFIED,
    40,
)
FROZEN = finding(
    case(
        "ether3",
        UPLINK,
        0.60,
        Band.INDICATED,
        Sentence(
            en="ether3 of opd-dinkes had an address of Biznet.",
            id="ether3 pada opd-dinkes beralamat milik Biznet.",
        ),
        ("dinkes", "dinkes", "opd-dinkes"),
    ),
    State.OPEN,
    9,
    frozen=True,
)
EXEMPT = finding(
    case(
        "lte1",
        UPLINK,
        0.9,
        Band.PROOF,
        Sentence(
            en="opd-rsud has an active modem of Telkomsel on lte1.",
            id="opd-rsud mempunyai modem Telkomsel yang aktif pada lte1.",
        ),
        waiver=WAIVER.letter,
    ),
    State.EXEMPT,
    30,
)
SUSPECTED = finding(
    case(
        "ether5",
        UPLINK,
        0.15,
        Band.NOTE,
        Sentence(
            en="A provider's name is in the description of ether5.",
            id="Nama penyedia ada pada keterangan ether5.",
        ),
    ),
    State.SUSPECTED,
    0.1,
)
REJECTED = finding(
    case("sfp1", UPLINK, 0.55, Band.INDICATED, Sentence(en="Not so.", id="Bukan begitu.")),
    State.REJECTED,
    60,
)
RESOLVED = finding(
    case("wlan1", UPLINK, 0.9, Band.PROOF, Sentence(en="Was there.", id="Pernah ada.")),
    State.RESOLVED,
    90,
)
FINDINGS = (SUSPECTED, RESOLVED, VERIFIED, EXEMPT, FROZEN, REJECTED, OPEN)


def device(name: str, **known: object) -> DeviceView:
    """Make the view of a registered device, with what is known of it."""
    declared = REGISTRY.devices[name]
    agency = REGISTRY.sites[declared.site].agency
    return replace(DeviceView(device=declared, agency=agency), **known)  # type: ignore[arg-type]


DEVICES: Mapping[str, DeviceView] = {
    "opd-dukcapil": device(
        "opd-dukcapil",
        is_up=True,
        last_success_s=NOW_S - 20,
        duration_s={"fast": 0.21, "slow": 1.5},
        identity=Identity(
            sys_name="dukcapil-gw", object_id="1.3.6.1.4.1.14988.1", uptime_s=86_400.0
        ),
        heard=(
            Heard(port="ether1", name="kominfo-core", device="kominfo-core"),
            Heard(port="ether4", name=HOSTILE[:40]),
        ),
        tables={
            "ifTable": TableReading("ifTable", TableStatus.COMPLETE, 9),
            "inetCidrRouteTable": TableReading("inetCidrRouteTable", TableStatus.ABSENT),
        },
        links=(KOMINFO_LINK,),
    ),
    "opd-dinkes": device(
        "opd-dinkes",
        is_up=False,
        problem="no answer within 6 s from 10.255.0.2:161",
        last_success_s=NOW_S - 5 * HOUR_S,
        duration_s={"fast": 6.0},
        links=(OLD_LINK,),
    ),
    "opd-puskesmas": device("opd-puskesmas"),
    "opd-rsud": device(
        "opd-rsud",
        is_up=True,
        last_success_s=NOW_S - 45,
        duration_s={"fast": 0.4},
        identity=Identity(sys_name="RSUD"),
        tables={"ifTable": TableReading("ifTable", TableStatus.INCOMPLETE, 40, 2, "cut short")},
        links=(FOREIGN_LINK, EXEMPT_LINK, UNKNOWN_LINK),
    ),
    "srv-rsud": device(
        "srv-rsud",
        is_up=True,
        last_success_s=NOW_S - 10,
        inconclusive={
            "foreign-next-hop": "Route refused",
            "several-default-routes": "Route refused",
            "foreign-public-address": "Address incomplete",
        },
    ),
}
CITY = CityView(
    time_s=NOW_S,
    registry=REGISTRY,
    devices=DEVICES,
    findings=FINDINGS,
    telemetry=Telemetry(
        polls={"ok": 1200, "no_answer": 31},
        polls_late=2,
        lateness_s=0.004,
        requests=5000,
        responses=4950,
        timeouts=10,
        retries=40,
        requests_in_flight=3,
        datagrams_dropped={"unknown_id": 4},
        traps={"linkDown": 2, "other": 1},
        decode_errors=2,
        rule_errors={"foreign-next-hop": 1},
        registry_loaded_s=NOW_S - DAY_S,
        web_config_loads=True,
        web_connections=2,
        web_closed={"slow": 3},
        web_refused={"credentials": 1},
    ),
    version="0.1.0",
    is_ready=True,
    external_url="https://opd-monitor.kota.go.id",
)


def large_city(devices: int, links: int = 3, tables: int = 12) -> CityView:
    """Make a city of many like devices, for measurements and limits."""
    names = [f"opd-{number:05}" for number in range(devices)]
    declared = {name: Device(name, "10.0.0.1", f"site-{name}") for name in names}
    agencies = {f"a{number:03}": Agency(f"a{number:03}", f"Dinas {number}") for number in range(50)}
    codes = list(agencies)
    sites = {
        f"site-{name}": Site(f"site-{name}", codes[number % 50], f"Kantor {name}")
        for number, name in enumerate(names)
    }
    reading = {
        f"table{n}": TableReading(f"table{n}", TableStatus.COMPLETE, n) for n in range(tables)
    }
    statuses = tuple(LinkStatus)

    def lines(name: str) -> tuple[Link, ...]:
        return tuple(
            Link(
                device=name,
                site=f"site-{name}",
                agency=sites[f"site-{name}"].agency,
                name=f"ether{number}",
                status=statuses[number % 4],
                interface=Interface(index=number, name=f"ether{number}", in_octets=7, out_octets=9),
            )
            for number in range(links)
        )

    views = {
        name: DeviceView(
            device=declared[name],
            agency=sites[f"site-{name}"].agency,
            is_up=True,
            last_success_s=NOW_S,
            duration_s={"fast": 0.1, "slow": 0.9},
            identity=Identity(sys_name=name, object_id="1.3.6.1.4.1.14988.1"),
            tables=reading,
            links=lines(name),
        )
        for name in names
    }
    registry = Registry(agencies=agencies, sites=sites, devices=declared)
    return CityView(time_s=NOW_S, registry=registry, devices=views, is_ready=True)
