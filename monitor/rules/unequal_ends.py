"""
The two ends of a line counted alike, and now the city's end counts far less than the device says.

Why it matters: an agent can be made to show a line as busy as ever while its traffic takes another
way; the counters of the city's router at the other end are not in his hands who did that.
Lies when: more than this line passes over the same port of the device since lately (a new VLAN).
Clears when: both ends count alike again.

Held against each other is what both counted in six hours, and only ends that once agreed. It is a
hint where other interfaces of the device are on the same port.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.numbers import share_words
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface

_OF_VLANS = "._-:"


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each line whose two ends do not agree any more."""
    if not scene.past.ends:
        return
    for link in scene.links:
        ends = scene.past.ends.get(link.name)
        if ends is None or ends.apart is None or not link.is_up:
            continue
        text = Sentence(
            en=f"{ends.other}, at the other end of {link.name}, counted"
            f" {share_words('en', ends.apart)} of what the device says has passed there",
            id=f"{ends.other}, di ujung lain {link.name}, menghitung"
            f" {share_words('id', ends.apart)} dari yang menurut perangkat telah lewat di sana",
        )
        yield RULE.on_device(
            scene.device,
            Strength.HINT if _is_shared(link, scene) else Strength.STRONG,
            text,
            on_interface(link),
            kind=FindingKind.TAMPERING,
            about=ends.other,
        )


def _is_shared(link: Link, scene: Scene) -> bool:
    """Whether other interfaces are on the port of the line, by their names."""
    own = {link.name, *link.names}
    return any(
        name.startswith(tuple(f"{mine}{sign}" for mine in own for sign in _OF_VLANS))
        for port in scene.snapshot.interfaces
        if (name := port.label) not in own
    )


INDONESIAN = """
Kedua ujung saluran dahulu menghitung sama, dan kini ujung milik kota menghitung jauh lebih sedikit
daripada kata perangkat.

Mengapa penting: agen dapat dibuat menampilkan saluran seolah sibuk seperti biasa, padahal
trafiknya lewat jalan lain; penghitung pada router kota di ujung lain tidak berada di tangan yang
melakukannya.
Bisa keliru bila: sejak belum lama ada yang lain lewat port yang sama (VLAN baru).
Selesai bila: kedua ujung kembali menghitung sama.
"""

RULE = Rule(
    id="unequal-ends",
    number=33,
    family=Family.LIFECYCLE,
    needs=(Interface, Address),
    check=check,
)
