"""
An address that a stranger's DHCP server gave to an uplink, or to the machines of the LAN.

Why it matters: the city gives its routers' addresses itself; a leased one from outside the plan
comes from the box at the end of somebody else's line.
Lies when: a router is tried out behind another network; the city's own DHCP uses numbers that the
plan does not name; the city moved its DHCP to another server.
Clears when: the lease is gone, its prefix is declared, or a waiver covers the line.

A router whose own DHCP server gives hardly any lease any more, for days, while its ARP table is as
full as ever, has another server on its LAN: a hint at a bypass. Where ipAddressOrigin is not told
(RouterOS, most old agents) nothing can be said of the uplink's own address.
"""

from collections.abc import Iterator
from statistics import median

from monitor.clients import clients_of, leases_of
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, ArpEntry, Interface
from monitor.model.service import ClientCount
from monitor.rule import Rule, Scene, whose
from monitor.scope import is_declared, is_somewhere


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each address that was leased from outside the plan."""
    for link in scene.suspects:
        for own in link.addresses:
            is_strange = is_somewhere(own.address) and not is_declared(own.address, scene.registry)
            if own.origin != "dhcp" or not is_strange:
                continue
            text = Sentence(
                en=f"{link.name} has leased the address {own.address}{whose(link)} by DHCP",
                id=f"{link.name} menyewa alamat {own.address}{whose(link)} lewat DHCP",
            )
            strength = Strength.STRONG if scene.registry.network.prefixes else Strength.HINT
            yield RULE.on(link, strength, text, (own, *_interface(link.interface)))
    yield from _collapsed(scene)


def _collapsed(scene: Scene) -> Iterator[Signal]:
    """Yield a hint for each of the city's lines where leases collapsed and people are there."""
    today = scene.policy.calendar.day_of(scene.snapshot.time_s).toordinal()
    counts = [count for day, count in scene.past.leases if day < today]
    days = round(scene.threshold(RULE, "days"))
    before, after = counts[:-days], counts[-days:]
    clients, leases = clients_of(scene.snapshot, scene.links), leases_of(scene.snapshot)
    if len(before) < scene.threshold(RULE, "days_before") or clients is None or leases is None:
        return
    usual = median(before)
    most = scene.threshold(RULE, "leases_ratio") * usual
    is_low = max(*after, leases) <= most
    if usual < scene.threshold(RULE, "leases") or not is_low:
        return
    if clients < scene.threshold(RULE, "clients_ratio") * usual:
        return
    text = Sentence(
        en=f"its DHCP server gives {leases} leases where {usual:g} were usual, and {clients}"
        " machines are there",
        id=f"server DHCP-nya memberi {leases} sewaan, biasanya {usual:g}, padahal ada {clients}"
        " mesin",
    )
    for link in scene.links:
        if link.is_registered and link.is_up:
            seen = scene.snapshot.client_counts
            yield RULE.on(link, Strength.HINT, text, seen, kind=FindingKind.SILENT_BYPASS)


def _interface(interface: Interface | None) -> tuple[Interface, ...]:
    return () if interface is None else (interface,)


INDONESIAN = """
Alamat yang diberikan server DHCP pihak lain, kepada tautan keluar atau mesin di LAN.

Mengapa penting: kota memberi alamat routernya sendiri; alamat sewaan dari luar rencana berasal dari
perangkat di ujung saluran milik pihak lain.
Bisa keliru bila: router sedang dicoba di belakang jaringan lain; DHCP kota memakai nomor yang tidak
disebut dalam rencana; kota memindahkan DHCP-nya ke server lain.
Selesai bila: alamat sewaan itu hilang, prefiksnya dicatat, atau ada surat izin untuk salurannya.
"""

RULE = Rule(
    id="foreign-lease",
    number=17,
    family=Family.ADDRESSING,
    needs=(Address, Interface),
    also=(ClientCount, ArpEntry),
    thresholds={
        "days": 2,
        "days_before": 5,
        "leases": 5,
        "leases_ratio": 0.2,
        "clients_ratio": 0.5,
    },
    check=check,
)
