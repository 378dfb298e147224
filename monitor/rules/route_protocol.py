"""
A default route that does not come by the protocol that the plan names.

Why it matters: where OSPF or BGP brings the default route, a static or leased one was put there by
hand or by a provider's box.
Lies when: statics are normal at small sites; name them in the plan (`routing` of the site, or
`expected_routing`). Where no plan names a protocol, the rule says nothing.
Clears when: the route comes as planned, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.observation import Interface, Route
from monitor.rule import Rule, Scene


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a hint for each route that came by another protocol."""
    site = scene.registry.sites.get(scene.device.site)
    planned = (site.routing if site else None) or scene.policy.expected_routing
    if not planned:
        return
    names = ", ".join(sorted(planned))
    for link in scene.suspects:
        for route in link.routes:
            if route.protocol is not None and route.protocol not in planned:
                text = Sentence(
                    en=f"the route {route.destination} over {link.name} comes by {route.protocol},"
                    f" where the plan says {names}",
                    id=f"rute {route.destination} lewat {link.name} berasal dari {route.protocol},"
                    f" sedangkan rencana menyebut {names}",
                )
                yield RULE.on(link, Strength.HINT, text, (route,))


INDONESIAN = """
Rute bawaan yang tidak datang lewat protokol yang direncanakan.

Mengapa penting: di tempat OSPF atau BGP membawa rute bawaan, rute statis atau sewaan dipasang
dengan tangan atau oleh perangkat operator.
Bisa keliru bila: rute statis lazim di lokasi kecil; sebutkan dalam rencana (`routing` pada lokasi,
atau `expected_routing`). Bila tidak ada rencana yang menyebut protokol, aturan ini diam.
Selesai bila: rute datang sesuai rencana, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="route-protocol",
    number=3,
    family=Family.ROUTING,
    needs=(Route, Interface),
    check=check,
)
