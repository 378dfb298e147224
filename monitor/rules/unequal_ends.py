"""
The two ends of a line counted alike, and now the city's end counts far less than the device says,
or the device's counters stand still.

Why it matters: an agent can be made to show a line as busy as ever while its traffic takes another
way, or a program to answer with what it once showed; the counters of the city's router at the other
end are not in his hands who did that.
Lies when: more than this line passes over the same port of the device since lately (a new VLAN).
Clears when: both ends count alike again.

Held against each other is what both counted in six hours, and only ends that once agreed. It is a
hint where other interfaces of the device are on the same port.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.memory import Ends
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
        text = _frozen(link, ends) if ends.apart == 0.0 else _apart(link, ends, ends.apart)
        yield RULE.on_device(
            scene.device,
            Strength.HINT if _is_shared(link, scene) else Strength.STRONG,
            text,
            on_interface(link),
            kind=FindingKind.TAMPERING,
            about=ends.other,
        )


def _apart(link: Link, ends: Ends, share: float) -> Sentence:
    return Sentence(
        en=f"{ends.other}, at the other end of {link.name}, counted {share_words('en', share)} of"
        " what the device says has passed there",
        id=f"{ends.other}, di ujung lain {link.name}, menghitung {share_words('id', share)} dari"
        " yang menurut perangkat telah lewat di sana",
    )


def _frozen(link: Link, ends: Ends) -> Sentence:
    return Sentence(
        en=f"the device says that nothing has passed over {link.name}, while {ends.other} at its"
        " other end went on counting: its counters stand still",
        id=f"menurut perangkat tidak ada yang lewat {link.name}, sedangkan {ends.other} di ujung"
        " lainnya terus menghitung: penghitungnya berhenti",
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
daripada kata perangkat, atau penghitung perangkat berhenti.

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
