"""
An address that a stranger's DHCP server gave to an uplink.

Why it matters: the city gives its routers' addresses itself; a leased one from outside the plan
comes from the box at the end of somebody else's line.
Lies when: a router is tried out behind another network; the city's own DHCP uses numbers that the
plan does not name.
Clears when: the lease is gone, its prefix is declared, or a waiver covers the line.

Where ipAddressOrigin is not told (RouterOS, most old agents) nothing can be said.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.observation import Address, Interface
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


def _interface(interface: Interface | None) -> tuple[Interface, ...]:
    return () if interface is None else (interface,)


INDONESIAN = """
Alamat tautan keluar yang diberikan server DHCP pihak lain.

Mengapa penting: kota memberi alamat routernya sendiri; alamat sewaan dari luar rencana berasal dari
perangkat di ujung saluran milik pihak lain.
Bisa keliru bila: router sedang dicoba di belakang jaringan lain; DHCP kota memakai nomor yang tidak
disebut dalam rencana.
Selesai bila: alamat sewaan itu hilang, prefiksnya dicatat, atau ada surat izin untuk salurannya.
"""

RULE = Rule(
    id="foreign-lease",
    number=17,
    family=Family.ADDRESSING,
    needs=(Address, Interface),
    check=check,
)
