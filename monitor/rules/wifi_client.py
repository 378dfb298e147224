"""
A Wi-Fi interface that is a client of somebody's network.

Why it matters: a radio that joins a neighbour's or a provider's Wi-Fi needs no cable and no
contract, and whatever stands behind it is on the internet.
Lies when: Kominfo's own point-to-point radios (declare their SSIDs under `network.ssids`); a
wireless line that the city rents (register the circuit). A client that is bridged into a LAN has
its addresses and routes on the bridge, and is not told.
Clears when: the radio disconnects, the SSID is declared, or a waiver covers it.

Only RouterOS's `wireless` drivers tell the SSID; elsewhere a Wi-Fi interface says something only
where traffic is routed over it, for over a network that a device itself offers nothing is.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface, whose


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each client: proof of one that is routed over with a foreign SSID."""
    for link in scene.suspects:
        if link.medium is not Medium.WIFI or link.interface is None:
            continue
        ssid = link.interface.ssid
        if ssid in scene.registry.network.ssids or not (ssid or link.is_routed):
            continue
        strength = Strength.PROOF if ssid and link.is_routed else Strength.STRONG
        yield RULE.on(link, strength, _text(link, ssid), (*on_interface(link), *link.routes))


def _text(link: Link, ssid: str | None) -> Sentence:
    en, id_ = f"the Wi-Fi “{ssid}”", f"Wi-Fi “{ssid}”"
    if not ssid:
        en, id_ = "a Wi-Fi that is not known", "Wi-Fi yang tidak dikenal"
    return Sentence(
        en=f"{link.name} is a client of {en}{whose(link)}",
        id=f"{link.name} adalah klien {id_}{whose(link)}",
    )


INDONESIAN = """
Antarmuka Wi-Fi yang menjadi klien jaringan pihak lain.

Mengapa penting: radio yang bergabung ke Wi-Fi tetangga atau operator tidak memerlukan kabel maupun
kontrak, dan apa pun di belakangnya terhubung ke internet.
Bisa keliru bila: radio titik-ke-titik milik Kominfo (catat SSID-nya di `network.ssids`); saluran
nirkabel sewaan kota (daftarkan sirkuitnya). Klien yang dijembatani ke LAN tidak diceritakan.
Selesai bila: radio terputus, SSID-nya dicatat, atau ada surat izin.
"""

RULE = Rule(
    id="wifi-client",
    number=9,
    family=Family.INTERFACE,
    needs=(Interface,),
    also=(Address,),
    check=check,
)
