"""
A device keeps back what it showed before: its addresses, its routes, or all of its IP tables.

Why it matters: whoever hides a line takes it out of what the agent may show.
Lies when: the city itself narrowed the view of its user or community (announce the work, also
afterwards for the moment it was noticed).
Clears when: the device shows them again.

Strong are addresses, at one of which it answers; routes that are gone are a hint, for a small
device may come to have none. A device that never showed them is no suspect; what it cannot be seen
to have is said, and its agency is not called compliant.
"""

from collections.abc import Iterator, Mapping

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, Interface, Route
from monitor.model.reading import Observation, TableStatus
from monitor.rule import Rule, Scene

_NAMES: Mapping[type[Observation], tuple[str, str]] = {
    Address: ("addresses", "alamat"),
    Route: ("routes", "rute"),
}
_FEW = 3
"""Interfaces that stand in the evidence: they show that the device still tells of others."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal if addresses or routes are withheld that were shown before."""
    gone = [
        kind
        for kind in (Address, Route)
        if scene.snapshot.status_of(kind) is TableStatus.WITHHELD
        and kind.__name__ in scene.past.shown
    ]
    if not gone:
        return
    english, indonesian = _NAMES[gone[0]]
    text = Sentence(
        en=f"it showed its {english} before, and now shows interfaces without any: somebody"
        " narrowed what it may tell",
        id=f"sebelumnya menampilkan {indonesian}nya, dan kini hanya antarmuka tanpa {indonesian}:"
        " seseorang membatasi apa yang boleh ditampilkannya",
    )
    yield RULE.on_device(
        scene.device,
        Strength.STRONG if gone[0] is Address else Strength.HINT,
        text,
        scene.snapshot.interfaces[:_FEW],
        kind=FindingKind.TAMPERING,
    )


INDONESIAN = """
Perangkat menyembunyikan apa yang sebelumnya ditampilkan: alamatnya, rutenya, atau semua tabel
IP-nya.

Mengapa penting: siapa yang menyembunyikan sebuah saluran mengeluarkannya dari apa yang boleh
ditampilkan agen.
Bisa keliru bila: kota sendiri yang mempersempit view pengguna atau community-nya (umumkan
pekerjaannya, boleh juga belakangan untuk saat perubahan itu tercatat).
Selesai bila: perangkat menampilkannya lagi.
"""

RULE = Rule(
    id="withheld-tables",
    number=28,
    family=Family.LIFECYCLE,
    needs=(Interface,),
    also=(Address, Route),
    check=check,
)
