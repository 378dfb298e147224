"""
A device keeps back what it showed before: its addresses, or all of its IP tables.

Why it matters: whoever hides a line takes it out of what the agent may show.
Lies when: the city itself narrowed the view of its user or community (announce the work, also
afterwards for the moment it was noticed).
Clears when: the device shows its addresses again.

A device that never showed them is no suspect; what it cannot be seen to have is said, and its
agency is not called compliant.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, Interface
from monitor.model.reading import TableStatus
from monitor.rule import Rule, Scene

_FEW = 3
"""Interfaces that stand in the evidence: they show that the device still tells of others."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal if addresses are withheld that were shown before."""
    is_withheld = scene.snapshot.status_of(Address) is TableStatus.WITHHELD
    if not (is_withheld and Address.__name__ in scene.past.shown):
        return
    text = Sentence(
        en="it showed its addresses before, and now shows interfaces without any: somebody"
        " narrowed what it may tell",
        id="sebelumnya menampilkan alamatnya, dan kini hanya antarmuka tanpa alamat: seseorang"
        " membatasi apa yang boleh ditampilkannya",
    )
    yield RULE.on_device(
        scene.device,
        Strength.STRONG,
        text,
        scene.snapshot.interfaces[:_FEW],
        kind=FindingKind.TAMPERING,
    )


INDONESIAN = """
Perangkat menyembunyikan apa yang sebelumnya ditampilkan: alamatnya, atau semua tabel IP-nya.

Mengapa penting: siapa yang menyembunyikan sebuah saluran mengeluarkannya dari apa yang boleh
ditampilkan agen.
Bisa keliru bila: kota sendiri yang mempersempit view pengguna atau community-nya (umumkan
pekerjaannya, boleh juga belakangan untuk saat perubahan itu tercatat).
Selesai bila: perangkat menampilkan alamatnya lagi.
"""

RULE = Rule(
    id="withheld-tables",
    number=28,
    family=Family.LIFECYCLE,
    needs=(Interface,),
    also=(Address,),
    check=check,
)
