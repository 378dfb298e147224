"""
A DSL, GPON or cable interface that is up.

Why it matters: such an interface ends a carrier's access line.
Lies when: the optical network is Kominfo's own (register the circuits).
Clears when: the interface goes down, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.declared import DeviceRole
from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.medium import Medium
from monitor.model.observation import Interface
from monitor.rule import AGENCY_ROLES, Rule, Scene, on_interface, whose

_NAMES = {Medium.DSL: "DSL", Medium.PON: "GPON", Medium.CABLE: "cable"}


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each such line."""
    for link in scene.suspects:
        name = _NAMES.get(link.medium)
        if name is not None:
            text = Sentence(
                en=f"{link.name} is a {name} line that is up{whose(link)}",
                id=f"{link.name} adalah saluran {name} yang aktif{whose(link)}",
            )
            yield RULE.on(link, Strength.STRONG, text, on_interface(link))


INDONESIAN = """
Antarmuka DSL, GPON, atau kabel yang aktif.

Mengapa penting: antarmuka seperti itu adalah ujung saluran akses milik operator.
Bisa keliru bila: jaringan optiknya milik Kominfo sendiri (daftarkan sirkuitnya).
Selesai bila: antarmuka mati, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="access-line",
    number=8,
    family=Family.INTERFACE,
    needs=(Interface,),
    check=check,
    # An OLT is made of such interfaces.
    roles=AGENCY_ROLES - {DeviceRole.ACCESS},
)
